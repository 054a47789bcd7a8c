// ECG settings of an administrator: devices, the rules for critical ECGs, forwarding and time limits.
import { useState } from 'react';
import { BookingSetup } from '../../../../renderer/booking/setup/setup.tsx';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { Devices } from './devices.tsx';
import { Forwarding } from './forwarding.tsx';
import { Rules } from './rules.tsx';
import { useSettingsText } from './texts.ts';

const tabs = ['devices', 'rules', 'booking', 'forwarding'] as const;
type Tab = (typeof tabs)[number];
const parts: Readonly<Record<Tab, () => React.JSX.Element>> = {
  devices: Devices,
  rules: Rules,
  booking: () => <BookingSetup service="ecg" />,
  forwarding: Forwarding,
};

export function SettingsScreen() {
  const text = useSettingsText();
  const [tab, setTab] = useState<Tab>('devices');
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
