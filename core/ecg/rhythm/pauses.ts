// Pauses: stretches of signal without a QRS, between two beats or to an end of the recording; what was not recorded is none.
import type { ClassifiedBeat } from '../detect/classes.ts';
import type { Interval } from './intervals.ts';

const leastMs = 2000;

export interface Pause extends Interval {
  /** The recording, or the signal, begins or ends within the pause: it was at least so long. */
  atLeast?: true;
}

interface TimeSpan {
  fromMs: number;
  toMs: number;
}

/**
 * Stretches of 2 s and more without a beat, with what is lost or chaotic cut out of them. Without any beat there is no pause: that is
 * standstill, or nothing readable.
 */
export function pausesOf(
  beats: readonly ClassifiedBeat[],
  sampleRateHz: number,
  durationMs: number,
  lost: readonly TimeSpan[],
  chaotic: readonly TimeSpan[],
): Pause[] {
  const first = beats[0];
  const last = beats.at(-1);
  if (!first || !last) return [];
  const ms = ({ sample }: ClassifiedBeat) => (sample * 1000) / sampleRateHz;
  const gaps: { fromMs: number; toMs: number; before: ClassifiedBeat; after: ClassifiedBeat; open: boolean }[] = [
    { fromMs: 0, toMs: ms(first), before: first, after: first, open: true },
  ];
  for (let i = 1; i < beats.length; i++) {
    const [a, b] = [beats[i - 1], beats[i]];
    if (a && b) gaps.push({ fromMs: ms(a), toMs: ms(b), before: a, after: b, open: false });
  }
  gaps.push({ fromMs: ms(last), toMs: durationMs, before: last, after: last, open: true });
  return gaps.flatMap(({ fromMs, toMs, before, after, open }): Pause[] => {
    if (toMs - fromMs < leastMs || chaotic.some((span) => span.fromMs < toMs && span.toMs > fromMs)) return [];
    return without({ fromMs, toMs }, lost).flatMap((seen): Pause[] => {
      const length = seen.toMs - seen.fromMs;
      if (length < leastMs) return [];
      const cut = open || seen.fromMs > fromMs || seen.toMs < toMs;
      return [{ ...seen, ms: length, from: before.class, to: after.class, ...(cut ? { atLeast: true } : {}) }];
    });
  });
}

/** What of the span lies in none of the others (ascending). */
function without(span: TimeSpan, others: readonly TimeSpan[]): TimeSpan[] {
  const left: TimeSpan[] = [];
  let at = span.fromMs;
  for (const { fromMs, toMs } of others) {
    if (toMs <= at || fromMs >= span.toMs) continue;
    if (fromMs > at) left.push({ fromMs: at, toMs: fromMs });
    at = toMs;
  }
  if (at < span.toMs) left.push({ fromMs: at, toMs: span.toMs });
  return left;
}
