// The plan of a service as an administrator keeps it: groups of hospitals, rules, reading hours; refused while it contradicts itself or the network.
import type { Kysely } from 'kysely';
import type { Right } from '../../../../core/identity/rights.ts';
import type { CommandMeta } from '../../../../core/kernel/contract.ts';
import { fail } from '../../../../core/kernel/errors.ts';
import { ExamService } from '../../../../core/orders/exam.ts';
import { type PlanTrouble, planTroubles } from '../../../../core/orders/forward-choice.ts';
import { emptyPlan, type ForwardingPlan, type InstitutionGroup } from '../../../../core/orders/forwarding.ts';
import type { Database } from '../../../db/schema.ts';
import { requireAccess } from '../../../kernel/access.ts';
import type { Caller, Kernel } from '../../../kernel/types.ts';
import { administers, holdersOfGroups } from '../../identity/module.ts';
import { entryOf, institutionsOf } from '../institutions.ts';

/** ECG has an administrator of its own; images have none beside the one of the organisation. */
export const planRight = (service: ExamService): Right => (service === 'ecg' ? 'ecg.admin' : 'identity.admin');

/** Who may change which part: groups of hospitals, and what is forwarded between them. */
const keptBy = {
  groups: 'institution.groups',
  rules: 'institution.forwarding',
  hours: 'institution.forwarding',
  unattendedMinutes: 'institution.forwarding',
} as const satisfies Partial<Record<keyof ForwardingPlan, Right>>;

const keeper = (caller: Caller, service: ExamService): Right =>
  administers(caller, 'institution.groups', 'institution.forwarding', planRight(service));

export async function planOf(db: Kysely<Database>, service: ExamService): Promise<ForwardingPlan> {
  const row = await db.selectFrom('forwarding_plan').selectAll().where('service', '=', service).executeTakeFirst();
  return { ...emptyPlan(service), ...row?.doc, ...(row ? { version: row.version } : {}) };
}

export function readPlan(kernel: Kernel, caller: Caller, service: ExamService): Promise<ForwardingPlan> {
  const entry = { act: 'orders.forwardingPlan', subject: service };
  return kernel.read(caller, keeper(caller, service), entry, (db) => planOf(db, service));
}

/** Groups of institutions of every service, by name: for whoever sets how far a right reaches (ECG-49). */
export async function groupList(db: Kysely<Database>): Promise<InstitutionGroup[]> {
  const plans = await Promise.all(ExamService.options.map((service) => planOf(db, service)));
  return plans.flatMap(({ groups }) => groups).toSorted((a, b) => a.name.localeCompare(b.name, 'zh-CN'));
}

/** Removed groups that a data scope still names: their people would lose sight of exams without anybody being told. */
async function removedInUse(
  db: Kysely<Database>,
  before: ForwardingPlan,
  after: ForwardingPlan,
): Promise<PlanTrouble[]> {
  const removed = before.groups.filter(({ id }) => !after.groups.some((group) => group.id === id));
  const holders = await holdersOfGroups(
    db,
    removed.map(({ id }) => id),
  );
  return removed.flatMap(({ id, name }): PlanTrouble[] => {
    const by = holders.get(id) ?? [];
    return by.length === 0 ? [] : [{ kind: 'groupInUse', group: name, by: by.slice(0, 5).join('、') }];
  });
}

/** @throws RIGHT_MISSING also for a part that the caller does not keep, VERSION_CONFLICT, INPUT_INVALID naming each rule and institution that does not fit */
export function savePlan(
  kernel: Kernel,
  caller: Caller,
  input: { command: CommandMeta; plan: ForwardingPlan },
): Promise<ForwardingPlan> {
  const { service, version, ...doc } = input.plan;
  const request = {
    ...input.command,
    name: 'orders.saveForwardingPlan',
    right: keeper(caller, service),
    subject: service,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    // Two administrators at once: the second one waits here, then its version is an old one.
    await work.tx.selectFrom('forwarding_plan').select('version').where('service', '=', service).forUpdate().execute();
    const before = await planOf(work.tx, service);
    if (before.version !== version) throw fail('VERSION_CONFLICT', { expected: version, actual: before.version });
    const network = (await institutionsOf(kernel, work.tx)).map(entryOf);
    const troubles = [...planTroubles(input.plan, network), ...(await removedInUse(work.tx, before, input.plan))];
    if (troubles.length > 0) throw fail('INPUT_INVALID', { fields: troubles.map((one) => JSON.stringify(one)) });
    const row = { service, version: version + 1, doc: JSON.stringify(doc), changed_at: work.now };
    await work.tx
      .insertInto('forwarding_plan')
      .values(row)
      .onConflict((conflict) => conflict.column('service').doUpdateSet(row))
      .execute();
    const names = ['groups', 'rules', 'hours', 'unattendedMinutes'] as const;
    const different = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(doc[name]));
    for (const name of different) requireAccess(caller, administers(caller, keptBy[name], planRight(service)));
    const changed = different.map((name) => `${name}: ${JSON.stringify(before[name])} -> ${JSON.stringify(doc[name])}`);
    work.audit({ act: request.name, subject: service, detail: changed.join('; ') });
    return { ...input.plan, version: version + 1 };
  });
}
