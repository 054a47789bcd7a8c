// The lung pattern and the delta wave, each limit from both sides.
import { describe, expect, test } from 'vitest';
import { steady, syntheticEcg } from '../../../../test/support/synthetic-ecg.ts';
import type { LeadAmplitudes } from '../../measure/amplitudes.ts';
import { measureWaveform } from '../../measure/measure.ts';
import type { Measured } from '../../measure/measurement.ts';
import { preexcitation, s1q3t3 } from './form.ts';

const ecg = syntheticEcg(steady(12, 0.8));
const normal = measureWaveform({ kind: 'rhythm', sampleRateHz: ecg.sampleRateHz, startMs: 0, leads: ecg.leads });

describe('S1Q3T3', () => {
  const lead = (part: Partial<LeadAmplitudes>): LeadAmplitudes => ({
    ...(normal.amplitudes.V1 as LeadAmplitudes),
    ...part,
  });
  /** Microvolts of S in I, Q and T in III; at 110/min or beside inverted T in the chest. */
  const of = (
    s: number,
    q: number,
    t: number,
    part: Partial<Measured> = {},
    chest: Record<string, number> = {},
  ): Measured => ({
    ...normal,
    ...{ qrsMs: 90, heartRateBpm: 110, rhythm: 'sinus-tachycardia' },
    amplitudes: {
      ...normal.amplitudes,
      ...{ I: lead({ s }), III: lead({ q, t }) },
      ...Object.fromEntries(['V1', 'V2', 'V3'].map((name) => [name, lead({ t: chest[name] ?? 200 })])),
    },
    ...part,
  });
  const deep = (part: Partial<Measured>, chest: Record<string, number> = {}) => of(-200, -200, -100, part, chest);
  test.each<[string, Measured, Measured]>([
    ['S in I of 0.1 mV', of(-99, -200, -100), of(-100, -200, -100)],
    ['Q in III of 0.1 mV', of(-200, -99, -100), of(-200, -100, -100)],
    ['T in III down by 0.05 mV', of(-200, -200, -49), of(-200, -200, -50)],
    ['a rate above 100/min', deep({ heartRateBpm: 100 }), deep({ heartRateBpm: 100.1 })],
    [
      'or T of V2 and V3 down by 0.05 mV',
      deep({ heartRateBpm: 70 }, { V2: -49, V3: -60 }),
      deep({ heartRateBpm: 70 }, { V2: -50, V3: -50 }),
    ],
    [
      'not V1 and V2 alone',
      deep({ heartRateBpm: 70 }, { V1: -90, V2: -90 }),
      deep({ heartRateBpm: 70 }, { V2: -90, V3: -90 }),
    ],
    ['not of a paced heart', deep({ rhythm: 'paced-rhythm' }), deep({})],
    ['not of a wide tachycardia', deep({ rhythm: 'wide-tachycardia' }), deep({})],
    ['not without a QRS', deep({ qrsMs: null }), deep({})],
  ])('%s', (_, short, at) => {
    expect([s1q3t3(short) === null, s1q3t3(at) === null]).toEqual([true, false]);
  });

  test('says its sizes and what supports it', () => {
    expect(s1q3t3(deep({ heartRateBpm: 109.6 }, { V1: -60, V2: -60, V3: -60 }))).toEqual({
      ...{ sI: 200, qIII: 200, tIII: -100, support: ['110/min', 'T- V1 V2 V3'] },
    });
  });
});

describe('the delta wave', () => {
  const beat = normal.medianBeat;
  if (!beat?.waves.qrs) throw new Error('no median beat');
  const qrs = { ...beat.waves.qrs, onset: 100, offset: 220 };
  /** One sample a millisecond: a slow rise over 35 ms, a steep one to the peak, and back. */
  const upstroke = (slowUv: number, highUv: number, steepMs: number) =>
    Float32Array.from({ length: 400 }, (_, i) => {
      const at = i - 100;
      if (at <= 0) return 0;
      if (at <= 35) return (slowUv * at) / 35;
      if (at <= 35 + steepMs) return slowUv + ((highUv - slowUv) * (at - 35)) / steepMs;
      return Math.max(0, highUv * (1 - (at - 35 - steepMs) / 60));
    });
  const of = (
    samples: Float32Array,
    names: readonly string[] = ['I', 'II', 'V5'],
    part: Partial<Measured> = {},
  ): Measured => ({
    ...normal,
    ...{ prMs: 110, qrsMs: 120, rhythm: 'sinus-rhythm', confidence: { prMs: 0.8 } },
    medianBeat: {
      ...beat,
      ...{ sampleRateHz: 1000, waves: { ...beat.waves, qrs } },
      leads: names.map((name) => ({ name, samples })),
    },
    ...part,
  });
  const slurred = upstroke(100, 1000, 45);
  const usual = (part: Partial<Measured>) => of(slurred, undefined, part);
  test.each<[string, Measured, Measured]>([
    ['PR up to 140 ms', usual({ prMs: 140.1 }), usual({ prMs: 140 })],
    ['QRS from 100 ms', usual({ qrsMs: 99.9 }), usual({ qrsMs: 100 })],
    ['a P that is seen', usual({ confidence: { prMs: 0.39 } }), usual({ confidence: { prMs: 0.4 } })],
    ['in three leads', of(slurred, ['I', 'II']), of(slurred, ['I', 'II', 'V5'])],
    ['not counting aVR', of(slurred, ['I', 'II', 'aVR']), of(slurred, ['I', 'II', 'aVL'])],
    ['not of a paced heart', usual({ rhythm: 'paced-rhythm' }), usual({})],
    ['of a deflection of 0.4 mV', of(upstroke(40, 399, 45)), of(upstroke(40, 400, 45))],
    ['that peaks after 45 ms', of(upstroke(100, 1000, 9)), of(upstroke(100, 1000, 10))],
    ['rising by more than 0.06 of its height', of(upstroke(60, 1000, 45)), of(upstroke(61, 1000, 45))],
    // A third of the steepest slope: 284 µV in 35 ms against 716 in 30.
    ['at less than 0.34 of the steepest slope', of(upstroke(285, 1000, 30)), of(upstroke(283, 1000, 30))],
    ['the same way as the main deflection', of(upstroke(-100, 1000, 45)), of(upstroke(-100, -1000, 45))],
  ])('%s', (_, short, at) => {
    expect([preexcitation(short) === null, preexcitation(at) === null]).toEqual([true, false]);
  });

  test('says the intervals and the leads', () => {
    expect(preexcitation(usual({}))).toEqual({ prMs: 110, qrsMs: 120, leads: ['I', 'II', 'V5'] });
  });
});
