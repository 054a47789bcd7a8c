// (14) The only second windows there are: image windows of our own page, opened by our own page, each on the next monitor.
import {
  BrowserWindow,
  type BrowserWindowConstructorOptions,
  type Display,
  type HandlerDetails,
  screen,
  type WebContents,
  type WindowOpenHandlerResponse,
} from 'electron';
import {
  type ImageWindowAddress,
  mostImageWindows,
  readImageWindowSearch,
} from '../../core/imaging/windows/address.ts';
import { areaKey, type Monitor, placeWindow } from '../../core/imaging/windows/place.ts';
import { isOurs } from './policy.ts';
import type { WindowMemory } from './window-memory.ts';

/** Null for every other address, also of our own. */
export function imageWindowOf(url: string): ImageWindowAddress | null {
  if (!isOurs(url)) return null;
  const { pathname, search, hash } = new URL(url);
  return pathname === '/' && hash === '' ? readImageWindowSearch(search) : null;
}

function monitorOf({ id, workArea }: Display): Monitor {
  const { x, y, width, height } = workArea;
  return { key: String(id), work: { left: x, top: y, width, height } };
}

export interface ImageWindows {
  /** What the main page's wish for a window is answered with; null when it is no image window, or not the main page that asks. */
  answer(opener: WebContents, details: Pick<HandlerDetails, 'url' | 'disposition'>): WindowOpenHandlerResponse | null;
}

/** @param webPreferences those of the main window: the same preload, the same sandbox */
export function imageWindows(
  webPreferences: NonNullable<BrowserWindowConstructorOptions['webPreferences']>,
  memory: WindowMemory,
): ImageWindows {
  const open = new Set<BrowserWindow>();
  const area = (opener: WebContents, place: number) => {
    const monitors = screen.getAllDisplays().map(monitorOf);
    const main = monitorOf(screen.getDisplayMatching(openerBounds(opener)));
    return placeWindow(monitors, main.key, place, memory.read());
  };
  const keep = (window: BrowserWindow, place: number) => {
    open.add(window);
    window.on('close', () => {
      const { x, y, width, height } = window.getNormalBounds();
      const monitor = monitorOf(screen.getDisplayMatching({ x, y, width, height }));
      memory.keep(areaKey(place, monitor), { left: x, top: y, width, height });
    });
    window.once('closed', () => open.delete(window));
    // It lives in the main page's process: what is left of it shows a patient that nobody watches.
    window.webContents.on('render-process-gone', () => window.destroy());
  };
  return {
    answer(opener, { url, disposition }) {
      const address = imageWindowOf(url);
      const asker = opener.getURL();
      if (!address || disposition !== 'new-window' || !isOurs(asker) || imageWindowOf(asker)) return null;
      if (open.size >= mostImageWindows) return { action: 'deny' };
      const where = area(opener, address.place);
      opener.once('did-create-window', (window) => keep(window, address.place));
      return {
        action: 'allow',
        // Closed with the main window, whatever the page does.
        outlivesOpener: false,
        overrideBrowserWindowOptions: {
          ...(where ? { x: where.left, y: where.top, width: where.width, height: where.height } : {}),
          minWidth: 480,
          minHeight: 360,
          title: '医枢 Yishu',
          autoHideMenuBar: true,
          webPreferences,
        },
      };
    },
  };
}

function openerBounds(opener: WebContents): { x: number; y: number; width: number; height: number } {
  const owner = BrowserWindow.fromWebContents(opener);
  return owner ? owner.getBounds() : { x: 0, y: 0, width: 1, height: 1 };
}
