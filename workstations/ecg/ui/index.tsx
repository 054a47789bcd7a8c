// The screens of the ECG station.
import { CriticalScreen } from '../../../renderer/critical/screen.tsx';
import '../../../renderer/ecg/ecg.css';
import { type StationUi, titleOf } from '../../../renderer/station.ts';
import './desk/desk.css';
import { DeskScreen } from './desk/desk-screen.tsx';
import './ecg-station.css';
import { ecgTexts } from './locales/use-ecg-text.ts';
import './panel/panel.css';
import './unmatched/unmatched.css';
import { ReadingScreen } from './reading/reading-screen.tsx';
import { UnmatchedScreen } from './unmatched/unmatched-screen.tsx';
import { useUnmatchedBadge } from './unmatched/use-unmatched.ts';

const title = (key: keyof (typeof ecgTexts)['zh-CN']) => titleOf(ecgTexts, key);

export const station: StationUi = {
  screens: [
    { id: 'reading', title: title('screen.reading'), glyph: 'trend', Component: ReadingScreen, keys: 'Ctrl+1' },
    {
      id: 'desk',
      title: title('screen.desk'),
      glyph: 'identity',
      Component: DeskScreen,
      keys: 'F2',
      rights: ['ecg.register'],
    },
    {
      id: 'unmatched',
      title: title('screen.unmatched'),
      glyph: 'resolve',
      Component: UnmatchedScreen,
      keys: 'Ctrl+3',
      rights: ['ecg.register', 'ecg.admin'],
      useBadge: useUnmatchedBadge,
    },
    { id: 'critical', title: title('screen.critical'), glyph: 'warning', Component: CriticalScreen, keys: 'Ctrl+4' },
  ],
};
