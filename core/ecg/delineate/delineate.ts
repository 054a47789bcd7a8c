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
  const marks: BeatMarks[] = [];
  const forms: Form[] = [];
  const like = (i: number, reach: number): number[] => {
    const sample = samples[i] ?? 0;
    const used = [sample];
    for (let k = Math.max(0, i - reach); k <= Math.min(samples.length - 1, i + reach); k++) {
      if (k === i) continue;
      const found = align(clean, rate, sample, samples[k] ?? 0);
      if (found.likeness > alike) used.push(found.sample);
    }
    return used;
  };
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] ?? 0;
    const previous = samples[i - 1] ?? sample - usual;
    const next = samples[i + 1] ?? sample + usual;
    const before = clamp(sample - previous - ms(120), ms(150), ms(450));
    const after = clamp(next - sample - ms(90), ms(200), ms(720));
    const last = marks.at(-1);
    const previousEnd = last?.t?.offset ?? last?.qrs?.offset;
    const near = {
      rrBefore: sample - previous,
      rrAfter: next - sample,
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
      const waves = findWaves(average(clean, rate, like(i, formReach), before, after), near);
      form = { sample, waves: moved(waves, -before), index: i };
      forms.push(form);
      shift = 0;
    }
    const prior = moved(form.waves, before + shift);
    const own = findWaves(average(clean, rate, like(i, helpers), before, after), near, prior);
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
