// Ranges: the most particular rule wins whatever its place in the list, and equals are refused.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openRange, type RangeRule } from './dictionary.ts';
import { appliedRange, chooseRange, criticalLimitText, type RangeSubject, rangeText } from './ranges.ts';

const rule = (part: Partial<RangeRule>): RangeRule => ({ ...openRange, ...part });
const man: RangeSubject = {
  sex: 'male',
  ageDays: 45 * 365,
  specimenType: 'serum',
  departmentId: 'cardiology',
  visitKind: 'inpatient',
};

describe('choice', () => {
  const general = rule({ low: 1 });
  const male = rule({ low: 2, sex: 'male' });
  const newborn = rule({ low: 3, ageBelowDays: 28 });
  const child = rule({ low: 4, ageFromDays: 28, ageBelowDays: 6574 });
  const ward = rule({ low: 5, departmentId: 'cardiology', sex: 'male' });

  test.each([
    ['man', man, 5],
    ['man elsewhere', { ...man, departmentId: 'surgery' }, 2],
    ['woman', { ...man, sex: 'female' as const }, 1],
    ['newborn girl', { ...man, sex: 'female' as const, ageDays: 27 }, 3],
    ['girl on the day of the limit', { ...man, sex: 'female' as const, ageDays: 28 }, 4],
    ['age unknown', { ...man, sex: 'female' as const, ageDays: null }, 1],
    ['sex unknown', { ...man, sex: 'unknown' as const }, 1],
  ])('%s', (_name, subject, low) => {
    const choice = chooseRange([general, male, newborn, child, ward], subject);
    expect(choice.kind === 'chosen' ? choice.rule.low : choice.kind).toBe(low);
  });

  test('a narrower span of ages wins', () => {
    const wide = rule({ low: 1, ageFromDays: 0, ageBelowDays: 30_000 });
    const narrow = rule({ low: 2, ageFromDays: 15_000, ageBelowDays: 20_000 });
    expect(chooseRange([wide, narrow], man)).toEqual({ kind: 'chosen', rule: narrow });
  });

  test('equals are refused, not guessed', () => {
    const serum = rule({ specimenType: 'serum' });
    expect(chooseRange([male, serum], man).kind).toBe('ambiguous');
    expect(chooseRange([rule({ sex: 'female' })], man)).toEqual({ kind: 'none' });
  });

  test('order never matters', () => {
    const rules = [general, male, newborn, child, ward];
    const subject = fc.record({
      sex: fc.constantFrom('male' as const, 'female' as const, 'unknown' as const),
      ageDays: fc.option(fc.nat({ max: 40_000 })),
      specimenType: fc.constantFrom('serum', 'plasma'),
      departmentId: fc.constantFrom('cardiology', 'surgery'),
      visitKind: fc.constant('inpatient'),
    });
    fc.assert(
      fc.property(fc.shuffledSubarray(rules, { minLength: 5 }), subject, (shuffled, who) => {
        expect(chooseRange(shuffled, who).kind).toBe(chooseRange(rules, who).kind);
        const left = chooseRange(shuffled, who);
        const right = chooseRange(rules, who);
        if (left.kind === 'chosen' && right.kind === 'chosen') expect(left.rule).toBe(right.rule);
      }),
    );
  });
});

test.each([
  [{ low: 3.5, high: 5.3 }, 2, '3.50–5.30'],
  [{ low: 3.5, high: 5.3 }, null, '3.5–5.3'],
  [{ high: 23 }, 1, '≤23.0'],
  [{ low: 1 }, null, '≥1'],
  [{ low: 0.125, high: 0.35 }, 1, '0.125–0.35'],
  [{ normalTexts: ['阴性', '阴性(-)'] }, null, '阴性 / 阴性(-)'],
  [{}, null, ''],
])('text of %j', (part, decimals, text) => {
  expect(rangeText(rule(part), decimals)).toBe(text);
});

test('critical limits in words', () => {
  const range = appliedRange(rule({ low: 3.5, high: 5.3, criticalLow: 2.8, criticalHigh: 6.2 }), null, 7);
  expect(criticalLimitText(range, 'low')).toBe('≤2.8');
  expect(criticalLimitText(range, 'high')).toBe('≥6.2');
  expect(range.dictionaryVersion).toBe(7);
});
