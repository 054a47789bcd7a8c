// The screens of the radiology station.
import { CriticalScreen } from '../../../renderer/critical/screen.tsx';
import { type StationUi, titleOf } from '../../../renderer/station.ts';
import { ArchiveScreen, useArchiveBadge } from './archive/archive-screen.tsx';
import './archive/peers.css';
import { CaseScreen } from './case/case-screen.tsx';
import './design/worklist.css';
import './design/case.css';
import './design/field-table.css';
import './design/report-frame.css';
import './design/report-parts.css';
import './design/report-aside.css';
import './design/report-editions.css';
import './design/report-signing.css';
import './design/screens.css';
import './design/quality-grading.css';
import './design/quality.css';
import './design/quality-sample.css';
import './design/quality-print.css';
import { CountsScreen } from './counts/counts-screen.tsx';
import { BookingScreen } from './desk/booking-screen.tsx';
import { DeskScreen } from './desk/desk-screen.tsx';
import { sharedTexts } from './parts/texts.ts';
import { QualityScreen } from './quality/quality-screen.tsx';
import { RemoteScreen, useRemoteBadge } from './remote/remote-screen.tsx';
import { RadiologyProvider } from './state.tsx';
import { TemplatesScreen } from './templates/templates-screen.tsx';
import { WorklistScreen } from './worklist/worklist-screen.tsx';

const title = (key: keyof (typeof sharedTexts)['zh-CN']) => titleOf(sharedTexts, key);

export const station: StationUi = {
  Provider: RadiologyProvider,
  screens: [
    { id: 'worklist', title: title('screen.worklist'), glyph: 'inbox', Component: WorklistScreen, keys: 'Ctrl+1' },
    { id: 'case', title: title('screen.case'), glyph: 'search', Component: CaseScreen, keys: 'Ctrl+2' },
    {
      id: 'desk',
      title: title('screen.desk'),
      glyph: 'identity',
      Component: DeskScreen,
      keys: 'Ctrl+3',
      rights: ['radiology.register', 'radiology.acquire'],
    },
    {
      id: 'remote',
      title: title('screen.remote'),
      glyph: 'exchange',
      Component: RemoteScreen,
      keys: 'Ctrl+4',
      useBadge: useRemoteBadge,
    },
    {
      id: 'archive',
      title: title('screen.archive'),
      glyph: 'archive',
      Component: ArchiveScreen,
      keys: 'Ctrl+5',
      rights: ['radiology.archive', 'radiology.acquire'],
      useBadge: useArchiveBadge,
    },
    {
      id: 'templates',
      title: title('screen.templates'),
      glyph: 'dictionary',
      Component: TemplatesScreen,
      keys: 'Ctrl+6',
      rights: ['radiology.write', 'radiology.review', 'dictionary.edit'],
    },
    {
      id: 'critical',
      title: title('screen.critical'),
      glyph: 'warning',
      Component: CriticalScreen,
      keys: 'Ctrl+7',
      rights: ['critical.document', 'radiology.quality'],
    },
    {
      id: 'booking',
      title: title('screen.booking'),
      glyph: 'time',
      Component: BookingScreen,
      keys: 'Ctrl+8',
      rights: ['dictionary.edit'],
    },
    {
      id: 'quality',
      title: title('screen.quality'),
      glyph: 'reviewed',
      Component: QualityScreen,
      keys: 'Ctrl+9',
      rights: ['radiology.quality', 'radiology.acquire'],
    },
    {
      id: 'counts',
      title: title('screen.counts'),
      glyph: 'trend',
      Component: CountsScreen,
      rights: [
        'radiology.quality',
        'radiology.dispatch',
        'radiology.write',
        'radiology.review',
        'radiology.register',
        'radiology.acquire',
      ],
    },
  ],
};
