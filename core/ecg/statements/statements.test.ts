// Suggested statements: the right code, always a suspicion, always with the value behind it.
import { describe, expect, test } from 'vitest';
import {
  asRecording,
  irregular,
  type SyntheticBeat,
  type SyntheticOptions,
  steady,
  syntheticEcg,
} from '../../../test/support/synthetic-ecg.ts';
import { measureRecording } from '../measure/measure-recording.ts';
import { statementTexts } from './codes.ts';

const statementsOf = (beats: SyntheticBeat[], options: SyntheticOptions = {}) =>
  measureRecording(asRecording(syntheticEcg(beats, options)))?.statements ?? [];

describe('codes', () => {
  test.each([
    ['sinus rhythm', steady(12, 0.8), {}, ['20']],
    ['sinus tachycardia', steady(22, 0.48), { qtMs: 300 }, ['21']],
    ['sinus bradycardia', steady(8, 1.4), { qtMs: 440 }, ['22']],
    ['fibrillation', irregular(16), { fibrillationUv: 40 }, ['50']],
    [
      'ventricular beats',
      steady(14, 0.9).map((beat, i) => (i % 5 === 3 ? { at: beat.at - 0.2, kind: 'ventricular' as const } : beat)),
      {},
      ['20', '60'],
    ],
    ['long PR', steady(12, 0.9), { prMs: 240 }, ['20', '82']],
    ['long QT', steady(12, 0.8), { qtMs: 480 }, ['20', '148']],
    ['paced', steady(12, 0.85).map((beat) => ({ ...beat, kind: 'paced' as const })), { sampleRateHz: 1000 }, ['181']],
    ['noise', [], { seconds: 10, noiseUv: 300 }, ['4']],
  ] as [string, SyntheticBeat[], SyntheticOptions, string[]][])('%s', (_, beats, options, expected) => {
    const codes = statementsOf(beats, options).map(({ code }) => code);
    for (const code of expected) expect(codes).toContain(code);
  });

  test.each([
    [125, undefined, '21'],
    [125, 12, '21'],
    [125, 6, '20'],
    [145, 6, '21'],
    [75, 1, '22'],
    [75, 6, '20'],
    [75, undefined, '20'],
  ])('sinus rhythm of %i a minute at the age of %s is %s', (bpm, ageYears, code) => {
    const recording = asRecording(
      syntheticEcg(steady(Math.round(bpm / 6), 60 / bpm), { qtMs: 270, prMs: 120, pMs: 80 }),
    );
    const patient = ageYears === undefined ? {} : { ageYears };
    const codes = measureRecording({ ...recording, patient })?.statements.map((one) => one.code) ?? [];
    expect(codes.filter((one) => ['20', '21', '22', '27', '56'].includes(one))).toEqual([code]);
  });

  test('a normal ECG has no other statement than its rhythm', () => {
    expect(statementsOf(steady(12, 0.8)).map(({ code }) => code)).toEqual(['20']);
  });

  test('an unreadable recording gets no other statement', () => {
    expect(statementsOf([], { seconds: 10, noiseUv: 300 }).map(({ code }) => code)).toEqual(['4']);
  });
});

test('every statement is a suspicion with a confidence', () => {
  const all = [
    ...statementsOf(steady(12, 0.9), { prMs: 240, qtMs: 500 }),
    ...statementsOf(irregular(16), { fibrillationUv: 40 }),
  ];
  expect(all.length).toBeGreaterThan(3);
  for (const { text, textEn, confidence, evidence } of all) {
    expect(text.startsWith('疑似')).toBe(true);
    expect(textEn.startsWith('Suspected')).toBe(true);
    expect(confidence).toBeGreaterThan(0);
    expect(confidence).toBeLessThanOrEqual(1);
    expect(evidence.every((word) => word !== '')).toBe(true);
  }
});

test('codes are unique and have both texts', () => {
  for (const { zh, en } of statementTexts.values()) {
    expect(zh).not.toBe('');
    expect(en).not.toBe('');
  }
});
