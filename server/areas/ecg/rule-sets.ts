// The rule sets for critical ECGs: shipped ones as they came, nobody's word until a person confirms them, a hospital's own as versions; one is in force.
import type { Kysely, Selectable } from 'kysely';
import type { z } from 'zod';
import type { RuleSetSchema, StoredRuleSet } from '../../../core/ecg/flow/rule-set.ts';
import type { RuleSet } from '../../../core/ecg/rules/rule-set.ts';
import { shippedRuleSet, shippedRuleSets } from '../../../core/ecg/rules/shipped-sets.ts';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { Database } from '../../db/schema.ts';
import type { Caller, CommandWork, Kernel } from '../../kernel/types.ts';
import { administers } from '../identity/module.ts';
import type { EcgRuleSetTable } from './tables.ts';

const firstSet = 'cn-consensus-2017';

function stored({ doc, active }: Selectable<EcgRuleSetTable>): StoredRuleSet {
  // Who saved a set of the hospital's own answers for it.
  const own = doc.shipped ? null : { by: doc.savedBy, at: doc.savedAt };
  return { ...doc, confirmed: doc.confirmed ?? own, active };
}

/** Puts in what ships and is not there yet; the consensus is in force until somebody says otherwise. */
export async function shipRuleSets(kernel: Kernel): Promise<void> {
  const now = kernel.clock.now();
  const rows = shippedRuleSets.map((ruleSet) => ({
    id: ruleSet.id,
    version: ruleSet.version,
    active: false,
    saved_at: now,
    doc: JSON.stringify({
      ruleSet,
      shipped: true,
      savedAt: now.toISOString(),
      savedBy: 'system',
      reason: '',
    }),
  }));
  await kernel.db
    .insertInto('ecg_rule_set')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['id', 'version']).doNothing())
    .execute();
  const active = await kernel.db.selectFrom('ecg_rule_set').select('id').where('active', '=', true).executeTakeFirst();
  if (active) return;
  const { version } = shippedRuleSet(firstSet) ?? { version: '1' };
  await kernel.db
    .updateTable('ecg_rule_set')
    .set({ active: true })
    .where('id', '=', firstSet)
    .where('version', '=', version)
    .execute();
}

/** The set that judges what arrives now. */
export async function activeRuleSet(db: Kysely<Database>): Promise<RuleSet> {
  const row = await db.selectFrom('ecg_rule_set').select('doc').where('active', '=', true).executeTakeFirst();
  const ruleSet = row?.doc.ruleSet ?? shippedRuleSet(firstSet);
  if (!ruleSet) throw fail('INTERNAL', { what: 'no rule set for critical ECGs is in force' });
  return ruleSet;
}

export async function listRuleSets(db: Kysely<Database>): Promise<StoredRuleSet[]> {
  const rows = await db.selectFrom('ecg_rule_set').selectAll().orderBy('id').orderBy('saved_at', 'desc').execute();
  return rows.map(stored);
}

async function setConfirmed(work: CommandWork, id: string, version: string): Promise<StoredRuleSet> {
  const row = await work.tx
    .selectFrom('ecg_rule_set')
    .selectAll()
    .where('id', '=', id)
    .where('version', '=', version)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw fail('NOT_FOUND', { what: 'rule set', id, version });
  const before = stored(row);
  const { person } = work.caller;
  if (before.confirmed !== null || !person) return before;
  const doc = { ...row.doc, confirmed: { by: person.name, at: work.now.toISOString() } };
  await work.tx
    .updateTable('ecg_rule_set')
    .set({ doc: JSON.stringify(doc) })
    .where('id', '=', id)
    .where('version', '=', version)
    .execute();
  return { ...before, confirmed: doc.confirmed };
}

async function putInForce(work: CommandWork, id: string, version: string): Promise<StoredRuleSet> {
  await work.tx.updateTable('ecg_rule_set').set({ active: false }).where('active', '=', true).execute();
  const row = await work.tx
    .updateTable('ecg_rule_set')
    .set({ active: true })
    .where('id', '=', id)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst();
  if (!row) throw fail('NOT_FOUND', { what: 'rule set', id, version });
  return stored(row);
}

/** What an administrator changed, in words for the trail: rule, level, switch and thresholds. */
export function ruleChanges(before: RuleSet | null, after: RuleSet): string[] {
  const text = (rule: RuleSet['rules'][number] | undefined) =>
    rule ? `${rule.level} ${rule.enabled ? 'on' : 'off'} ${JSON.stringify(rule.when)}` : 'none';
  const ids = new Set([...(before?.rules ?? []), ...after.rules].map(({ id }) => id));
  return [...ids].flatMap((id) => {
    const was = text(before?.rules.find((rule) => rule.id === id));
    const is = text(after.rules.find((rule) => rule.id === id));
    return was === is ? [] : [`${id}: ${was} -> ${is}`];
  });
}

/** A shipped set that was edited becomes the hospital's own under another id. @throws DUPLICATE when a rule stands twice */
export function saveRuleSet(
  kernel: Kernel,
  caller: Caller,
  input: {
    command: CommandMeta;
    ruleSet: Omit<z.infer<typeof RuleSetSchema>, 'version'>;
    activate: boolean;
    reason: string;
  },
): Promise<StoredRuleSet> {
  const { ruleSet, activate, reason } = input;
  const request = {
    ...input.command,
    name: 'ecg.saveRuleSet',
    right: administers(caller, 'ecg.settings'),
    subject: ruleSet.id,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    const ids = ruleSet.rules.map(({ id }) => id);
    if (new Set(ids).size !== ids.length) throw fail('DUPLICATE', { what: 'a rule stands twice in the set' });
    const id = shippedRuleSet(ruleSet.id) ? `hospital-${ruleSet.id}`.slice(0, 64) : ruleSet.id;
    const former = await work.tx
      .selectFrom('ecg_rule_set')
      .select(['version', 'doc'])
      .where('id', '=', id)
      .orderBy('saved_at', 'desc')
      .execute();
    const version = String(1 + Math.max(0, ...former.map((row) => Number(row.version) || 0)));
    const saved: RuleSet = { ...ruleSet, id, version };
    const doc = {
      ruleSet: { ...ruleSet, id, version },
      shipped: false,
      savedAt: work.now.toISOString(),
      savedBy: caller.person?.name ?? 'system',
      reason,
    };
    await work.tx
      .insertInto('ecg_rule_set')
      .values({ id, version, active: false, saved_at: work.now, doc: JSON.stringify(doc) })
      .execute();
    const before = former[0]?.doc.ruleSet ?? shippedRuleSet(ruleSet.id) ?? null;
    const detail = [reason, ...ruleChanges(before, saved)].join('; ').slice(0, 4000);
    work.audit({ act: 'ecg.saveRuleSet', subject: `${id} ${version}`, detail });
    return activate ? putInForce(work, id, version) : stored({ id, version, active: false, saved_at: work.now, doc });
  });
}

interface RuleSetAct {
  command: CommandMeta;
  id: string;
  version: string;
  reason: string;
}

/** An act on one version, with its reason on record. */
function actOnRuleSet(
  kernel: Kernel,
  caller: Caller,
  name: 'ecg.activateRuleSet' | 'ecg.confirmRuleSet',
  input: RuleSetAct,
  act: (work: CommandWork) => Promise<StoredRuleSet>,
): Promise<StoredRuleSet> {
  const subject = `${input.id} ${input.version}`;
  const request = { ...input.command, name, right: administers(caller, 'ecg.settings'), subject, input };
  return kernel.command(caller, request, (work) => {
    work.audit({ act: name, subject, detail: input.reason });
    return act(work);
  });
}

/** @throws NOT_FOUND */
export function activateRuleSet(kernel: Kernel, caller: Caller, input: RuleSetAct): Promise<StoredRuleSet> {
  return actOnRuleSet(kernel, caller, 'ecg.activateRuleSet', input, async (work) => {
    // Who puts a set in force answers for it.
    await setConfirmed(work, input.id, input.version);
    return putInForce(work, input.id, input.version);
  });
}

/** Confirmed once, by whom the trail says. @throws NOT_FOUND */
export function confirmRuleSet(kernel: Kernel, caller: Caller, input: RuleSetAct): Promise<StoredRuleSet> {
  return actOnRuleSet(kernel, caller, 'ecg.confirmRuleSet', input, (work) =>
    setConfirmed(work, input.id, input.version),
  );
}
