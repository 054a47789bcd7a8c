// Replay of the raw samples (在线回放): a sweep runs over the paper in the time of the recording, page after page.
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { PaperViewport } from './viewport.ts';

export const replayRates = ['0.5', '1', '2', '4'] as const;
export type ReplayRate = (typeof replayRates)[number];

export interface Replay {
  playing: boolean;
  /** True while the curve is held back, playing or paused. */
  held: boolean;
  rate: ReplayRate;
  setRate: (rate: ReplayRate) => void;
  toggle: () => void;
  stop: () => void;
}

/** A hidden window draws no frames: what it missed is not jumped over. */
const mostStepMs = 250;

/** @param pageMs how much of the recording a page holds */
export function useReplay(viewport: PaperViewport, durationMs: number, pageMs: number): Replay {
  const [playing, setPlaying] = useState(false);
  const [held, setHeld] = useState(false);
  const [rate, setRate] = useState<ReplayRate>('1');
  const speed = useRef(1);
  speed.current = Number(rate);
  useEffect(() => {
    if (!playing) return;
    let before: number | null = null;
    let frame = requestAnimationFrame(function step(now) {
      const passed = before === null ? 0 : Math.min(mostStepMs, now - before);
      before = now;
      const { fromMs, sweepMs } = viewport.current();
      const next = (sweepMs ?? fromMs) + passed * speed.current;
      if (next >= durationMs) {
        viewport.set({ sweepMs: null });
        setPlaying(false);
        setHeld(false);
        return;
      }
      // Somebody who turned the page goes on from there.
      const outside = next < fromMs;
      const turned = next >= fromMs + pageMs ? fromMs + pageMs : fromMs;
      viewport.set({ sweepMs: outside ? fromMs : next, fromMs: turned });
      frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing, viewport, durationMs, pageMs]);
  const stop = useCallback(() => {
    setPlaying(false);
    setHeld(false);
    viewport.set({ sweepMs: null });
  }, [viewport]);
  const toggle = useCallback(() => {
    setHeld(true);
    setPlaying((now) => !now);
  }, []);
  useEffect(() => stop, [stop]);
  return useMemo(() => ({ playing, held, rate, setRate, toggle, stop }), [playing, held, rate, toggle, stop]);
}
