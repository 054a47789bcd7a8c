// What a plan says that cannot be, in the administrator's words.
import type { PlanTrouble } from '../../../../../core/orders/forward-choice.ts';
import { useNetworkText } from './texts.ts';

export interface Choice {
  value: string;
  label: string;
}

export const nameIn = (choices: readonly Choice[], id: string): string =>
  choices.find(({ value }) => value === id)?.label ?? id;

/** What the server refused a plan for: each trouble as JSON. */
export function refusedTroubles({ fields }: Record<string, unknown>): PlanTrouble[] {
  return (Array.isArray(fields) ? fields : []).flatMap((field): PlanTrouble[] => {
    try {
      return typeof field === 'string' ? [JSON.parse(field)] : [];
    } catch {
      return [];
    }
  });
}

export function Troubles({
  troubles,
  institutions,
}: {
  troubles: readonly PlanTrouble[];
  institutions: readonly Choice[];
}) {
  const text = useNetworkText();
  if (troubles.length === 0) return null;
  return (
    <ul className="ecg-network-troubles" role="alert" data-testid="network-troubles">
      {troubles.map((one) => (
        <li key={JSON.stringify(one)}>
          {'rule' in one && one.rule !== null ? text('trouble.rule', { rule: one.rule + 1 }) : ''}
          {text(`trouble.${one.kind}`, {
            id: 'id' in one ? nameIn(institutions, one.id) : '',
            group: 'group' in one ? one.group : '',
            by: 'by' in one ? one.by : '',
            other: 'other' in one ? one.other + 1 : '',
          })}
        </li>
      ))}
    </ul>
  );
}
