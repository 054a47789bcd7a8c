// Which shipped version is offered in place of the one in force.
import { expect, test } from 'vitest';
import type { StoredRuleSet } from '../../../../core/ecg/flow/rule-set.ts';
import { newerShipped } from './rule-offer.tsx';

const set = (version: string, over: Partial<StoredRuleSet> = {}, id = 'cn'): StoredRuleSet => ({
  ruleSet: { id, version, zh: id, en: id, source: '', rules: [] },
  shipped: true,
  active: false,
  savedAt: '2026-03-01T00:00:00Z',
  savedBy: 'system',
  confirmed: null,
  reason: '',
  ...over,
});

test('the newest shipped version of the set in force is offered; for others, for own sets and for the newest itself nothing is', () => {
  const inForce = set('2', { active: true });
  const all = [set('1'), inForce, set('3'), set('10'), set('11', { shipped: false }), set('12', {}, 'other')];
  expect(newerShipped(all, inForce)?.ruleSet.version).toBe('10');
  expect(newerShipped(all, set('2'))).toBeNull();
  expect(newerShipped(all, set('2', { active: true, shipped: false }))).toBeNull();
  expect(newerShipped(all, set('10', { active: true }))).toBeNull();
});
