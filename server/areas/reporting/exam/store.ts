// Editions of exam reports in the database: drafts are rewritten by their author, a released one changes in its state alone.
import type { Kysely, Selectable } from 'kysely';
import { fail } from '../../../../core/kernel/errors.ts';
import type { ExamReport } from '../../../../core/reporting/exam-report.ts';
import type { ExamReportHead } from '../../../../core/reporting/exam-report-hash.ts';
import type { FirstPrint } from '../../../../core/reporting/exam-summary.ts';
import type { Database } from '../../../db/schema.ts';
import type { CommandWork, Tx } from '../../../kernel/types.ts';
import type { ExamReportTable } from '../tables.ts';

function columns(report: ExamReport) {
  return {
    version: report.version,
    state: report.state,
    author_id: report.authorId,
    reviewer_id: report.signatures.find(({ role }) => role === 'reviewer')?.personId ?? null,
    verification_code: report.verificationCode || null,
    content_hash: report.contentHash || null,
    released_at: report.releasedAt === null ? null : new Date(report.releasedAt),
    doc: JSON.stringify(report),
  };
}

/** @throws DUPLICATE when the exam has an edition of this number already */
export async function insertReport(
  work: CommandWork,
  report: ExamReport,
  about: { patientId: string; fence: number | null },
): Promise<ExamReport> {
  await work.tx
    .insertInto('exam_report')
    .values({
      id: report.id,
      exam_id: report.examId,
      service: report.service,
      edition: report.edition,
      patient_id: about.patientId,
      session_fence: about.fence,
      printed_at: null,
      print_count: 0,
      head: null,
      ...columns(report),
    })
    .execute();
  work.changed('examReport', report.id, report.version, null);
  return report;
}

export async function saveReport(
  work: CommandWork,
  report: ExamReport,
  also: { fence?: number; head?: ExamReportHead; layout?: { id: string | null; version: number | null } } = {},
): Promise<ExamReport> {
  await work.tx
    .updateTable('exam_report')
    .set({
      ...columns(report),
      ...(also.fence === undefined ? {} : { session_fence: also.fence }),
      ...(also.head === undefined ? {} : { head: JSON.stringify(also.head) }),
      ...(also.layout === undefined ? {} : { layout_id: also.layout.id, layout_version: also.layout.version }),
    })
    .where('id', '=', report.id)
    .execute();
  work.changed('examReport', report.id, report.version, null);
  return report;
}

export interface StoredExamReport {
  report: ExamReport;
  /** Null until it is released. */
  head: ExamReportHead | null;
  patientId: string;
  contentHash: string | null;
  sessionFence: number | null;
  /** Its first print; null when it was never printed. */
  printed: FirstPrint | null;
  /** Before release the writer's choice, without a version; after it what was in force, null for the layout that ships. */
  layout: { id: string | null; version: number | null };
}

function stored(row: Selectable<ExamReportTable>): StoredExamReport {
  return {
    report: row.doc,
    head: row.head,
    patientId: row.patient_id,
    contentHash: row.content_hash,
    sessionFence: row.session_fence,
    printed: row.printed_at && { at: row.printed_at.toISOString(), by: row.printed_by ?? '' },
    layout: { id: row.layout_id, version: row.layout_version },
  };
}

/** With its row locked. @throws NOT_FOUND */
export async function lockReport(tx: Tx, id: string): Promise<StoredExamReport> {
  const row = await tx.selectFrom('exam_report').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (!row) throw fail('NOT_FOUND', { what: 'exam report', reportId: id });
  return stored(row);
}

export async function reportById(db: Kysely<Database>, id: string): Promise<StoredExamReport | null> {
  const row = await db.selectFrom('exam_report').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? stored(row) : null;
}

export async function examReportByCode(db: Kysely<Database>, code: string): Promise<StoredExamReport | null> {
  const row = await db.selectFrom('exam_report').selectAll().where('verification_code', '=', code).executeTakeFirst();
  return row ? stored(row) : null;
}

/** Newest edition first. */
export async function editionsOf(db: Kysely<Database>, examId: string): Promise<StoredExamReport[]> {
  const rows = await db
    .selectFrom('exam_report')
    .selectAll()
    .where('exam_id', '=', examId)
    .orderBy('edition', 'desc')
    .execute();
  return rows.map(stored);
}

export async function reportsByIds(db: Kysely<Database>, ids: readonly string[]): Promise<StoredExamReport[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('exam_report')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute();
  return rows.map(stored);
}
