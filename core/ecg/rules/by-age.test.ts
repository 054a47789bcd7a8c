// Limits of the heart rate by age, in the statements and in the rules.
import { describe, expect, test } from 'vitest';
import { asRecording, type SyntheticOptions, steady, syntheticEcg } from '../../../test/support/synthetic-ecg.ts';
import { ageOf } from '../measure/age.ts';
import { measureRecording } from '../measure/measure-recording.ts';

function measured(bpm: number, ageYears: number | undefined, kind: 'normal' | 'no-p', options: SyntheticOptions = {}) {
  const beats = steady(Math.floor((9.4 * bpm) / 60), 60 / bpm).map((beat) => ({ ...beat, kind }));
  const recording = asRecording(syntheticEcg(beats, { seconds: 10, pMs: 60, prMs: 100, qrsMs: 66, ...options }));
  const patient = ageYears === undefined ? {} : { ageYears };
  return measureRecording({ ...recording, patient });
}
/** Three days. */
const newborn = 0.008;
const rules = (...args: Parameters<typeof measured>) => measured(...args)?.critical.map(({ rule }) => rule);

describe('a newborn', () => {
  test('at 150 a minute is in sinus rhythm', () => {
    const found = measured(150, newborn, 'normal', { qtMs: 240 });
    expect(found?.rhythm).toBe('sinus-rhythm');
    expect(found?.statements.map(({ code }) => code)).toContain('20');
    expect(found?.critical).toEqual([]);
  });

  test.each([
    [150, newborn, 'supraventricular-rhythm'],
    [150, undefined, 'narrow-tachycardia'],
    [150, 40, 'narrow-tachycardia'],
    [150, 5, 'narrow-tachycardia'],
  ])('without P at %i a minute at the age of %s: %s', (bpm, age, rhythm) => {
    expect(measured(bpm, age, 'no-p', { qtMs: 240 })?.rhythm).toBe(rhythm);
  });

  test.each([
    [212, newborn, false],
    [226, newborn, true],
    [212, 3, true],
    [212, undefined, true],
  ])('very fast supraventricular tachycardia: %i a minute at %s is %s', (bpm, age, alarms) => {
    expect(rules(bpm, age, 'no-p', { qtMs: 190 })?.includes('svt')).toBe(alarms);
  });

  test.each([
    [55, newborn, true],
    [55, 2, false],
    [55, undefined, false],
  ])('severe bradycardia: %i a minute at %s is %s', (bpm, age, alarms) => {
    expect(rules(bpm, age, 'normal')?.includes('severe-bradycardia')).toBe(alarms);
  });
});

describe('an unknown age', () => {
  const reasons = (...args: Parameters<typeof measured>) => measured(...args)?.withheld?.map(({ reason }) => reason);
  test('is told where an adult limit speaks, and nowhere else', () => {
    expect(reasons(120, undefined, 'normal', { qtMs: 260 })).toEqual(['age-unknown']);
    expect(reasons(75, undefined, 'normal')).toEqual([]);
    expect(reasons(120, 30, 'normal', { qtMs: 260 })).toEqual([]);
  });

  test.each([
    [{ birthDate: '2026-05-02' }, '2026-05-01T08:00:00', undefined],
    [{ birthDate: '2020-05-02' }, '2026-05-01T08:00:00', 5],
    [{ birthDate: '2020-05-01' }, '2026-05-01T08:00:00', 6],
    [{ birthDate: '2020' }, '2026-05-01', 6],
    [{ birthDate: '1980-01-01', ageYears: 0 }, '2026-05-01', 46],
    [{ birthDate: '1980-01-01', ageYears: 44 }, undefined, 44],
    [{ ageYears: 0.02 }, undefined, 0.02],
    [{ ageYears: 0 }, '2026-05-01', undefined],
    [{ birthDate: '2026-04-30', ageYears: 0 }, '2026-05-01', 0],
    [{}, '2026-05-01', undefined],
  ])('%o recorded %s: %s', (patient, recordedAt, age) => {
    expect(ageOf({ patient, ...(recordedAt === undefined ? {} : { recordedAt }) })).toBe(age);
  });
});
