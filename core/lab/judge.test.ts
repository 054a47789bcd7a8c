// Judging: inclusive limits, critical at or beyond, bounds that decide and bounds that do not, words.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openRange, type RangeRule } from './dictionary.ts';
import { criticalDirection, isAbnormal, isCritical, judge, judgeNumber } from './judge.ts';

const potassium: RangeRule = { ...openRange, low: 3.5, high: 5.3, criticalLow: 2.8, criticalHigh: 6.2 };

describe('potassium', () => {
  test.each([
    ['2.8', 'criticalLow'],
    ['2.81', 'low'],
    ['3.49', 'low'],
    ['3.5', 'normal'],
    ['5.3', 'normal'],
    ['5.31', 'high'],
    ['6.19', 'high'],
    ['6.2', 'criticalHigh'],
    ['<2.0', 'criticalLow'],
    ['<3.0', 'criticalLow'],
    ['<4', 'unknown'],
    ['>7', 'criticalHigh'],
    ['>5.3', 'criticalHigh'],
    ['>5', 'unknown'],
    ['>=6.2', 'criticalHigh'],
    ['***.**', 'unknown'],
    ['', 'unknown'],
    ['溶血', 'unknown'],
    ['1,5', 'unknown'],
  ] as const)('%s is %s', (value, expected) => {
    expect(judge(value, potassium)).toBe(expected);
  });
});

describe('bounds', () => {
  test.each([
    ['<0.1', { low: 0.5, high: 4 }, 'low'],
    ['<5', { low: 3, high: 10 }, 'unknown'],
    ['<5', { high: 10 }, 'normal'],
    ['<0.5', { low: 0, high: 5 }, 'normal'],
    ['<=3', { low: 3, high: 10 }, 'unknown'],
    ['<3', { low: 3, high: 10 }, 'low'],
    ['>10', { low: 3, high: 10 }, 'high'],
    ['>=10', { low: 3, high: 10 }, 'unknown'],
    ['>1000', { low: 1 }, 'normal'],
    ['>2', {}, 'unknown'],
  ] as const)('%s in %j is %s', (value, limits, expected) => {
    expect(judge(value, { ...openRange, ...limits })).toBe(expected);
  });

  test('a bound is never judged otherwise than a value inside it', () => {
    const limits = { low: 3.5, high: 5.3, criticalLow: 2.8, criticalHigh: 6.2 };
    const tenth = fc.integer({ min: 0, max: 100 }).map((n) => n / 10);
    fc.assert(
      fc.property(tenth, tenth, (bound, value) => {
        fc.pre(value < bound);
        const judged = judge(`<${bound}`, { ...openRange, ...limits });
        const exact = judgeNumber(value, limits);
        return judged === 'unknown' || judged === exact || (judged === 'criticalLow' && exact === 'low');
      }),
    );
  });
});

describe('words', () => {
  const hiv: RangeRule = { ...openRange, normalTexts: ['阴性(-)', 'NOT DETECTED'], criticalTexts: ['阳性(+)'] };
  test.each([
    ['阴性（-）', 'normal'],
    ['not detected', 'normal'],
    ['弱阳性', 'abnormal'],
    ['阳性(+)', 'criticalAbnormal'],
    ['No Result', 'unknown'],
    ['1.2', 'abnormal'],
  ] as const)('%s is %s', (value, expected) => {
    expect(judge(value, hiv)).toBe(expected);
  });

  test('a numeric test may name words too', () => {
    const viralLoad: RangeRule = { ...openRange, high: 20, normalTexts: ['未检出'] };
    expect(judge('未检出', viralLoad)).toBe('normal');
    expect(judge('1009.64', viralLoad)).toBe('high');
    expect(judge('DETECTED', viralLoad)).toBe('abnormal');
  });

  test('without a rule nothing is normal', () => {
    expect(judge('5', null)).toBe('unknown');
    expect(judge('5', openRange)).toBe('unknown');
    expect(judge('anything', openRange)).toBe('unknown');
  });
});

test('kinds', () => {
  expect(isCritical('criticalAbnormal')).toBe(true);
  expect(isCritical('high')).toBe(false);
  expect(isAbnormal('unknown')).toBe(false);
  expect(criticalDirection('criticalLow')).toBe('low');
  expect(criticalDirection('criticalAbnormal')).toBe('abnormal');
});
