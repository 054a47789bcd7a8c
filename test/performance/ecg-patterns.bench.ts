// `npm run bench -- ecg-patterns`: the rules for patterns and the fast lane on labelled recordings: what they find, and on what they speak falsely.
import { measureRecording } from '../../core/ecg/measure/measure-recording.ts';
import { evaluateRules } from '../../core/ecg/rules/evaluate.ts';
import type { RuleCondition } from '../../core/ecg/rules/rule-set.ts';
import { shippedRuleSets } from '../../core/ecg/rules/shipped-sets.ts';
import { hasSharedData } from '../support/shared-data.ts';
import { percent } from './ecg/qrs-score.ts';
import { type RecordFile, recordsOf } from './ecg/records.ts';
import { type Annotation, readAnnotations, readRecord } from './ecg/wfdb.ts';
import { atLeast, beside, type Figure, notMeasured } from './figure.ts';

const stripS = 10;
/** One strip in so many seconds of a long record. */
const everyS = 30;
const sinusAlone = '426783006';

const patternKinds: ReadonlySet<RuleCondition['kind']> = new Set([
  'changing-run',
  'av-block',
  't-wave-alternans',
  'preexcitation',
  's1q3t3',
]);

interface Strip {
  name: string;
  fromS: number;
  normal: boolean;
  /** Inside a stretch that the experts marked as second-degree block (`(BII`). */
  blocked: boolean;
  rules: string[];
  /** Atrial flutter was suggested; no recording of the set is labelled with it. */
  flutter: boolean;
  fastLane: boolean;
}

/** Rhythm as marked at a time; null where the record has no marks of rhythm. */
function rhythmAt(marks: readonly Annotation[], sample: number): string | null {
  return marks.findLast((mark) => mark.aux.startsWith('(') && mark.sample <= sample)?.aux ?? null;
}

function stripsOf(file: RecordFile): Strip[] {
  const { sampleRateHz: rate, leads, comments, name } = readRecord(file.path);
  const marks = readAnnotations(`${file.path}.atr`);
  const codes = /Dx:\s*([\d,]+)/.exec(comments.join('\n'))?.[1]?.split(',') ?? [];
  const age = Number(/Age:\s*(\d+)/.exec(comments.join('\n'))?.[1]);
  const total = leads[0]?.samples.length ?? 0;
  const width = file.set === 'cinc2021' ? total : stripS * rate;
  const step = file.set === 'cinc2021' ? total : everyS * rate;
  const [set] = shippedRuleSets;
  const rules = set?.rules.filter(({ when }) => patternKinds.has(when.kind)) ?? [];
  const strips: Strip[] = [];
  for (let from = 0; from + width <= total; from += step) {
    const part = leads.map((lead) => ({ name: lead.name, samples: lead.samples.slice(from, from + width) }));
    const measured = measureRecording({
      format: 'wfdb',
      waveforms: [{ kind: 'rhythm', sampleRateHz: rate, startMs: 0, leads: part }],
      patient: Number.isFinite(age) ? { ageYears: age } : {},
      vendorMeasurements: [],
      vendorStatements: [],
      vendorPacingMs: [],
      remarks: [],
      problems: [],
    });
    if (!measured || !set) continue;
    const found = evaluateRules(measured, { ...set, rules }).map(({ rule }) => rule);
    strips.push({
      name,
      fromS: from / rate,
      normal: codes.length === 1 && codes[0] === sinusAlone,
      blocked: rhythmAt(marks, from) === '(BII' && rhythmAt(marks, from + width) === '(BII',
      rules: found,
      flutter: Boolean(measured.patterns?.flutter),
      fastLane: measured.surelyNormal.holds,
    });
    const said = `${found.join(' ')}${measured.surelyNormal.holds ? ' fast lane' : ''}`.trim();
    if (said !== '') console.log(`${file.set} ${name} ${(from / rate).toFixed(0)} s: ${said}`);
  }
  return strips;
}

const share = (part: readonly unknown[], whole: readonly unknown[]) => percent(part.length, whole.length);

export default function bench(): Figure[] {
  if (!hasSharedData) return [notMeasured('patterns', 'the data set (ecg/wfdb) is not beside the project', '%', '')];
  const sets = ['cinc2021', 'mitdb', 'qtdb', 'cpsc2021'] as const;
  const strips = sets.flatMap((set) => recordsOf(set).flatMap(stripsOf));
  const labelled = recordsOf('cinc2021').map(({ name }) => name);
  const twelve = strips.filter(({ name }) => labelled.includes(name));
  const normal = twelve.filter((one) => one.normal);
  const abnormal = twelve.filter((one) => !one.normal);
  const blocked = strips.filter((one) => one.blocked);
  const others = strips.filter((one) => !one.blocked);
  const secondDegree = (one: Strip) => one.rules.includes('av-block-second');
  const figures: Figure[] = [
    atLeast(
      'second-degree AV block found (10 s strips)',
      share(blocked.filter(secondDegree), blocked),
      `% of ${blocked.length}`,
      80,
    ),
  ];
  for (const rule of shippedRuleSets[0]?.rules ?? []) {
    if (!patternKinds.has(rule.when.kind)) continue;
    const wrong = others.filter((one) => one.rules.includes(rule.id));
    figures.push({
      name: `${rule.id}: strips without it that alarm`,
      value: wrong.length,
      unit: `of ${others.length}`,
      goal: '0',
      holds: wrong.length === 0,
    });
  }
  const fluttering = strips.filter((one) => one.flutter);
  figures.push({
    name: 'atrial flutter suggested; none is labelled with it',
    value: fluttering.length,
    unit: `of ${strips.length}`,
    goal: '0',
    holds: fluttering.length === 0,
  });
  const wrongLane = abnormal.filter((one) => one.fastLane);
  figures.push({
    name: 'fast lane: abnormal 12-lead recordings in it',
    value: wrongLane.length,
    unit: `of ${abnormal.length}`,
    goal: '0',
    holds: wrongLane.length === 0,
  });
  // With none wrong among n, the true share may still be as high as 1 - 0.05^(1/n) (95 %, one-sided).
  const bound = wrongLane.length === 0 ? 100 * (1 - 0.05 ** (1 / Math.max(1, abnormal.length))) : Number.NaN;
  figures.push(beside('fast lane: upper 95 % bound of that share', Math.round(10 * bound) / 10, '%'));
  figures.push(
    beside(
      'fast lane: normal 12-lead recordings in it',
      normal.filter((one) => one.fastLane).length,
      `of ${normal.length}`,
    ),
  );
  figures.push(
    beside(
      'normal 12-lead recordings on which a pattern alarms',
      normal.filter((one) => one.rules.length > 0).length,
      `of ${normal.length}`,
    ),
  );
  return figures;
}
