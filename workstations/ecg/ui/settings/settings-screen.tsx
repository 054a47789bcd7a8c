// ECG settings of an administrator: devices, groups and forwarding, the rules for critical ECGs, booking, time limits.
import { useState } from 'react';
import { BookingSetup } from '../../../../renderer/booking/setup/setup.tsx';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { Devices } from './devices.tsx';
import { Limits } from './limits.tsx';
import { Network } from './network/network.tsx';
import { Points } from './points.tsx';
import { Rules } from './rules.tsx';
import { useSettingsText } from './texts.ts';

const tabs = ['devices', 'points', 'network', 'rules', 'booking', 'limits'] as const;
type Tab = (typeof tabs)[number];
const parts: Readonly<Record<Tab, () => React.JSX.Element>> = {
  devices: Devices,
  rules: Rules,
  booking: () => <BookingSetup service="ecg" />,
  points: Points,
  network: Network,
  limits: Limits,
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
