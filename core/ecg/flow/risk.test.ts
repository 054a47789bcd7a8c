// What a measurement makes of an exam: the gravest finding decides, words of the signal alone say nothing, and QTc goes by the formula that holds.
import { describe, expect, test } from 'vitest';
import { steady, syntheticEcg } from '../../../test/support/synthetic-ecg.ts';
import { measureWaveform } from '../measure/measure.ts';
import type { RecordingMeasurement } from '../measure/measure-recording.ts';
import type { RiskLevel } from '../rules/rule-set.ts';
import { dangerOf, isJudged, summaryOf, suspicionOf } from './risk.ts';

const ecg = syntheticEcg(steady(12, 0.8));
const measured: RecordingMeasurement = {
  ...measureWaveform({ kind: 'rhythm', sampleRateHz: ecg.sampleRateHz, startMs: 0, leads: ecg.leads }),
  critical: [],
  statements: [],
  surelyNormal: { holds: true, doubts: [] },
};
const finding = (level: RiskLevel) => ({
  ...{ rule: level, level, zh: `疑似${level}`, en: level, confidence: 1, evidence: [] },
  ruleSet: { id: 'set', version: '1' },
});
const said = (code: RecordingMeasurement['statements'][number]['code']) => ({
  ...{ code, text: `疑似${code}`, textEn: code, confidence: 1, evidence: [] },
});
const of = (part: Partial<RecordingMeasurement>): RecordingMeasurement => ({ ...measured, ...part });
const doubtful = { holds: false, doubts: ['age'] };

test.each([
  ['a critical finding among others', of({ critical: [finding('major-positive'), finding('critical')] }), 'critical'],
  ['a major positive one', of({ critical: [finding('major-positive')] }), 'majorPositive'],
  ['a statement beside a normal rhythm', of({ statements: [said('20'), said('82')] }), 'attention'],
  ['a normal rhythm', of({ statements: [said('20')] }), 'normal'],
  ['words of the signal alone', of({ statements: [said('10'), said('12'), said('15')] }), 'normal'],
  ['the same in doubt', of({ statements: [said('15')], surelyNormal: doubtful }), 'unknown'],
] as const)('%s: %#', (_, measurement, level) => {
  expect(dangerOf(measurement)).toBe(level);
});

test('what cannot be read, or has no waveform, was not judged', () => {
  expect([null, of({ statements: [said('4')] }), of({ statements: [said('20'), said('15')] })].map(isJudged)).toEqual([
    false,
    false,
    true,
  ]);
});

describe('what the exam is told', () => {
  test.each([
    [
      'the findings, before any statement',
      of({ critical: [finding('critical')], statements: [said('82')] }),
      ['critical'],
    ],
    ['else the statements, without those of the signal', of({ statements: [said('15'), said('82')] }), ['82']],
    ['of a normal one nothing', of({ statements: [said('20')] }), []],
  ])('%s', (_, measurement, codes) => {
    expect(suspicionOf(measurement)?.reasons.map(({ code }) => code)).toEqual(codes);
  });

  test('nothing where nothing is known', () => {
    expect([suspicionOf(null), suspicionOf(of({ surelyNormal: doubtful }))]).toEqual([null, null]);
  });
});

describe('the values of lists', () => {
  const qtc = { bazett: 401.6, fridericia: 390.4, framingham: 1, hodges: 2 };
  test.each([
    [59.9, 'fridericia', 390],
    [60, 'bazett', 402],
    [90, 'bazett', 402],
    [90.1, 'fridericia', 390],
    [null, 'fridericia', 390],
  ])('QTc at %s a minute is %s’s', (heartRateBpm, qtcFormula, qtcMs) => {
    expect(summaryOf(of({ heartRateBpm, qtc }))).toMatchObject({ qtcFormula, qtcMs });
  });

  test('whole numbers; what was not measured has none, and no formula', () => {
    const none = { bazett: null, fridericia: null, framingham: null, hodges: null };
    const axisDeg = { p: 10, qrs: -30.4, t: 40 };
    expect(
      summaryOf(of({ heartRateBpm: 74.6, prMs: 160.5, qrsMs: null, qtMs: null, qtc: none, axisDeg })),
    ).toMatchObject({
      ...{ heartRateBpm: 75, prMs: 161, qrsMs: null, qtMs: null, qtcMs: null, qtcFormula: null, axisQrsDeg: -30 },
    });
    expect(summaryOf(null)).toBeNull();
  });
});
