// Where the embedded request form starts: no login and no shell, one exam by the token in the address.
import '@blueprintjs/core/lib/css/blueprint.css';
import '@fontsource-variable/noto-sans-sc';
import '../design/tokens.css';
import '../design/base.css';
import '../design/parts.css';
import '../remote/remote.css';
import '../remote/attachments/attachments.css';
import './remote-request.css';
import { createRoot } from 'react-dom/client';
import { PreferencesProvider } from '../i18n/preferences.tsx';
import { requestPlaceOf } from './remote-request-link.ts';
import { RemoteRequestPage } from './remote-request-page.tsx';

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <PreferencesProvider>
      <RemoteRequestPage place={requestPlaceOf(location.pathname)} />
    </PreferencesProvider>,
  );
