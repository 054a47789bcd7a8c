// Serial comparison: what a recording shows that the previous one of the same person did not, beyond what two measurements differ by anyway.
import type { LeadAmplitudes } from '../measure/amplitudes.ts';
import type { RhythmCode } from '../rhythm/label.ts';
import { type StatementCode, statementTexts } from './codes.ts';
import { type LeadChange, leadChanges } from './serial-leads.ts';

/** What is compared of a recording; a person's corrections stand in place of the machine's values. */
export interface Serial {
  heartRateBpm: number | null;
  prMs: number | null;
  qrsMs: number | null;
  /** Of one and the same formula in both recordings. */
  qtcMs: number | null;
  axisQrsDeg: number | null;
  rhythm: RhythmCode;
  /** 0 to 1. */
  quality: number;
  amplitudes: Readonly<Record<string, LeadAmplitudes | undefined>>;
  /** Codes of the machine's statements. */
  codes: readonly StatementCode[];
}

/** AHA/ACC/HRS 2007 part II, comparison statements: 400 none, 401 rhythm, 402 infarction, 403 conduction, 404 repolarization. */
export type ComparisonCode = '400' | '401' | '402' | '403' | '404';

export interface SerialChange {
  kind: 'rhythm' | 'rate' | 'pr' | 'qrs' | 'qtc' | 'axis' | 'conduction' | LeadChange;
  /** The comparison statement it belongs to; null where the list of 2007 has none. */
  code: Exclude<ComparisonCode, '400'> | null;
  zh: string;
  en: string;
}

export type SerialComparison =
  | { state: 'compared'; changes: SerialChange[]; codes: ComparisonCode[]; secondary: boolean }
  | { state: 'unreadable'; which: 'now' | 'before' };

/**
 * Differences from which a change is said. PR and QRS: 2 x root 2 x 10 ms, the deviation that IEC 60601-2-25 allows a single measurement of
 * biological ECGs. QTc: 60 ms, the change that ICH E14 names. Rate and axis have no such source: 20/min and a fifth, 30 degrees.
 */
export const tolerances = { prMs: 28, qrsMs: 28, qtcMs: 60, rateBpm: 20, rateShare: 0.2, axisDeg: 30 } as const;

const leastQuality = 0.3;

export function compareSerial(now: Serial, before: Serial): SerialComparison {
  if (now.quality < leastQuality) return { state: 'unreadable', which: 'now' };
  if (before.quality < leastQuality) return { state: 'unreadable', which: 'before' };
  const conduction = conductionChanges(now, before);
  const rhythm = rhythmChange(now, before);
  // Another conduction or origin of the ventricles carries other Q, ST and T with it: these are not said beside it.
  const wide = (one: Serial) => ventricular.has(one.rhythm) || one.codes.some((code) => bundles.has(code));
  const secondary = wide(now) || wide(before);
  const form = secondary ? [] : leadChanges(now.amplitudes, before.amplitudes).map(formChange);
  const changes = [...rhythm, ...rateChange(now, before), ...conduction, ...intervalChanges(now, before), ...form];
  const codes = [...new Set(changes.flatMap(({ code }) => code ?? []))].sort();
  return { state: 'compared', changes, codes: changes.length === 0 ? ['400'] : codes, secondary };
}

const ventricular: ReadonlySet<RhythmCode> = new Set([
  'wide-tachycardia',
  'ventricular-rhythm',
  'ventricular-fibrillation',
  'paced-rhythm',
]);
const bundles: ReadonlySet<StatementCode> = new Set(['104', '106', '107', '108', '181']);

type Family =
  | 'sinus'
  | Exclude<
      RhythmCode,
      'sinus-rhythm' | 'sinus-tachycardia' | 'sinus-bradycardia' | 'sinus-arrhythmia' | 'undetermined'
    >;

const families: Readonly<Record<Family, readonly [zh: string, en: string]>> = {
  sinus: ['窦性心律', 'sinus rhythm'],
  'atrial-fibrillation': ['心房颤动', 'atrial fibrillation'],
  'supraventricular-rhythm': ['室上性心律', 'supraventricular rhythm'],
  'narrow-tachycardia': ['窄QRS心动过速', 'narrow-QRS tachycardia'],
  'wide-tachycardia': ['宽QRS心动过速', 'wide-QRS tachycardia'],
  'ventricular-rhythm': ['室性心律', 'ventricular rhythm'],
  'ventricular-fibrillation': ['心室颤动', 'ventricular fibrillation'],
  'paced-rhythm': ['起搏心律', 'paced rhythm'],
  asystole: ['心室停搏', 'asystole'],
};

/** Sinus rhythm of any rate is one rhythm: its rate is compared by itself. */
function family(rhythm: RhythmCode): Family | null {
  switch (rhythm) {
    case 'sinus-rhythm':
    case 'sinus-tachycardia':
    case 'sinus-bradycardia':
    case 'sinus-arrhythmia':
      return 'sinus';
    case 'undetermined':
      return null;
    default:
      return rhythm;
  }
}

function rhythmChange(now: Serial, before: Serial): SerialChange[] {
  const [a, b] = [family(now.rhythm), family(before.rhythm)];
  if (a === null || b === null || a === b) return [];
  const zh = `节律由${families[b][0]}变为${families[a][0]}`;
  return [{ kind: 'rhythm', code: '401', zh, en: `rhythm was ${families[b][1]}, is ${families[a][1]}` }];
}

const round = (value: number) => String(Math.round(value));

function rateChange(now: Serial, before: Serial): SerialChange[] {
  const [a, b] = [now.heartRateBpm, before.heartRateBpm];
  if (a === null || b === null) return [];
  if (Math.abs(a - b) < tolerances.rateBpm || Math.abs(a - b) < tolerances.rateShare * b) return [];
  return [
    {
      kind: 'rate',
      code: null,
      zh: `心率${a > b ? '增快' : '减慢'}（${round(b)}→${round(a)}次/分）`,
      en: `rate ${a > b ? 'faster' : 'slower'} (${round(b)} to ${round(a)}/min)`,
    },
  ];
}

function intervalChanges(now: Serial, before: Serial): SerialChange[] {
  const found: SerialChange[] = [];
  const interval = (kind: 'pr' | 'qrs' | 'qtc', name: string, key: 'prMs' | 'qrsMs' | 'qtcMs', code: '403' | '404') => {
    const [a, b] = [now[key], before[key]];
    if (a === null || b === null || Math.abs(a - b) < tolerances[key]) return;
    const values = `${round(b)}→${round(a)} ms`;
    const zh = `${name}${a > b ? '延长' : '缩短'}（${values}）`;
    found.push({ kind, code, zh, en: `${name} ${a > b ? 'longer' : 'shorter'} (${round(b)} to ${round(a)} ms)` });
  };
  interval('pr', 'PR', 'prMs', '403');
  interval('qrs', 'QRS', 'qrsMs', '403');
  interval('qtc', 'QTc', 'qtcMs', '404');
  const [a, b] = [now.axisQrsDeg, before.axisQrsDeg];
  if (a === null || b === null) return found;
  const turn = ((((a - b + 180) % 360) + 360) % 360) - 180;
  if (Math.abs(turn) >= tolerances.axisDeg)
    found.push({
      kind: 'axis',
      code: null,
      zh: `QRS电轴${turn > 0 ? '右' : '左'}移（${round(b)}°→${round(a)}°）`,
      en: `QRS axis shifted ${turn > 0 ? 'right' : 'left'} (${round(b)}° to ${round(a)}°)`,
    });
  return found;
}

/** AV and intraventricular conduction, pre-excitation. First-degree block is left to the PR interval. */
const conductionCodes: readonly StatementCode[] = [
  '83',
  '84',
  '85',
  '86',
  '87',
  '88',
  '104',
  '105',
  '106',
  '107',
  '108',
];

function conductionChanges(now: Serial, before: Serial): SerialChange[] {
  // Of a paced, ventricular or chaotic recording no conduction is known.
  if (ventricular.has(now.rhythm) || ventricular.has(before.rhythm)) return [];
  return conductionCodes.flatMap((code): SerialChange[] => {
    const [is, was] = [now.codes.includes(code), before.codes.includes(code)];
    const text = statementTexts.get(code);
    if (is === was || !text) return [];
    const zh = is ? `新出现${text.zh}` : `${text.zh}已消失`;
    return [{ kind: 'conduction', code: '403', zh, en: is ? `new: ${text.en}` : `no longer: ${text.en}` }];
  });
}

const forms: Readonly<Record<LeadChange, readonly [code: '402' | '404', zh: string, en: string]>> = {
  'q-new': ['402', '新出现Q波', 'new Q waves in'],
  'st-up': ['404', 'ST段较前上移', 'ST higher in'],
  'st-down': ['404', 'ST段较前下移', 'ST lower in'],
  't-inverted': ['404', 'T波转为倒置', 'T now inverted in'],
  't-upright': ['404', 'T波转为直立', 'T now upright in'],
};

function formChange({ kind, leads }: { kind: LeadChange; leads: string[] }): SerialChange {
  const [code, zh, en] = forms[kind];
  return { kind, code, zh: `${leads.join('、')} ${zh}`, en: `${en} ${leads.join(', ')}` };
}

/** One line for a report. `when` is the local date or time of the previous recording. */
export function serialText(comparison: SerialComparison, when: string): { zh: string; en: string } {
  const head = { zh: `与上次（${when}）比较：`, en: `Compared with ${when}: ` };
  if (comparison.state === 'unreadable') {
    const now = comparison.which === 'now';
    const zh = `${head.zh}${now ? '本次' : '上次'}记录质量差，无法比较。`;
    return { zh, en: `${head.en}cannot be compared, ${now ? 'this' : 'the previous'} recording is of poor quality.` };
  }
  const { changes, secondary } = comparison;
  const rest = secondary
    ? { zh: '（QRS增宽或非窦性下传，未比较Q波及ST-T）', en: ' (Q, ST and T not compared: wide or ventricular QRS)' }
    : { zh: '', en: '' };
  if (changes.length === 0)
    return { zh: `${head.zh}无明显变化${rest.zh}。`, en: `${head.en}no significant change${rest.en}.` };
  return {
    zh: `${head.zh}${changes.map(({ zh }) => zh).join('；')}${rest.zh}。`,
    en: `${head.en}${changes.map(({ en }) => en).join('; ')}${rest.en}.`,
  };
}
