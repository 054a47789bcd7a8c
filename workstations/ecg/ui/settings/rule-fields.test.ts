// Thresholds in clinical units and back; what is out of range is refused, not bent.
import { describe, expect, test } from 'vitest';
import { shippedRuleSets } from '../../../../core/ecg/rules/shipped-sets.ts';
import { fieldsOf, withField } from './rule-fields.ts';
import { settingsZh } from './texts.zh-CN.ts';

const rules = shippedRuleSets.flatMap((set) => set.rules);

test('every threshold of every shipped rule has a field with words, and setting it to itself changes nothing', () => {
  for (const { when } of rules) {
    const shown = fieldsOf(when);
    expect(shown.map(({ name }) => name)).toEqual(Object.keys(when).filter((name) => name !== 'kind'));
    for (const { name, shown: value, field } of shown) {
      expect(Object.keys(settingsZh)).toContain(`field.${name}`);
      if (field.kind === 'choice')
        for (const choice of field.choices) expect(Object.keys(settingsZh)).toContain(`choice.${choice}`);
      expect(withField(when, name, value)).toEqual(when);
    }
  }
});

describe('a change', () => {
  const st = { kind: 'st-depression', minUv: 150, contiguousLeads: 3 } as const;
  test('is stored in the unit of the rule', () => {
    expect(fieldsOf(st)[0]?.shown).toBe('0.15');
    expect(withField(st, 'minUv', '0.1')).toEqual({ ...st, minUv: 100 });
  });
  test.each(['', 'abc', '0', '-1', '99'])('%j is refused', (typed) => {
    expect(withField(st, 'minUv', typed)).toBeNull();
  });
  test('half a lead is refused', () => {
    expect(withField(st, 'contiguousLeads', '2.5')).toBeNull();
  });
});
