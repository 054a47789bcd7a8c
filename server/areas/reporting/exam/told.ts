// Who is told that a report of an exam changed: whoever sees reports of the exam, and everybody of one that is no longer there.
import { uuidsOf } from '../../../kernel/ids.ts';
import type { Caller, Kernel, PublishedChange } from '../../../kernel/types.ts';
import { actorOf, examsById, maySeeReport } from '../../orders/module.ts';

/** @returns of changes of reports, the numbers of those that the caller is told */
export async function reportsTold(
  kernel: Kernel,
  changes: readonly PublishedChange[],
  caller: Caller,
): Promise<Set<number>> {
  const ids = uuidsOf(changes.map(({ entityId }) => entityId));
  const rows =
    ids.length === 0
      ? []
      : await kernel.db.selectFrom('exam_report').select(['id', 'exam_id']).where('id', 'in', ids).execute();
  const examOf = new Map(rows.map(({ id, exam_id }) => [id, exam_id]));
  const exams = await examsById(kernel.db, [...new Set(examOf.values())]);
  const actor = await actorOf(kernel, kernel.db, caller);
  const hidden = new Set(exams.filter((exam) => !maySeeReport(caller, actor, exam)).map(({ id }) => id));
  return new Set(changes.flatMap(({ seq, entityId }) => (hidden.has(examOf.get(entityId) ?? '') ? [] : [seq])));
}
