// Who reads a service where: whether an institution has people for it, and where an exam goes that nobody reads and no rule sends anywhere.
import type { Kysely } from 'kysely';
import type { ExamService } from '../../../../core/orders/exam.ts';
import { nearestAbove } from '../../../../core/orders/network.ts';
import type { Database } from '../../../db/schema.ts';
import type { Kernel } from '../../../kernel/types.ts';
import { peopleWithRight } from '../../identity/module.ts';
import { examRight } from '../access.ts';
import { entryOf, type Institution, institutionOf, institutionsOf } from '../institutions.ts';
import type { Forwarded } from './choice.ts';

/** Institutions with people of their own who read the service. */
async function staffed(
  db: Kysely<Database>,
  institutions: readonly Institution[],
  service: ExamService,
): Promise<ReadonlySet<string>> {
  const people = [
    ...(await peopleWithRight(db, examRight(service, 'write'))),
    ...(await peopleWithRight(db, examRight(service, 'review'))),
  ];
  return new Set(people.flatMap(({ departmentId }) => institutionOf(institutions, departmentId)?.id ?? []));
}

/** Whether the institution has people of its own who read the service. */
export async function hasReader(
  kernel: Kernel,
  db: Kysely<Database>,
  service: ExamService,
  institutionId: string,
): Promise<boolean> {
  return (await staffed(db, await institutionsOf(kernel, db), service)).has(institutionId);
}

/** The nearest superior with somebody who reads; null where the institution has people of its own who do, and where there is none. */
export async function readerAbove(
  kernel: Kernel,
  db: Kysely<Database>,
  service: ExamService,
  institutionId: string,
): Promise<Omit<Forwarded, 'rule'> | null> {
  const institutions = await institutionsOf(kernel, db);
  const reading = await staffed(db, institutions, service);
  if (reading.has(institutionId)) return null;
  const chosen = nearestAbove(institutions.map(entryOf), institutionId, service, ({ id }) => reading.has(id));
  return chosen ? { toInstitutionId: chosen.id, toInstitutionName: chosen.name } : null;
}
