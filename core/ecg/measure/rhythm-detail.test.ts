// What is told of the rhythm beside its name, on beats at known instants: rates over four intervals, shortest and longest RR, fast runs, spikes.
import { expect, test } from 'vitest';
import {
  type SyntheticBeat,
  type SyntheticOptions,
  steady,
  syntheticEcg,
} from '../../../test/support/synthetic-ecg.ts';
import { measureWaveform } from './measure.ts';

const measure = (beats: readonly SyntheticBeat[], options: SyntheticOptions = {}) => {
  const ecg = syntheticEcg(beats, options);
  return measureWaveform({ kind: 'rhythm', sampleRateHz: ecg.sampleRateHz, startMs: 0, leads: ecg.leads });
};
/** Beats so many seconds apart, one after the other. */
const apart = (...rr: number[]): SyntheticBeat[] => {
  const beats = [{ at: 0.5 }];
  for (const one of rr) beats.push({ at: (beats.at(-1)?.at ?? 0) + one });
  return beats;
};
const near = (value: number | null | undefined, truth: number, by: number) =>
  expect(Math.abs((value ?? Number.NaN) - truth)).toBeLessThanOrEqual(by);

test('lowest and highest rate are those of four intervals, not of one; the shortest and the longest RR are of one', () => {
  const { rhythmDetail, heartRateBpm, rrMs } = measure(apart(0.9, 0.9, 0.9, 1, 0.8, 0.7, 0.7, 0.7, 0.76, 0.9, 0.9));
  near(rhythmDetail.minRateBpm, 240 / 3.7, 0.5);
  near(rhythmDetail.maxRateBpm, 240 / 2.86, 0.5);
  near(rhythmDetail.longestRrMs, 1000, 6);
  near(rhythmDetail.shortestRrMs, 700, 6);
  expect(heartRateBpm).toBeCloseTo(60_000 / (rrMs ?? Number.NaN), 9);
});

test('three intervals have no such rates', () => {
  const { minRateBpm, maxRateBpm, shortestRrMs } = measure(apart(0.9, 0.9, 0.9)).rhythmDetail;
  expect([minRateBpm, maxRateBpm]).toEqual([null, null]);
  near(shortestRrMs, 900, 6);
});

test('a fast run has its beats, from the second one on where it follows a slower beat, and their rate', () => {
  const { fastRuns, counts } = measure(apart(0.9, 0.9, ...Array(8).fill(0.5), 0.9, 0.9), { qtMs: 300 }).rhythmDetail;
  expect(fastRuns.map(({ beats }) => beats)).toEqual([8]);
  near(fastRuns[0]?.rateBpm, 120, 1);
  near(fastRuns[0]?.fromMs, 2840, 30);
  expect(counts).toEqual({ normal: 13, ventricular: 0, paced: 0, unknown: 0 });
});

test.each([
  [0.62, 0],
  [0.58, 1],
])('all along at one beat every %f s: %i fast runs', (rr, count) => {
  expect(measure(steady(16, rr), { qtMs: 320 }).rhythmDetail.fastRuns).toHaveLength(count);
});

test('spikes stand where they are, 30 ms before each beat that follows', () => {
  const beats = steady(12, 0.85).map((beat) => ({ ...beat, kind: 'paced' as const }));
  const { quality } = measure(beats, { sampleRateHz: 1000 });
  expect(quality.pacingSpikesMs).toHaveLength(12);
  quality.pacingSpikesMs.forEach((ms, i) => {
    near(ms, 1000 * (beats[i]?.at ?? 0) - 29, 3);
  });
});

test('spikes that the device lists are told where it saw them', () => {
  const ecg = syntheticEcg(steady(12, 0.8));
  const waveform = { kind: 'rhythm' as const, sampleRateHz: ecg.sampleRateHz, startMs: 0, leads: ecg.leads };
  expect(measureWaveform(waveform, [1000, 2500]).quality.pacingSpikesMs).toEqual([1000, 2500]);
});
