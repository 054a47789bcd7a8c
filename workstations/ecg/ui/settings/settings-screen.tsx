// ECG settings: devices, upload points, groups and forwarding, the rules for critical ECGs, booking, time limits; each tab by its own right.
import { useState } from 'react';
import { BookingSetup } from '../../../../renderer/booking/setup/setup.tsx';
import { useRights } from '../../../../renderer/client/session.tsx';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { Devices } from './devices.tsx';
import { Limits } from './limits.tsx';
import { Network } from './network/network.tsx';
import { Points } from './points.tsx';
import { Rules } from './rules.tsx';
import { type SettingsTab, tabsFor } from './tabs.ts';
import { useSettingsText } from './texts.ts';

const parts: Readonly<Record<SettingsTab, () => React.JSX.Element>> = {
  devices: Devices,
  rules: Rules,
  booking: () => <BookingSetup service="ecg" />,
  points: Points,
  network: Network,
  limits: Limits,
};

export function SettingsScreen() {
  const text = useSettingsText();
  const tabs = tabsFor(useRights());
  const [chosen, setTab] = useState<SettingsTab>();
  const tab = tabs.find((one) => one === chosen) ?? tabs[0];
  // Without any tab the menu has no entry for this screen.
  if (!tab) return null;
  const Part = parts[tab];
  return (
    <section className="pane ecg-setup">
      <header className="pane-head">
        <Segments
          label={text('title')}
          value={tab}
          onChange={setTab}
          options={tabs.map((value) => ({ value, label: text(`tab.${value}`) }))}
          testId="settings-tab"
        />
      </header>
      <Part />
    </section>
  );
}
