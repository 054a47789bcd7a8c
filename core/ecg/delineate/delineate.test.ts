// Delineation against the known bounds of synthetic waves, and the waves that must not be there.
import { describe, expect, test } from 'vitest';
import {
  asRecording,
  irregular,
  type SyntheticOptions,
  steady,
  syntheticEcg,
} from '../../../test/support/synthetic-ecg.ts';
import { detectQrs } from '../detect/qrs.ts';
import { delineateBeats } from './delineate.ts';
import { delineateRecording } from './delineate-recording.ts';
import { qrsBounds } from './qrs-bounds.ts';
import { furthestFromChord, humpEnd } from './slow-wave.ts';
import { findP, type View } from './slow-waves.ts';

function marksOf(beats: ReturnType<typeof steady>, options: SyntheticOptions = {}) {
  const ecg = syntheticEcg(beats, options);
  const rate = ecg.sampleRateHz;
  const leads = ecg.leads.map(({ samples }) => samples);
  return { rate, marks: delineateBeats(leads, rate, detectQrs(leads, rate).beats) };
}

describe('bounds', () => {
  test.each([
    ['usual, 500 Hz', 0.8, { sampleRateHz: 500 }],
    ['usual, 250 Hz', 0.8, { sampleRateHz: 250 }],
    ['usual, 1000 Hz', 0.8, { sampleRateHz: 1000 }],
    ['two leads', 0.8, { sampleRateHz: 360, leads: ['II', 'V1'] }],
    ['long PR', 1, { prMs: 240 }],
    ['long QT', 1, { qtMs: 500 }],
    ['wide QRS', 1, { qrsMs: 130, qtMs: 430 }],
    ['140 per minute', 60 / 140, { pMs: 80, prMs: 120, qtMs: 280 }],
    ['noise', 0.8, { noiseUv: 15 }],
  ] as [string, number, SyntheticOptions][])('%s', (_, rr, options) => {
    const truth = { pMs: 100, prMs: 160, qrsMs: 90, qtMs: 390, ...options };
    const beats = steady(14, rr);
    const { rate, marks } = marksOf(beats, options);
    expect(marks.length).toBe(beats.length);
    // The first and last beat may be cut off.
    for (const [i, mark] of marks.entries()) {
      if (i === 0 || i === marks.length - 1) continue;
      const onset = (beats[i]?.at ?? 0) * 1000;
      const ms = (sample: number | undefined) => ((sample ?? Number.NaN) * 1000) / rate - onset;
      expect(Math.abs(ms(mark.qrs?.onset))).toBeLessThanOrEqual(12);
      expect(Math.abs(ms(mark.qrs?.offset) - truth.qrsMs)).toBeLessThanOrEqual(16);
      expect(Math.abs(ms(mark.p?.onset) + truth.prMs)).toBeLessThanOrEqual(20);
      expect(Math.abs(ms(mark.p?.offset) + truth.prMs - truth.pMs)).toBeLessThanOrEqual(28);
      expect(Math.abs(ms(mark.t?.offset) - truth.qtMs)).toBeLessThanOrEqual(24);
    }
  });

  test('waves stand in their order', () => {
    const { marks } = marksOf(steady(14, 0.8));
    for (const { p, qrs, t } of marks.slice(1, -1)) {
      const order = [p?.onset, p?.peak, p?.offset, qrs?.onset, qrs?.offset, t?.peak, t?.offset].map(
        (value) => value ?? Number.NaN,
      );
      expect([...order].sort((a, b) => a - b)).toEqual(order);
    }
  });
});

describe('the QRS after a pacing spike', () => {
  // A spike of 12 ms and 1 mV, hardly any movement for 50 ms, then the wide main deflection.
  const rate = 500;
  const lead = Float32Array.from({ length: 500 }, (_, i) => {
    const ms = (i * 1000) / rate - 400;
    const spike = ms >= 0 && ms < 12 ? 1000 * Math.sin((Math.PI * ms) / 12) : 0;
    return spike - (ms > 60 && ms < 170 ? 450 * (1 - Math.cos((2 * Math.PI * (ms - 60)) / 110)) : 0);
  });

  test('ends with its last fast part', () => {
    const bounds = qrsBounds([lead], rate, 203);
    expect(Math.abs((bounds?.onset ?? 0) - 200)).toBeLessThanOrEqual(8);
    expect(Math.abs((bounds?.offset ?? 0) - 285)).toBeLessThanOrEqual(8);
  });
});

describe('nothing is invented', () => {
  const view = (beats: number, value: (ms: number) => number): View => {
    const lead = Float32Array.from({ length: 151 }, (_, i) => value(2 * i));
    return { members: Array.from({ length: beats }, () => [lead]), level: [lead], ms: (ms) => Math.round(ms / 2) };
  };
  const small = (ms: number) => (Math.abs(ms - 150) < 50 ? 15 * (1 + Math.cos((Math.PI * (ms - 150)) / 50)) : 0);

  test('no P in the bent fall of T before a beat', () => {
    expect(
      findP(
        view(9, (ms) => 300 * Math.exp(-ms / 60)),
        0,
        150,
      ),
    ).toBeNull();
  });

  test('a small P is believed where it repeats, not of one beat', () => {
    expect(findP(view(9, small), 0, 150)?.peak).toBe(75);
    expect(findP(view(1, small), 0, 150)).toBeNull();
  });

  test('no P where there is none', () => {
    const { marks } = marksOf(steady(14, 0.8).map((beat) => ({ ...beat, kind: 'no-p' as const })));
    expect(marks.filter(({ p }) => p !== null)).toEqual([]);
  });

  test('no P in atrial fibrillation', () => {
    const ecg = syntheticEcg(irregular(24), { fibrillationUv: 50 });
    const marks = delineateRecording(asRecording(ecg));
    expect(marks?.beats.length).toBe(24);
    expect(marks?.beats.filter(({ p }) => p !== null)).toEqual([]);
  });

  test('no T where it is flat', () => {
    const { marks } = marksOf(steady(14, 0.8), { tGain: 0, noiseUv: 8 });
    expect(marks.filter(({ t }) => t !== null).length).toBeLessThanOrEqual(1);
  });

  test('no waveform, no marks', () => {
    const recording = asRecording(syntheticEcg(steady(3, 0.8)));
    expect(delineateRecording({ ...recording, waveforms: [] })).toBeNull();
  });
});

describe('a hump', () => {
  const hump = Float32Array.from({ length: 200 }, (_, i) =>
    i >= 60 && i <= 140 ? 100 * (1 + Math.cos((Math.PI * (i - 100)) / 40)) : 0,
  );

  test('peak and ends', () => {
    const { at, height } = furthestFromChord(hump, 20, 180);
    expect(at).toBe(100);
    expect(height).toBeCloseTo(200);
    expect(Math.abs(humpEnd(hump, at, 190, height) - 140)).toBeLessThanOrEqual(8);
    expect(Math.abs(humpEnd(hump, at, 10, height) - 60)).toBeLessThanOrEqual(8);
  });

  test('sought in a part of the stretch', () => {
    expect(furthestFromChord(hump, 20, 180, 110, 130).at).toBe(110);
  });

  test('upside down the same', () => {
    const turned = hump.map((value) => -value);
    const { at, height } = furthestFromChord(turned, 20, 180);
    expect(at).toBe(100);
    expect(humpEnd(turned, at, 190, height)).toBe(humpEnd(hump, at, 190, -height));
  });

  test('the valley before the next hump ends it', () => {
    const both = hump.map((value, i) => value + (i > 140 ? 60 * Math.sin(((i - 140) / 60) * Math.PI) : 0));
    expect(Math.abs(humpEnd(both, 100, 190, 200) - 138)).toBeLessThanOrEqual(8);
  });
});
