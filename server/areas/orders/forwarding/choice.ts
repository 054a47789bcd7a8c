// Where an exam goes by itself from where it lies, by the plan of its service, the network and who is at work now.
import type { Kysely } from 'kysely';
import type { ExamService } from '../../../../core/orders/exam.ts';
import { type ForwardPlace, forwardChoice } from '../../../../core/orders/forward-choice.ts';
import type { ForwardingPlan, ForwardRule } from '../../../../core/orders/forwarding.ts';
import type { Database } from '../../../db/schema.ts';
import type { Kernel } from '../../../kernel/types.ts';
import { peopleWithRight } from '../../identity/module.ts';
import { examRight } from '../access.ts';
import { entryOf, type Institution, institutionOf, institutionsOf } from '../institutions.ts';
import { planOf } from './plan.ts';

/** Institutions of which somebody who may read the service did something lately. */
async function attended(
  db: Kysely<Database>,
  { service, unattendedMinutes }: ForwardingPlan,
  institutions: readonly Institution[],
  now: Date,
): Promise<ReadonlySet<string>> {
  const readers = [
    ...(await peopleWithRight(db, examRight(service, 'write'))),
    ...(await peopleWithRight(db, examRight(service, 'review'))),
  ];
  const rows = await db
    .selectFrom('person_session')
    .select('person_id')
    .where('ended_at', 'is', null)
    .where('locked_at', 'is', null)
    .where('expires_at', '>', now)
    .where('last_seen_at', '>', new Date(now.getTime() - unattendedMinutes * 60_000))
    .execute();
  const atWork = new Set(rows.map(({ person_id }) => person_id));
  return new Set(
    readers
      .filter(({ personId }) => atWork.has(personId))
      .flatMap(({ departmentId }) => institutionOf(institutions, departmentId)?.id ?? []),
  );
}

export interface Forwarded {
  rule: ForwardRule;
  toInstitutionId: string;
  toInstitutionName: string;
}

/** Where an exam goes from a place; null: it stays. Asks nobody who may: rules act for the institution. */
export type ForwardNow = (place: ForwardPlace) => Forwarded | null;

/** The plan, the network and who is at work are read once, for as many exams as are asked about. */
export async function forwardingNow(kernel: Kernel, db: Kysely<Database>, service: ExamService): Promise<ForwardNow> {
  const plan = await planOf(db, service);
  if (!plan.rules.some(({ active }) => active)) return () => null;
  const institutions = await institutionsOf(kernel, db);
  const network = institutions.map(entryOf);
  const now = kernel.clock.now();
  const duty = { now: now.toISOString(), attended: await attended(db, plan, institutions, now) };
  return (place) => {
    const chosen = forwardChoice(plan, network, place, duty);
    if (chosen === null) return null;
    const to = institutions.find(({ id }) => id === chosen.toInstitutionId);
    return { ...chosen, toInstitutionName: to?.name ?? chosen.toInstitutionId };
  };
}
