// Delineation of every beat: the waves of its form are found in the mean of many like beats, then again in the beat and its neighbours.
import { highPass, zeroPhase } from '../signal/biquad.ts';
import { fillGaps } from '../signal/gaps.ts';
import { clamp, median } from '../signal/stats.ts';
import { align, average } from './average.ts';
import type { BeatMarks, WaveMarks } from './marks.ts';
import { findWaves, type SlowWave, type Wave, type Waves } from './waves.ts';

/** Neighbours to each side that help one beat, and that make a form; how like they must be (correlation over the QRS). */
const helpers = 3;
const formReach = 14;
const alike = 0.95;
/** Least share of the usual interval that a beat keeps from its neighbours where it helps others. */
const roomy = 0.85;
/** Beats for which a form serves before it is taken anew. */
const formLife = 60;
/** Weight of the beat's own bounds against those of its form: the mean of both varies least. */
const ownShare = 0.5;

interface Form {
  /** The beat that it was taken around. */
  sample: number;
  /** Marks relative to that beat's sample. */
  waves: Waves;
  index: number;
}

/** A beat that resembles another, with its intervals to its neighbours. */
interface Like {
  sample: number;
  before: number;
  after: number;
}

/**
 * Without the beats that stand too near to their neighbours: where one beat's P is, another's would have the T wave before, or the next QRS
 * where T is.
 */
function usualOf(beats: readonly Like[]): Like[] {
  const before = roomy * median(beats.map((one) => one.before));
  const after = roomy * median(beats.map((one) => one.after));
  const chosen = beats.filter((one) => one.before >= before && one.after >= after);
  return chosen.length > 0 ? chosen : [...beats];
}

/** Marks of the `beats` (ascending), from all leads together. */
export function delineateBeats(
  leads: readonly Float32Array[],
  sampleRateHz: number,
  beats: readonly { sample: number }[],
): BeatMarks[] {
  const rate = sampleRateHz;
  const ms = (value: number) => Math.round((value * rate) / 1000);
  const clean = leads.map((lead) => zeroPhase(fillGaps(lead).samples, [highPass(rate, 0.4)], 3 * rate));
  const samples = beats.map(({ sample }) => sample);
  const gaps = samples.slice(1).map((sample, i) => sample - (samples[i] ?? 0));
  // The first and the last beat have the usual neighbours beyond the record.
  const usual = gaps.length > 0 ? Math.round(median(gaps)) : rate;
  const windowOf = (rrBefore: number, rrAfter: number) => ({
    before: clamp(rrBefore - ms(120), ms(150), ms(450)),
    after: clamp(rrAfter - ms(90), ms(200), ms(720)),
  });
  const meanOf = (members: readonly Like[], { before, after }: ReturnType<typeof windowOf>) =>
    average(
      clean,
      rate,
      members.map((one) => one.sample),
      before,
      after,
    );
  const marks: BeatMarks[] = [];
  const forms: Form[] = [];
  const gapBefore = (i: number) => gaps[i - 1] ?? usual;
  const gapAfter = (i: number) => gaps[i] ?? usual;
  const like = (i: number, reach: number): Like[] => {
    const sample = samples[i] ?? 0;
    const used = [{ sample, before: gapBefore(i), after: gapAfter(i) }];
    for (let k = Math.max(0, i - reach); k <= Math.min(samples.length - 1, i + reach); k++) {
      if (k === i) continue;
      const found = align(clean, rate, sample, samples[k] ?? 0);
      if (found.likeness > alike) used.push({ sample: found.sample, before: gapBefore(k), after: gapAfter(k) });
    }
    return used;
  };
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] ?? 0;
    const { before, after } = windowOf(gapBefore(i), gapAfter(i));
    const last = marks.at(-1);
    const previousEnd = last?.t?.offset ?? last?.qrs?.offset;
    const near = {
      rrBefore: gapBefore(i),
      rrAfter: gapAfter(i),
      previousEnd: previousEnd === undefined ? undefined : previousEnd - (sample - before),
      previousPeak: last?.t ? last.t.peak - (sample - before) : undefined,
    };
    while (forms[0] && i - forms[0].index > formLife) forms.shift();
    let form: Form | undefined;
    let shift = 0;
    for (const candidate of forms) {
      const found = align(clean, rate, candidate.sample, sample);
      if (found.likeness < alike) continue;
      form = candidate;
      shift = found.sample - sample;
      break;
    }
    if (!form) {
      const members = usualOf(like(i, formReach));
      const rrBefore = Math.min(...members.map((one) => one.before));
      const rrAfter = Math.min(...members.map((one) => one.after));
      const window = windowOf(rrBefore, rrAfter);
      const waves = findWaves(meanOf(members, window), { rrBefore, rrAfter });
      form = { sample, waves: moved(waves, -window.before), index: i };
      forms.push(form);
      shift = 0;
    }
    const prior = moved(form.waves, before + shift);
    const helping = like(i, helpers).filter(
      (one) =>
        one.before >= Math.min(near.rrBefore, roomy * usual) && one.after >= Math.min(near.rrAfter, roomy * usual),
    );
    const own = findWaves(meanOf(helping, { before, after }), near, prior);
    const place = (wave: Wave | null, from: Wave | null): WaveMarks | null => {
      if (!wave) return null;
      const mixed = from
        ? {
            ...wave,
            onset: ownShare * wave.onset + (1 - ownShare) * (from.onset + wave.peak - from.peak),
            offset: ownShare * wave.offset + (1 - ownShare) * (from.offset + wave.peak - from.peak),
          }
        : wave;
      const at = (value: number) => Math.round(value) + sample - before;
      return {
        onset: at(mixed.onset),
        peak: at(mixed.peak),
        offset: at(mixed.offset),
        confidence: wave.confidence,
      };
    };
    const priorQrs = prior.qrs && own.qrs ? { ...prior.qrs, peak: own.qrs.peak } : null;
    const p = place(own.p, prior.p);
    // The leads overlap where P follows T at once: what belongs to both is P, since T is the one that fades.
    if (p && last?.t && p.onset < last.t.offset) last.t.offset = Math.max(p.onset, last.t.peak);
    marks.push({
      sample,
      p,
      qrs: place(own.qrs, priorQrs),
      t: place(own.t, prior.t),
    });
  }
  return marks;
}

function moved(waves: Waves, by: number): Waves {
  const move = <W extends Wave>(wave: W | null): W | null =>
    wave && { ...wave, onset: wave.onset + by, peak: wave.peak + by, offset: wave.offset + by };
  const slow = (wave: SlowWave | null): SlowWave | null => {
    const placed = move(wave);
    return placed && { ...placed, lastPeak: placed.lastPeak + by };
  };
  return { p: slow(waves.p), qrs: move(waves.qrs), t: slow(waves.t) };
}
