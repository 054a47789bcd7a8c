// The screens of the ECG station.
import { CriticalScreen } from '../../../renderer/critical/screen.tsx';
import '../../../renderer/ecg/ecg.css';
import '../../../renderer/ecg/compare.css';
import { type StationUi, titleOf } from '../../../renderer/station.ts';
import './desk/desk.css';
import { DeskScreen } from './desk/desk-screen.tsx';
import './ecg-station.css';
import './reading/alert-log.css';
import './lane/lane.css';
import { ecgTexts } from './locales/use-ecg-text.ts';
import './panel/panel.css';
import './panel/measurements.css';
import './panel/output.css';
import './unmatched/unmatched.css';
import { ReadingScreen } from './reading/reading-screen.tsx';
import './remote/remote.css';
import { RemoteScreen } from './remote/remote-screen.tsx';
import { useRemoteBadge } from './remote/use-remote.ts';
import './settings/settings.css';
import { SettingsScreen } from './settings/settings-screen.tsx';
import { settingsRights } from './settings/tabs.ts';
import { termTexts } from './settings/term-texts.ts';
import { TermsScreen } from './settings/terms-screen.tsx';
import { settingsTexts } from './settings/texts.ts';
import './statistics/statistics.css';
import { StatisticsScreen } from './statistics/statistics-screen.tsx';
import { statisticsTexts } from './statistics/texts.ts';
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
      rights: ['ecg.register', 'ecg.cases'],
    },
    {
      id: 'unmatched',
      title: title('screen.unmatched'),
      glyph: 'resolve',
      Component: UnmatchedScreen,
      keys: 'Ctrl+3',
      rights: ['ecg.register', 'ecg.admin', 'ecg.cases'],
      useBadge: useUnmatchedBadge,
    },
    {
      id: 'remote',
      title: title('screen.remote'),
      glyph: 'exchange',
      Component: RemoteScreen,
      keys: 'Ctrl+5',
      useBadge: useRemoteBadge,
    },
    { id: 'critical', title: title('screen.critical'), glyph: 'warning', Component: CriticalScreen, keys: 'Ctrl+4' },
    {
      id: 'statistics',
      title: titleOf(statisticsTexts, 'title'),
      glyph: 'versions',
      Component: StatisticsScreen,
      keys: 'Alt+7',
      rights: ['ecg.view', 'ecg.statistics', 'identity.admin'],
      administration: true,
    },
    {
      id: 'terms',
      title: titleOf(termTexts, 'title'),
      glyph: 'dictionary',
      Component: TermsScreen,
      keys: 'Alt+8',
      rights: ['ecg.write', 'ecg.admin'],
    },
    {
      id: 'settings',
      title: titleOf(settingsTexts, 'title'),
      glyph: 'settings',
      Component: SettingsScreen,
      keys: 'Alt+9',
      rights: settingsRights,
      administration: true,
    },
  ],
};
