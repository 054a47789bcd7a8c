// Values of a drawn median beat with known marks: intervals by the marks, axes by net areas, and what each is worth.
import { describe, expect, test } from 'vitest';
import type { SlowWave, Wave, Waves } from '../delineate/waves.ts';
import { measureBeat } from './beat-values.ts';

const wave = (onset: number, offset: number, confidence: number): Wave => ({
  ...{ onset, offset, confidence, peak: (onset + offset) / 2 },
});
const slow = (one: Wave): SlowWave => ({
  ...one,
  ...{ direction: [1], height: 100, lastPeak: one.peak, lastHeight: 100 },
});
/** One sample every 2 ms. */
const rate = 500;
const waves: Waves = {
  p: slow(wave(20, 60, 0.6)),
  qrs: wave(100, 145, 0.9),
  t: slow(wave(200, 280, 0.8)),
};
/** Microvolts of P, QRS and T of a lead; each from its onset to its offset. */
type Heights = readonly [p: number, qrs: number, t: number];
const drawn = ([p, qrs, t]: Heights) => {
  const lead = new Float32Array(500);
  lead.fill(p, 21, 60);
  lead.fill(qrs, 100, 146);
  lead.fill(t, 200, 281);
  return lead;
};
const measured = (heights: Readonly<Record<string, Heights>>, of: Waves = waves, rrMs: number | null = 1000) => {
  const leads = Object.entries(heights).map(([name, one]) => ({ name, samples: drawn(one) }));
  const samples = leads.map((lead) => lead.samples);
  return measureBeat(
    { leads: samples, members: [samples, samples, samples], origin: 120 } as never,
    leads,
    of,
    rate,
    rrMs,
  );
};
const alike: Readonly<Record<string, Heights>> = { I: [100, 500, 200], II: [100, 500, 200] };

test('intervals in milliseconds, from mark to mark; QTc of the mean RR', () => {
  expect(measured(alike)).toMatchObject({ pMs: 80, prMs: 160, qrsMs: 90, qtMs: 360 });
  expect(measured(alike).qtc.bazett).toBeCloseTo(360, 9);
  expect(measured(alike, waves, null).qtc).toEqual({ bazett: null, fridericia: null, framingham: null, hodges: null });
});

test('what was not found leaves open what it begins or ends', () => {
  expect(measured(alike, { ...waves, p: null })).toMatchObject({
    ...{ pMs: null, prMs: null, qrsMs: 90, axisDeg: { p: null, qrs: expect.closeTo(30, 6) } },
    axisState: { p: 'absent', qrs: 'measured' },
  });
  expect(measured(alike, { ...waves, t: null })).toMatchObject({ qtMs: null, axisState: { t: 'absent' } });
  expect(measured(alike, { ...waves, qrs: null })).toMatchObject({ prMs: null, qrsMs: null, qtMs: null, pMs: 80 });
});

describe('axes', () => {
  const axis = (i: Heights, ii: Heights) => measured({ I: i, II: ii }).axisDeg;
  test('of each wave by itself', () => {
    // aVF = II - I/2: where I and II are alike 30 degrees, where I is none 90, where II is half of I none.
    const { p, qrs, t } = axis([100, 0, 200], [100, 500, 100]);
    expect([p, qrs, t].map((one) => Math.round(one ?? 999))).toEqual([30, 90, 0]);
  });

  test('a wave whose net area is too small has none, and no confidence for it', () => {
    const flat = measured({ I: [1, 10, 5], II: [1, 10, 5] });
    expect(flat.axisState).toEqual({ p: 'indeterminate', qrs: 'indeterminate', t: 'indeterminate' });
    expect(Object.keys(flat.confidence).toSorted()).toEqual(['pMs', 'prMs', 'qrsMs', 'qtMs']);
  });

  test.each([
    // P 78 ms wide, QRS 92 and T 162; the vector of I alike II is 1.155 of I.
    ['p', 250, 78],
    ['qrs', 1500, 92],
    ['t', 1500, 162],
  ] as const)('%s from a net area of %i µV·ms', (name, least, ms) => {
    const at = least / (1.1547 * ms);
    const heights = (uv: number): Heights => [uv, uv, uv];
    const state = (uv: number) => measured({ I: heights(uv), II: heights(uv) }).axisState[name];
    expect([state(0.99 * at), state(1.01 * at)]).toEqual(['indeterminate', 'measured']);
  });

  test('of P over the line between its own ends: it may ride on the T wave before', () => {
    const sloped = (name: string) => {
      const samples = drawn([100, 500, 200]);
      if (name === 'I') for (let i = 0; i <= 60; i++) samples[i] = (samples[i] ?? 0) + 6 * (60 - i);
      return { name, samples };
    };
    const leads = ['I', 'II'].map(sloped);
    const samples = leads.map((lead) => lead.samples);
    const { axisDeg } = measureBeat({ leads: samples, members: [], origin: 120 } as never, leads, waves, rate, 1000);
    expect(axisDeg.p).toBeCloseTo(30, 6);
  });

  test('none without both I and II', () => {
    expect(measured({ II: [100, 500, 200] }).axisState).toEqual({ p: 'absent', qrs: 'absent', t: 'absent' });
  });
});

test('an end of T that comes too early is told beside the other one, and makes QT unsure', () => {
  const early = { ...waves, t: slow(wave(200, 230, 0.8)) };
  const { qtMs, qtOtherMs, confidence } = measured(alike, early);
  expect(qtMs).toBe(260);
  // The vector comes to rest where T was drawn to end, at 560 ms, 100 ms later.
  expect(Math.abs((qtOtherMs ?? 0) - 360)).toBeLessThan(40);
  expect(confidence.qtMs).toBeCloseTo(0.8 * 0.3, 9);
  expect(confidence.axisT).toBe(0.8);
});

test('each value is worth what its wave is', () => {
  const { confidence, qtOtherMs } = measured(alike);
  expect(confidence).toMatchObject({ pMs: 0.6, prMs: 0.6, axisP: 0.6, qrsMs: 0.9, axisQrs: 0.9, axisT: 0.8 });
  expect(confidence.qtMs).toBeLessThanOrEqual(0.8);
  expect(qtOtherMs === undefined).toBe(confidence.qtMs === 0.8);
});

describe('a P wave of the sinus', () => {
  const sinus = (...args: Parameters<typeof measured>) => measured(...args).pLooksSinus;
  /** P at so many degrees in the frontal plane. */
  const at = (degrees: number) => {
    const [i, aVf] = [
      200 * Math.cos((degrees * Math.PI) / 180),
      100 * Math.sqrt(3) * Math.sin((degrees * Math.PI) / 180),
    ];
    return sinus({ I: [i, 500, 200], II: [aVf + i / 2, 500, 200] });
  };
  test.each([
    [-16, false],
    [-14, true],
    [104, true],
    [106, false],
    [180, false],
  ])('at %i degrees: %s', (degrees, looks) => {
    expect(at(degrees)).toBe(looks);
  });

  test.each([
    ['upright in II, where there is no I', { II: [80, 500, 200] }, true],
    ['upside down in II', { II: [-80, 500, 200] }, false],
    ['in the first lead, where there is neither', { V5: [80, 500, 200], V1: [-80, 500, 200] }, true],
    ['upside down in it', { V1: [-80, 500, 200], V5: [80, 500, 200] }, false],
  ] as [string, Record<string, Heights>, boolean][])('%s', (_, heights, looks) => {
    expect(sinus(heights)).toBe(looks);
  });
});

test('the scatter of ST stands in leads that were recorded, not in those that were made of them', () => {
  const { amplitudes } = measured({ ...alike, X: [0, 100, 0] });
  expect([amplitudes.I?.stScatter, amplitudes.II?.stScatter, amplitudes.X?.stScatter]).toEqual([0, 0, 0]);
  expect(amplitudes.aVF?.stScatter).toBeUndefined();
  expect(amplitudes.aVF?.t).toBeCloseTo(100, 6);
  expect(amplitudes.X?.r).toBeCloseTo(100, 6);
});

test('arms exchanged are seen by the span of what was drawn', () => {
  const flat = measured({ I: [0, 400, 0], II: [0, 50, 0] });
  expect(flat.leadReversal?.hint).toBe('right-arm-right-leg');
  expect(measured({ I: [0, 400, 0], II: [0, 150, 0] }).leadReversal).toBeNull();
});
