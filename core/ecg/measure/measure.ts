// Measures one rhythm: beats, classes, rhythm, median beat, intervals, axes, amplitudes, quality. Statements and rules come after.

import { findWaves } from '../delineate/waves.ts';
import { withoutAtrialWaves } from '../detect/atrial-waves.ts';
import { type BeatClass, type ClassifiedBeat, classifyBeats } from '../detect/classes.ts';
import { deviceMarks } from '../detect/paced.ts';
import { detectQrs } from '../detect/qrs.ts';
import type { EcgWaveform } from '../recording.ts';
import { type ChaoticSpan, runningVentricles } from '../rhythm/chaotic-ventricles.ts';
import { fibrillationSpans } from '../rhythm/episodes.ts';
import { fibrillation } from '../rhythm/fibrillation.ts';
import { type Interval, intervals, meanRr, regularity, runs } from '../rhythm/intervals.ts';
import { nameRhythm, type RhythmCode } from '../rhythm/label.ts';
import { pRepeat } from '../rhythm/p-repeat.ts';
import { pausesOf } from '../rhythm/pauses.ts';
import { seenIntervals } from '../rhythm/unseen.ts';
import { independentLeads, standardLeads } from '../signal/limb-leads.ts';
import { doubtfulScale } from '../signal/plausible-scale.ts';
import { clamp, median, quantile } from '../signal/stats.ts';
import { usualRate } from '../statements/rate-by-age.ts';
import { measureBeat } from './beat-values.ts';
import { finer } from './finer-beat.ts';
import type { Measured, RhythmDetail } from './measurement.ts';
import { medianBeat } from './median-beat.ts';
import { type Prepared, prepare } from './prepared.ts';
import { looksVentricular } from './wide-tachycardia.ts';
import { withDoubt, withheldOf } from './withheld.ts';

const unconducted = new Set<RhythmCode>([
  'paced-rhythm',
  'wide-tachycardia',
  'ventricular-rhythm',
  'ventricular-fibrillation',
  'asystole',
]);

export function measureWaveform(
  waveform: EcgWaveform,
  vendorPacingMs: readonly number[] = [],
  prepared: Prepared = prepare(waveform),
  /** Limits of the heart rate go by it; an adult's where it is not known. */
  ageYears?: number,
): Measured {
  const rate = waveform.sampleRateHz;
  const { quality, leads: good, spikes, lost, still } = prepared;
  const own = independentLeads(good);
  const samples = own.map((lead) => lead.samples);
  const count = Math.max(0, ...waveform.leads.map((lead) => lead.samples.length));
  const durationMs = (count * 1000) / rate;
  const vendorSpikes = deviceMarks(vendorPacingMs, waveform);
  const running = runningVentricles(samples, rate);
  // A running wave has crests, not beats: counted as such they would make a fibrillating heart's rate look normal.
  const fills = (spans: readonly ChaoticSpan[]) =>
    spans.reduce((sum, span) => sum + span.toMs - span.fromMs, 0) > 0.5 * durationMs;
  const told = fills(running.chaotic)
    ? []
    : classifyBeats(samples, rate, withoutAtrialWaves(samples, rate, detectQrs(samples, rate).beats), {
        seen: spikes,
        device: vendorSpikes,
      });
  // A tachycardia whose beats were not told one by one stays what it was held for: no rate is better than half of it.
  const counted = running.tachycardia.filter((span) => isCounted(span, told, rate));
  const chaotic = [...running.chaotic, ...running.tachycardia.filter((span) => !counted.includes(span))].toSorted(
    (one, other) => one.fromMs - other.fromMs,
  );
  const unmeasurable = fills(chaotic);
  const beats = unmeasurable ? [] : told;
  const list = seenIntervals(intervals(beats, rate, lost), still);
  const rrMs = meanRr(list);
  const rateBpm = rrMs === null ? null : 60000 / rrMs;

  const afWindows = fibrillation(list, (fromMs, toMs) => pRepeat(samples, rate, beats, fromMs, toMs));
  const spans = fibrillationSpans(afWindows, list);
  const fibrillationShare = Math.min(
    1,
    spans.reduce((sum, span) => sum + span.toMs - span.fromMs, 0) / Math.max(1, durationMs),
  );

  const { form, rrBefore, rrAfter } = undisturbed(beats.length > 0 ? mainForm(beats) : [], beats, rate);
  const coarse = medianBeat(
    good.map((lead) => lead.samples),
    rate,
    form,
    beats.map(({ sample }) => sample),
  );
  const beat = coarse && finer(coarse);
  const beatRate = beat?.sampleRateHz ?? rate;
  const inFibrillation = fibrillationShare > 0.5;
  const paced = beats.filter((one) => one.class === 'paced').length > beats.length / 2;
  const ventricular = beats.filter((one) => one.class === 'ventricular').length > 0.6 * beats.length;
  const waves = beat
    ? findWaves(
        {
          ...beat,
          leads: own.map((lead) => beat.leads[good.indexOf(lead)] ?? new Float32Array(0)),
          members: beat.members.map((member) => own.map((lead) => member[good.indexOf(lead)] ?? new Float32Array(0))),
        },
        { rrBefore: (rrBefore * beatRate) / rate, rrAfter: (rrAfter * beatRate) / rate },
      )
    : { p: null, qrs: null, t: null };
  if (inFibrillation || paced || ventricular || chaotic.length > 0) waves.p = null;

  const scores = Object.values(quality).map(({ score }) => score);
  const score = scores.length > 0 ? quantile(scores, 0.6) : 0;
  const scaleDoubt = doubtfulScale(waveform.leads, rate, beats.length);
  const first = measureBeat(beat, good, waves, beatRate, rrMs);
  const name = nameRhythm({
    beats,
    rateBpm,
    regularity: regularity(list),
    fibrillation: fibrillationShare,
    chaotic: chaotic.length > 0,
    p: waves.p ? (first.pLooksSinus ? 'sinus' : 'other') : beat ? 'absent' : null,
    qrsMs: first.qrsMs,
    isRunning: fills(counted),
    quality: score,
    durationS: durationMs / 1000,
    limits: usualRate(ageYears),
  });
  // Of paced and of ventricular beats neither PR nor QT is claimed: their T is secondary, their P stands in no fixed relation.
  const conducted = !unconducted.has(name.code);
  const claimed = conducted ? waves : { p: null, qrs: waves.qrs, t: null };
  const values = conducted ? first : measureBeat(beat, good, claimed, beatRate, rrMs);
  const withheld = withheldOf(values, {
    rhythm: name.code,
    pacedBeats: beats.filter((one) => one.class === 'paced').length,
    beats: beats.length,
    deviceMarks: vendorSpikes.length,
  });
  const trustRate = beats.length > 0 ? beats.reduce((sum, one) => sum + one.confidence, 0) / beats.length : 0;
  return {
    durationMs,
    sampleRateHz: rate,
    heartRateBpm: rateBpm,
    rrMs,
    pMs: values.pMs,
    prMs: values.prMs,
    qrsMs: values.qrsMs,
    qtMs: values.qtMs,
    ...(values.qtOtherMs === undefined ? {} : { qtOtherMs: values.qtOtherMs }),
    qtc: values.qtc,
    axisDeg: values.axisDeg,
    axisState: values.axisState,
    rhythm: name.code,
    rhythmDetail: detail(
      list,
      beats,
      rate,
      fibrillationShare,
      spans,
      chaotic,
      pausesOf(beats, rate, durationMs, lost, chaotic),
      name.code === 'wide-tachycardia' && looksVentricular(values, rateBpm),
      counted,
    ),
    confidence: withDoubt(
      {
        ...(rateBpm === null ? {} : { heartRateBpm: trustRate * score, rrMs: trustRate * score }),
        rhythm: name.confidence,
        ...inSignal(values.confidence, score, own.length),
      },
      withheld,
    ),
    withheld,
    amplitudes: values.amplitudes,
    beats,
    medianBeat: beat && {
      sampleRateHz: beatRate,
      origin: beat.origin,
      leads: [
        ...standardLeads(good.map((lead, i) => ({ name: lead.name, samples: beat.leads[i] ?? new Float32Array(0) }))),
      ].map(([leadName, leadSamples]) => ({ name: leadName, samples: leadSamples })),
      waves: claimed,
      beats: beat.samples.length,
    },
    quality: {
      score,
      leads: quality,
      leadsOff: Object.entries(quality).flatMap(([leadName, { score: leadScore }]) =>
        leadScore === 0 ? [leadName] : [],
      ),
      leadReversal: values.leadReversal,
      ...(scaleDoubt ? { scaleDoubt } : {}),
      pacingSpikesMs: (spikes.length > 0 ? spikes : vendorSpikes).map((sample) => (sample * 1000) / rate),
    },
  };
}

/** Quality from which the signal costs no confidence: below it the recording is called poor. */
const fairQuality = 0.5;
/** Of one lead and of two: what begins and ends at a right angle to them is not seen, which makes P and QRS of one lead 10 to 20 ms shorter. */
const fewLeadsShare = [0.5, 0.75] as const;

/** Confidence in intervals and axes that counts the signal too: how good it is and, for what is global, in how many leads it was seen. */
function inSignal(confidence: Measured['confidence'], score: number, leads: number): Measured['confidence'] {
  const trust = clamp(score / fairQuality, 0, 1);
  const seen = fewLeadsShare[leads - 1] ?? 1;
  const global: ReadonlySet<string> = new Set(['pMs', 'prMs', 'qrsMs']);
  return Object.fromEntries(
    Object.entries(confidence).map(([name, value]) => [name, value * trust * (global.has(name) ? seen : 1)]),
  );
}

/** Samples of the most frequent form among the beats of the own rhythm (of all, where there is none). */
function mainForm(beats: readonly ClassifiedBeat[]): number[] {
  const own = beats.filter((beat) => beat.class === 'normal');
  const pool = own.length >= 0.3 * beats.length ? own : beats;
  const counts = new Map<number, number>();
  for (const beat of pool) counts.set(beat.group, (counts.get(beat.group) ?? 0) + 1);
  const [group] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [0];
  return pool.filter((beat) => beat.group === group).map(({ sample }) => sample);
}

/** Share of the usual interval below which a beat comes early. */
const earlyShare = 0.85;

/**
 * Of the main form the beats that no early beat follows, whose own QRS would be averaged in where T ends; all where these are too few, as in
 * bigeminy, and then T is sought no further than the early beat. Distances in samples to the beats before and after.
 */
function undisturbed(
  form: readonly number[],
  beats: readonly ClassifiedBeat[],
  rate: number,
): { form: number[]; rrBefore: number; rrAfter: number } {
  const gaps = beats.slice(1).map(({ sample }, i) => sample - (beats[i]?.sample ?? 0));
  if (gaps.length === 0) return { form: [...form], rrBefore: rate, rrAfter: rate };
  const usual = median(gaps);
  const place = new Map(beats.map(({ sample }, i) => [sample, i]));
  const after = (sample: number) => gaps[place.get(sample) ?? 0] ?? usual;
  const before = (sample: number) => gaps[(place.get(sample) ?? 0) - 1] ?? usual;
  const next = (sample: number) => beats[(place.get(sample) ?? 0) + 1];
  const free = form.filter((sample) => after(sample) >= earlyShare * usual && next(sample)?.class !== 'ventricular');
  const enough = free.length >= Math.max(3, 0.2 * form.length);
  const chosen = enough ? free : [...form];
  return {
    form: chosen,
    rrBefore: median(chosen.map(before)),
    rrAfter: enough ? median(chosen.map(after)) : quantile(chosen.map(after), 0.1),
  };
}

function lies({ sample }: ClassifiedBeat, { fromMs, toMs }: ChaoticSpan, rate: number): boolean {
  const ms = (sample * 1000) / rate;
  return ms >= fromMs && ms <= toMs;
}

/** Whether the beats inside are as fast as the wave: within a tenth. */
function isCounted(span: ChaoticSpan, beats: readonly ClassifiedBeat[], rate: number): boolean {
  const inside = beats.filter((beat) => lies(beat, span, rate));
  const [first, last] = [inside[0], inside.at(-1)];
  if (!first || !last || inside.length < 4) return false;
  const bpm = (60 * rate * (inside.length - 1)) / (last.sample - first.sample);
  const covered = ((last.sample - first.sample) * 1000) / rate;
  return Math.abs(bpm - span.rateBpm) <= 0.1 * span.rateBpm && covered >= 0.7 * (span.toMs - span.fromMs);
}

/** Of a tachycardia are the beats with a neighbour within this, milliseconds: slower ones before and after it are another rhythm's. */
const tachycardiaMs = 600;

function isFast(beats: readonly ClassifiedBeat[], i: number, rate: number): boolean {
  const at = beats[i]?.sample ?? 0;
  return [beats[i - 1], beats[i + 1]].some((one) => one && Math.abs(one.sample - at) * 1000 <= tachycardiaMs * rate);
}

function detail(
  list: readonly Interval[],
  beats: readonly ClassifiedBeat[],
  rate: number,
  fibrillationShare: number,
  spans: RhythmDetail['fibrillation'],
  chaotic: RhythmDetail['chaoticVentricles'],
  pauses: RhythmDetail['pauses'],
  /** Wide from end to end, and ventricular by its rate or form. */
  wideTachycardia: boolean,
  /** Stretches that one even wave fills. */
  running: readonly ChaoticSpan[],
): RhythmDetail {
  const four: number[] = [];
  for (let i = 0; i + 4 <= list.length; i++) {
    four.push(list.slice(i, i + 4).reduce((sum, { ms }) => sum + ms, 0));
  }
  const lengths = list.map(({ ms }) => ms);
  const fast = 600;
  const counts: Record<BeatClass, number> = { normal: 0, ventricular: 0, paced: 0, unknown: 0 };
  for (const beat of beats) counts[beat.class]++;
  return {
    regularity: regularity(list),
    minRateBpm: four.length > 0 ? 240000 / Math.max(...four) : null,
    maxRateBpm: four.length > 0 ? 240000 / Math.min(...four) : null,
    shortestRrMs: lengths.length > 0 ? Math.min(...lengths) : null,
    longestRrMs: lengths.length > 0 ? Math.max(...lengths) : null,
    fibrillationShare,
    fibrillation: [...spans],
    chaoticVentricles: [...chaotic],
    ventricularRuns: runs(
      beats,
      rate,
      3,
      (beat, i) =>
        (wideTachycardia && isFast(beats, i, rate)) ||
        beat.class === 'ventricular' ||
        running.some((span) => lies(beat, span, rate)),
    ),
    fastRuns: runs(beats, rate, 5, (_, i) => (i === 0 ? (lengths[0] ?? fast) < fast : (lengths[i - 1] ?? fast) < fast)),
    pauses,
    counts,
  };
}
