// A newer set against the one in force: new, changed and dropped rules, and silence about words.
import { expect, test } from 'vitest';
import type { EcgRule, RuleSet } from './rule-set.ts';
import { ruleDifferences } from './set-differences.ts';

const rule = (id: string, over: Partial<EcgRule> = {}): EcgRule => ({
  id,
  level: 'critical',
  zh: id,
  en: id,
  when: { kind: 'mean-rate-low', maxRateBpm: 35 },
  enabled: true,
  source: '',
  ...over,
});
const set = (version: string, ...rules: EcgRule[]): RuleSet => ({
  id: 's',
  version,
  zh: '',
  en: '',
  source: '',
  rules,
});

test('lists what comes, what changes in level, switch or threshold, and what goes; other words are no difference', () => {
  const before = set('2', rule('words'), rule('level'), rule('off'), rule('limit'), rule('gone'));
  const after = set(
    '3',
    rule('new', { when: { kind: 'by-reader' } }),
    rule('words', { zh: '另一种说法' }),
    rule('level', { level: 'major-positive' }),
    rule('off', { enabled: false }),
    rule('limit', { when: { kind: 'mean-rate-low', maxRateBpm: 40 } }),
  );
  const found = ruleDifferences(before, after);
  expect(found.map(({ id, before: was, after: is }) => [id, was !== undefined, is !== undefined])).toEqual([
    ['new', false, true],
    ['level', true, true],
    ['off', true, true],
    ['limit', true, true],
    ['gone', true, false],
  ]);
  expect(ruleDifferences(before, before)).toEqual([]);
});
