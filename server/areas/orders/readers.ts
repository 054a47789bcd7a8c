// Who may be given an exam to read: people with the right to write reports of the service, of the caller's institution, and what each has in hand.
import type { Kysely } from 'kysely';
import { fail } from '../../../core/kernel/errors.ts';
import type { ExamService } from '../../../core/orders/exam.ts';
import { ExamReader } from '../../../core/orders/exam-reader.ts';
import { mayBeReader } from '../../../core/orders/exam-sight.ts';
import type { Database } from '../../db/schema.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { peopleWithRight } from '../identity/module.ts';
import { beyondReach, examRight, maySeeExam } from './access.ts';
import { actorOf, institutionOf, institutionsOf } from './institutions.ts';
import { examById } from './store.ts';

/** Exams by reader that are not yet reported. */
async function inHand(db: Kysely<Database>, service: ExamService): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('exam')
    .select(['assigned_to', (at) => at.fn.countAll<string>().as('count')])
    .where('service', '=', service)
    .where('assigned_to', 'is not', null)
    .where('state', '!=', 'cancelled')
    .where('report_state', '!=', 'final')
    .groupBy('assigned_to')
    .execute();
  return new Map(rows.map(({ assigned_to, count }) => [assigned_to ?? '', Number(count)]));
}

/** @throws RIGHT_MISSING for anybody who may not see the service's exams */
export function readersOf(
  kernel: Kernel,
  caller: Caller,
  { service, examId }: { service: ExamService; examId?: string | undefined },
): Promise<ExamReader[]> {
  const entry = { act: 'orders.readers', subject: examId ?? service };
  return kernel.read(caller, examRight(service, 'view'), entry, async (db) => {
    const actor = await actorOf(kernel, db, caller);
    const institutions = await institutionsOf(kernel, db);
    const exam = examId === undefined ? null : await examById(db, examId);
    if (examId !== undefined && !exam) throw fail('NOT_FOUND', { what: 'exam', examId });
    if (exam && !maySeeExam(caller, actor, exam)) throw beyondReach(caller, actor, exam, examRight(service, 'view'));
    const people = (await peopleWithRight(db, examRight(service, 'write'))).filter(({ departmentId, places }) => {
      const institutionId = institutionOf(institutions, departmentId)?.id ?? null;
      if (exam) return mayBeReader({ institutionId, places }, exam);
      return actor.institutionId === null || institutionId === actor.institutionId;
    });
    const counts = await inHand(db, service);
    return people.map((person) => ExamReader.parse({ ...person, inHand: counts.get(person.personId) ?? 0 }));
  });
}
