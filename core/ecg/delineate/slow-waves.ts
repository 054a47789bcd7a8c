// Finds P and T in an averaged beat: first anew, in the view where they stand out best; later again near where their form has them.
import { clamp, quantile } from '../signal/stats.ts';
import { fromLevel, principalDirection, project } from './component.ts';
import { repeats } from './repeats.ts';
import { furthestFromChord, humpEnd } from './slow-wave.ts';
import type { SlowWave } from './waves.ts';

export interface View {
  members: readonly (readonly Float32Array[])[];
  /** Leads below 18 Hz, from their PR level. */
  level: Float32Array[];
  /** Milliseconds to samples. */
  ms: (value: number) => number;
}

/** Smallest wave that is reported, in microvolts of the principal component. */
const smallestP = 18;
const smallestT = 25;
/** Height of T in the lead that shows it best, microvolts, below which less and less can be said of its end. */
const clearT = 150;
/** A P wave of a form with fewer beats than these must have this height over the line between its ends. */
const fewestAlike = 3;
const smallestLoneP = 40;
/** How far from its form's place a beat's wave is sought, milliseconds. */
const near = 48;
/** Size of the second lobe, as a share of the first, that makes a T wave biphasic; of a lead's hump that makes it count beside the largest. */
const secondLobe = 0.6;
const shownShare = 0.3;
/** The same for P, and how far from the common peak a lead's own may lie, milliseconds: right and left atrium show in different leads. */
const pShownShare = 0.4;
const pPeaksApart = 80;
const smallestLeadP = 12;
/** Of many leads the P bounds lie this far out among the leads' own: P is so flat that the outermost ones are noise. */
const pOuter = 0.4;

/** How far, in milliseconds, a wave may reach from its peak. */
const reach = { p: { before: 90, after: 70 }, t: { before: 180, after: 220 } };

export function findT({ members, level, ms }: View, from: number, to: number): SlowWave | null {
  if (to - from < ms(100)) return null;
  const direction = principalDirection(fromLevel(level, from, to), from, to);
  const signal = project(level, direction);
  const { at, height } = furthestFromChord(signal, from, to);
  if (Math.abs(height) < smallestT || at <= from + 1 || at >= to - 1) return null;
  const repeat = repeats(members, from, to);
  if (repeat < 0.2) return null;
  const last = lastLobe(signal, at, to, height, ms);
  const wave: SlowWave = {
    onset: humpEnd(signal, at, Math.max(from, at - ms(reach.t.before)), height),
    peak: at,
    offset: humpEnd(signal, last.at, Math.min(to, last.at + ms(reach.t.after)), last.height),
    lastPeak: last.at,
    lastHeight: last.height,
    direction,
    height,
    confidence: clamp(0.3 + 0.6 * repeat, 0, 0.95),
  };
  return { ...wave, ...leadwise(level, wave, from, to, ms) };
}

/** The T wave lasts as long as the leads that show it longest: in their sum one would cancel another. */
function leadwise(
  level: readonly Float32Array[],
  wave: SlowWave,
  from: number,
  to: number,
  ms: View['ms'],
): { onset: number; offset: number; confidence: number } {
  const humps = level.map((lead) => {
    const low = Math.max(from, wave.peak - ms(70));
    const high = Math.min(to, wave.lastPeak + ms(70));
    const base = furthestFromChord(lead, from, to);
    const inside = base.at >= low && base.at <= high;
    return { lead, at: base.at, height: inside ? base.height : 0 };
  });
  const most = Math.max(...humps.map(({ height }) => Math.abs(height)));
  const shown = humps.filter(({ height }) => Math.abs(height) > shownShare * most && Math.abs(height) > smallestT);
  if (shown.length === 0) return wave;
  const found = shown.map(({ lead, at, height }) => {
    const last = lastLobe(lead, at, to, height, ms);
    return {
      onset: humpEnd(lead, at, Math.max(from, at - ms(reach.t.before)), height),
      offset: humpEnd(lead, last.at, Math.min(to, last.at + ms(reach.t.after)), last.height),
    };
  });
  const outer = outerShare(found.length);
  const offsets = found.map(({ offset }) => offset);
  // Leads that end far from each other are a T wave that nobody can end: flat, notched, or with U upon it.
  const spread = quantile(offsets, 1 - outer) - quantile(offsets, outer);
  const agreement = clamp(1.25 - spread / ms(200), 0.3, 1);
  return {
    onset: Math.round(
      quantile(
        found.map(({ onset }) => onset),
        outer,
      ),
    ),
    offset: Math.round(quantile(offsets, 1 - outer)),
    // Where T is flat in every lead its end is where the noise ends.
    confidence: wave.confidence * agreement * clamp(most / clearT, 0.3, 1),
  };
}

/** A biphasic T wave ends with its second lobe: the opposite deflection after the peak, when it comes near the size of the first. */
function lastLobe(
  signal: Float32Array,
  at: number,
  to: number,
  height: number,
  ms: View['ms'],
): { at: number; height: number } {
  const sign = Math.sign(height);
  // The middle value between the wave and the next P wave, which a P wave within the stretch hardly moves.
  const base = quantile(signal.subarray(Math.min(at + ms(90), to - 1), to + 1), 0.5);
  let lobe = at;
  let most = 0;
  for (let i = at; i <= Math.min(to - ms(30), at + ms(180)); i++) {
    const value = -sign * ((signal[i] ?? 0) - base);
    if (value > most) {
      most = value;
      lobe = i;
    }
  }
  return most > secondLobe * Math.abs((signal[at] ?? 0) - base) && most > smallestT
    ? { at: lobe, height: -sign * most }
    : { at, height };
}

export function findP({ members, level, ms }: View, from: number, to: number): SlowWave | null {
  if (to - from < ms(50)) return null;
  const direction = principalDirection(fromLevel(level, from, to), from, to);
  const signal = project(level, direction);
  const { at, height } = furthestFromChord(signal, from, to);
  if (Math.abs(height) < smallestP || at - from < ms(12) || to - at < ms(12)) return null;
  const repeat = repeats(members, Math.max(from, at - ms(70)), Math.min(to, at + ms(70)));
  if (repeat < 0.5) return null;
  const own = Math.abs(
    furthestFromChord(signal, Math.max(from, at - ms(70)), Math.min(to, at + ms(70)), at, at).height,
  );
  // A fall that bends stands far from the long chord, but hardly from the short one.
  if (own < 0.5 * Math.abs(height)) return null;
  // Two beats cannot show that a wave repeats: then only what noise and drift do not make is called P.
  if (members.length < fewestAlike && own < smallestLoneP) return null;
  const wave: SlowWave = {
    onset: humpEnd(signal, at, Math.max(from, at - ms(reach.p.before)), height),
    peak: at,
    offset: humpEnd(signal, at, Math.min(to, at + ms(reach.p.after)), height),
    lastPeak: at,
    lastHeight: height,
    direction,
    height,
    confidence: clamp(repeat, 0, 0.95),
  };
  return { ...wave, ...widestP(level, wave, from, to, ms) };
}

/** P begins with the first lead that shows it and ends with the last (IEC 60601-2-25, global intervals). */
function widestP(
  level: readonly Float32Array[],
  wave: SlowWave,
  from: number,
  to: number,
  ms: View['ms'],
): { onset: number; offset: number } {
  const low = Math.max(from, wave.peak - ms(pPeaksApart));
  const high = Math.min(to, wave.peak + ms(pPeaksApart));
  const humps = level.flatMap((lead) => {
    const { at, height } = furthestFromChord(lead, from, to, low, high);
    // What is largest at the rim of the stretch is the flank of another wave.
    return at > low && at < high && Math.abs(height) > smallestLeadP ? [{ lead, at, height }] : [];
  });
  const most = Math.max(...humps.map(({ height }) => Math.abs(height)));
  const shown = humps.filter(({ height }) => Math.abs(height) > pShownShare * most);
  if (shown.length === 0) return wave;
  const onsets = shown.map(({ lead, at, height }) =>
    humpEnd(lead, at, Math.max(from, at - ms(reach.p.before)), height),
  );
  const offsets = shown.map(({ lead, at, height }) => humpEnd(lead, at, Math.min(to, at + ms(reach.p.after)), height));
  const outer = shown.length <= 3 ? 0 : pOuter;
  return { onset: Math.round(quantile(onsets, outer)), offset: Math.round(quantile(offsets, 1 - outer)) };
}

/** Of many leads the outer quarter stands for the longest: the very last is often a U wave or noise. */
const outerShare = (leads: number): number => (leads <= 3 ? 0 : 0.25);

/** The wave of the form, found again in this beat: same view, same sign, its peak at most 48 ms away. */
export function findAgain(
  { level, ms }: View,
  prior: SlowWave | null,
  from: number,
  to: number,
  kind: 'p' | 't',
): SlowWave | null {
  if (!prior) return null;
  const low = Math.max(from + 1, prior.peak - ms(near));
  const high = Math.min(to - 1, prior.peak + ms(near));
  if (high - low < ms(8)) return null;
  const signal = project(level, prior.direction);
  const sign = Math.sign(prior.height);
  // Lightly tied to the form's place, so that noise on a broad top does not carry the peak about.
  const looseness = Math.abs(prior.height) / ms(200) ** 2;
  let at = low;
  let best = Number.NEGATIVE_INFINITY;
  for (let i = low; i <= high; i++) {
    const value = sign * (signal[i] ?? 0) - looseness * (i - prior.peak) ** 2;
    if (value > best) {
      best = value;
      at = i;
    }
  }
  const lastPeak = Math.min(to - 1, prior.lastPeak + at - prior.peak);
  const { before, after } = reach[kind];
  const wave = {
    ...prior,
    onset: humpEnd(signal, at, Math.max(from, at - ms(before)), prior.height),
    peak: at,
    offset: humpEnd(signal, lastPeak, Math.min(to, lastPeak + ms(after)), prior.lastHeight),
    lastPeak,
  };
  const bounds = kind === 'p' ? widestP(level, wave, from, to, ms) : leadwise(level, wave, from, to, ms);
  return { ...wave, ...bounds };
}
