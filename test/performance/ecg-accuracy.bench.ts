// `npm run bench -- ecg-accuracy [PART...]`: beats, beat classes, delineation, atrial fibrillation and the normal group against reference annotations.
import { type BeatClass, classifyBeats } from '../../core/ecg/detect/classes.ts';
import { detectRecording } from '../../core/ecg/detect/detect-recording.ts';
import { detectQrs } from '../../core/ecg/detect/qrs.ts';
import { measureRecording } from '../../core/ecg/measure/measure-recording.ts';
import { fibrillationSpans } from '../../core/ecg/rhythm/episodes.ts';
import { fibrillation } from '../../core/ecg/rhythm/fibrillation.ts';
import { intervals } from '../../core/ecg/rhythm/intervals.ts';
import { pRepeat } from '../../core/ecg/rhythm/p-repeat.ts';
import { hasSharedData } from '../support/shared-data.ts';
import { asRecording } from '../support/synthetic-ecg.ts';
import { badRecorderFigures } from './ecg/bad-recorder-figures.ts';
import { confidenceFigures } from './ecg/confidence-figures.ts';
import { delineationFigures } from './ecg/delineation-figures.ts';
import { type Figure, Figures } from './ecg/figures.ts';
import { leaveOneOutFigures } from './ecg/leave-one-out.ts';
import { withNoise } from './ecg/noise.ts';
import { percent, scoreQrs } from './ecg/qrs-score.ts';
import { type RecordFile, recordsOf } from './ecg/records.ts';
import { reversalFigures } from './ecg/reversal-figures.ts';
import { robustnessFigures } from './ecg/robustness.ts';
import { scoreVendors } from './ecg/vendor-score.ts';
import { readAnnotations, readRecord, referenceBeats } from './ecg/wfdb.ts';
import { scoreAlarms, shareFound } from './ecg-accuracy-alarms.ts';

interface Counts {
  reference: number;
  missed: number;
  extra: number;
}

const none = (): Counts => ({ reference: 0, missed: 0, extra: 0 });
const sensitivity = ({ reference, missed }: Counts) => percent(reference - missed, reference);
const predictivity = ({ reference, missed, extra }: Counts) => percent(reference - missed, reference - missed + extra);

/** Beats of the record by the class that the experts gave them and by ours: `table[truth][own]`. */
type ClassTable = Record<Truth, Record<BeatClass | 'missed', number>>;
const truths = ['normal', 'ventricular', 'paced', 'unknown'] as const;
type Truth = (typeof truths)[number];
const emptyRow = (): ClassTable[Truth] => ({ normal: 0, ventricular: 0, paced: 0, unknown: 0, missed: 0 });
const emptyTable = (): ClassTable => ({
  normal: emptyRow(),
  ventricular: emptyRow(),
  paced: emptyRow(),
  unknown: emptyRow(),
});

/** EC57 classes: N and S are ours "normal", V, paced, Q. Fusion of ventricular or paced beats (F, f) is neither right nor wrong anywhere. */
function truthOf(code: string): Truth | null {
  if (code === 'F' || code === 'f') return null;
  if (code === 'V' || code === 'E' || code === 'r') return 'ventricular';
  if (code === '/') return 'paced';
  return code === 'Q' || code === '?' ? 'unknown' : 'normal';
}

function ofClass(table: ClassTable, name: Truth): { held: number; right: number; said: number } {
  const right = table[name][name];
  const held = Object.values(table[name]).reduce((a, b) => a + b, 0);
  const said = truths.reduce((sum, truth) => sum + table[truth][name], 0);
  return { held, right, said };
}

/** Se and PPV of a class as printed; a class that the record does not hold has no sensitivity, one that was never said no PPV. */
function classText(table: ClassTable): string {
  return truths
    .map((name) => {
      const { held, right, said } = ofClass(table, name);
      const share = (whole: number) => (whole === 0 ? '-' : percent(right, whole).toFixed(2));
      return `${name} ${held} ${share(held)}/${share(said)}`;
    })
    .join('  ');
}

interface BeatScore {
  total: Counts;
  halves: Record<RecordFile['half'], Counts>;
  classes: ClassTable;
}

/** Detection of a whole set, record by record, with the classes beside it; `noise` adds noise of that share. */
function beats(set: RecordFile['set'], noise = 0): BeatScore {
  const total = none();
  const halves = { tune: none(), 'hold-out': none() };
  const classes = emptyTable();
  for (const file of recordsOf(set)) {
    const record = readRecord(file.path);
    const rate = record.sampleRateHz;
    const leads = record.leads.map(({ name, samples }, i) => ({
      name,
      samples: noise > 0 ? withNoise(samples, rate, noise, 7 + i) : samples,
    }));
    const reference = referenceBeats(file.path);
    // What `yishu ecg detect` prints, pacing marks, standing and fibrillating ventricles included.
    const found = detectRecording(asRecording({ leads, sampleRateHz: rate }))?.beats ?? [];
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
    const own = emptyTable();
    reference.forEach(({ code }, i) => {
      // Its list of beats has no codes, so the paced record can only be scored for its times.
      if (file.name === '104') return;
      const truth = truthOf(code);
      if (truth) own[truth][found[score.match[i] ?? -1]?.class ?? 'missed']++;
    });
    for (const truth of truths)
      for (const said of [...truths, 'missed'] as const) classes[truth][said] += own[truth][said];
    console.log(
      `${set} ${file.name.padEnd(12)} ${file.half.padEnd(8)} beats ${String(score.reference).padStart(5)}  missed ${String(score.missed).padStart(3)}  extra ${String(score.extra).padStart(3)}  Se ${sensitivity(score).toFixed(3)}  PPV ${predictivity(score).toFixed(3)}  | Se/PPV ${classText(own)}`,
    );
  }
  if (noise === 0)
    console.log(
      `${set} all records: Se ${sensitivity(total).toFixed(3)}  PPV ${predictivity(total).toFixed(3)}  | Se/PPV ${classText(classes)}`,
    );
  return { total, halves, classes };
}

function classFigures(figures: Figures, classes: ClassTable): void {
  for (const name of truths) {
    const { held, right, said } = ofClass(classes, name);
    if (held > 0) figures.told(`${name} beats sensitivity`, percent(right, held), `% of ${held}`);
    if (said > 0) figures.told(`${name} beats PPV`, percent(right, said), `% of ${said}`);
  }
}

function detectionFigures(figures: Figures): void {
  const classes = emptyTable();
  for (const set of ['mitdb', 'qtdb'] as const) {
    const result = beats(set);
    figures.atLeast(`${set} QRS sensitivity`, sensitivity(result.total), 99.8);
    figures.atLeast(`${set} QRS PPV`, predictivity(result.total), 99.8);
    figures.atLeast(`${set} hold-out QRS sensitivity`, sensitivity(result.halves['hold-out']), 99.8);
    figures.atLeast(`${set} hold-out QRS PPV`, predictivity(result.halves['hold-out']), 99.8);
    for (const truth of truths)
      for (const said of [...truths, 'missed'] as const) classes[truth][said] += result.classes[truth][said];
  }
  const strips = beats('cpsc2021');
  figures.atLeast('AF strips QRS sensitivity', sensitivity(strips.total), 99.5);
  figures.atLeast('AF strips QRS PPV', predictivity(strips.total), 99.5);
  classFigures(figures, classes);
  const stressed = beats('qtdb', 0.5);
  figures.told('qtdb with added noise (6 dB) QRS sensitivity', sensitivity(stressed.total), '%');
  figures.told('qtdb with added noise (6 dB) QRS PPV', predictivity(stressed.total), '%');
}

function alarmFigures(figures: Figures): void {
  const score = scoreAlarms();
  for (const { right, level, rule, where, text } of score.verdicts)
    if (right !== true) console.log(`${right === null ? 'unjudged' : 'false   '} ${level} ${rule}: ${where}: ${text}`);
  for (const level of ['critical', 'major-positive'] as const) {
    const here = score.verdicts.filter((one) => one.level === level);
    const wrong = here.filter(({ right }) => right === false);
    figures.list.push({
      name: `${level} alarms that the labels speak against`,
      value: wrong.length,
      unit: `in ${score.strips} stretches`,
      goal: '0',
      holds: wrong.length === 0,
    });
    const unjudged = here.filter(({ right }) => right === null).length;
    figures.told(`${level} alarms that no label can judge`, unjudged, `in ${score.strips} stretches`);
  }
  const { ventricular, block, fibrillation } = score;
  figures.told(
    'stretches with a ventricular run that a rule names',
    shareFound(ventricular),
    `% of ${ventricular.held}`,
  );
  figures.told('stretches with second-degree block that its rule names', shareFound(block), `% of ${block.held}`);
  figures.told('stretches with fibrillation that are named so', shareFound(fibrillation), `% of ${fibrillation.held}`);
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

const parts: Readonly<Record<string, (figures: Figures) => void>> = {
  detection: detectionFigures,
  delineation: delineationFigures,
  fibrillation: fibrillationFigures,
  normal: normalFigures,
  vendors: vendorFigures,
  confidence: confidenceFigures,
  alarms: alarmFigures,
  reversal: reversalFigures,
  robustness: robustnessFigures,
  'leave-one-out': leaveOneOutFigures,
  'bad-recorders': badRecorderFigures,
};

/** Parts that read every record many times: only when asked for. */
const long: ReadonlySet<string> = new Set(['robustness', 'leave-one-out', 'bad-recorders']);

/** `asked`: names of parts; without one all but the long ones. */
export default function bench(asked: readonly string[] = []): Figure[] {
  if (!hasSharedData) {
    console.error('The data set (ecg/wfdb) is not beside the project: nothing was measured.');
    return [{ name: 'data set present', value: 0, unit: '', goal: '1', holds: false }];
  }
  const unknown = asked.filter((name) => !(name in parts));
  if (unknown.length > 0) throw new Error(`No part ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`);
  const figures = new Figures();
  for (const [name, part] of Object.entries(parts))
    if (asked.length > 0 ? asked.includes(name) : !long.has(name)) part(figures);
  return figures.list;
}
