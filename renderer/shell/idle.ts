// Knows when nobody has touched keyboard, mouse or scanner for a while.
import { useEffect, useState } from 'react';

/** `yishu-attended`: somebody works at an image window of this one. */
const signs = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'yishu-attended'] as const;
const checkMilliseconds = 2000;

/** True once the time is over without a sign; false again when `watching` starts anew. Null seconds: never. */
export function useIdle(seconds: number | null, watching: boolean): boolean {
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    setIdle(false);
    if (seconds === null || !watching) return;
    let last = Date.now();
    const touch = () => {
      last = Date.now();
    };
    for (const sign of signs) window.addEventListener(sign, touch, { passive: true, capture: true });
    const timer = setInterval(() => {
      // By the wall clock, so that a computer that slept is locked when it wakes.
      if (Date.now() - last > seconds * 1000) setIdle(true);
    }, checkMilliseconds);
    return () => {
      clearInterval(timer);
      for (const sign of signs) window.removeEventListener(sign, touch, { capture: true });
    };
  }, [seconds, watching]);
  return idle;
}

const attendedMilliseconds = 30_000;

/** Says whether somebody touched the screen in the last half minute. */
export function watchAttendance(target: Window): () => boolean {
  let last = Date.now();
  const touch = () => {
    last = Date.now();
  };
  for (const sign of signs) target.addEventListener(sign, touch, { passive: true, capture: true });
  return () => Date.now() - last < attendedMilliseconds;
}
