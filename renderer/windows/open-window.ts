// Opens an image window: on the next monitor where the browser tells of monitors, as an ordinary popup elsewhere. The desktop program places it itself.
import { imageWindowSearch } from '../../core/imaging/windows/address.ts';
import {
  areaKey,
  type Monitor,
  monitorAt,
  placeWindow,
  readAreas,
  type WindowArea,
} from '../../core/imaging/windows/place.ts';
import type { OpenedWindow } from './main-desk.ts';

const storageKey = 'yishu.imageWindows';

interface ScreenDetails {
  screens: readonly DetailedScreen[];
  currentScreen: DetailedScreen;
}

interface DetailedScreen {
  label: string;
  availLeft: number;
  availTop: number;
  availWidth: number;
  availHeight: number;
}

function remembered(): Record<string, WindowArea> {
  try {
    return readAreas(JSON.parse(localStorage.getItem(storageKey) ?? '{}'));
  } catch {
    return {};
  }
}

function monitorOf({ label, availLeft, availTop, availWidth, availHeight }: DetailedScreen): Monitor {
  return {
    key: `${label} ${availLeft},${availTop} ${availWidth}x${availHeight}`,
    work: { left: availLeft, top: availTop, width: availWidth, height: availHeight },
  };
}

/** All monitors where the person allowed it (Window Management), else the one of this window. */
async function monitors(owner: Window): Promise<{ all: Monitor[]; own: string }> {
  if ('getScreenDetails' in owner && typeof owner.getScreenDetails === 'function') {
    try {
      const details: ScreenDetails = await owner.getScreenDetails();
      return { all: details.screens.map(monitorOf), own: monitorOf(details.currentScreen).key };
    } catch {
      // Refused: the person moves the window by hand.
    }
  }
  const { availWidth, availHeight } = owner.screen;
  const left = 'availLeft' in owner.screen ? Number(owner.screen.availLeft) : 0;
  const top = 'availTop' in owner.screen ? Number(owner.screen.availTop) : 0;
  const one = monitorOf({
    label: '',
    availLeft: left,
    availTop: top,
    availWidth,
    availHeight,
  });
  return { all: [one], own: one.key };
}

/** Null when the browser did not let it. */
export async function openImageWindow(owner: Window, desk: string, place: number): Promise<OpenedWindow | null> {
  const { all, own } = await monitors(owner);
  const area = placeWindow(all, own, place, remembered());
  const where = area ? `,left=${area.left},top=${area.top},width=${area.width},height=${area.height}` : '';
  const address = new URL(imageWindowSearch({ desk, place }), `${owner.location.origin}${owner.location.pathname}`);
  return owner.open(address, `yishu-images-${desk}-${place}`, `popup${where}`) as OpenedWindow | null;
}

/** Called by an image window as it goes: it comes back where it was. */
export async function rememberPlace(owner: Window, place: number, known: readonly Monitor[]): Promise<void> {
  const area: WindowArea = {
    left: owner.screenX,
    top: owner.screenY,
    width: owner.outerWidth,
    height: owner.outerHeight,
  };
  const monitor = monitorAt(known, area.left + area.width / 2, area.top + area.height / 2);
  if (!monitor) return;
  try {
    localStorage.setItem(storageKey, JSON.stringify({ ...remembered(), [areaKey(place, monitor)]: area }));
  } catch {
    // A full or forbidden storage costs only the memory of the place.
  }
}

export async function knownMonitors(owner: Window): Promise<readonly Monitor[]> {
  return (await monitors(owner)).all;
}
