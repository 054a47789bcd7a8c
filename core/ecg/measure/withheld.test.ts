// What is not claimed, or only in doubt, and from where on; reversed electrodes by the traces that they leave.
import { describe, expect, test } from 'vitest';
import type { LeadAmplitudes } from './amplitudes.ts';
import type { BeatValues } from './beat-values.ts';
import { leadReversal } from './reversal.ts';
import { type PacingFacts, remarksOn, withDoubt, withheldOf } from './withheld.ts';

const flat: LeadAmplitudes = {
  ...{ p: null, q: null, r: null, s: null, t: null, stJ: null, stJ60: null, stJ80: null, qDurationMs: null },
};
const lead = (part: Partial<LeadAmplitudes>): LeadAmplitudes => ({ ...flat, ...part });

describe('pacing', () => {
  const values = (qrsMs: number | null, qrs: number | null, v1: Partial<LeadAmplitudes> = { r: 100, s: -101 }) =>
    ({ qrsMs, axisDeg: { p: null, qrs, t: null }, amplitudes: { V1: lead(v1) } }) as unknown as BeatValues;
  const facts = (part: Partial<PacingFacts> = {}): PacingFacts => ({
    ...{ rhythm: 'sinus-rhythm', pacedBeats: 0, beats: 100, deviceMarks: 0 },
    ...part,
  });
  const wide = values(130, -31);
  test.each<[string, BeatValues, PacingFacts, string[]]>([
    ['a paced rhythm', wide, facts({ rhythm: 'paced-rhythm' }), ['paced']],
    ['a ventricular rhythm', wide, facts({ rhythm: 'ventricular-rhythm' }), ['ventricular-origin']],
    ['a wide tachycardia', wide, facts({ rhythm: 'wide-tachycardia' }), ['ventricular-origin']],
    ['five paced beats of a hundred', values(90, 45), facts({ pacedBeats: 5 }), []],
    ['six of 119', values(90, 45), facts({ pacedBeats: 6, beats: 119 }), ['paced-beats-beside']],
    ['QRS of 130 ms, far left, V1 down', wide, facts(), ['pacing-not-excluded']],
    ['QRS of less', values(129.9, -31), facts(), []],
    ['axis of -30 degrees', values(130, -30), facts(), []],
    ['no axis', values(130, null), facts(), []],
    ['V1 as far up as down', values(130, -31, { r: 100, s: -100 }), facts(), []],
    ['V1 down in one wave that is Q', values(130, -31, { r: 100, q: -101 }), facts(), ['pacing-not-excluded']],
    ['marks of the device, whatever the axis', values(130, 45), facts({ deviceMarks: 1 }), ['pacing-not-excluded']],
    ['marks beside a narrow QRS', values(129.9, 45), facts({ deviceMarks: 9 }), []],
    ['no QRS', values(null, -60), facts({ deviceMarks: 9 }), []],
  ])('%s', (_, beat, given, reasons) => {
    expect(withheldOf(beat, given).map(({ reason }) => reason)).toEqual(reasons);
  });

  test('paced and ventricular values are withheld, the others stand with three quarters of their confidence', () => {
    const of = (given: PacingFacts, beat = wide) => withheldOf(beat, given)[0]?.withheld;
    expect(of(facts({ rhythm: 'paced-rhythm' }))).toBe(true);
    expect(of(facts({ rhythm: 'ventricular-rhythm' }))).toBe(true);
    expect([of(facts()), of(facts({ pacedBeats: 6 }), values(90, 45))]).toEqual([false, false]);
    const confidence = { qtMs: 0.8, qrsMs: 0.8, rhythm: 0.4 };
    const cut = withDoubt(confidence, withheldOf(wide, facts()));
    expect(cut.qtMs).toBeCloseTo(0.6, 9);
    expect(cut.rhythm).toBeCloseTo(0.3, 9);
    expect(cut.qrsMs).toBe(0.8);
    expect(withDoubt(confidence, withheldOf(wide, facts({ rhythm: 'paced-rhythm' })))).toEqual(confidence);
  });
});

describe('remarks beside the values', () => {
  const beside = { flutter: false, wave: null, ageYears: undefined };
  const values = (heartRateBpm: number | null) => ({ heartRateBpm, qtMs: 400 });
  const reasons = (...args: Parameters<typeof remarksOn>) => remarksOn(...args).map(({ reason }) => reason);
  test.each([
    [60, []],
    [59.9, ['age-unknown']],
    [100, []],
    [100.1, ['age-unknown']],
    [null, []],
  ])('an unknown age at %s a minute', (bpm, expected) => {
    expect(reasons(values(bpm), beside)).toEqual(expected);
    expect(reasons(values(bpm), { ...beside, ageYears: 40 })).toEqual([]);
  });

  test('of flutter, a wave of its own and another end of T; flutter withholds ST, the others leave it in doubt', () => {
    const all = remarksOn({ ...values(75), qtOtherMs: 450.4 }, { flutter: true, wave: ['波', 'wave'], ageYears: 40 });
    expect(all.map(({ reason, withheld }) => [reason, withheld])).toEqual([
      ['flutter-in-st', true],
      ['unrelated-wave', false],
      ['t-end-doubtful', false],
    ]);
    expect(all[1]?.zh).toContain('有波');
    expect(all[2]?.zh).toContain('QT 450 ms');
    expect(reasons({ heartRateBpm: 75, qtMs: null, qtOtherMs: 450 }, { ...beside, ageYears: 40 })).toEqual([]);
  });
});

describe('electrodes on the wrong limb', () => {
  const down = lead({ p: -26, r: 0, s: -101, t: -1 });
  const up = lead({ p: 100, r: 800, s: -100, t: 200 });
  const v6 = lead({ r: 301, s: -100 });
  const hint = (...args: Parameters<typeof leadReversal>) => leadReversal(...args)?.hint ?? null;
  test.each<[string, Parameters<typeof leadReversal>[0], string | null]>([
    ['arms: P, QRS and T of I down, V6 up', { I: down, II: up, V6: v6 }, 'left-right-arm'],
    ['not with QRS of I down by 0.1 mV', { I: { ...down, s: -100 }, II: up, V6: v6 }, null],
    ['nor by its Q alone', { I: { ...down, q: -101, s: null }, II: up, V6: v6 }, 'left-right-arm'],
    ['not with P down by 0.025 mV', { I: { ...down, p: -25 }, II: up, V6: v6 }, null],
    ['not with a flat T', { I: { ...down, t: 0 }, II: up, V6: v6 }, null],
    ['not with V6 up by 0.2 mV', { I: down, II: up, V6: { ...v6, r: 300 } }, null],
    ['not without V6', { I: down, II: up }, null],
    ['right arm and left leg: II and aVF down', { I: up, II: down, aVF: down }, 'right-arm-left-leg'],
    ['not with aVF up', { I: up, II: down, aVF: up }, null],
    ['not with T of II up', { I: up, II: { ...down, t: 0 }, aVF: down }, null],
    ['nothing without I', { II: down, aVF: down }, null],
  ])('%s', (_, amplitudes, expected) => {
    expect(hint(amplitudes, {})).toBe(expected);
  });

  test('is said with the confidence that its traces deserve', () => {
    const sure = (...args: Parameters<typeof leadReversal>) => leadReversal(...args)?.confidence;
    expect(sure({ I: down, II: up, V6: v6 }, {})).toBe(0.7);
    expect(sure({ I: up, II: down, aVF: down }, {})).toBe(0.5);
    expect(sure({ I: up, II: up }, { I: 301, II: 99, III: 301 })).toBe(0.7);
  });

  test.each([
    [{ I: 301, II: 99, III: 301 }, 'right-arm-right-leg'],
    [{ I: 301, II: 100, III: 301 }, null],
    [{ I: 300, II: 99, III: 301 }, null],
    [{ I: 301, II: 99, III: 300 }, null],
    [{ I: 301, II: 99 }, null],
  ])('right arm and right leg by the spans %j: %s', (range, expected) => {
    expect(hint({ I: up, II: up }, range)).toBe(expected);
  });
});
