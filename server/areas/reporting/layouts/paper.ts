// The layout of one report: until it is signed that of its institution and device type or its writer's choice, from then on the version in force that day.
import type { Kysely } from 'kysely';
import type { CommandMeta } from '../../../../core/kernel/contract.ts';
import { fail } from '../../../../core/kernel/errors.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { layoutsFor, takenLayout } from '../../../../core/reporting/paper-choice.ts';
import type { StoredPaperLayout } from '../../../../core/reporting/paper-layout.ts';
import type { ReportPaper } from '../../../../core/reporting/paper-layout-contract.ts';
import { shippedLayout } from '../../../../core/reporting/paper-shipped.ts';
import type { Database } from '../../../db/schema.ts';
import { viewRight } from '../../../kernel/access.ts';
import type { AuditEntry, Caller, Kernel } from '../../../kernel/types.ts';
import { examById, examContext, lockExamRow, requireExamAccess } from '../../orders/module.ts';
import { visibleReports } from '../exam/read.ts';
import { lockReport, type StoredExamReport } from '../exam/store.ts';
import type { ExamPaper, ExamSheet } from '../pdf/exam/sheet.ts';
import { layoutsOf, layoutVersion, logoPicture } from './store.ts';

const isFixed = ({ report }: StoredExamReport): boolean => report.releasedAt !== null;

/** @throws NOT_FOUND when a signed report's layout is gone: it must not be printed in another look silently */
async function layoutOf(
  db: Kysely<Database>,
  stored: StoredExamReport,
  exam: ExamDocument | null,
): Promise<StoredPaperLayout | null> {
  const { id, version } = stored.layout;
  if (!isFixed(stored)) return exam && takenLayout(await layoutsOf(db, exam.service), exam, id);
  if (id === null || version === null) return null;
  const found = await layoutVersion(db, id, version);
  if (!found) throw fail('NOT_FOUND', { what: 'report layout', layoutId: id, version });
  return found;
}

/** A layout with the bytes of its logo, as the printer wants it. */
export async function printablePaper(
  db: Kysely<Database>,
  layout: StoredPaperLayout['layout'],
  sample = false,
): Promise<ExamPaper> {
  const bytes = layout.logoId === null ? null : await logoPicture(db, layout.logoId);
  if (layout.logoId !== null && bytes === null) throw fail('NOT_FOUND', { what: 'logo', logoId: layout.logoId });
  return { layout, logo: bytes && `data:image/png;base64,${bytes.toString('base64')}`, sample };
}

/** The paper of a report's sheet; nothing where the layout that ships is taken. `exam` is needed as long as it is not signed. */
export async function withPaper(
  db: Kysely<Database>,
  stored: StoredExamReport,
  exam: ExamDocument | null,
): Promise<Pick<ExamSheet, 'paper'>> {
  const found = await layoutOf(db, stored, exam);
  return found === null ? {} : { paper: await printablePaper(db, found.layout) };
}

/** What the report keeps from its release on. */
export async function layoutAtSigning(
  db: Kysely<Database>,
  before: StoredExamReport,
  exam: ExamDocument,
): Promise<StoredExamReport['layout']> {
  const taken = await layoutOf(db, before, exam);
  return { id: taken?.id ?? null, version: taken?.version ?? null };
}

const shipped: ReportPaper['taken'] = { id: null, name: shippedLayout.name, version: 0 };
const named = ({ id, version, layout }: StoredPaperLayout): ReportPaper['taken'] => ({
  id,
  name: layout.name,
  version,
});

async function told(db: Kysely<Database>, stored: StoredExamReport, exam: ExamDocument): Promise<ReportPaper> {
  const taken = await layoutOf(db, stored, exam);
  const fixed = isFixed(stored);
  const allowed = fixed ? [] : layoutsFor(await layoutsOf(db, exam.service), exam).map(named);
  const chosenId = fixed || !allowed.some(({ id }) => id === stored.layout.id) ? null : stored.layout.id;
  return { taken: taken ? named(taken) : shipped, chosenId, fixed, allowed };
}

export function reportPaper(kernel: Kernel, caller: Caller, reportId: string): Promise<ReportPaper> {
  const entry: AuditEntry = { act: 'examReports.paper', subject: reportId };
  return kernel.read(caller, viewRight(caller), entry, async (db) => {
    const [seen] = await visibleReports(kernel, caller, [reportId]);
    const exam = seen && (await examById(db, seen.report.examId));
    if (!seen || !exam) throw fail('NOT_FOUND', { what: 'exam report', reportId });
    entry.patientId = exam.patient.id;
    return told(db, seen, exam);
  });
}

/** @throws STATE_REFUSED once it is released, INPUT_INVALID for a layout that is not for this exam */
export function choosePaper(
  kernel: Kernel,
  caller: Caller,
  input: { command: CommandMeta; reportId: string; layoutId: string | null },
): Promise<ReportPaper> {
  const request = { ...input.command, name: 'examReports.choosePaper', right: null, subject: input.reportId, input };
  return kernel.command(caller, request, async (work) => {
    const [seen] = await visibleReports(kernel, caller, [input.reportId]);
    if (!seen) throw fail('NOT_FOUND', { what: 'exam report', reportId: input.reportId });
    const exam = await lockExamRow(work.tx, seen.report.examId);
    const { by } = await examContext(kernel, work);
    requireExamAccess(caller, by, exam, ['write', 'review']);
    const before = await lockReport(work.tx, input.reportId);
    if (isFixed(before)) throw fail('STATE_REFUSED', { reportId: input.reportId, state: before.report.state });
    const allowed = layoutsFor(await layoutsOf(work.tx, exam.service), exam);
    const chosen = allowed.find(({ id }) => id === input.layoutId) ?? null;
    if (input.layoutId !== null && !chosen) throw fail('INPUT_INVALID', { fields: ['layoutId: not for this exam'] });
    await work.tx
      .updateTable('exam_report')
      .set({ layout_id: input.layoutId })
      .where('id', '=', input.reportId)
      .execute();
    work.audit({
      act: 'examReports.choosePaper',
      subject: exam.accessionNumber,
      patientId: exam.patient.id,
      detail: chosen ? `${chosen.layout.name} v${chosen.version}` : 'automatic',
    });
    return told(work.tx, { ...before, layout: { id: input.layoutId, version: null } }, exam);
  });
}
