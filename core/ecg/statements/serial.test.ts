// Serial comparison: each change is said beyond its tolerance and not within it; two readings of one heart say nothing.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  asRecording,
  irregular,
  type SyntheticOptions,
  steady,
  syntheticEcg,
} from '../../../test/support/synthetic-ecg.ts';
import type { LeadAmplitudes } from '../measure/amplitudes.ts';
import { measureRecording } from '../measure/measure-recording.ts';
import { compareSerial, type Serial, type SerialComparison, serialText } from './serial.ts';

const amplitudes = (change: Partial<LeadAmplitudes> = {}): LeadAmplitudes => ({
  p: 100,
  q: -40,
  r: 1000,
  s: -200,
  t: 300,
  stJ: 0,
  stJ60: 0,
  stJ80: 0,
  qDurationMs: 12,
  ...change,
});

const leads = ['I', 'II', 'III', 'aVR', 'aVL', 'aVF', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'];
const usual: Serial = {
  heartRateBpm: 72,
  prMs: 160,
  qrsMs: 90,
  qtcMs: 410,
  axisQrsDeg: 50,
  rhythm: 'sinus-rhythm',
  quality: 0.9,
  amplitudes: Object.fromEntries(leads.map((lead) => [lead, amplitudes()])),
  codes: ['20'],
};

const inLeads = (names: string[], change: Partial<LeadAmplitudes>): Serial => ({
  ...usual,
  amplitudes: { ...usual.amplitudes, ...Object.fromEntries(names.map((lead) => [lead, amplitudes(change)])) },
});

const kinds = (comparison: SerialComparison) =>
  comparison.state === 'compared' ? comparison.changes.map(({ kind }) => kind) : [comparison.which];

describe('beyond the tolerance', () => {
  test.each([
    ['rate', { heartRateBpm: 118 }, ['rate'], []],
    ['PR', { prMs: 195 }, ['pr'], ['403']],
    ['QRS', { qrsMs: 119 }, ['qrs'], ['403']],
    ['QTc', { qtcMs: 475 }, ['qtc'], ['404']],
    ['axis', { axisQrsDeg: -20 }, ['axis'], []],
    ['rhythm', { rhythm: 'atrial-fibrillation' }, ['rhythm'], ['401']],
    ['a new bundle-branch block', { codes: ['20', '106'] }, ['conduction'], ['403']],
    ['a new AV block', { codes: ['20', '85'] }, ['conduction'], ['403']],
  ] as [string, Partial<Serial>, string[], string[]][])('%s', (_, change, expected, codes) => {
    const found = compareSerial({ ...usual, ...change }, usual);
    expect(kinds(found)).toEqual(expected);
    expect(found.state === 'compared' && found.codes).toEqual(codes);
  });

  test.each([
    ['q-new', ['II', 'III', 'aVF'], { q: -250, qDurationMs: 38 }, '402'],
    ['st-up', ['V2', 'V3', 'V4'], { stJ: 220, stJ80: 240 }, '404'],
    ['st-down', ['V5', 'V6'], { stJ: -90, stJ80: -80 }, '404'],
    ['t-inverted', ['V3', 'V4'], { t: -250 }, '404'],
  ] as const)('%s in neighbouring leads', (kind, names, change, code) => {
    const found = compareSerial(inLeads([...names], change), usual);
    expect(found.state === 'compared' && found.changes).toMatchObject([{ kind, code }]);
    expect(found.state === 'compared' && found.changes[0]?.en.endsWith(names.join(', '))).toBe(true);
  });

  test('T that turns upright again, and ST that comes down', () => {
    expect(kinds(compareSerial(usual, inLeads(['V3', 'V4'], { t: -250 })))).toEqual(['t-upright']);
    expect(kinds(compareSerial(usual, inLeads(['V3', 'V4'], { stJ: 250, stJ80: 250 })))).toEqual(['st-down']);
  });
});

describe('not said', () => {
  test.each([
    ['within the tolerances', { heartRateBpm: 88, prMs: 180, qrsMs: 108, qtcMs: 450, axisQrsDeg: 25 }],
    ['sinus rhythm of another rate as another rhythm', { rhythm: 'sinus-bradycardia', heartRateBpm: 58 }],
    ['what could not be measured', { prMs: null, qtcMs: null, axisQrsDeg: null, rhythm: 'undetermined' }],
  ] as [string, Partial<Serial>][])('%s', (_, change) => {
    expect(compareSerial({ ...usual, ...change }, usual)).toMatchObject({ changes: [], codes: ['400'] });
  });

  test('a change of one lead alone, or of two that are no neighbours', () => {
    expect(kinds(compareSerial(inLeads(['V3'], { stJ: 300 }), usual))).toEqual([]);
    expect(kinds(compareSerial(inLeads(['V1', 'V5'], { stJ: 300 }), usual))).toEqual([]);
  });

  test('ST and T beside a new bundle-branch block, whose own they are', () => {
    const wide: Serial = {
      ...inLeads(['V1', 'V2'], { stJ: -300, stJ80: -300, t: -400 }),
      codes: ['20', '106'],
      qrsMs: 140,
    };
    const found = compareSerial(wide, usual);
    expect(kinds(found)).toEqual(['conduction', 'qrs']);
    expect(serialText(found, '2026-03-01').zh).toContain('未比较Q波及ST-T');
  });

  test('anything of a recording that cannot be read', () => {
    expect(compareSerial({ ...usual, quality: 0.1 }, usual)).toEqual({ state: 'unreadable', which: 'now' });
    expect(compareSerial(usual, { ...usual, quality: 0.1 })).toEqual({ state: 'unreadable', which: 'before' });
  });
});

test('the axis is compared across the back of the circle', () => {
  expect(kinds(compareSerial({ ...usual, axisQrsDeg: -175 }, { ...usual, axisQrsDeg: 170 }))).toEqual([]);
});

test('a change there and back is said both times, and equal recordings say nothing', () => {
  const serial = fc.record({
    heartRateBpm: fc.option(fc.integer({ min: 30, max: 220 })),
    prMs: fc.option(fc.integer({ min: 80, max: 320 })),
    qrsMs: fc.option(fc.integer({ min: 60, max: 200 })),
    qtcMs: fc.option(fc.integer({ min: 300, max: 600 })),
    axisQrsDeg: fc.option(fc.integer({ min: -179, max: 180 })),
  });
  fc.assert(
    fc.property(serial, serial, (a, b) => {
      const [one, other] = [
        { ...usual, ...a },
        { ...usual, ...b },
      ];
      const unrated = (list: string[]) => list.filter((kind) => kind !== 'rate');
      expect(unrated(kinds(compareSerial(one, other)))).toEqual(unrated(kinds(compareSerial(other, one))));
      expect(kinds(compareSerial(one, one))).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

describe('measured recordings', () => {
  const serialOf = (beats: ReturnType<typeof steady>, options: SyntheticOptions = {}): Serial => {
    const measured = measureRecording(asRecording(syntheticEcg(beats, options)));
    if (!measured) throw new Error('not measured');
    return {
      ...measured,
      qtcMs: measured.qtc.fridericia,
      axisQrsDeg: measured.axisDeg.qrs,
      quality: measured.quality.score,
      codes: measured.statements.map(({ code }) => code),
    };
  };
  const base = serialOf(steady(12, 0.8));

  test('of one heart twice, with other noise', () => {
    for (const seed of [2, 3, 4])
      expect(kinds(compareSerial(serialOf(steady(12, 0.82), { seed, noiseUv: 20 }), base))).toEqual([]);
  });

  test('ST elevation, fibrillation and a longer PR since then', () => {
    const elevated = serialOf(steady(12, 0.8), { stUv: { V2: 250, V3: 300, V4: 250 } });
    expect(kinds(compareSerial(elevated, base))).toContain('st-up');
    expect(kinds(compareSerial(serialOf(irregular(16), { fibrillationUv: 40 }), base))).toContain('rhythm');
    expect(kinds(compareSerial(serialOf(steady(12, 0.9), { prMs: 240 }), base))).toContain('pr');
  });
});

test('the line names the date, the values and every change', () => {
  const found = compareSerial({ ...usual, heartRateBpm: 118, codes: ['20', '106'] }, usual);
  expect(serialText(found, '2026-03-01')).toEqual({
    zh: '与上次（2026-03-01）比较：心率增快（72→118次/分）；新出现右束支传导阻滞（QRS增宽或非窦性下传，未比较Q波及ST-T）。',
    en: 'Compared with 2026-03-01: rate faster (72 to 118/min); new: Right bundle-branch block (Q, ST and T not compared: wide or ventricular QRS).',
  });
  expect(serialText(compareSerial(usual, usual), '2026-03-01').zh).toBe('与上次（2026-03-01）比较：无明显变化。');
});
