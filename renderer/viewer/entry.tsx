// Where the clinicians' page starts: no login and no shell, one study by the token in the address.
import '@fontsource-variable/noto-sans-sc';
import '../design/tokens.css';
import '../design/base.css';
import '../design/parts.css';
import { createRoot } from 'react-dom/client';
import { PreferencesProvider } from '../i18n/preferences.tsx';
import { ActionsProvider } from '../keys/actions.tsx';
import { placeOf } from './link.ts';
import { ViewerPage } from './page.tsx';

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <PreferencesProvider>
      <ActionsProvider onRefused={() => undefined}>
        <ViewerPage place={placeOf(location.pathname)} />
      </ActionsProvider>
    </PreferencesProvider>,
  );
