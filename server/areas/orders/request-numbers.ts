// Request numbers of reported exams, given afterwards so that fees can be matched (RAD-45): one exam at a time, each in its own transaction.
import { type Kysely, sql } from 'kysely';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail, YishuError } from '../../../core/kernel/errors.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { type ExamActor, requireExamVersion } from '../../../core/orders/exam-rules.ts';
import { reaches } from '../../../core/orders/exam-sight.ts';
import { requestNumberRight, withRequestNumber } from '../../../core/orders/request-number.ts';
import type { RequestNumberChange } from '../../../core/orders/request-number-contract.ts';
import type { Database } from '../../db/schema.ts';
import { requireAccess } from '../../kernel/access.ts';
import type { AuditEntry, Caller, CommandWork, Kernel, Tx } from '../../kernel/types.ts';
import { beyondReach } from './access.ts';
import { examContext } from './acts.ts';
import { actorOf } from './institutions.ts';
import { examById, lockExamRow, saveExam } from './store.ts';
import { reportSystems } from './told-systems.ts';

interface Given {
  command: CommandMeta;
  examId: string;
  expectedVersion: number;
  requestNumber: string;
  reason: string;
}

/** @throws RIGHT_MISSING for what the right to view does not reach, and for another institution's exams: their fees are matched there */
function requireKeeper(caller: Caller, actor: ExamActor, exam: ExamDocument): void {
  const right = requestNumberRight[exam.service];
  requireAccess(caller, right);
  const isOwn = actor.institutionId === null || exam.institutionId === actor.institutionId;
  if (!isOwn || !reaches(actor, exam, 'view')) throw beyondReach(caller, actor, exam, right);
}

/**
 * An exam of another person at the institution that has the number; cancelled ones are charged to nobody. One request of the HIS may order
 * several exams of one person. Held until the command ends.
 */
async function otherWith(tx: Tx, exam: ExamDocument, requestNumber: string): Promise<ExamDocument | null> {
  await sql`select pg_advisory_xact_lock(hashtext(${`request-number ${exam.institutionId} ${requestNumber}`}))`.execute(
    tx,
  );
  const row = await tx
    .selectFrom('exam')
    .select('doc')
    .where('request_number', '=', requestNumber)
    .where('institution_id', '=', exam.institutionId)
    .where('state', '<>', 'cancelled')
    .where('patient_id', '<>', exam.patient.id)
    .limit(1)
    .executeTakeFirst();
  return row?.doc ?? null;
}

/** The report in force goes out again as corrected, under the number: to the HIS, and to who asked for the reading with a system of its own. */
async function tellAgain(work: CommandWork, exam: ExamDocument, before: string): Promise<void> {
  const report = await work.tx
    .selectFrom('exam_report')
    .select('id')
    .where('exam_id', '=', exam.id)
    .where('state', '=', 'final')
    .executeTakeFirst();
  if (!report) return;
  const renumbered = { before, after: exam.requestNumber };
  for (const peer of await reportSystems(work.tx, exam))
    work.outgoing({
      interface: 'hl7',
      peer,
      type: 'ORU^R01',
      subject: exam.accessionNumber,
      payload: { kind: 'examReport', examId: exam.id, reportId: report.id, renumbered },
    });
}

export function setRequestNumber(
  kernel: Kernel,
  caller: Caller,
  input: Given,
  source: 'person' | 'list' = 'person',
): Promise<ExamDocument> {
  const request = {
    ...input.command,
    name: 'orders.setRequestNumber',
    right: null,
    subject: input.examId,
    input,
    ownAudit: true,
  };
  return kernel.command(caller, request, async (work) => {
    const before = await lockExamRow(work.tx, input.examId);
    const context = await examContext(kernel, work);
    requireKeeper(caller, context.by, before);
    requireExamVersion(before, input.expectedVersion);
    const requestNumber = input.requestNumber.trim();
    const reason = input.reason.trim();
    const other = await otherWith(work.tx, before, requestNumber);
    const after = withRequestNumber(before, { requestNumber, reason }, other);
    if (after === before) return before;
    await saveExam(work, before, after);
    await work.tx
      .insertInto('exam_request_number')
      .values({
        id: work.newId(),
        exam_id: before.id,
        at: work.now,
        by_id: context.by.personId,
        by_name: context.by.personName,
        number_before: before.requestNumber,
        number_after: requestNumber,
        reason,
        source,
      })
      .execute();
    await tellAgain(work, after, before.requestNumber);
    work.audit({
      act: 'orders.setRequestNumber',
      subject: before.accessionNumber,
      patientId: before.patient.id,
      detail: `${before.requestNumber || '-'} -> ${requestNumber}${reason ? `: ${reason}` : ''}`,
    });
    return after;
  });
}

/** Rows one after another; a refused one does not stop the others. What is not the row's own fault ends the call, which can be sent again. */
export async function fillRequestNumbers(
  kernel: Kernel,
  caller: Caller,
  rows: readonly Omit<Given, 'reason'>[],
): Promise<{ examId: string; code: string; detail: string }[]> {
  const outcomes: { examId: string; code: string; detail: string }[] = [];
  for (const row of rows) {
    const { examId } = row;
    try {
      // Without a reason a number that stands is never replaced by a list.
      await setRequestNumber(kernel, caller, { ...row, reason: '' }, 'list');
      outcomes.push({ examId, code: 'done', detail: '' });
    } catch (error) {
      if (!(error instanceof YishuError) || error.code === 'LOGIN_REQUIRED' || error.code === 'SERVER_BUSY')
        throw error;
      const { accessionNumber, requestNumber } = error.detail;
      outcomes.push({ examId, code: error.told.code, detail: String(accessionNumber ?? requestNumber ?? '') });
    }
  }
  return outcomes;
}

/** Oldest first. @param entry of the read; it names the patient @throws NOT_FOUND, RIGHT_MISSING */
export async function requestNumberHistory(
  kernel: Kernel,
  caller: Caller,
  db: Kysely<Database>,
  examId: string,
  entry: AuditEntry,
): Promise<RequestNumberChange[]> {
  const exam = await examById(db, examId);
  if (!exam) throw fail('NOT_FOUND', { what: 'exam', examId });
  entry.patientId = exam.patient.id;
  requireKeeper(caller, await actorOf(kernel, db, caller), exam);
  const rows = await db
    .selectFrom('exam_request_number')
    .selectAll()
    .where('exam_id', '=', examId)
    .orderBy('at')
    .execute();
  return rows.map((row) => ({
    at: row.at.toISOString(),
    by: row.by_name,
    before: row.number_before,
    after: row.number_after,
    reason: row.reason,
    source: row.source,
  }));
}
