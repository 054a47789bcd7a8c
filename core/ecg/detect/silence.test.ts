// Where most of the signal holds no QRS: slow escape rhythms, standstill before and after beats, P waves alone, slow wide beats between narrow ones.
import { describe, expect, test } from 'vitest';
import {
  type SyntheticBeat,
  type SyntheticOptions,
  steady,
  syntheticEcg,
} from '../../../test/support/synthetic-ecg.ts';
import { withoutAtrialWaves } from './atrial-waves.ts';
import { detectQrs } from './qrs.ts';

const sampleRateHz = 250;

function signal(beats: SyntheticBeat[], options: SyntheticOptions): Float32Array[] {
  return syntheticEcg(beats, { sampleRateHz, ...options }).leads.map(({ samples }) => samples);
}

/** Beats that were missed, and found ones that are none. */
function errors(beats: SyntheticBeat[], options: SyntheticOptions): { missed: number; extra: number } {
  const found = detectQrs(signal(beats, options), sampleRateHz).beats.map(({ sample }) => sample / sampleRateHz);
  const near = (a: number, b: number) => Math.abs(a - b) < 0.15;
  return {
    missed: beats.filter(({ at }) => !found.some((time) => near(time, at + 0.05))).length,
    extra: found.filter((time) => !beats.some(({ at }) => near(time, at + 0.05))).length,
  };
}

const right = { missed: 0, extra: 0 };

/** Ten sinus beats, `count` ventricular ones at `bpm`, sinus beats again. */
function withRun(count: number, bpm: number): SyntheticBeat[] {
  const beats: SyntheticBeat[] = steady(10, 0.8);
  let at = 8.2;
  for (let i = 0; i < count; i++, at += 60 / bpm) beats.push({ at, kind: 'ventricular' });
  for (at += 0.5; at < 30; at += 0.8) beats.push({ at });
  return beats;
}

describe.each([
  ['two leads', ['II', 'V1'] as const],
  ['one lead', ['II'] as const],
])('in %s', (_, leads) => {
  test.each([40, 30, 20, 10])('an escape rhythm of %i a minute is counted beat by beat', (bpm) => {
    expect(errors(steady(bpm, 60 / bpm), { leads, seconds: 60 })).toEqual(right);
  });

  test.each([5, 20])('beats stay and noise of %i uV is none in the ten seconds after the last', (noiseUv) => {
    expect(errors(steady(3, 0.8), { leads, noiseUv, seconds: 12 })).toEqual(right);
  });

  test.each([5, 20])('a pause of twelve seconds in noise of %i uV stays one', (noiseUv) => {
    const after = steady(25, 0.8).map(({ at }): SyntheticBeat => ({ at: at + 32 }));
    expect(errors([...steady(25, 0.8), ...after], { leads, noiseUv, seconds: 53 })).toEqual(right);
  });

  test.each([130, 150, 180, 220])('ten slow wide beats at %i a minute between narrow ones are no pause', (bpm) => {
    expect(errors(withRun(10, bpm), { leads, seconds: 31 })).toEqual(right);
  });
});

describe('P waves alone', () => {
  const pOnly = (pMs: number, noiseUv: number, leads: SyntheticOptions['leads']) => {
    const beats = steady(12, 0.8).map((beat): SyntheticBeat => ({ ...beat, kind: 'p-only' }));
    const samples = signal(beats, { leads: leads ?? ['II'], pMs, noiseUv, seconds: 10 });
    return withoutAtrialWaves(samples, sampleRateHz, detectQrs(samples, sampleRateHz).beats);
  };

  test.each([
    [80, 2],
    [100, 5],
    [130, 15],
  ])('of %i ms in noise of %i uV are no beats', (pMs, noiseUv) => {
    expect(pOnly(pMs, noiseUv, ['I', 'II', 'V1', 'V5'])).toEqual([]);
  });

  test('of two leads stay: a small wide QRS would go with them', () => {
    expect(pOnly(100, 5, ['II', 'V1'])).not.toEqual([]);
  });

  test.each([
    ['a narrow QRS of a fifth of a millivolt', { gain: 0.15 }],
    ['a wide QRS', { qrsMs: 180 }],
  ])('%s is a beat', (_, options) => {
    const samples = signal(steady(12, 0.8), { leads: ['I', 'II', 'V1'], seconds: 10, noiseUv: 2, ...options });
    const { beats } = detectQrs(samples, sampleRateHz);
    expect(beats).toHaveLength(12);
    expect(withoutAtrialWaves(samples, sampleRateHz, beats)).toEqual(beats);
  });
});
