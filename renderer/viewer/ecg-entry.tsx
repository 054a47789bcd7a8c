// Where the clinicians' ECG page starts: no login and no shell, one exam by the token in the address.
import '@blueprintjs/core/lib/css/blueprint.css';
import '@fontsource-variable/noto-sans-sc';
import '../design/tokens.css';
import '../design/base.css';
import '../design/parts.css';
import '../ecg/ecg.css';
import '../ecg/compare.css';
import './ecg-viewer.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { PreferencesProvider } from '../i18n/preferences.tsx';
import { ActionsProvider } from '../keys/actions.tsx';
import { EcgViewerPage } from './ecg-page.tsx';
import { placeOf } from './link.ts';

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <PreferencesProvider>
      <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: 1 } } })}>
        <ActionsProvider onRefused={() => undefined}>
          <EcgViewerPage place={placeOf(location.pathname)} />
        </ActionsProvider>
      </QueryClientProvider>
    </PreferencesProvider>,
  );
