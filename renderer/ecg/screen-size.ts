// How large a millimetre is on this screen: measured by the user, kept for the workstation; a browser cannot know it.
import { usePreferences } from '../i18n/preferences.tsx';

/** CSS defines 96 px to the inch; no screen need obey. */
export const nominalPxPerMm = 96 / 25.4;
const name = 'ecg.screen.pxPerMm';

/** Pixels a millimetre from the diagonal in inches and the size in CSS px. */
export function pxPerMmOfDiagonal(inches: number, widthPx: number, heightPx: number): number {
  return Math.hypot(widthPx, heightPx) / (inches * 25.4);
}

/** What a wrong typing would give is no screen that is sold. */
export const isPossible = (pxPerMm: number): boolean => pxPerMm > 1.5 && pxPerMm < 20;

/** Pixels a millimetre, null until somebody measured. */
export function useScreenSize(): [number | null, (pxPerMm: number) => void] {
  const { preferences, change } = usePreferences();
  const stored = preferences.layout[name];
  const set = (pxPerMm: number) => change({ layout: { [name]: pxPerMm } });
  return [typeof stored === 'number' && isPossible(stored) ? stored : null, set];
}
