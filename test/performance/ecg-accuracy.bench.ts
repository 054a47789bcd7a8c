// `npm run bench -- ecg-accuracy`: beats, beat classes, delineation, atrial fibrillation and the normal group against reference annotations.
import { delineateBeats } from '../../core/ecg/delineate/delineate.ts';
import { classifyBeats } from '../../core/ecg/detect/classes.ts';
import { detectQrs } from '../../core/ecg/detect/qrs.ts';
import { measureRecording } from '../../core/ecg/measure/measure-recording.ts';
import { fibrillationSpans } from '../../core/ecg/rhythm/episodes.ts';
import { fibrillation } from '../../core/ecg/rhythm/fibrillation.ts';
import { intervals } from '../../core/ecg/rhythm/intervals.ts';
import { pRepeat } from '../../core/ecg/rhythm/p-repeat.ts';
import { pacingSpikes } from '../../core/ecg/signal/pacing-spikes.ts';
import { mean, standardDeviation } from '../../core/ecg/signal/stats.ts';
import { hasSharedData } from '../support/shared-data.ts';
import {
  differences,
  expertPoints,
  nearerLead,
  ownPoints,
  type Point,
  points,
  repeatedBeats,
  scatterOfAlike,
  scorePoint,
} from './ecg/delineation-score.ts';
import { scoreLeadAgreement } from './ecg/lead-agreement.ts';
import { withNoise } from './ecg/noise.ts';
import { percent, scoreQrs } from './ecg/qrs-score.ts';
import { type RecordFile, recordsOf } from './ecg/records.ts';
import { scoreVendors } from './ecg/vendor-score.ts';
import { readAnnotations, readRecord, referenceBeats } from './ecg/wfdb.ts';

export interface Figure {
  name: string;
  value: number;
  unit: string;
  goal: string | null;
  holds: boolean;
}

/** The figures of one run, with the ways to add one. */
class Figures {
  readonly list: Figure[] = [];

  atLeast(name: string, value: number, goal: number): void {
    this.list.push({ name, value, unit: '%', goal: `>= ${goal}`, holds: value >= goal });
  }

  atMost(name: string, value: number, goal: number): void {
    this.list.push({ name, value, unit: 'ms', goal: `<= ${goal}`, holds: value <= goal });
  }

  /** Without a goal: told so that it can be watched. */
  told(name: string, value: number, unit: string): void {
    this.list.push({ name, value, unit, goal: null, holds: true });
  }
}

interface Counts {
  reference: number;
  missed: number;
  extra: number;
}

const none = (): Counts => ({ reference: 0, missed: 0, extra: 0 });
const sensitivity = ({ reference, missed }: Counts) => percent(reference - missed, reference);
const predictivity = ({ reference, missed, extra }: Counts) => percent(reference - missed, reference - missed + extra);

interface Classes {
  right: number;
  missed: number;
  extra: number;
}

/** Detection of a whole set, record by record, with the ventricular class beside it; `noise` adds noise of that share. */
function beats(
  set: RecordFile['set'],
  noise = 0,
): { total: Counts; halves: Record<RecordFile['half'], Counts>; classes: Classes } {
  const total = none();
  const halves = { tune: none(), 'hold-out': none() };
  const classes: Classes = { right: 0, missed: 0, extra: 0 };
  for (const file of recordsOf(set)) {
    const record = readRecord(file.path);
    const rate = record.sampleRateHz;
    const leads = record.leads.map(({ samples }, i) => (noise > 0 ? withNoise(samples, rate, noise, 7 + i) : samples));
    const reference = referenceBeats(file.path);
    const { beats: found } = detectQrs(leads, rate);
    const score = scoreQrs(
      reference.map(({ sample }) => sample),
      found.map(({ sample }) => sample),
      rate,
    );
    for (const counts of [total, halves[file.half]]) {
      counts.reference += score.reference;
      counts.missed += score.missed;
      counts.extra += score.extra;
    }
    if (noise > 0) continue;
    const classified = classifyBeats(leads, rate, found, pacingSpikes(leads, rate));
    reference.forEach(({ code }, i) => {
      const own = classified[score.match[i] ?? -1];
      // Fusion, paced fusion and unclassifiable beats belong to no class that could be right or wrong (EC57).
      if (!own || code === 'F' || code === 'f' || code === 'Q') return;
      const truth = code === 'V' || code === 'E';
      if (truth && own.class === 'ventricular') classes.right++;
      else if (truth) classes.missed++;
      else if (own.class === 'ventricular') classes.extra++;
    });
    console.log(
      `${set} ${file.name.padEnd(12)} ${file.half.padEnd(8)} beats ${String(score.reference).padStart(5)}  missed ${String(score.missed).padStart(3)}  extra ${String(score.extra).padStart(3)}`,
    );
  }
  return { total, halves, classes };
}

function detectionFigures(figures: Figures): void {
  const classes: Classes = { right: 0, missed: 0, extra: 0 };
  for (const set of ['mitdb', 'qtdb'] as const) {
    const result = beats(set);
    figures.atLeast(`${set} QRS sensitivity`, sensitivity(result.total), 99.8);
    figures.atLeast(`${set} QRS PPV`, predictivity(result.total), 99.8);
    figures.atLeast(`${set} hold-out QRS sensitivity`, sensitivity(result.halves['hold-out']), 99.8);
    figures.atLeast(`${set} hold-out QRS PPV`, predictivity(result.halves['hold-out']), 99.8);
    classes.right += result.classes.right;
    classes.missed += result.classes.missed;
    classes.extra += result.classes.extra;
  }
  const strips = beats('cpsc2021');
  figures.atLeast('AF strips QRS sensitivity', sensitivity(strips.total), 99.5);
  figures.atLeast('AF strips QRS PPV', predictivity(strips.total), 99.5);
  figures.told('ventricular beats sensitivity', percent(classes.right, classes.right + classes.missed), '%');
  figures.told('ventricular beats PPV', percent(classes.right, classes.right + classes.extra), '%');
  const stressed = beats('qtdb', 0.5);
  figures.told('qtdb with added noise (6 dB) QRS sensitivity', sensitivity(stressed.total), '%');
  figures.told('qtdb with added noise (6 dB) QRS PPV', predictivity(stressed.total), '%');
}

/** Best of two leads, mean of the records' SD: how the reference figures of ecgpuwave were taken (105 records). */
const delineationGoals: Partial<Record<Point, number>> = {
  'P onset': 13,
  'QRS onset': 8.5,
  'QRS end': 7.9,
  'T end': 21.4,
};

const protocols = ['nearer of two leads', 'all leads together', 'expert 2 of expert 1'] as const;
type Protocol = (typeof protocols)[number];

const tenths = (value: number) => Math.round(10 * value) / 10;

function delineationFigures(figures: Figures): void {
  const all: Record<Protocol, Map<Point, number[][]>> = {
    'nearer of two leads': new Map(),
    'all leads together': new Map(),
    'expert 2 of expert 1': new Map(),
  };
  const ownScatter = new Map<Point, number[]>();
  const ends: Record<RecordFile['half'], number[]> = { tune: [], 'hold-out': [] };
  for (const file of recordsOf('qtdb')) {
    const record = readRecord(file.path);
    const rate = record.sampleRateHz;
    const annotations = readAnnotations(`${file.path}.q1c`);
    const first = annotations[0]?.sample ?? 0;
    const last = annotations.at(-1)?.sample ?? 0;
    const leads = record.leads.map(({ samples }) => samples);
    const near = detectQrs(leads, rate).beats.filter(
      ({ sample }) => sample > first - 10 * rate && sample < last + 10 * rate,
    );
    const together = ownPoints(delineateBeats(leads, rate, near));
    const single = leads.map((lead) => ownPoints(delineateBeats([lead], rate, near)));
    const expert = expertPoints(annotations);
    const second = expertPoints(readAnnotations(`${file.path}.q2c`));
    const placed = repeatedBeats(leads, rate, near);
    for (const point of ['QRS onset', 'QRS end'] as const) {
      const scatter = scatterOfAlike(expert[point], placed, rate);
      if (scatter.length > 1) ownScatter.set(point, [...(ownScatter.get(point) ?? []), standardDeviation(scatter)]);
    }
    const line = points.map((point) => {
      const of = (own: readonly number[]) => differences(expert[point], own, rate);
      const found: Record<Protocol, number[]> = {
        'nearer of two leads': nearerLead(single.map((own) => of(own[point]))),
        'all leads together': of(together[point]),
        'expert 2 of expert 1': second[point].length > 0 ? of(second[point]) : [],
      };
      for (const protocol of protocols) {
        if (found[protocol].length === 0) continue;
        all[protocol].set(point, [...(all[protocol].get(point) ?? []), found[protocol]]);
      }
      const nearer = scorePoint(found['nearer of two leads']);
      if (point === 'QRS end') ends[file.half].push(nearer.sdMs);
      const joint = scorePoint(found['all leads together']);
      return `${point} ${nearer.sdMs.toFixed(1)}, together ${joint.biasMs.toFixed(1)}/${joint.sdMs.toFixed(1)} ms ${joint.found}/${joint.expert}`;
    });
    console.log(`qtdb ${file.name.padEnd(10)} ${line.join('  ')}`);
  }
  for (const [point, list] of ownScatter)
    figures.told(`${point}, expert 1 among like beats: SD`, tenths(mean(list)), `ms, ${list.length} records`);
  for (const half of ['tune', 'hold-out'] as const)
    figures.told(
      `QRS end, nearer of two leads, ${half}: SD`,
      tenths(mean(ends[half])),
      `ms, ${ends[half].length} records`,
    );
  for (const { leads, records, distanceMs, failures } of scoreLeadAgreement()) {
    figures.told(`QRS end of ${leads} from that of all: distance`, tenths(distanceMs), `ms, ${records} records`);
    figures.told(`QRS end of ${leads} from that of all: 40 ms or more`, tenths(failures), '%');
  }
  for (const protocol of protocols) {
    for (const point of points) {
      const records = all[protocol].get(point) ?? [];
      const scores = records.map(scorePoint).filter(({ found }) => found > 1);
      if (scores.length === 0) continue;
      const name = `${point}, ${protocol}:`;
      const sd = tenths(mean(scores.map(({ sdMs }) => sdMs)));
      const goal = protocol === 'nearer of two leads' ? delineationGoals[point] : undefined;
      if (goal === undefined) figures.told(`${name} SD`, sd, `ms, ${scores.length} records`);
      else figures.atMost(`${name} SD`, sd, goal);
      const pooled = scorePoint(records.flat());
      figures.told(`${name} bias`, tenths(mean(scores.map(({ biasMs }) => biasMs))), 'ms');
      figures.told(`${name} SD of all marks pooled`, tenths(pooled.sdMs), 'ms');
      if (protocol !== 'expert 2 of expert 1') figures.told(`${name} found`, percent(pooled.found, pooled.expert), '%');
    }
  }
}

/** Each reference beat is fibrillating by its rhythm annotation, and by ours where an episode covers it. */
function fibrillationFigures(figures: Figures): void {
  const counts = { right: 0, missed: 0, extra: 0, quiet: 0 };
  for (const set of ['cpsc2021', 'mitdb', 'qtdb', 'cinc2021'] as const) {
    for (const file of recordsOf(set)) {
      const record = readRecord(file.path);
      const rate = record.sampleRateHz;
      const leads = record.leads
        .filter(({ name }) => !['III', 'aVR', 'aVL', 'aVF', 'AVR', 'AVL', 'AVF'].includes(name))
        .map(({ samples }) => samples);
      const classified = classifyBeats(leads, rate, detectQrs(leads, rate).beats);
      const list = intervals(classified, rate);
      const windows = fibrillation(list, (fromMs, toMs) => pRepeat(leads, rate, classified, fromMs, toMs));
      const episodes = fibrillationSpans(windows, list);
      const marks = readAnnotations(`${file.path}.atr`).filter(({ aux }) => aux.startsWith('('));
      const whole = record.comments.some(
        (comment) => comment.includes('persistent atrial fibrillation') || comment.includes('164889003'),
      );
      const own = { right: 0, missed: 0, extra: 0, quiet: 0 };
      for (const { sample } of classified) {
        const mark = marks.findLast((one) => one.sample <= sample + 0.15 * rate);
        const truth = mark ? mark.aux.startsWith('(AFIB') || mark.aux.startsWith('(AFL') : whole;
        const ms = (sample * 1000) / rate;
        const said = episodes.some(({ fromMs, toMs }) => ms >= fromMs && ms <= toMs);
        if (truth && said) own.right++;
        else if (truth) own.missed++;
        else if (said) own.extra++;
        else own.quiet++;
      }
      for (const key of ['right', 'missed', 'extra', 'quiet'] as const) counts[key] += own[key];
      if (own.missed + own.extra > 0 || own.right > 0) {
        console.log(
          `${set} ${file.name.padEnd(12)} AF beats ${own.right + own.missed}  missed ${own.missed}  extra ${own.extra}`,
        );
      }
    }
  }
  figures.told('AF sensitivity (beats)', percent(counts.right, counts.right + counts.missed), '%');
  figures.told('AF specificity (beats)', percent(counts.quiet, counts.quiet + counts.extra), '%');
}

/** Labels of the 2021 challenge: a record with sinus rhythm as its only finding is normal; everything else is not. */
function normalFigures(figures: Figures): void {
  const counts = { normal: 0, sorted: 0, abnormal: 0, wrong: 0 };
  for (const file of recordsOf('cinc2021')) {
    const record = readRecord(file.path);
    const codes = /Dx:\s*([\d,]+)/.exec(record.comments.join('\n'))?.[1]?.split(',') ?? [];
    const age = Number(/Age:\s*(\d+)/.exec(record.comments.join('\n'))?.[1]);
    const measured = measureRecording({
      format: 'wfdb',
      waveforms: [{ kind: 'rhythm', sampleRateHz: record.sampleRateHz, startMs: 0, leads: record.leads }],
      patient: Number.isFinite(age) ? { ageYears: age } : {},
      vendorMeasurements: [],
      vendorStatements: [],
      vendorPacingMs: [],
      remarks: [],
      problems: [],
    });
    const normal = codes.length === 1 && codes[0] === '426783006';
    const sorted = measured?.surelyNormal.holds ?? false;
    counts[normal ? 'normal' : 'abnormal']++;
    if (sorted) counts[normal ? 'sorted' : 'wrong']++;
    console.log(
      `cinc2021 ${file.name} ${normal ? 'normal  ' : 'abnormal'} ${sorted ? 'fast lane' : `usual lane: ${measured?.surelyNormal.doubts.join(' ')}`}`,
    );
  }
  figures.list.push({
    name: 'abnormal in the fast lane',
    value: counts.wrong,
    unit: `of ${counts.abnormal}`,
    goal: '0',
    holds: counts.wrong === 0,
  });
  figures.told('normal in the fast lane', counts.sorted, `of ${counts.normal}`);
}

function vendorFigures(figures: Figures): void {
  for (const { interval, tracings, meanMs, sdMs, limitMeanMs, limitSdMs, agreeingSdMs } of scoreVendors()) {
    const round = (value: number) => Math.round(10 * value) / 10;
    const unit = `ms of ${tracings}`;
    figures.list.push({
      name: `${interval} against the recorder, mean`,
      value: round(meanMs),
      unit,
      goal: `+-${limitMeanMs}`,
      holds: Math.abs(meanMs) <= limitMeanMs,
    });
    figures.list.push({
      name: `${interval} against the recorder, SD`,
      value: round(sdMs),
      unit,
      goal: `<= ${limitSdMs}`,
      holds: sdMs <= limitSdMs,
    });
    if (agreeingSdMs !== null)
      figures.told(`${interval} against recorders that agree with themselves, SD`, round(agreeingSdMs), 'ms');
  }
}

export default function bench(): Figure[] {
  if (!hasSharedData) {
    console.error('The data set (ecg/wfdb) is not beside the project: nothing was measured.');
    return [{ name: 'data set present', value: 0, unit: '', goal: '1', holds: false }];
  }
  const figures = new Figures();
  detectionFigures(figures);
  delineationFigures(figures);
  fibrillationFigures(figures);
  normalFigures(figures);
  vendorFigures(figures);
  return figures.list;
}
