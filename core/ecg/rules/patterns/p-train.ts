// P waves that no QRS follows: the P wave of the median beat is sought between T and the next P of every interval.
import type { Measured } from '../../measure/measurement.ts';
import { median } from '../../signal/stats.ts';
import type { Block, BlockKind } from './facts.ts';
import type { Stretch } from './signal.ts';

/** One interval of conducted beats, with the P waves inside it that were not conducted; indices of the stretch. */
interface Gap {
  from: number;
  to: number;
  /** Of the P waves of the beats at its ends; their own PR, in samples. */
  before: number;
  after: number;
  prBefore: number;
  prAfter: number;
  extra: number[];
}

interface Template {
  leads: Float32Array[];
  /** Of the first sample, from the main deflection; negative. */
  offset: number;
  length: number;
}

const fewestLeads = 2;
const leastUv = 60;

/** Blocks of the stretch; `beats` are samples of the recording. */
export function blockedWaves(stretch: Stretch, beats: readonly number[], measured: Measured): Block[] {
  const template = templateOf(stretch, beats, measured) ?? templateAfterPause(stretch, beats, measured);
  const { medianBeat } = measured;
  if (!template || !medianBeat) return [];
  const { t } = medianBeat.waves;
  const scale = stretch.rate / medianBeat.sampleRateHz;
  const tEnd = t ? Math.round((t.offset - medianBeat.origin) * scale) : Math.round(0.4 * stretch.rate);
  const places = beats.map((sample) => stretch.place(sample));
  const gaps = places.slice(1).flatMap((to, i): Gap[] => {
    const from = places[i] ?? 0;
    const before = ownP(stretch, template, from);
    const after = ownP(stretch, template, to);
    if (before === null || after === null) return [];
    const extra = between(stretch, template, from + tEnd, after - Math.round(0.2 * stretch.rate));
    return [{ from, to, before, after, prBefore: from - before, prAfter: to - after, extra }];
  });
  if (gaps.length < 2) return [];
  const fitting = gaps.filter((gap) => gap.extra.length > 0 && fits(gap, gaps));
  if (fitting.length === 0) return [];
  const [first, last] = [fitting[0], fitting.at(-1)];
  if (!first || !last) return [];
  const atrial = median(fitting.map((gap) => (gap.after - gap.before) / (gap.extra.length + 1)));
  return [
    {
      kind: kindOf(fitting, gaps, stretch.rate),
      fromMs: stretch.ms(first.from),
      toMs: stretch.ms(last.to),
      count: fitting.length,
      pMs: fitting.flatMap((gap) => gap.extra.map((at) => stretch.ms(at))),
      atrialRateBpm: (60 * stretch.rate) / atrial,
    },
  ];
}

function kindOf(fitting: readonly Gap[], gaps: readonly Gap[], rate: number): BlockKind {
  if (fitting.some(({ extra }) => extra.length >= 2)) return 'advanced';
  const steady = 0.9 * gaps.length <= fitting.length && gaps.length >= 3;
  if (steady) return 'two-to-one';
  const shorter = fitting.map(({ prBefore, prAfter }) => (1000 * (prBefore - prAfter)) / rate);
  if (shorter.every((ms) => ms >= 30)) return 'mobitz-1';
  if (shorter.every((ms) => Math.abs(ms) <= 25)) return 'mobitz-2';
  return 'varying';
}

/** The P waves of a gap stand evenly, and as far apart as those of the conducted beats around it, where there are some. */
function fits({ before, after, extra }: Gap, gaps: readonly Gap[]): boolean {
  const marks = [before, ...extra, after];
  const steps = marks.slice(1).map((mark, i) => mark - (marks[i] ?? 0));
  const usual = median(steps);
  if (steps.some((step) => Math.abs(step - usual) > 0.15 * usual)) return false;
  const conducted = gaps.filter((gap) => gap.extra.length === 0).map((gap) => gap.after - gap.before);
  return conducted.length < 2 || Math.abs(median(conducted) - usual) <= 0.2 * usual;
}

function templateOf(stretch: Stretch, beats: readonly number[], measured: Measured): Template | null {
  const { medianBeat } = measured;
  const p = medianBeat?.waves.p;
  if (!medianBeat || !p || stretch.leads.length < fewestLeads) return null;
  const scale = stretch.rate / medianBeat.sampleRateHz;
  const offset = Math.round((p.onset - medianBeat.origin) * scale) - 1;
  const length = Math.round((p.offset - p.onset) * scale) + 3;
  const windows = beats
    .map((sample) => stretch.place(sample) + offset)
    .filter((from) => from >= 0 && from + length < (stretch.leads[0]?.samples.length ?? 0))
    .map((from) => cut(stretch, from, length));
  if (windows.length < 3) return null;
  const leads = stretch.leads.map((_, k) =>
    Float32Array.from({ length }, (__, i) => median(windows.map((window) => window[k]?.[i] ?? 0))),
  );
  const height = Math.max(...leads.map((lead) => Math.max(...lead) - Math.min(...lead)));
  return height >= leastUv ? { leads, offset, length } : null;
}

/**
 * Where PR changes from beat to beat, the median beat shows no P wave: then the one before the first beat after the longest pause, where
 * PR is shortest and T is far, is the model.
 */
function templateAfterPause(stretch: Stretch, beats: readonly number[], { medianBeat }: Measured): Template | null {
  // Two leads find a likeness in noise too easily.
  if (stretch.leads.length < 4 || beats.length < 5) return null;
  const places = beats.map((sample) => stretch.place(sample));
  const gaps = places.slice(1).map((place, i) => place - (places[i] ?? 0));
  const longest = Math.max(...gaps);
  const beat = places[gaps.indexOf(longest) + 1];
  if (beat === undefined || longest < 1.3 * median(gaps)) return null;
  const half = Math.round(0.045 * stretch.rate);
  const heightAt = (at: number) => stretch.leads.reduce((sum, { samples }) => sum + Math.abs(samples[at] ?? 0), 0);
  let peak = -1;
  // From the QRS onset, since a beat may be marked at its S: what the filter leaves before a tall QRS is no P wave.
  const qrs = medianBeat?.waves.qrs;
  const onset =
    beat - (qrs ? ((medianBeat.origin - qrs.onset) / medianBeat.sampleRateHz) * stretch.rate : 0.06 * stretch.rate);
  for (let at = Math.round(onset - 0.2 * stretch.rate); at <= onset - 0.06 * stretch.rate; at++)
    // A top of its own, not the foot of the QRS.
    if (at > half && heightAt(at) > heightAt(at - 3) && heightAt(at) > heightAt(at + 3))
      if (peak < 0 || heightAt(at) > heightAt(peak)) peak = at;
  if (peak < 0) return null;
  const length = 2 * half + 1;
  const leads = cut(stretch, peak - half, length);
  const height = Math.max(...leads.map((lead) => Math.max(...lead) - Math.min(...lead)));
  return height >= leastUv ? { leads, offset: peak - half - beat, length } : null;
}

/** Windows are compared without the line between their ends: P may ride on the end of T. */
function cut({ leads }: Stretch, from: number, length: number): Float32Array[] {
  return leads.map(({ samples }) => {
    const start = samples[from] ?? 0;
    const end = samples[from + length - 1] ?? 0;
    const window = new Float32Array(length);
    for (let i = 0; i < length; i++) window[i] = (samples[from + i] ?? 0) - start - ((end - start) * i) / (length - 1);
    return window;
  });
}

interface Match {
  at: number;
  score: number;
  gain: number;
}

/** The template beside the stretch at a place: as `cut` and `likeness` would, but without a copy, since every place is asked. */
function matchAt({ leads }: Stretch, { leads: model, length }: Template, at: number): Match {
  let own = 0;
  let other = 0;
  let seen = 0;
  for (let k = 0; k < model.length; k++) {
    const lead = model[k];
    const samples = leads[k]?.samples;
    if (!lead || !samples) continue;
    const start = samples[at] ?? 0;
    const slope = ((samples[at + length - 1] ?? 0) - start) / (length - 1);
    for (let i = 0; i < length; i++) {
      const value = (samples[at + i] ?? 0) - start - slope * i;
      const wave = lead[i] ?? 0;
      own += wave * wave;
      other += value * wave;
      seen += value * value;
    }
  }
  if (own === 0) return { at, score: 0, gain: 0 };
  return { at, score: seen > 0 ? other / Math.sqrt(own * seen) : 0, gain: other / own };
}

const likely = ({ score, gain }: Match) => score >= 0.85 && gain >= 0.55 && gain <= 1.7;

/** Start of the P wave of a beat: where it usually lies, or up to 160 ms earlier and 60 ms later; a P wave that begins in the QRS is none. */
function ownP(stretch: Stretch, template: Template, beat: number): number | null {
  let best: Match | null = null;
  const usual = beat + template.offset;
  for (let at = usual - Math.round(0.16 * stretch.rate); at <= usual + Math.round(0.06 * stretch.rate); at++) {
    if (at < 0 || at + template.length > beat) continue;
    const match = matchAt(stretch, template, at);
    if (!best || match.score > best.score) best = match;
  }
  return best && best.score >= 0.75 ? best.at : null;
}

function between(stretch: Stretch, template: Template, from: number, to: number): number[] {
  const found: Match[] = [];
  for (let at = from; at + template.length <= to; at++) {
    const match = matchAt(stretch, template, at);
    if (!likely(match)) continue;
    const last = found.at(-1);
    if (last && at - last.at < 0.25 * stretch.rate) {
      if (match.score > last.score) found[found.length - 1] = match;
    } else found.push(match);
  }
  return found.map(({ at }) => at);
}
