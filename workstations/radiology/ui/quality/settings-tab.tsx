// What the department sets for its quality: the reasons that can be given, and how soon reports should be out.

import { LimitsSettings } from './limits-settings.tsx';
import { ReasonsSettings } from './reasons-settings.tsx';

export function SettingsTab() {
  return (
    <div className="quality-settings">
      <ReasonsSettings />
      <LimitsSettings />
    </div>
  );
}
