// Tells how much of a stack is here, seldom while it loads: each telling costs a picture of the whole screen.
import { type FrameStore, frameKey } from './frame-store.ts';

/** All who tell do it in the same frame of the screen. */
const tickMs = 500;

/**
 * Calls `tell` now, at ticks while frames come, and at once when the last one is here.
 * @returns what ends it
 */
export function watchLoaded(
  store: FrameStore,
  frames: readonly { sopInstanceUid: string; frame: number }[],
  tell: (missing: ReadonlySet<string>) => void,
): () => void {
  const all = new Set(frames.map(frameKey));
  const missing = new Set([...all].filter((key) => !store.get(key)));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const now = () => {
    timer = undefined;
    tell(missing);
  };
  tell(missing);
  const unsubscribe = store.subscribe((key) => {
    if (!all.has(key)) return;
    if (store.get(key)) missing.delete(key);
    else missing.add(key);
    if (missing.size === 0) {
      clearTimeout(timer);
      timer = setTimeout(now);
    } else timer ??= setTimeout(now, tickMs - (performance.now() % tickMs));
  });
  return () => {
    clearTimeout(timer);
    unsubscribe();
  };
}
