// The rules of automatic upload and sending on: from a hospital or a group, to one, which recordings and when.
import { Button, Checkbox, HTMLTable } from '@blueprintjs/core';
import { type PlanTrouble, planTroubles } from '../../../../../core/orders/forward-choice.ts';
import {
  type ForwardingPlan,
  type ForwardRule,
  type ForwardSide,
  whenForwarded,
  whichForwarded,
} from '../../../../../core/orders/forwarding.ts';
import type { InstitutionListed } from '../../../../../core/orders/institution.ts';
import { superiorsFor } from '../../../../../core/orders/network.ts';
import { Pick } from '../../../../../renderer/parts/choice.tsx';
import { useNetworkText } from './texts.ts';
import type { Choice } from './troubles.tsx';

interface RulesProps {
  plan: ForwardingPlan;
  network: readonly InstitutionListed[];
  institutions: readonly Choice[];
  troubles: readonly PlanTrouble[];
  onChange: (rules: ForwardRule[]) => void;
}

const keyOf = ({ kind, id }: ForwardSide): string => `${kind} ${id}`;

function sideOf(key: string): ForwardSide {
  const at = key.indexOf(' ');
  return { kind: key.slice(0, at) === 'group' ? 'group' : 'institution', id: key.slice(at + 1) };
}

/** The first rule that could be saved beside the others: no administrator begins with an error. */
function freshRule(plan: ForwardingPlan, network: readonly InstitutionListed[]): ForwardRule | null {
  for (const { id } of network) {
    for (const superior of superiorsFor(network, id, plan.service)) {
      const rule: ForwardRule = {
        from: { kind: 'institution', id },
        to: { kind: 'institution', id: superior.id },
        which: 'all',
        when: 'always',
        active: true,
      };
      const rules = [...plan.rules, rule];
      const own = planTroubles({ ...plan, rules }, network).some(
        (one) => 'rule' in one && one.rule === rules.length - 1,
      );
      if (!own && !plan.rules.some(({ from }) => keyOf(from) === keyOf(rule.from))) return rule;
    }
  }
  return null;
}

export function ForwardRules({ plan, network, institutions, troubles, onChange }: RulesProps) {
  const text = useNetworkText();
  const { rules } = plan;
  const sides = [
    ...plan.groups.map(({ id, name }) => ({ value: `group ${id}`, label: text('side.group', { name: name || '…' }) })),
    ...institutions.map(({ value, label }) => ({ value: `institution ${value}`, label })),
  ];
  const withGone = (side: ForwardSide) =>
    sides.some(({ value }) => value === keyOf(side)) ? sides : [...sides, { value: keyOf(side), label: side.id }];
  const change = (index: number, part: Partial<ForwardRule>) =>
    onChange(rules.map((rule, at) => (at === index ? { ...rule, ...part } : rule)));
  const fresh = freshRule(plan, network);
  const add = () => {
    const [first] = institutions;
    const blank = { kind: 'institution' as const, id: first?.value ?? '' };
    onChange([...rules, fresh ?? { from: blank, to: blank, which: 'all', when: 'always', active: false }]);
  };
  return (
    <section>
      <header>
        <h3>{text('rules')}</h3>
        <Button size="small" onClick={add} data-testid="rule-add">
          {text('rule.add')}
        </Button>
      </header>
      <p className="ecg-setup-lead">{text(rules.length === 0 ? 'rules.none' : 'rules.lead')}</p>
      {rules.length === 0 ? null : (
        <HTMLTable compact className="plain-table" data-testid="forward-rules">
          <thead>
            <tr>
              <th />
              <th>{text('rule.from')}</th>
              <th>{text('rule.which')}</th>
              <th>{text('rule.when')}</th>
              <th>{text('rule.to')}</th>
              <th>{text('rule.active')}</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {rules.map((rule, at) => (
              // A row has no other identity than its place.
              <tr key={at} className={troubles.some((one) => 'rule' in one && one.rule === at) ? 'is-wrong' : ''}>
                <td className="is-number">{at + 1}</td>
                <td>
                  <Pick
                    label={text('rule.from')}
                    value={keyOf(rule.from)}
                    options={withGone(rule.from)}
                    onChange={(key) => change(at, { from: sideOf(key) })}
                    testId={`rule-from-${at}`}
                  />
                </td>
                <td>
                  <Pick
                    label={text('rule.which')}
                    value={rule.which}
                    options={whichForwarded.map((value) => ({ value, label: text(`which.${value}`) }))}
                    onChange={(which) => change(at, { which })}
                    testId={`rule-which-${at}`}
                  />
                </td>
                <td>
                  <Pick
                    label={text('rule.when')}
                    value={rule.when}
                    options={whenForwarded.map((value) => ({ value, label: text(`when.${value}`) }))}
                    onChange={(when) => change(at, { when })}
                    testId={`rule-when-${at}`}
                  />
                </td>
                <td>
                  <Pick
                    label={text('rule.to')}
                    value={keyOf(rule.to)}
                    options={withGone(rule.to)}
                    onChange={(key) => change(at, { to: sideOf(key) })}
                    testId={`rule-to-${at}`}
                  />
                </td>
                <td>
                  <Checkbox
                    checked={rule.active}
                    aria-label={text('rule.active')}
                    onChange={(event) => change(at, { active: event.currentTarget.checked })}
                  />
                </td>
                <td>
                  <Button
                    size="small"
                    text={text('remove')}
                    onClick={() => onChange(rules.filter((_, index) => index !== at))}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </HTMLTable>
      )}
    </section>
  );
}
