// Wave marks of all leads together. Each lead is also marked by itself, and both answers are mixed: every lead errs in its own way, and what
// the leads' sum sees leaps from beat to beat where the leads differ.
import { median } from '../signal/stats.ts';
import { delineateBeats } from './delineate.ts';
import { inOrder } from './in-order.ts';
import type { BeatMarks, WaveMarks } from './marks.ts';

/** Up to so many leads the mean counts, each lead by its confidence; of more the middle one, since some follow another wave. */
const fewLeads = 3;
/** Share of the marks of the leads' sum. P is small and stands out best there; T ends in each lead at another time, and the sum wavers between. */
const jointShare = { p: 2 / 3, qrs: 2 / 3, t: 1 / 3 };

/** Peaks this far apart, in milliseconds, are those of two waves; half as far, of one. */
const otherWaveMs = 60;

/** Marks of the `beats` (ascending samples) in all `leads`. A wave is absent that neither their sum nor more than half of them show. */
export function delineateTogether(
  leads: readonly Float32Array[],
  sampleRateHz: number,
  beats: readonly { sample: number }[],
): BeatMarks[] {
  const joint = delineateBeats(leads, sampleRateHz, beats);
  if (leads.length < 2) return inOrder(joint);
  return oneSet(
    joint,
    leads.map((lead) => delineateBeats([lead], sampleRateHz, beats)),
    sampleRateHz,
  );
}

/** The marks of the leads' sum with those of each lead by itself, `single`, for the same beats. */
export function oneSet(
  joint: readonly BeatMarks[],
  single: readonly (readonly BeatMarks[])[],
  sampleRateHz: number,
): BeatMarks[] {
  const far = (otherWaveMs * sampleRateHz) / 1000;
  const mixed = joint.map((beat, i): BeatMarks => {
    const mix = (wave: keyof typeof jointShare) => {
      const own = single.flatMap((marks) => marks[i]?.[wave] ?? []);
      const peak = agreedPeak(own, single.length, far);
      return peak !== null && isOther(beat, beat[wave], peak, far)
        ? ofLeads(own, peak)
        : withLeads(beat[wave], own, jointShare[wave]);
    };
    return { sample: beat.sample, p: mix('p'), qrs: mix('qrs'), t: mix('t') };
  });
  return inOrder(mixed);
}

/** Where the peak lies that more than half of the `leads`, and at least two, show; `null` where they show different waves, or none. */
function agreedPeak(own: readonly WaveMarks[], leads: number, far: number): number | null {
  if (own.length === 0) return null;
  const peak = Math.round(median(own.map((wave) => wave.peak)));
  const agreeing = own.filter((wave) => Math.abs(wave.peak - peak) <= far / 2).length;
  return agreeing > Math.max(1, leads / 2) ? peak : null;
}

/**
 * Have the leads agreed upon a wave that their sum sees elsewhere, or not at all? What rises less than 60 ms before QRS, as a pacing spike or its
 * first deflection, is no P wave that the sum has missed.
 */
function isOther({ qrs }: BeatMarks, joint: WaveMarks | null, peak: number, far: number): boolean {
  const clear = qrs !== null && (peak < qrs.onset - far || peak > qrs.offset + far);
  return clear && (joint === null || Math.abs(joint.peak - peak) > far);
}

function ofLeads(own: readonly WaveMarks[], peak: number): WaveMarks {
  const mark = (at: 'onset' | 'offset') => Math.round(middle(own, at));
  const confidence = median(own.map((wave) => wave.confidence));
  return { onset: Math.min(mark('onset'), peak), peak, offset: Math.max(mark('offset'), peak), confidence };
}

/** `share` of the sum's marks and the rest of the leads' own. */
function withLeads(joint: WaveMarks | null, own: readonly WaveMarks[], share: number): WaveMarks | null {
  if (!joint || own.length === 0) return joint;
  const mark = (at: 'onset' | 'offset') => Math.round(share * joint[at] + (1 - share) * middle(own, at));
  return { ...joint, onset: Math.min(mark('onset'), joint.peak), offset: Math.max(mark('offset'), joint.peak) };
}

function middle(own: readonly WaveMarks[], at: 'onset' | 'offset'): number {
  if (own.length > fewLeads) return median(own.map((wave) => wave[at]));
  const weight = own.reduce((sum, { confidence }) => sum + confidence, 0);
  if (weight === 0) return median(own.map((wave) => wave[at]));
  return own.reduce((sum, wave) => sum + wave[at] * wave.confidence, 0) / weight;
}
