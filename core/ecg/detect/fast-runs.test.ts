// Dangerous tachycardias whose beats are not alike must not be read as half their rate, and tall T waves must not be read as beats.
import { describe, expect, test } from 'vitest';
import { eightLeads, type SyntheticBeat, steady, syntheticEcg } from '../../../test/support/synthetic-ecg.ts';
import { detectQrs } from './qrs.ts';

type Change = (i: number) => Partial<SyntheticBeat>;

const ventricular = (bpm: number, change: Change): SyntheticBeat[] =>
  steady(Math.floor((10 * bpm) / 60), 60 / bpm).map((beat, i) => ({ ...beat, kind: 'ventricular', ...change(i) }));

function count(beats: SyntheticBeat[], options: Parameters<typeof syntheticEcg>[1] = {}): number {
  const { leads, sampleRateHz } = syntheticEcg(beats, { noiseUv: 10, ...options });
  return detectQrs(
    leads.map(({ samples }) => samples),
    sampleRateHz,
  ).beats.length;
}

describe.each([
  ['eight leads', eightLeads],
  ['two leads', ['II', 'V1'] as const],
  ['one lead', ['V5'] as const],
])('in %s', (_, leads) => {
  test.each([120, 130, 140, 150, 160, 170, 180, 200])('bidirectional tachycardia at %i a minute', (bpm) => {
    const beats = ventricular(bpm, (i) => ({ turn: (i % 2) * Math.PI }));
    expect(Math.abs(count(beats, { leads }) - beats.length)).toBeLessThanOrEqual(1);
  });

  test.each([120, 130, 140, 150, 160, 170])('two axes of unlike size at %i a minute', (bpm) => {
    const beats = ventricular(bpm, (i) => ({ turn: (i % 2) * 2.1, gain: i % 2 === 1 ? 0.6 : 1 }));
    expect(Math.abs(count(beats, { leads }) - beats.length)).toBeLessThanOrEqual(1);
  });

  // At 160 the small beat falls into the T wave of the large one, which outweighs it in every lead.
  test.each([120, 130, 140, 150, 180, 200])('3:1 in height, one form, at %i a minute', (bpm) => {
    const beats = ventricular(bpm, (i) => ({ gain: i % 2 === 1 ? 1 / 3 : 1 }));
    expect(Math.abs(count(beats, { leads }) - beats.length)).toBeLessThanOrEqual(2);
  });

  test.each([120, 140, 160, 180, 200])('narrow beats, 3:1 in height, at %i a minute', (bpm) => {
    const beats = ventricular(bpm, (i) => ({ kind: 'no-p', gain: i % 2 === 1 ? 1 / 3 : 1 }));
    expect(Math.abs(count(beats, { leads, qtMs: Math.min(380, 48000 / bpm) }) - beats.length)).toBeLessThanOrEqual(1);
  });

  test.each([180, 200, 220, 250])('monomorphic at %i a minute', (bpm) => {
    const beats = ventricular(bpm, () => ({}));
    expect(Math.abs(count(beats, { leads }) - beats.length)).toBeLessThanOrEqual(1);
  });
});

describe('an axis that turns', () => {
  const cases = [180, 200, 220, 250].flatMap((bpm) => [8, 12, 20].map((period) => [bpm, period] as const));
  test.each(cases)('at %i a minute, over %i beats', (bpm, period) => {
    const beats = ventricular(bpm, (i) => ({ turn: (2 * Math.PI * i) / period }));
    expect(count(beats)).toBeGreaterThan(0.9 * beats.length);
    expect(count(beats)).toBeLessThanOrEqual(beats.length + 1);
  });

  test.each(cases.filter(([bpm]) => bpm < 250))(
    'and beats that swell and fade, at %i a minute, over %i beats',
    (bpm, period) => {
      const beats = ventricular(bpm, (i) => ({
        turn: (2 * Math.PI * i) / period,
        gain: 0.65 + 0.35 * Math.cos((4 * Math.PI * i) / period),
      }));
      expect(count(beats)).toBeGreaterThan(0.9 * beats.length);
      expect(count(beats)).toBeLessThanOrEqual(beats.length + 1);
    },
  );

  test.each([180, 220, 250])('in one lead, which it leaves out of sight twice a turn, at %i a minute', (bpm) => {
    const beats = ventricular(bpm, (i) => ({ turn: (2 * Math.PI * i) / 20 }));
    expect(count(beats, { leads: ['V5'] })).toBeGreaterThan(0.8 * beats.length);
  });
});

describe('is not counted twice', () => {
  const rates = [40, 50, 60, 75, 90, 100, 120, 140, 160, 180];
  test.each(rates.flatMap((bpm) => [2, 4, 5].map((tGain) => [bpm, tGain] as const)))(
    'sinus rhythm of %i a minute with T waves %i times as tall',
    (bpm, tGain) => {
      const rrS = 60 / bpm;
      const fast = rrS < 0.45;
      const beats = steady(Math.floor(10 / rrS), rrS);
      const qtMs = Math.min(430, 390 * Math.sqrt(rrS));
      for (const leads of [eightLeads, ['V5'] as const])
        expect(count(beats, { leads, tGain, qtMs, prMs: fast ? 120 : 160, pMs: fast ? 70 : 100 })).toBe(beats.length);
    },
  );

  test.each([50, 75, 100, 120])('sinus rhythm of %i a minute in muscle noise', (bpm) => {
    const beats = steady(Math.floor((10 * bpm) / 60), 60 / bpm);
    for (const seed of [1, 2, 3]) expect(count(beats, { noiseUv: 120, seed, leads: ['II', 'V5'] })).toBe(beats.length);
  });
});
