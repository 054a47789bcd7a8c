// Visible T-wave alternans from both sides of each limit: T waves drawn at their heights under beats at known instants.
import { expect, test } from 'vitest';
import { steady, syntheticEcg } from '../../../../test/support/synthetic-ecg.ts';
import { measureWaveform } from '../../measure/measure.ts';
import type { Measured } from '../../measure/measurement.ts';
import { alternans } from './alternans.ts';

const ecg = syntheticEcg(steady(12, 0.8));
const normal = measureWaveform({ kind: 'rhythm', sampleRateHz: ecg.sampleRateHz, startMs: 0, leads: ecg.leads });
const beat = normal.medianBeat;
if (!beat?.waves.qrs || !beat.waves.t) throw new Error('no median beat');
const waves = { ...beat.waves, qrs: { ...beat.waves.qrs, onset: 80 }, t: { ...beat.waves.t, peak: 200 } };

/** Heights of T in turn, a beat every 400 samples of 2 ms (0.8 s); the distances may be given. */
const found = (
  heights: readonly number[],
  part: Partial<Measured> = {},
  gaps: readonly number[] = [],
  last: Measured['beats'][number]['class'] = 'normal',
) => {
  let at = 300;
  const places = heights.map((_, i) => {
    const place = at;
    at += gaps[i] ?? 400;
    return place;
  });
  const samples = new Float32Array(at);
  // The deflection lies 20 samples behind the onset, the peak of T 100 behind the deflection.
  places.forEach((place, i) => {
    samples.fill(heights[i] ?? 0, place + 85, place + 116);
  });
  const beats = places.map((sample, i) => ({
    ...{ sample, group: 0, confidence: 1 },
    class: i === places.length - 1 ? last : ('normal' as const),
  }));
  const measured: Measured = {
    ...normal,
    ...{ durationMs: 12_000, sampleRateHz: 500, beats },
    medianBeat: { ...beat, sampleRateHz: 500, origin: 100, waves },
    ...part,
  };
  return alternans([{ name: 'V3', samples }], measured);
};
const turns = (count: number, uv: number, at = 300) => Array.from({ length: count }, (_, i) => at + (i % 2 ? uv : 0));

test.each([
  ['of 0.06 mV', found(turns(12, 59.9)), found(turns(12, 60))],
  ['over ten beats', found(turns(9, 200)), found(turns(10, 200))],
  ['in a minute at most', found(turns(12, 200), { durationMs: 60_001 }), found(turns(12, 200), { durationMs: 60_000 })],
  ['evenly apart, to a tenth', found(turns(12, 200), {}, [400, 441]), found(turns(12, 200), {}, [400, 440])],
  [
    'at distances that do not alternate themselves',
    found(turns(12, 200), {}, turns(12, -11, 400)),
    found(turns(12, 200), {}, turns(12, -9, 400)),
  ],
  ['nine times of ten the same way', found([...turns(9, 100), 300, 310, 320, 300, 310]), found([...turns(14, 100)])],
])('%s', (_, short, at) => {
  expect([short.length, at.length]).toEqual([0, 1]);
});

test('its size, its lead, and from the first beat to the last', () => {
  expect(found(turns(12, 150))).toEqual([{ lead: 'V3', uv: 150, beats: 12, fromMs: 600, toMs: 600 + 11 * 800 }]);
});

test('nothing beside a beat that is not of the own rhythm, and nothing without a median beat', () => {
  expect(found(turns(12, 200), {}, [], 'ventricular')).toEqual([]);
  expect(found(turns(12, 200), { medianBeat: null })).toEqual([]);
});
