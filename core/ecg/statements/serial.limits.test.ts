// The tolerances of the serial comparison from both sides: one step short of a difference nothing is said, at it it is.
import { describe, expect, test } from 'vitest';
import type { LeadAmplitudes } from '../measure/amplitudes.ts';
import { compareSerial, type Serial, serialText } from './serial.ts';

const amplitudes = (change: Partial<LeadAmplitudes> = {}): LeadAmplitudes => ({
  ...{ p: 100, q: null, r: 1000, s: -200, t: 300, stJ: 0, stJ60: 0, stJ80: 0, qDurationMs: null },
  ...change,
});
const all = ['I', 'II', 'III', 'aVR', 'aVL', 'aVF', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'];
const usual: Serial = {
  ...{ heartRateBpm: 70, prMs: 160, qrsMs: 90, qtcMs: 410, axisQrsDeg: 50, rhythm: 'sinus-rhythm', quality: 0.9 },
  amplitudes: Object.fromEntries(all.map((lead) => [lead, amplitudes()])),
  codes: ['20'],
};
const of = (part: Partial<Serial>): Serial => ({ ...usual, ...part });
const leads = (names: string, change: Partial<LeadAmplitudes>): Serial =>
  of({
    amplitudes: {
      ...usual.amplitudes,
      ...Object.fromEntries(names.split(' ').map((lead) => [lead, amplitudes(change)])),
    },
  });
const said = (now: Serial, before: Serial): string[] => {
  const found = compareSerial(now, before);
  return found.state === 'compared' ? found.changes.map(({ kind }) => kind) : [found.which];
};

type Row = [what: string, kind: string, short: Serial, at: Serial, before?: Serial];

const deep = { stJ: 0, stJ80: 0 };
test.each<Row>([
  ['PR by 28 ms', 'pr', of({ prMs: 187.9 }), of({ prMs: 188 })],
  ['PR shorter by 28 ms', 'pr', of({ prMs: 132.1 }), of({ prMs: 132 })],
  ['QRS by 28 ms', 'qrs', of({ qrsMs: 117.9 }), of({ qrsMs: 118 })],
  ['QTc by 60 ms', 'qtc', of({ qtcMs: 469.9 }), of({ qtcMs: 470 })],
  ['rate by 20/min', 'rate', of({ heartRateBpm: 89.9 }), of({ heartRateBpm: 90 })],
  ['and by a fifth', 'rate', of({ heartRateBpm: 143.9 }), of({ heartRateBpm: 144 }), of({ heartRateBpm: 120 })],
  ['axis by 30 degrees', 'axis', of({ axisQrsDeg: 79.9 }), of({ axisQrsDeg: 80 })],
  ['the short way round', 'axis', of({ axisQrsDeg: -160.1 }), of({ axisQrsDeg: -160 }), of({ axisQrsDeg: 170 })],
  [
    'a Q of 0.1 mV',
    'q-new',
    leads('II aVF', { q: -99, qDurationMs: 40 }),
    leads('II aVF', { q: -100, qDurationMs: 40 }),
  ],
  ['of 30 ms', 'q-new', leads('II aVF', { q: -200, qDurationMs: 29 }), leads('II aVF', { q: -200, qDurationMs: 30 })],
  ['ST higher by 0.1 mV', 'st-up', leads('II aVF', { stJ: 99 }), leads('II aVF', { stJ: 100 })],
  ['ST lower by 0.05 mV below the line', 'st-down', leads('V5 V6', { stJ80: -49 }), leads('V5 V6', { stJ80: -50 })],
  [
    'only where it ends there',
    'st-down',
    leads('V5 V6', { stJ80: -49 }),
    leads('V5 V6', { stJ80: -50 }),
    leads('V5 V6', { stJ80: 40 }),
  ],
  [
    'by 0.1 mV wherever it ends',
    'st-down',
    leads('V5 V6', { ...deep, stJ80: 101 }),
    leads('V5 V6', { ...deep, stJ80: 100 }),
    leads('V5 V6', { ...deep, stJ80: 200 }),
  ],
  ['T inverted by 0.1 mV', 't-inverted', leads('V5 V6', { t: -99 }), leads('V5 V6', { t: -100 })],
  [
    'T upright again by 0.05 mV',
    't-upright',
    leads('V5 V6', { t: 49 }),
    leads('V5 V6', { t: 50 }),
    leads('V5 V6', { t: -100 }),
  ],
])('%s: %s', (_, kind, short, at, before = usual) => {
  expect([said(short, before).includes(kind), said(at, before).includes(kind)]).toEqual([false, true]);
});

describe('what was there before is not new', () => {
  const now = leads('II aVF', { q: -200, qDurationMs: 40 });
  test.each([
    ['a Q of 0.07 mV and 25 ms', { q: -70, qDurationMs: 25 }, false],
    ['a smaller one was none', { q: -69, qDurationMs: 25 }, true],
    ['a shorter one was none', { q: -70, qDurationMs: 24 }, true],
  ])('%s', (_, q, isNew) => {
    expect(said(now, leads('II aVF', q)).includes('q-new')).toBe(isNew);
  });

  test.each([
    ['t-inverted', leads('V5 V6', { t: -200 }), { t: 49 }, { t: 50 }],
    ['t-upright', leads('V5 V6', { t: 200 }), { t: -99 }, { t: -100 }],
  ])('%s needs a T that was the other way round', (kind, at, flat, other) => {
    expect(said(at, leads('V5 V6', flat))).not.toContain(kind);
    expect(said(at, leads('V5 V6', other))).toContain(kind);
  });

  test('an amplitude that one of the two lacks is no change', () => {
    expect(said(leads('II aVF', { stJ: 300, stJ80: -300 }), leads('II aVF', { stJ: null, stJ80: null }))).toEqual([]);
  });
});

describe('neighbours', () => {
  test.each([
    ...['aVL I', 'II aVF', 'aVF III', 'II III', 'V1 V2', 'V2 V3', 'V3 V4', 'V4 V5', 'V5 V6', 'V6 I'].map((two) => [
      two,
      true,
    ]),
    ...['I II', 'aVL III', 'V1 V3', 'V1 I', 'aVR aVL', 'aVR V1', 'V6'].map((two) => [two, false]),
  ] as [string, boolean][])('%s: %s', (names, counts) => {
    expect(said(leads(names, { stJ: 200 }), usual).includes('st-up')).toBe(counts);
  });
});

describe('what may be compared', () => {
  test('from a quality of 0.3', () => {
    expect(said(of({ quality: 0.29 }), usual)).toEqual(['now']);
    expect(said(usual, of({ quality: 0.29 }))).toEqual(['before']);
    expect(said(of({ quality: 0.3 }), of({ quality: 0.3 }))).toEqual([]);
  });

  test.each([
    ['a bundle branch block', of({ codes: ['106'] })],
    ['a paced rhythm', of({ rhythm: 'paced-rhythm' })],
    ['a ventricular rhythm', of({ rhythm: 'ventricular-rhythm' })],
  ])('form not beside %s, on either side', (_, wide) => {
    const changed = leads('II aVF', { stJ: 300 });
    for (const [now, before] of [
      [{ ...changed, ...wide, amplitudes: changed.amplitudes }, usual],
      [changed, wide],
    ] as const) {
      const found = compareSerial(now, before);
      expect(found).toMatchObject({ secondary: true });
      expect(said(now, before)).not.toContain('st-up');
    }
  });

  test('a value that one of the two lacks is no change', () => {
    const nothing = of({ heartRateBpm: null, prMs: null, qrsMs: null, qtcMs: null, axisQrsDeg: null });
    expect([said(nothing, usual), said(usual, nothing)]).toEqual([[], []]);
  });
});

describe('the words say which way it went', () => {
  const words = (now: Serial, before: Serial = usual) => {
    const found = compareSerial(now, before);
    return found.state === 'compared' ? found.changes.map(({ zh, en }) => [zh, en]) : [];
  };
  test.each<[string, Partial<Serial>, there: [zh: string, en: string], back: [zh: string, en: string]]>([
    [
      'rate',
      { heartRateBpm: 120.4 },
      ['心率增快（70→120次/分）', 'rate faster (70 to 120/min)'],
      ['心率减慢（120→70次/分）', 'rate slower (120 to 70/min)'],
    ],
    [
      'PR',
      { prMs: 220.4 },
      ['PR延长（160→220 ms）', 'PR longer (160 to 220 ms)'],
      ['PR缩短（220→160 ms）', 'PR shorter (220 to 160 ms)'],
    ],
    [
      'QTc',
      { qtcMs: 500 },
      ['QTc延长（410→500 ms）', 'QTc longer (410 to 500 ms)'],
      ['QTc缩短（500→410 ms）', 'QTc shorter (500 to 410 ms)'],
    ],
    [
      'axis',
      { axisQrsDeg: 110 },
      ['QRS电轴右移（50°→110°）', 'QRS axis shifted right (50° to 110°)'],
      ['QRS电轴左移（110°→50°）', 'QRS axis shifted left (110° to 50°)'],
    ],
    [
      'conduction',
      { codes: ['20', '85'] },
      ['新出现2:1房室传导阻滞', 'new: 2:1 AV block'],
      ['2:1房室传导阻滞已消失', 'no longer: 2:1 AV block'],
    ],
    [
      'rhythm',
      { rhythm: 'atrial-fibrillation' },
      ['节律由窦性心律变为心房颤动', 'rhythm was sinus rhythm, is atrial fibrillation'],
      ['节律由心房颤动变为窦性心律', 'rhythm was atrial fibrillation, is sinus rhythm'],
    ],
  ])('%s there and back', (_, part, there, back) => {
    expect([words(of(part)), words(usual, of(part))]).toEqual([[there], [back]]);
  });

  test('an axis that turns past the back is said the short way', () => {
    expect(words(of({ axisQrsDeg: -150 }), of({ axisQrsDeg: 150 }))).toEqual([
      ['QRS电轴右移（150°→-150°）', 'QRS axis shifted right (150° to -150°)'],
    ]);
  });

  test.each([
    ['now', '本次记录质量差', 'this recording is of poor quality'],
    ['before', '上次记录质量差', 'the previous recording is of poor quality'],
  ] as const)('which recording could not be read: %s', (which, zh, en) => {
    const text = serialText({ state: 'unreadable', which }, '2026-03-01');
    expect([text.zh.includes(zh), text.en.includes(en)]).toEqual([true, true]);
  });

  test('nothing is said of conduction where the ventricles beat by themselves', () => {
    const wide = of({ rhythm: 'ventricular-rhythm', codes: ['107'] });
    expect([words(wide), words(usual, wide)].flat().map(([zh]) => zh)).toEqual([
      ...['节律由窦性心律变为室性心律', '节律由室性心律变为窦性心律'],
    ]);
    expect(serialText(compareSerial(wide, wide), '2026-03-01').zh).toBe(
      '与上次（2026-03-01）比较：无明显变化（QRS增宽或非窦性下传，未比较Q波及ST-T）。',
    );
  });
});
