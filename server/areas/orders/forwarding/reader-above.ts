// Where an exam goes that nobody can read where it was done and that no rule sends anywhere: a superior that has somebody to read it.
import type { Kysely } from 'kysely';
import type { ExamService } from '../../../../core/orders/exam.ts';
import { superiorsFor } from '../../../../core/orders/network.ts';
import type { Database } from '../../../db/schema.ts';
import type { Kernel } from '../../../kernel/types.ts';
import { peopleWithRight } from '../../identity/module.ts';
import { examRight } from '../access.ts';
import { entryOf, institutionOf, institutionsOf } from '../institutions.ts';
import type { Forwarded } from './choice.ts';

/** Null where the institution has people of its own who read, and where none of its superiors reads the service. */
export async function readerAbove(
  kernel: Kernel,
  db: Kysely<Database>,
  service: ExamService,
  institutionId: string,
): Promise<Omit<Forwarded, 'rule'> | null> {
  const institutions = await institutionsOf(kernel, db);
  const people = [
    ...(await peopleWithRight(db, examRight(service, 'write'))),
    ...(await peopleWithRight(db, examRight(service, 'review'))),
  ];
  const staffed = new Set(people.flatMap(({ departmentId }) => institutionOf(institutions, departmentId)?.id ?? []));
  if (staffed.has(institutionId)) return null;
  const above = superiorsFor(institutions.map(entryOf), institutionId, service);
  const chosen = above.find(({ id }) => staffed.has(id));
  return chosen ? { toInstitutionId: chosen.id, toInstitutionName: chosen.name } : null;
}
