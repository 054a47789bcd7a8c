// The station's window: its web preferences, its menu, and what happens when its page dies.
import { BrowserWindow, type BrowserWindowConstructorOptions, Menu, type MenuItemConstructorOptions } from 'electron';
import { origin } from './policy.ts';

/** (2) to (4), (6), (8) to (12): written out although most are defaults, so that a change of defaults changes nothing here. */
export function webPreferences(
  preload: string,
  devTools: boolean,
): NonNullable<BrowserWindowConstructorOptions['webPreferences']> {
  return {
    preload,
    devTools,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    contextIsolation: true,
    sandbox: true,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    enableBlinkFeatures: '',
    webviewTag: false,
    navigateOnDragDrop: false,
    // Chromium's PDF viewer is the last plugin there is; the print preview needs it.
    plugins: true,
    spellcheck: false,
  };
}

export interface StationWindowOptions {
  preload: string;
  devTools: boolean;
  onMenu(window: BrowserWindow, command: 'print' | 'imageWindow'): void;
  log(message: string): void;
}

function menu({ devTools, onMenu }: StationWindowOptions, window: BrowserWindow): Menu {
  const view: MenuItemConstructorOptions[] = [
    { role: 'zoomIn', label: '放大 Zoom in' },
    { role: 'zoomOut', label: '缩小 Zoom out' },
    { role: 'resetZoom', label: '原始大小 Actual size' },
    { role: 'togglefullscreen', label: '全屏 Full screen' },
  ];
  if (devTools) view.push({ role: 'toggleDevTools' });
  return Menu.buildFromTemplate([
    {
      label: '文件 File',
      submenu: [
        { label: '打印 Print', accelerator: 'CmdOrCtrl+P', click: () => onMenu(window, 'print') },
        { label: '影像窗口 Image window', click: () => onMenu(window, 'imageWindow') },
        { role: 'quit', label: '退出 Quit' },
      ],
    },
    { role: 'editMenu', label: '编辑 Edit' },
    { label: '视图 View', submenu: view },
  ]);
}

/** Shown when the first picture is there. A page that dies is loaded again: what the person typed may be lost, nothing else. */
export function openStationWindow(options: StationWindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    width: 1366,
    height: 768,
    minWidth: 1024,
    minHeight: 680,
    show: false,
    title: '医枢 Yishu',
    webPreferences: webPreferences(options.preload, options.devTools),
  });
  Menu.setApplicationMenu(menu(options, window));
  window.once('ready-to-show', () => {
    window.maximize();
    window.show();
  });
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    options.log(`the page's process ended: ${reason} (${exitCode}); loading it again`);
    window.reload();
  });
  void window.loadURL(`${origin}/`);
  return window;
}
