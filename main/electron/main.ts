// Entry of the desktop program: one instance, the policy before anything else, then the host and the window.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { app, type BrowserWindow, dialog, ipcMain, protocol, session } from 'electron';
import { realAlarm } from '../host/bridge/client.ts';
import { attachHost } from './attached-host.ts';
import { boxChooser, controllerMemory, guardControllers } from './controllers.ts';
import { keepCookies } from './cookie-jar.ts';
import { answerPage, guardContents, guardSession } from './guards.ts';
import { superviseHost } from './host-supervisor.ts';
import { type ImageWindows, imageWindows } from './image-windows.ts';
import { launchOptions } from './launch-options.ts';
import { schemes, serveScheme } from './protocol.ts';
import { storeKey } from './store-key.ts';
import { windowMemory } from './window-memory.ts';
import { openStationWindow, webPreferences } from './windows.ts';

interface RunningHost {
  fetch(request: Request): Promise<Response>;
  stop(): Promise<void>;
}

const here = import.meta.dirname;
const log = (level: string, message: string) => void process.stderr.write(`${level} ${message}\n`);

function startHost(): RunningHost {
  const options = launchOptions({
    argv: process.argv.slice(app.isPackaged ? 1 : 2),
    env: process.env,
    userData: app.getPath('userData'),
  });
  switch (options.kind) {
    case 'attach':
      return { fetch: attachHost(options.url).fetch, stop: async () => undefined };
    case 'own': {
      const { dataDir, serverUrl, enrolmentCode } = options;
      const key = storeKey(
        join(dataDir, 'store.key.sealed'),
        process.platform,
        (bytes) => new Uint8Array(randomBytes(bytes)),
      );
      const rendererDir = join(here, '..', '..', 'build', 'renderer');
      const supervisor = superviseHost({
        entry: join(here, 'host-main.ts'),
        start: { dataDir, serverUrl, enrolmentCode, rendererDir, storeKey: key },
        env: process.env,
        log,
        alarm: realAlarm,
        onRefused: (reason) =>
          dialog.showErrorBox('医枢 Yishu', `工作站后台无法启动 / the station cannot start:\n${reason}`),
      });
      return { fetch: keepCookies(supervisor.fetch), stop: supervisor.stop };
    }
    default:
      return options satisfies never;
  }
}

async function run(): Promise<void> {
  await app.whenReady();
  let window: BrowserWindow | undefined;
  const kept = (name: string) => join(app.getPath('userData'), name);
  const complain = (message: string) => log('warning', message);
  const mayOpenDevice = guardControllers(
    session.defaultSession,
    controllerMemory(kept('controllers.json'), complain),
    boxChooser(() => window),
  );
  guardSession(session.defaultSession, mayOpenDevice);
  const host = startHost();
  serveScheme(protocol, (request) => host.fetch(request));
  answerPage(ipcMain, 'yishu:version', () => app.getVersion());

  const show = () => {
    window = openStationWindow({
      preload,
      devTools: !app.isPackaged,
      onMenu: (target, command) => target.webContents.send('yishu:menu', command),
      log: (message) => log('error', message),
    });
    window.once('closed', () => {
      window = undefined;
    });
  };
  app.on('second-instance', () => {
    if (window?.isMinimized()) window.restore();
    window?.focus();
  });
  app.on('activate', () => {
    if (!window) show();
  });

  // The stores are closed before the program ends; the second `quit` is the real one.
  let isStopped = false;
  app.on('before-quit', (event) => {
    if (isStopped) return;
    event.preventDefault();
    void host.stop().finally(() => {
      isStopped = true;
      app.quit();
    });
  });
  app.on('window-all-closed', () => app.quit());
  show();
}

app.enableSandbox();
const preload = join(here, 'preload.cjs');
const windows: ImageWindows = imageWindows(
  webPreferences(preload, !app.isPackaged),
  windowMemory(join(app.getPath('userData'), 'image-windows.json'), (message) => log('warning', message)),
);
app.on('web-contents-created', (_event, contents) => guardContents(contents, windows));
protocol.registerSchemesAsPrivileged(schemes);
if (app.requestSingleInstanceLock()) {
  run().catch((error: unknown) => {
    dialog.showErrorBox('医枢 Yishu', error instanceof Error ? error.message : String(error));
    app.exit(1);
  });
} else app.quit();
