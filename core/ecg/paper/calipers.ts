// Calipers as data: what was measured between which instants or levels, what it amounts to, and how a key or a drag moves it.
import { correctedQt, type Qtc } from '../measure/qtc.ts';

export type Caliper =
  /** Two instants: time and rate. */
  | { kind: 'interval'; id: string; fromMs: number; toMs: number }
  /** Parallel ruler: the same distance again and again over the whole page. */
  | { kind: 'march'; id: string; fromMs: number; toMs: number }
  /** QT with the RR that corrects it. */
  | { kind: 'qt'; id: string; fromMs: number; toMs: number; rrMs: number | null }
  /** Two levels of one lead. */
  | { kind: 'amplitude'; id: string; lead: string; atMs: number; fromUv: number; toUv: number }
  /** A named place of one lead. */
  | { kind: 'marker'; id: string; lead: string; atMs: number; text: string };

export type CaliperKind = Caliper['kind'];
/** The end that a drag or a key moves; `whole` keeps the distance. */
export type CaliperEnd = 'from' | 'to' | 'whole';

export interface Readout {
  ms: number | null;
  bpm: number | null;
  /** Signed: down is negative. */
  mv: number | null;
  qtc: Qtc | null;
}

const nothing: Readout = { ms: null, bpm: null, mv: null, qtc: null };

/** What a caliper says; a rate only where the distance is a possible RR (20 to 400/min). */
export function readout(caliper: Caliper): Readout {
  switch (caliper.kind) {
    case 'interval':
    case 'march': {
      const ms = Math.abs(caliper.toMs - caliper.fromMs);
      return { ...nothing, ms, bpm: ms >= 150 && ms <= 3000 ? 60_000 / ms : null };
    }
    case 'qt': {
      const ms = Math.abs(caliper.toMs - caliper.fromMs);
      const possible = ms > 0 && caliper.rrMs !== null && caliper.rrMs > 0;
      return { ...nothing, ms, qtc: possible && caliper.rrMs !== null ? correctedQt(ms, caliper.rrMs) : null };
    }
    case 'amplitude':
      return { ...nothing, mv: (caliper.toUv - caliper.fromUv) / 1000 };
    case 'marker':
      return nothing;
    default:
      return caliper satisfies never;
  }
}

/** Moves one end by time and voltage; what an end has not got does not move. */
export function moved(caliper: Caliper, end: CaliperEnd, byMs: number, byUv: number): Caliper {
  const from = end !== 'to';
  const to = end !== 'from';
  switch (caliper.kind) {
    case 'interval':
    case 'march':
    case 'qt':
      return {
        ...caliper,
        fromMs: caliper.fromMs + (from ? byMs : 0),
        toMs: caliper.toMs + (to ? byMs : 0),
      };
    case 'amplitude':
      return {
        ...caliper,
        atMs: caliper.atMs + byMs,
        fromUv: caliper.fromUv + (from ? byUv : 0),
        toUv: caliper.toUv + (to ? byUv : 0),
      };
    case 'marker':
      return { ...caliper, atMs: caliper.atMs + byMs };
    default:
      return caliper satisfies never;
  }
}

/** The instant of the nearest sample: calipers never read finer than the recording is. */
export const onSample = (ms: number, sampleRateHz: number): number =>
  (Math.round((ms * sampleRateHz) / 1000) * 1000) / sampleRateHz;

/** Instants of a marched-out ruler from `firstMs` to `lastMs`; at most `most`, so that a distance of one sample does not paint the page black. */
export function marchOut(
  caliper: { fromMs: number; toMs: number },
  firstMs: number,
  lastMs: number,
  most = 400,
): number[] {
  const step = Math.abs(caliper.toMs - caliper.fromMs);
  if (!(step > 0) || (lastMs - firstMs) / step > most) return [caliper.fromMs, caliper.toMs];
  const start = Math.ceil((firstMs - caliper.fromMs) / step - 1e-9);
  const end = Math.floor((lastMs - caliper.fromMs) / step + 1e-9);
  return Array.from({ length: Math.max(0, end - start + 1) }, (_, index) => caliper.fromMs + (start + index) * step);
}

/** RR before an instant, from beats in ms; null before the second beat. */
export function rrBefore(beatsMs: readonly number[], atMs: number): number | null {
  const before = beatsMs.filter((ms) => ms <= atMs);
  const last = before.at(-1);
  const earlier = before.at(-2);
  if (last !== undefined && earlier !== undefined) return last - earlier;
  const [first, second] = beatsMs;
  return first !== undefined && second !== undefined ? second - first : null;
}
