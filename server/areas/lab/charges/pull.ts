// A pull carried out inside a command: the plan of the pure rule is written, and told as counts.

import type { PulledCharge } from '../../../../core/lab/charges/model.ts';
import { orderStep } from '../../../../core/lab/charges/order.ts';
import { type PullPlan, planPull } from '../../../../core/lab/charges/pull.ts';
import type { Tx } from '../../../kernel/types.ts';
import { insertCharges, loadCharges, markGone, type Pulled, type StoredCharge, updateFacts } from './store.ts';

export const byCode = (items: readonly StoredCharge[]): Map<string, StoredCharge> =>
  new Map(items.map((item) => [item.code, item]));

export async function writePlan(tx: Tx, known: readonly StoredCharge[], plan: PullPlan, pulled: Pulled): Promise<void> {
  const last = Math.max(0, ...known.map(({ order }) => order));
  await insertCharges(tx, plan.added, last + orderStep, orderStep, pulled);
  await updateFacts(tx, plan.changed, pulled);
  await markGone(tx, plan.gone, pulled);
}

/** `given up` are codes that the source says it no longer has, one by one. The list must be held. */
export async function pullCharges(
  tx: Tx,
  charges: readonly PulledCharge[],
  givenUp: readonly string[],
  options: { whole: boolean; spared?: readonly string[] },
  pulled: Pulled,
): Promise<PullPlan> {
  const known = await loadCharges(tx);
  const items = byCode(known);
  const plan = planPull(items, charges, options);
  const gone = givenUp.filter((code) => items.get(code)?.goneAt === null && !plan.gone.includes(code));
  plan.gone.push(...gone);
  await writePlan(tx, known, plan, pulled);
  return plan;
}
