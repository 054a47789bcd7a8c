// Where a lead carries nothing: its electrode is off, the amplifier stands at its rail, samples are missing. Such a stretch is neither rest nor
// beat: it must not lower the level that beats are judged by, and the jump at its ends must not be taken for a QRS.
import { fillGaps } from './gaps.ts';

/** From and to (exclusive), in samples. */
export type Span = readonly [number, number];

export interface Presence {
  /** The lead with its absent stretches and its gaps bridged by lines. */
  samples: Float32Array;
  absent: Span[];
}

/** Shortest stretch that counts, seconds: longer than the line between T and P of all but very slow rhythms. */
const leastS = 1;
/** A lead that stays within this range stands still, microvolts: no electrode on skin is as quiet, an open input of a few bits is. */
const stillUv = 8;

/** Stretches of a second and more in which the lead is missing or stands still, at whatever value. */
export function presence(lead: Float32Array, sampleRateHz: number): Presence {
  const least = Math.max(2, Math.round(leastS * sampleRateHz));
  const absent: Span[] = [];
  let from = 0;
  let low = Number.NaN;
  let high = Number.NaN;
  const close = (to: number) => {
    if (to - from >= least) absent.push([from, to]);
  };
  for (let i = 0; i < lead.length; i++) {
    const value = lead[i] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    // Comparisons with the NaN of a stretch that has shown no value yet are false: it takes this one.
    const nextLow = low <= value ? low : value;
    const nextHigh = high >= value ? high : value;
    if (nextHigh - nextLow <= stillUv) {
      low = nextLow;
      high = nextHigh;
      continue;
    }
    close(i);
    from = i;
    low = value;
    high = value;
  }
  close(lead.length);
  if (absent.length === 0) return { samples: fillGaps(lead).samples, absent };
  const open = Float32Array.from(lead);
  for (const [start, end] of absent) open.fill(Number.NaN, start, end);
  return { samples: fillGaps(open).samples, absent };
}

/** Stretches that all lists share. */
export function sharedSpans(lists: readonly (readonly Span[])[]): Span[] {
  const [first = [], ...others] = lists;
  return others.reduce<Span[]>(
    (shared, list) =>
      shared.flatMap(([from, to]) =>
        list.flatMap(([a, b]): Span[] =>
          Math.max(from, a) < Math.min(to, b) ? [[Math.max(from, a), Math.min(to, b)]] : [],
        ),
      ),
    [...first],
  );
}

export function inSpan(spans: readonly Span[], at: number): boolean {
  return spans.some(([from, to]) => at >= from && at < to);
}
