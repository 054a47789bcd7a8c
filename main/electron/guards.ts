// Puts the policy into force: on a session, on every web contents that is ever made, on every message from a page.
import { type IpcMain, type IpcMainEvent, type Session, shell, type WebContents } from 'electron';
import type { ImageWindows } from './image-windows.ts';
import { grantedPermissions, isOurs, mayFrame, mayLoad, mayOpenOutside } from './policy.ts';

/** Whether the page may open a device: see controllers.ts. */
type DeviceRule = (details: { deviceType: string; origin: string; device: object }) => boolean;

/** (5) Permissions and devices; (1, 8) nothing is loaded from outside. Devices are the host's, but for the reader's jog wheel. */
export function guardSession(session: Session, mayOpenDevice: DeviceRule = () => false): void {
  session.setPermissionRequestHandler((contents, permission, answer, details) => {
    answer(grantedPermissions.has(permission) && isOurs(contents.getURL()) && isOurs(details.requestingUrl));
  });
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin) => {
    // To ask for a HID device at all; which one is decided by the person and by the rule below.
    return (permission === 'hid' || grantedPermissions.has(permission)) && isOurs(requestingOrigin);
  });
  session.setDevicePermissionHandler(mayOpenDevice);
  session.setDisplayMediaRequestHandler((_request, answer) => answer(null));
  session.setBluetoothPairingHandler((_details, answer) => answer({ confirmed: false }));
  session.on('will-download', (event, item) => {
    const url = item.getURL();
    if (!isOurs(url) && !url.startsWith('blob:yishu://station/')) event.preventDefault();
  });
  session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !mayLoad(details.url) }));
}

/** (11, 12) No webview; (13) no navigation away; (14) no second window but an image window; (15) a named https host goes to the browser. */
export function guardContents(contents: WebContents, windows: ImageWindows | null = null): void {
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.on('will-navigate', (event) => {
    if (!isOurs(event.url)) event.preventDefault();
  });
  contents.on('will-frame-navigate', (event) => {
    const allowed = event.isMainFrame ? isOurs(event.url) : mayFrame(event.url);
    if (!allowed) event.preventDefault();
  });
  contents.on('will-redirect', (event) => {
    if (!isOurs(event.url)) event.preventDefault();
  });
  contents.setWindowOpenHandler((details) => {
    const { url } = details;
    const own = windows?.answer(contents, details);
    if (own) return own;
    if (mayOpenOutside(url)) void shell.openExternal(url);
    return { action: 'deny' };
  });
}

/** (17) The page's main frame, at our address; a frame inside it, or one that is gone, is not. */
function isOurTopFrame(event: Pick<IpcMainEvent, 'senderFrame'>): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame !== undefined && frame.parent === null && isOurs(frame.url);
}

/** (17) Names that a page may call; every one is answered here or nowhere. */
export const channels = ['yishu:version'] as const;
export type Channel = (typeof channels)[number];

/** (17) The only way in this program to answer a page: sender checked first, unknown names cannot be registered. */
export function answerPage<T>(ipcMain: Pick<IpcMain, 'handle'>, channel: Channel, answer: () => T): void {
  if (!channels.includes(channel)) throw new Error(`${channel} is no channel of the page`);
  ipcMain.handle(channel, (event) => {
    if (!isOurTopFrame(event)) throw new Error('REQUEST_REFUSED');
    return answer();
  });
}
