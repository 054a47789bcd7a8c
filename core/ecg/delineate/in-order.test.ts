// Marks of a whole recording: in order, within the recorded time, and nothing where a QRS rises.
import { describe, expect, test } from 'vitest';
import { asRecording, steady, syntheticEcg } from '../../../test/support/synthetic-ecg.ts';
import type { EcgRecording } from '../recording.ts';
import { delineateRecording } from './delineate-recording.ts';
import { inOrder, withinRecord } from './in-order.ts';
import type { BeatMarks } from './marks.ts';
import { humpEnd } from './slow-wave.ts';

const wave = (onset: number, peak: number, offset: number) => ({ onset, peak, offset, confidence: 0.9 });
const beat = (at: number, p: BeatMarks['p'], t: BeatMarks['t']): BeatMarks => ({
  sample: at,
  p,
  qrs: wave(at - 20, at, at + 20),
  t,
});

describe('order', () => {
  test('P ends where QRS begins, T where the next wave does', () => {
    const [first] = inOrder([beat(100, wave(40, 60, 90), wave(110, 200, 290)), beat(300, wave(240, 260, 270), null)]);
    expect(first).toMatchObject({ p: { offset: 80 }, t: { onset: 120, offset: 240 } });
  });

  test('no wave culminates before it begins or after it ends', () => {
    const [one] = inOrder([beat(100, wave(42, 40, 60), wave(150, 200, 196))]);
    expect(one).toMatchObject({ p: { onset: 40, peak: 40 }, t: { peak: 200, offset: 200 } });
  });

  test('what culminates in a QRS is absent', () => {
    const marks = inOrder([beat(100, wave(60, 85, 90), wave(250, 285, 290)), beat(300, null, wave(305, 315, 400))]);
    expect(marks).toMatchObject([
      { p: null, t: null },
      { p: null, t: null },
    ]);
  });
});

/** The recording between two times in seconds. */
function cut(recording: EcgRecording, from: number, to: number): EcgRecording {
  const waveforms = recording.waveforms.map((one) => ({
    ...one,
    leads: one.leads.map(({ name, samples }) => ({
      name,
      samples: samples.slice(from * one.sampleRateHz, to * one.sampleRateHz),
    })),
  }));
  return { ...recording, waveforms };
}

describe('within the record', () => {
  test('a wave that the beginning or the end cuts is absent, the others stay', () => {
    const marks = withinRecord(
      [beat(15, wave(-30, -10, 2), wave(50, 90, 120)), beat(300, wave(220, 240, 260), wave(330, 390, 400))],
      400,
    );
    expect(marks).toMatchObject([
      { p: null, qrs: null, t: { offset: 120 } },
      { p: { onset: 220 }, qrs: { onset: 280 }, t: null },
    ]);
  });

  test.each([0.02, 0.05, 0.1, 0.15, 0.2])(
    'a recording that begins %f s before a QRS and ends in T has no mark outside',
    (lead) => {
      const beats = steady(14, 0.8);
      const whole = asRecording(syntheticEcg(beats, { sampleRateHz: 500 }));
      const second = beats[1]?.at ?? 0;
      const part = cut(whole, second - lead, second + 8 * 0.8 + 0.3);
      const length = part.waveforms[0]?.leads[0]?.samples.length ?? 0;
      const marks = delineateRecording(part)?.beats ?? [];
      expect(marks.length).toBeGreaterThanOrEqual(8);
      for (const { p, qrs, t } of marks)
        for (const one of [p, qrs, t]) {
          if (!one) continue;
          expect([0, one.onset, one.peak, one.offset, length - 1]).toEqual(
            [0, one.onset, one.peak, one.offset, length - 1].toSorted((a, b) => a - b),
          );
        }
    },
  );
});

test('the end of a hump never lies on the other side of its peak', () => {
  // A flank that goes down a little and then up for good: its steepest tangent meets the level of its end long before the peak.
  const signal = Float32Array.from({ length: 60 }, (_, i) =>
    i <= 20 ? i * 5 : i <= 23 ? 100 - (i - 20) * 0.5 : 98.5 + (i - 23) * 8,
  );
  expect(humpEnd(signal, 20, 55, 100)).toBeGreaterThanOrEqual(20);
});
