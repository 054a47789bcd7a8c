// What a newer rule set changes: the rules that come, go, and alarm at another level or from another threshold.
import type { EcgRule, RuleSet } from './rule-set.ts';

export interface RuleDifference {
  id: string;
  /** Missing: the rule is new. */
  before?: EcgRule;
  /** Missing: the rule is no longer in the set. */
  after?: EcgRule;
}

/** What makes a rule alarm, and how loudly; its words and its source do not. */
const effect = ({ level, when, enabled }: EcgRule): string => JSON.stringify([level, enabled, when]);

/** In the order of the newer set, then what it leaves out; rules that would alarm alike are left out. */
export function ruleDifferences(before: RuleSet, after: RuleSet): RuleDifference[] {
  const come = after.rules.flatMap((rule): RuleDifference[] => {
    const was = before.rules.find(({ id }) => id === rule.id);
    if (!was) return [{ id: rule.id, after: rule }];
    return effect(was) === effect(rule) ? [] : [{ id: rule.id, before: was, after: rule }];
  });
  const gone = before.rules.filter(({ id }) => !after.rules.some((rule) => rule.id === id));
  return [...come, ...gone.map((rule): RuleDifference => ({ id: rule.id, before: rule }))];
}
