// What a correction changed, and what follows from a rate by hand.
import { expect, test } from 'vitest';
import { changesOf, rrWith } from './corrections.ts';
import type { CorrectedValues } from './recording.ts';

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
