// Exams in the database: one document a row, its searched columns beside it, each change told to the feed.
import type { Kysely } from 'kysely';
import { toldStates } from '../../../core/integration/exam-message.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { latestAt } from '../../../core/orders/worklist.ts';
import type { Database } from '../../db/schema.ts';
import type { CommandWork, Tx } from '../../kernel/types.ts';
import { followBooking } from './booking-store.ts';
import { tellCharge } from './charge.ts';
import { noticeWaiting } from './notices/queue.ts';
import { noteLeft } from './told.ts';
import { orderingSystem } from './told-systems.ts';

/** When a desk lists it: of the arrival, else of the booking, else of the request. */
export function deskTime({ registeredAt, scheduledAt, requestedAt }: ExamDocument): string {
  return registeredAt ?? scheduledAt ?? requestedAt;
}

function columns(exam: ExamDocument) {
  return {
    version: exam.version,
    service: exam.service,
    accession: exam.accessionNumber,
    request_number: exam.requestNumber,
    patient_id: exam.patient.id,
    patient_number: exam.patient.number,
    name_search: exam.patient.name.toLowerCase(),
    visit_number: exam.visit?.number ?? '',
    modality: exam.modality,
    body_part: exam.bodyPart,
    institution_id: exam.institutionId,
    department_id: exam.departmentId,
    state: exam.state,
    report_state: exam.report.state,
    priority: exam.priority,
    risk_level: exam.risk?.level ?? 'unknown',
    remote_state: exam.remote?.state ?? null,
    assigned_to: exam.assignedTo?.personId ?? null,
    requested_at: new Date(exam.requestedAt),
    latest_at: new Date(latestAt(exam)),
    desk_at: new Date(deskTime(exam)),
    doc: JSON.stringify(exam),
  };
}

/** @throws DUPLICATE when the accession number exists */
export async function insertExam(work: CommandWork, exam: ExamDocument): Promise<ExamDocument> {
  await work.tx
    .insertInto('exam')
    .values({ id: exam.id, ...columns(exam) })
    .execute();
  work.changed('exam', exam.id, exam.version, null);
  return exam;
}

/** To the system that ordered: what is examined is no longer refunded, what is cancelled is. Exams that nobody ordered are nobody's business. */
async function tellState(work: CommandWork, before: ExamDocument, after: ExamDocument): Promise<void> {
  const isBack = before.state === 'cancelled';
  const state = isBack ? 'reinstated' : toldStates.find((one) => one === after.state);
  if (state === undefined || after.state === before.state || after.requestNumber === '') return;
  const peer = await orderingSystem(work.tx, after);
  if (peer === null) return;
  work.outgoing({
    interface: 'hl7',
    peer,
    type: 'ORM^O01',
    subject: after.accessionNumber,
    payload: { kind: 'examState', examId: after.id, state, at: work.at.toISOString() },
  });
}

/** Stores what changed; a document that is the same costs nothing. A new state is told to the system that ordered. */
export async function saveExam(work: CommandWork, before: ExamDocument, after: ExamDocument): Promise<ExamDocument> {
  if (after !== before) {
    await tellState(work, before, after);
    await tellCharge(work, before, after);
  }
  return saveExamUntold(work, before, after);
}

/** For what the ordering system itself asked for: its message is answered, not told again. */
export async function saveExamUntold(
  work: CommandWork,
  before: ExamDocument,
  after: ExamDocument,
): Promise<ExamDocument> {
  if (after === before) return before;
  await work.tx.updateTable('exam').set(columns(after)).where('id', '=', after.id).execute();
  await followBooking(work.tx, before, after);
  await noticeWaiting(work, before, after);
  await noteLeft(work, before, after);
  work.changed('exam', after.id, after.version, null);
  return after;
}

/** The document with its row locked. @throws NOT_FOUND */
export async function lockExamRow(tx: Tx, id: string): Promise<ExamDocument> {
  const row = await tx.selectFrom('exam').select('doc').where('id', '=', id).forUpdate().executeTakeFirst();
  if (!row) throw fail('NOT_FOUND', { what: 'exam', examId: id });
  return row.doc;
}

export async function examById(db: Kysely<Database>, id: string): Promise<ExamDocument | null> {
  const row = await db.selectFrom('exam').select('doc').where('id', '=', id).executeTakeFirst();
  return row?.doc ?? null;
}

export async function examsById(db: Kysely<Database>, ids: readonly string[]): Promise<ExamDocument[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('exam')
    .select('doc')
    .where('id', 'in', [...ids])
    .execute();
  return rows.map(({ doc }) => doc);
}

/** Earlier exams of the same human being in a service; cancelled ones are no history. */
export async function countPriors(
  db: Kysely<Database>,
  service: ExamDocument['service'],
  patientIds: readonly string[],
): Promise<number> {
  const row = await db
    .selectFrom('exam')
    .select((at) => at.fn.countAll<number>().as('count'))
    .where('patient_id', 'in', [...patientIds])
    .where('service', '=', service)
    .where('state', '<>', 'cancelled')
    .executeTakeFirstOrThrow();
  return Number(row.count);
}
