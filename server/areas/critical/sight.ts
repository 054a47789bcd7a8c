// Who may see a critical value: of the laboratory by group; of an exam whoever may see the exam itself, or is named in the value.
import type { Kysely } from 'kysely';
import { type CriticalPerson, isNamed } from '../../../core/critical/concern.ts';
import type { CriticalDocument } from '../../../core/critical/flow.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { Database } from '../../db/schema.ts';
import { maySeeGroup } from '../../kernel/access.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';

/** Of these exams, those that the caller may see. The area of orders knows; it stands above this one. */
export type SeenExams = (
  kernel: Kernel,
  db: Kysely<Database>,
  caller: Caller,
  examIds: readonly string[],
) => Promise<ReadonlySet<string>>;

const isOfExam = ({ area }: CriticalDocument): boolean => area === 'radiology' || area === 'ecg';

/** Null: nobody is at the screen. */
export function criticalPerson({ person }: Caller): CriticalPerson | null {
  return person && { personId: person.id, name: person.name, departmentId: person.departmentId };
}

export async function visibleTo<Row extends { doc: CriticalDocument }>(
  kernel: Kernel,
  db: Kysely<Database>,
  caller: Caller,
  rows: readonly Row[],
  seenExams: SeenExams,
): Promise<Row[]> {
  const ofExams = rows.flatMap(({ doc }) => (isOfExam(doc) ? [doc.subjectId] : []));
  const seen = await seenExams(kernel, db, caller, ofExams);
  const person = criticalPerson(caller);
  return rows.filter(({ doc }) =>
    isOfExam(doc)
      ? seen.has(doc.subjectId) || (person !== null && isNamed(doc, person))
      : maySeeGroup(caller, doc.groupId),
  );
}

/** @throws RIGHT_MISSING */
export async function requireSight(
  kernel: Kernel,
  db: Kysely<Database>,
  caller: Caller,
  critical: CriticalDocument,
  seenExams: SeenExams,
): Promise<void> {
  const [own] = await visibleTo(kernel, db, caller, [{ doc: critical }], seenExams);
  if (own) return;
  const { id: criticalId, groupId, subjectId } = critical;
  throw fail('RIGHT_MISSING', { groupId, subjectId }, isOfExam(critical) ? { unseen: { criticalId } } : {});
}
