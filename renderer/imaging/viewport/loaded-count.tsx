// How many images of a stack are here, while they come and it takes long enough to be waited for.
import { useEffect, useRef } from 'react';
import { useDesk } from '../desk/desk-context.ts';
import { useReadingText } from '../locales/use-reading-text.ts';
import type { WantedFrame } from '../pixels/frame-store.ts';
import { watchLoaded } from '../pixels/watch-loaded.ts';

/** What comes faster needs no figure. */
const patienceMs = 400;

export function LoadedCount({ frames }: { frames: readonly WantedFrame[] }) {
  const desk = useDesk();
  const text = useReadingText();
  const line = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let here = 0;
    let coming = 0;
    let isLong = false;
    const of = frames.length;
    const say = () => {
      if (line.current) line.current.textContent = isLong && coming > 0 ? text('loaded', { here, of }) : '';
    };
    const leave = watchLoaded(desk.frames, frames, (missing) => {
      here = of - missing.size;
      // What cannot be shown says so in its place and is not waited for.
      coming = [...missing].filter((key) => desk.frames.failure(key) === null).length;
      say();
    });
    const timer = setTimeout(() => {
      isLong = true;
      say();
    }, patienceMs);
    return () => {
      clearTimeout(timer);
      leave();
    };
  }, [desk, frames, text]);
  return <span ref={line} className="loaded-count" data-testid="loaded-count" data-passing />;
}
