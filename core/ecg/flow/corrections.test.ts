// What a correction changed, and what follows from a rate by hand.
import { describe, expect, test } from 'vitest';
import { changesOf, correctedValues, rrWith, summaryWith } from './corrections.ts';
import type { CorrectedValues, RecordingSummary, StoredMeasurement } from './recording.ts';

const before: CorrectedValues = {
  ...{ heartRateBpm: 72.4, pMs: 100, prMs: 160, qrsMs: 96, qtMs: 380, axisPDeg: 50, axisQrsDeg: 45, axisTDeg: 40 },
  qtc: { bazett: 400, fridericia: 395, framingham: 394, hodges: 396 },
};

test.each<[string, Partial<CorrectedValues>, ReturnType<typeof changesOf>]>([
  ['nothing', { heartRateBpm: 72.3 }, []],
  ['an end of T', { qtMs: 401.6 }, [{ name: 'qtMs', from: 380, to: 402 }]],
  [
    'no P, in the order of reports',
    { axisQrsDeg: -30, pMs: null, prMs: null },
    [
      { name: 'pMs', from: 100, to: null },
      { name: 'prMs', from: 160, to: null },
      { name: 'axisQrsDeg', from: 45, to: -30 },
    ],
  ],
  [
    'the axes of P and T',
    { axisPDeg: 70, axisTDeg: -20 },
    [
      { name: 'axisPDeg', from: 50, to: 70 },
      { name: 'axisTDeg', from: 40, to: -20 },
    ],
  ],
  ['what an older correction left open', { axisPDeg: undefined, axisTDeg: undefined }, []],
])('%s', (_, part, changes) => {
  expect(changesOf(before, { ...before, ...part })).toEqual(changes);
});

test('RR is of the rate by hand, else the machine’s', () => {
  expect(rrWith({ rrMs: 800 }, { heartRateBpm: 150 })).toBe(400);
  expect(rrWith({ rrMs: 800 }, { axisQrsDeg: 10 })).toBe(800);
});

describe('values by hand', () => {
  const samples = Array.from({ length: 300 }, () => 0);
  /** A beat of 600 ms at 75/min. */
  const measurement = {
    ...{ heartRateBpm: 75, rrMs: 800, axisDeg: { p: 50, qrs: 45, t: 40 } },
    medianBeat: { sampleRateHz: 500, leads: [{ name: 'I', samples }] },
  } as unknown as StoredMeasurement;
  const marks = { pOnMs: 0, pOffMs: 100, qrsOnMs: 160, qrsOffMs: 250, tOffMs: 600 };

  test('follow from the marks; rate and axes stay the machine’s', () => {
    expect(correctedValues(measurement, marks)).toMatchObject({
      ...{ pMs: 100, prMs: 160, qrsMs: 90, qtMs: 440 },
      ...{ heartRateBpm: 75, axisPDeg: 50, axisQrsDeg: 45, axisTDeg: 40 },
    });
  });

  test('go by the rate and the axes that a person gave', () => {
    const byHand = { heartRateBpm: 60, axisPDeg: 10, axisQrsDeg: 0, axisTDeg: -10 };
    const made = correctedValues(measurement, marks, byHand);
    expect(made).toMatchObject(byHand);
    expect(made.qtc).toEqual({ bazett: 440, fridericia: 440, framingham: 440, hodges: 440 });
  });

  test('a wave that is absent leaves open what it begins', () => {
    const made = correctedValues(measurement, { ...marks, pOnMs: null, pOffMs: null });
    expect(made).toMatchObject({ pMs: null, prMs: null, qrsMs: 90 });
  });

  test.each([
    ['beyond the beat', { ...marks, tOffMs: 601 }, 'INPUT_INVALID'],
    ['out of order', { ...marks, qrsOffMs: 150 }, 'INPUT_INVALID'],
    ['out of order across an absent wave', { ...marks, pOffMs: null, pOnMs: 170 }, 'INPUT_INVALID'],
    ['before the beat', { ...marks, pOnMs: -1 }, 'INPUT_INVALID'],
  ])('marks %s are refused', (_, wrong, code) => {
    expect(() => correctedValues(measurement, wrong)).toThrow(code);
  });

  test('nothing is corrected where nothing was measured', () => {
    expect(() => correctedValues(null, marks)).toThrow('STATE_REFUSED');
    expect(() => correctedValues({ ...measurement, medianBeat: null }, marks)).toThrow('STATE_REFUSED');
  });
});

describe('what stands in lists and on paper', () => {
  const summary: RecordingSummary = {
    ...{ heartRateBpm: 75, prMs: 160, qrsMs: 96, qtMs: 380, qtcMs: 425, qtcFormula: 'bazett', axisQrsDeg: 45 },
    ...{ rhythm: 'sinus-rhythm', quality: 0.9 },
  };
  const qtc = { bazett: 440.4, fridericia: 420.6, framingham: 1, hodges: 2 };

  test.each([
    [59.9, 'fridericia', 421],
    [60, 'bazett', 440],
    [90, 'bazett', 440],
    // Counted by a person where the machine had half of it: Bazett does not hold any more.
    [150, 'fridericia', 421],
  ])('QTc at %f a minute is %s’s', (heartRateBpm, qtcFormula, qtcMs) => {
    expect(summaryWith(summary, { ...before, heartRateBpm, qtc })).toMatchObject({ qtcFormula, qtcMs });
  });

  test('whole numbers; without QT there is no QTc and no formula', () => {
    expect(summaryWith(summary, { ...before, prMs: null, qtMs: null, qtc: null })).toEqual({
      ...{ heartRateBpm: 72, prMs: null, qrsMs: 96, qtMs: null, qtcMs: null, qtcFormula: null, axisQrsDeg: 45 },
      ...{ rhythm: 'sinus-rhythm', quality: 0.9 },
    });
    expect(summaryWith(null, before)).toBeNull();
  });
});
