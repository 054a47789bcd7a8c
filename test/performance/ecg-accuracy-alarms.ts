// Alarms on labelled recordings, strip by strip and whole: which findings the reference bears out, which it speaks against, which it cannot judge.
import { measureRecording, type RecordingMeasurement } from '../../core/ecg/measure/measure-recording.ts';
import type { EcgRecording } from '../../core/ecg/recording.ts';
import { readEcgAt } from '../support/ecg-corpus.ts';
import { sharedDataPath } from '../support/shared-data.ts';
import { percent } from './ecg/qrs-score.ts';
import { type RecordFile, recordsOf } from './ecg/records.ts';
import { type Annotation, readAnnotations, readRecord, referenceBeats } from './ecg/wfdb.ts';

const stripS = 10;
/** One strip in so many seconds of a long record. */
const everyS = 30;

/** What the reference says of one stretch; a missing answer is one that it cannot give. */
interface Truth {
  /** Runs of three and more ventricular beats at 100/min and faster. */
  ventricularRun?: boolean;
  fibrillation?: boolean;
  flutter?: boolean;
  secondDegreeBlock?: boolean;
  longestRrS?: number;
  rateBpm?: number;
  fastestBpm?: number;
  paced?: boolean;
  infarction?: boolean;
  longQt?: boolean;
}

export interface Verdict {
  where: string;
  rule: string;
  level: 'critical' | 'major-positive' | 'statement';
  /** `null`: the reference is silent. */
  right: boolean | null;
  text: string;
}

interface Beat {
  sample: number;
  code: string;
}

/** Reference of one stretch of a record with beat annotations; rhythm only where the record has marks of it. */
function truthOf(beats: readonly Beat[], marks: readonly Annotation[], from: number, to: number, rate: number): Truth {
  const inside = beats.filter(({ sample }) => sample >= from && sample < to);
  const gaps = inside.slice(1).map(({ sample }, i) => (sample - (inside[i]?.sample ?? 0)) / rate);
  const rhythms = marks.filter(
    (mark, i) => mark.aux.startsWith('(') && mark.sample < to && (marks[i + 1]?.sample ?? to) > from,
  );
  const says = (word: string) => rhythms.some(({ aux }) => aux.startsWith(word));
  let run = 0;
  let ventricularRun = says('(VT');
  for (let i = 0; i < inside.length; i++) {
    const code = inside[i]?.code;
    const wide = code === 'V' || code === 'E' || code === 'F';
    run = wide ? (run > 0 && (gaps[i - 1] ?? 9) > 0.6 ? 1 : run + 1) : 0;
    if (run >= 3) ventricularRun = true;
  }
  let fastestBpm = 0;
  for (let i = 0; i + 4 <= gaps.length; i++)
    fastestBpm = Math.max(fastestBpm, 240 / gaps.slice(i, i + 4).reduce((a, b) => a + b, 0));
  const known = rhythms.length > 0;
  return {
    ventricularRun,
    ...(known
      ? {
          fibrillation: says('(AFIB') || says('(AFL'),
          flutter: says('(AFL'),
          secondDegreeBlock: says('(BII'),
        }
      : {}),
    longestRrS: Math.max(0, ...gaps),
    ...(gaps.length > 2 ? { rateBpm: 60 / (gaps.reduce((a, b) => a + b, 0) / gaps.length) } : {}),
    fastestBpm,
    paced: inside.filter(({ code }) => code === '/' || code === 'f').length > inside.length / 2,
  };
}

/** Labels of the 2021 challenge, by SNOMED code: every label that a physician gave is there, so what is not labelled is not so. */
function labelled(comments: readonly string[]): Truth {
  const codes = new Set(/Dx:\s*([\d,]+)/.exec(comments.join('\n'))?.[1]?.split(',') ?? []);
  const hasOne = (...wanted: string[]) => wanted.some((code) => codes.has(code));
  return {
    ventricularRun: hasOne('164895002', '425856008', '111288001'),
    fibrillation: hasOne('164889003', '164890007'),
    flutter: hasOne('164890007'),
    secondDegreeBlock: hasOne('195042002', '54016002', '426183003'),
    paced: hasOne('10370003', '251266004', '251268003'),
    infarction: hasOne('164865005', '164861001', '54329005', '57054005', '413444003', '426434006'),
    longQt: hasOne('111975006'),
  };
}

/** Whether the reference bears a finding out; a silent reference gives `null`. Exported for the test of the bench's own judgement. */
export function judged(rule: string, truth: Truth): boolean | null {
  const bears = (value: boolean | undefined) => value ?? null;
  switch (rule) {
    case 'vt-sustained':
    case 'vt-short':
    case 'polymorphic-vt':
    case 'bidirectional-vt':
      return bears(truth.ventricularRun);
    case 'vf':
    case 'asystole':
      // None of the recordings holds either.
      return false;
    case 'svt':
      return truth.fastestBpm === undefined ? false : truth.fastestBpm >= 190;
    case 'af-preexcitation':
    case 'af':
      return bears(truth.fibrillation);
    case 'flutter':
      return bears(truth.flutter);
    case 'severe-bradycardia':
      return truth.rateBpm === undefined ? null : truth.rateBpm <= 37;
    case 'long-rr':
      return truth.longestRrS === undefined ? false : truth.longestRrS >= 4.9;
    case 'long-rr-symptoms':
      return truth.longestRrS === undefined ? false : truth.longestRrS >= 2.95;
    case 'av-block-second':
      return bears(truth.secondDegreeBlock);
    case 'av-block-slow':
    case 'av-block-high':
      return false;
    case 'stemi':
    case 'acute-ischaemia':
      return truth.paced ? false : bears(truth.infarction);
    case 'qtc':
    case 'hypokalaemia':
      return truth.paced ? false : bears(truth.longQt);
    case 'r-on-t':
      return null;
    default:
      return false;
  }
}

const kinds = { '50': 'af', '51': 'flutter' } as const;

function verdicts(where: string, measured: RecordingMeasurement | null, truth: Truth): Verdict[] {
  if (!measured) return [];
  const found: Verdict[] = measured.critical.map(({ rule, level, evidence }) => ({
    where,
    rule,
    level,
    right: judged(rule, truth),
    text: evidence[0]?.en ?? '',
  }));
  for (const [code, rule] of Object.entries(kinds)) {
    const said = measured.statements.find((one) => one.code === code);
    if (said) {
      const text = said.evidence.join(' ');
      found.push({ where, rule, level: 'statement', right: judged(rule, truth), text });
    }
  }
  return found;
}

function recordingOf(
  rate: number,
  leads: EcgRecording['waveforms'][number]['leads'],
  ageYears: number | null = null,
): EcgRecording {
  return {
    format: 'wfdb',
    waveforms: [{ kind: 'rhythm', sampleRateHz: rate, startMs: 0, leads }],
    patient: ageYears === null ? {} : { ageYears },
    vendorMeasurements: [],
    vendorStatements: [],
    vendorPacingMs: [],
    remarks: [],
    problems: [],
  };
}

export interface AlarmScore {
  strips: number;
  verdicts: Verdict[];
  /** Stretches with runs of ventricular beats, and those of them that any of the ventricular rules named. */
  ventricular: { held: number; found: number };
  /** The same with second-degree block, and fibrillation. */
  block: { held: number; found: number };
  fibrillation: { held: number; found: number };
}

const ventricularRules = new Set(['vt-sustained', 'vt-short', 'polymorphic-vt', 'bidirectional-vt']);

function stretches(file: RecordFile, count: number, rate: number): [number, number][] {
  if (file.set === 'cinc2021') return [[0, count]];
  const list: [number, number][] = [];
  for (let from = 0; from + stripS * rate <= count; from += everyS * rate) list.push([from, from + stripS * rate]);
  return [...list, [0, count]];
}

export function scoreAlarms(): AlarmScore {
  const score: AlarmScore = {
    strips: 0,
    verdicts: [],
    ventricular: { held: 0, found: 0 },
    block: { held: 0, found: 0 },
    fibrillation: { held: 0, found: 0 },
  };
  const tally = (into: { held: number; found: number }, held: boolean | undefined, found: boolean) => {
    if (!held) return;
    into.held++;
    if (found) into.found++;
  };
  for (const set of ['cinc2021', 'mitdb', 'qtdb', 'cpsc2021'] as const) {
    for (const file of recordsOf(set)) {
      const { sampleRateHz: rate, leads, comments, name } = readRecord(file.path);
      const age = Number(/Age:\s*(\d+)/.exec(comments.join('\n'))?.[1]);
      const marks = readAnnotations(`${file.path}.atr`).filter(({ aux }) => aux.startsWith('('));
      const beats = set === 'cinc2021' ? [] : referenceBeats(file.path);
      for (const [from, to] of stretches(file, leads[0]?.samples.length ?? 0, rate)) {
        const part = leads.map((lead) => ({ name: lead.name, samples: lead.samples.slice(from, to) }));
        const measured = measureRecording(recordingOf(rate, part, Number.isFinite(age) ? age : null));
        const truth = set === 'cinc2021' ? labelled(comments) : truthOf(beats, marks, from, to, rate);
        // The paced record of the set has no beat codes of its own: its description says so.
        if (name === '104') truth.paced = true;
        const whole = to - from > 1.5 * stripS * rate;
        const here = verdicts(`${set} ${name} ${whole ? 'whole' : `${Math.round(from / rate)} s`}`, measured, truth);
        score.strips++;
        score.verdicts.push(...here);
        const said = (rules: ReadonlySet<string>) => here.some(({ rule }) => rules.has(rule));
        tally(score.ventricular, truth.ventricularRun, said(ventricularRules));
        tally(score.block, truth.secondDegreeBlock, said(new Set(['av-block-second'])));
        tally(score.fibrillation, truth.fibrillation, said(new Set(['af', 'af-preexcitation'])));
      }
    }
  }
  // Two monitors' records: ten minutes of one form, and an alarm of ventricular tachycardia that its reviewers called false.
  for (const name of ['03700181', 'v102s']) {
    const measured = measureRecording(readEcgAt(sharedDataPath(`ecg/wfdb/misc/${name}.hea`)));
    score.strips++;
    score.verdicts.push(
      ...verdicts(`misc ${name} whole`, measured, { ventricularRun: false, fibrillation: false, flutter: false }),
    );
  }
  return score;
}

export function shareFound({ held, found }: { held: number; found: number }): number {
  return percent(found, held);
}
