// All patterns of a measured recording. Long recordings are looked at where something is missing, a few windows of them, to stay quick.

import { detectQrs } from '../../detect/qrs.ts';
import type { Measured } from '../../measure/measurement.ts';
import type { Prepared } from '../../measure/prepared.ts';
import { usableQuality } from '../../measure/rhythm-waveform.ts';
import { intervals } from '../../rhythm/intervals.ts';
import { seenIntervals } from '../../rhythm/unseen.ts';
import { highPass, zeroPhase } from '../../signal/biquad.ts';
import { fillGaps } from '../../signal/gaps.ts';
import { independentLeads, standardLeads } from '../../signal/limb-leads.ts';
import { usualRate } from '../../statements/rate-by-age.ts';
import { alternans } from './alternans.ts';
import { changingRuns } from './changing-runs.ts';
import { completeBlock } from './complete-block.ts';
import type { Block, Flutter, PatternFacts, UnrelatedWave } from './facts.ts';
import { noPatterns } from './facts.ts';
import { flutter, possibleFlutter } from './flutter.ts';
import { flutterSt } from './flutter-st.ts';
import { preexcitation, s1q3t3 } from './form.ts';
import { blockedWaves } from './p-train.ts';
import { hasSharpQrs, sharpBand } from './sharp-qrs.ts';
import { type Stretch, stretchOf } from './signal.ts';
import { isTakenForFlutter, unrelatedWave } from './unrelated-wave.ts';

const shortMs = 60_000;
const windowS = 16;
const mostWindows = 8;

/** `prepared` is what `measured` was measured on. */
export function findPatterns(prepared: Prepared, measured: Measured, ageYears?: number): PatternFacts {
  const limits = usualRate(ageYears);
  if (measured.quality.score < 0.3) return noPatterns;
  const readable = prepared.leads.filter(
    ({ name }) => (measured.quality.leads[name]?.score ?? 0) >= Math.max(usableQuality, 0.4),
  );
  const leads = independentLeads(readable);
  if (leads.length === 0) return noPatterns;
  const unrelated = unrelatedTo(leads, measured);
  if (measured.beats.length < 4) return { ...noPatterns, unrelatedWave: unrelated };
  const limbs = frontal(readable);
  const atrial = (one: Flutter | null) => (one && unrelated && isTakenForFlutter(unrelated, one) ? null : one);
  const found = atrial(flutterOf(limbs, measured, (stretch, beats) => flutter(stretch, beats, measured, limits)));
  const waves =
    found ?? atrial(flutterOf(limbs, measured, (stretch, beats) => possibleFlutter(stretch, beats, measured)));
  return {
    changingRuns: changingRuns(leads, measured),
    alternans: alternans(leads, measured),
    blocks: blocksOf(leads, measured, prepared),
    preexcitation: preexcitation(measured),
    s1q3t3: s1q3t3(measured),
    flutter: found,
    atrialWaves: waves && { stJ: flutterSt(limbs, measured, waves) },
    unrelatedWave: unrelated,
  };
}

/** Of recordings up to a minute: in longer ones such a wave passes, and the median of the beats with it. */
function unrelatedTo(leads: Leads, measured: Measured): UnrelatedWave | null {
  const { durationMs, sampleRateHz: rate, quality, rhythm } = measured;
  if (durationMs > shortMs || rhythm === 'paced-rhythm') return null;
  const end = (durationMs * rate) / 1000;
  // Where the whole was taken for fibrillation no beat was told; whether there are some is the question here.
  const untold = measured.beats.length < 4;
  if (untold && measured.rhythmDetail.chaoticVentricles.length === 0) return null;
  const raw = leads.map(({ samples }) => samples);
  const beats = (
    untold
      ? detectQrs(
          raw.map((lead) => sharpened(lead, rate)),
          rate,
        ).beats
      : measured.beats
  ).map(({ sample }) => sample);
  const stretch = stretchOf(leads, rate, 0, end, [0.8, 20]);
  const wave = unrelatedWave(
    stretch,
    beats.map((sample) => stretch.place(sample)),
  );
  // Spikes that capture nothing are sharp and alike too.
  if (!wave || quality.pacingSpikesMs.length > 0) return wave;
  const sharp = stretchOf(leads, rate, 0, end, sharpBand);
  const places = beats.map((sample) => sharp.place(sample));
  return hasSharpQrs(sharp, places, 0, sharp.place(end)) ? { ...wave, hasQrs: true } : wave;
}

/** With III and aVF, where flutter is seen best, derived if they were not recorded. */
function frontal(leads: Leads): Leads {
  return [...standardLeads(leads)].map(([name, samples]) => ({ name, samples }));
}

type Leads = Parameters<typeof stretchOf>[0];

/** Not in fibrillation, chaos, pacing or ventricular rhythm: there P waves are not to be had. */
function blocksOf(leads: Leads, measured: Measured, { lost, still }: Prepared): Block[] {
  const { rhythm, rhythmDetail, sampleRateHz: rate, beats } = measured;
  const without = ['atrial-fibrillation', 'ventricular-fibrillation', 'paced-rhythm', 'wide-tachycardia', 'asystole'];
  if (without.includes(rhythm) || rhythmDetail.fibrillationShare > 0.2) return [];
  const found: Block[] = [];
  const list = intervals(beats, rate, lost);
  const seen = new Set(seenIntervals(list, still));
  const unseen = [...lost, ...list.filter((one) => !seen.has(one))];
  for (const [from, to] of windowsOf(measured)) {
    const inside = beats.filter(({ sample }) => sample >= from && sample <= to);
    // A QRS that was not recorded would make a blocked wave of its P.
    const ms = (sample: number) => (sample * 1000) / rate;
    if (unseen.some(({ fromMs, toMs }) => fromMs < ms(to) && toMs > ms(from))) continue;
    if (inside.length < 3 || inside.some((beat) => beat.class === 'paced')) continue;
    const samples = inside.map(({ sample }) => sample);
    const stretch = stretchOf(leads, rate, from, to, [0.8, 20]);
    // A premature beat resets what is counted here. Of complete block the escape may be ventricular: it asks for even beats by itself.
    const own = inside.every((beat) => beat.class !== 'ventricular');
    const blocked = own ? blockedWaves(stretch, samples, measured) : [];
    const complete = blocked.length === 0 ? completeBlock(stretch, samples, measured) : null;
    found.push(...blocked, ...(complete ? [complete] : []));
  }
  return found;
}

/** Without what is too slow for a narrow QRS. */
function sharpened(lead: Float32Array, rate: number): Float32Array {
  return zeroPhase(fillGaps(lead).samples, [highPass(rate, 15)], rate / 2);
}

/** In a long recording where a few windows, evenly laid over it, show it. */
function flutterOf(
  leads: Leads,
  measured: Measured,
  look: (stretch: Stretch, beats: readonly number[]) => Flutter | null,
): Flutter | null {
  const { rhythm, durationMs, sampleRateHz: rate, beats } = measured;
  if (['ventricular-fibrillation', 'paced-rhythm', 'wide-tachycardia', 'asystole'].includes(rhythm)) return null;
  const end = (durationMs * rate) / 1000;
  const starts =
    durationMs <= shortMs ? [0] : Array.from({ length: mostWindows }, (_, i) => ((i + 0.5) * end) / mostWindows);
  for (const from of starts) {
    const to = Math.min(end, from + windowS * rate);
    // Wide beats close upon each other make the same wave.
    const wide = measured.rhythmDetail.ventricularRuns.some(
      ({ fromMs, toMs }) => (fromMs * rate) / 1000 < to && (toMs * rate) / 1000 > from,
    );
    if (wide) continue;
    const inside = beats.filter(({ sample }) => sample >= from && sample <= to).map(({ sample }) => sample);
    const found = inside.length < 3 ? null : look(stretchOf(leads, rate, from, to, [1, 25]), inside);
    if (found) return found;
  }
  return null;
}

function windowsOf(measured: Measured): [number, number][] {
  const { durationMs, sampleRateHz: rate, rhythmDetail, heartRateBpm } = measured;
  const end = (durationMs * rate) / 1000;
  if (durationMs <= shortMs) return [[0, end]];
  const slow = heartRateBpm !== null && heartRateBpm < 50;
  const marks = slow
    ? Array.from({ length: mostWindows }, (_, i) => ((i + 0.5) * end) / mostWindows)
    : rhythmDetail.pauses.map(({ fromMs }) => (fromMs * rate) / 1000);
  const windows: [number, number][] = [];
  for (const mark of marks) {
    const from = Math.max(0, mark - (windowS / 2) * rate);
    if (windows.length < mostWindows && from > (windows.at(-1)?.[1] ?? -1)) windows.push([from, from + windowS * rate]);
  }
  return windows;
}
