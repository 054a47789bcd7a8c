// The screens of the lab bench.
import { CriticalScreen } from '../../../renderer/critical/screen.tsx';
import { type StationUi, titleOf } from '../../../renderer/station.ts';
import { BenchScreen } from './bench/bench-screen.tsx';
import { BenchProvider } from './bench/state.tsx';
import './design/bench.css';
import './design/acts.css';
import { CustodyScreen } from './devices/custody-screen.tsx';
import { DevicesScreen } from './devices/devices-screen.tsx';
import { benchTexts } from './locales/use-bench-text.ts';
import { QueueScreen } from './queue/queue-screen.tsx';
import { ReceptionScreen } from './reception/reception-screen.tsx';
import { UnplacedScreen, useUnplacedBadge } from './unplaced/unplaced-screen.tsx';

const title = (key: keyof (typeof benchTexts)['zh-CN']) => titleOf(benchTexts, key);

export const station: StationUi = {
  Provider: BenchProvider,
  screens: [
    { id: 'bench', title: title('screen.bench'), glyph: 'laboratory', Component: BenchScreen, keys: 'Ctrl+1' },
    {
      id: 'reception',
      title: title('screen.reception'),
      glyph: 'barcode',
      Component: ReceptionScreen,
      keys: 'F2',
      rights: ['lab.receive', 'lab.register', 'lab.reject'],
    },
    { id: 'queue', title: title('screen.queue'), glyph: 'exchange', Component: QueueScreen, keys: 'Ctrl+3' },
    {
      id: 'unplaced',
      title: title('screen.unplaced'),
      glyph: 'resolve',
      Component: UnplacedScreen,
      keys: 'Ctrl+4',
      useBadge: useUnplacedBadge,
    },
    { id: 'critical', title: title('screen.critical'), glyph: 'warning', Component: CriticalScreen, keys: 'Ctrl+5' },
    {
      id: 'devices',
      title: title('screen.devices'),
      glyph: 'device',
      Component: DevicesScreen,
      keys: 'Ctrl+6',
      rights: ['devices.view'],
      needsDevices: true,
    },
    {
      id: 'queues',
      title: title('screen.queues'),
      glyph: 'inbox',
      Component: CustodyScreen,
      keys: 'Ctrl+7',
      needsDevices: true,
    },
  ],
};
