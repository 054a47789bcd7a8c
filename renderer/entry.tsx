// Where the window starts: the stations meet the shell here and in no other file.
import '@blueprintjs/core/lib/css/blueprint.css';
import '@blueprintjs/select/lib/css/blueprint-select.css';
import '@fontsource-variable/noto-sans-sc';
import './design/tokens.css';
import './design/base.css';
import './design/bar.css';
import './design/banner.css';
import './design/status.css';
import './design/gate.css';
import './design/parts.css';
import './design/areas.css';
import { createRoot } from 'react-dom/client';
import { readImageWindowSearch } from '../core/imaging/windows/address.ts';
import { stations } from '../workstations/index.ts';
import { createApi } from './client/api.ts';
import { App } from './shell/app.tsx';
import { watchAttendance } from './shell/idle.ts';
import { ImageWindow } from './windows/image-window.tsx';

const root = document.getElementById('root');
const api = createApi(location.origin, watchAttendance(window));
const imageWindow = readImageWindowSearch(location.search);
if (root)
  createRoot(root).render(
    imageWindow ? <ImageWindow api={api} address={imageWindow} /> : <App api={api} stations={stations} />,
  );
