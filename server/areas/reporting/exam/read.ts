// Who reads which edition: writers and reviewers all of them, everybody else what was released.
import type { Kysely } from 'kysely';
import { fail } from '../../../../core/kernel/errors.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { ExamActor } from '../../../../core/orders/exam-rules.ts';
import type { ExamReport } from '../../../../core/reporting/exam-report.ts';
import type { Database } from '../../../db/schema.ts';
import { viewRight } from '../../../kernel/access.ts';
import type { AuditEntry, Caller, Kernel } from '../../../kernel/types.ts';
import { actorOf, beyondReach, examById, examRight, examsById, mayDoTo, maySeeReport } from '../../orders/module.ts';
import { definedReports } from './field-definitions.ts';
import { editionsOf, reportsByIds, type StoredExamReport } from './store.ts';

/** A draft is its makers' business. A station on its own keeps them for the people who work at it. */
export function maySeeEdition(caller: Caller, actor: ExamActor, exam: ExamDocument, report: ExamReport): boolean {
  const isOut = report.releasedAt !== null;
  if (isOut || (caller.person === null && caller.station !== null)) return true;
  return mayDoTo(caller, actor, exam, 'write') || mayDoTo(caller, actor, exam, 'review');
}

/**
 * The exam and for whom it is read.
 * @param entry of the read; it names the patient, also when the read is refused
 * @throws NOT_FOUND, RIGHT_MISSING
 */
export async function readableExam(
  kernel: Kernel,
  db: Kysely<Database>,
  caller: Caller,
  examId: string,
  entry?: AuditEntry,
): Promise<{ exam: ExamDocument; actor: ExamActor }> {
  const exam = await examById(db, examId);
  if (!exam) throw fail('NOT_FOUND', { what: 'exam', examId });
  if (entry) entry.patientId = exam.patient.id;
  const actor = await actorOf(kernel, db, caller);
  if (!maySeeReport(caller, actor, exam)) throw beyondReach(caller, actor, exam, examRight(exam.service, 'view'));
  return { exam, actor };
}

export function reportsOfExam(kernel: Kernel, caller: Caller, examId: string): Promise<ExamReport[]> {
  const entry: AuditEntry = { act: 'examReports.ofExam', subject: examId };
  return kernel.read(caller, viewRight(caller), entry, async (db) => {
    const { exam, actor } = await readableExam(kernel, db, caller, examId, entry);
    const editions = await editionsOf(db, examId);
    const seen = editions.map(({ report }) => report).filter((report) => maySeeEdition(caller, actor, exam, report));
    return definedReports(db, seen);
  });
}

/** For the feed: those of the ids that the caller may see. */
export async function visibleReports(
  kernel: Kernel,
  caller: Caller,
  ids: readonly string[],
): Promise<StoredExamReport[]> {
  const found = await reportsByIds(kernel.db, ids);
  const exams = await examsById(kernel.db, [...new Set(found.map(({ report }) => report.examId))]);
  const actor = await actorOf(kernel, kernel.db, caller);
  const readable = exams.filter((exam) => maySeeReport(caller, actor, exam));
  const seen = new Map(readable.map((exam) => [exam.id, exam]));
  return found.filter(({ report }) => {
    const exam = seen.get(report.examId);
    return exam !== undefined && maySeeEdition(caller, actor, exam, report);
  });
}
