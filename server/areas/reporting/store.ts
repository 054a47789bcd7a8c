// Reports in the database: made at release with everything as it is then, withdrawn by a recall, counted when printed, never rewritten.
import { randomBytes } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';
import { Id } from '../../../core/kernel/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { Dictionaries } from '../../../core/lab/dictionary.ts';
import type { SpecimenDocument } from '../../../core/lab/model.ts';
import { buildLabReport, signersOf } from '../../../core/reporting/lab-report.ts';
import type { LabReport } from '../../../core/reporting/model.ts';
import { VERIFICATION_CODE_BYTES, verificationCode } from '../../../core/reporting/verification-code.ts';
import type { Database } from '../../db/schema.ts';
import type { CommandWork, Kernel } from '../../kernel/types.ts';
import { reportHash } from './report-hash.ts';
import type { ReportTable } from './tables.ts';

/** The document now in force: row state and recall over the content that was fixed at release. */
export async function reportsOfSpecimen(db: Kysely<Database>, specimenId: string): Promise<LabReport[]> {
  const rows = await db
    .selectFrom('report')
    .select('doc')
    .where('specimen_id', '=', specimenId)
    .orderBy('version', 'desc')
    .execute();
  return rows.map((row) => row.doc);
}

async function signatures(
  kernel: Kernel,
  work: CommandWork,
  document: SpecimenDocument,
): Promise<Map<string, string | null>> {
  const { testedBy, reviewedBy } = signersOf(document);
  // Analyzers, stations and the HIS act under names that are no person's id: they have no handwriting.
  const ids = [...new Set([testedBy?.id, reviewedBy?.id])].flatMap((id) => Id.safeParse(id).data ?? []);
  return new Map(await Promise.all(ids.map(async (id) => [id, await kernel.people.signatureOf(work.tx, id)] as const)));
}

/** Makes the next report version of a released specimen and tells the HIS; earlier versions are superseded. */
export async function releaseReport(
  kernel: Kernel,
  work: CommandWork,
  document: SpecimenDocument,
  dictionaries: Dictionaries,
): Promise<LabReport> {
  const signed = await signatures(kernel, work, document);
  const report = buildLabReport(document, dictionaries, {
    id: work.newId(),
    hospital: kernel.hospital.name,
    verificationCode: verificationCode(randomBytes(VERIFICATION_CODE_BYTES)),
    signatureOf: (personId) => signed.get(personId) ?? null,
    hash: reportHash,
  });
  for (const earlier of await reportsOfSpecimen(work.tx, document.id)) {
    if (earlier.state === 'superseded') continue;
    await setState(work, document.groupId, { ...earlier, state: 'superseded' });
  }
  await work.tx
    .insertInto('report')
    .values({
      id: report.id,
      specimen_id: document.id,
      version: report.version,
      state: report.state,
      group_id: document.groupId,
      patient_id: document.patient.id,
      verification_code: report.verificationCode,
      content_hash: report.contentHash,
      released_at: work.now,
      printed_at: null,
      print_count: 0,
      revision: 1,
      doc: JSON.stringify(report),
    })
    .execute();
  work.changed('report', report.id, 1, document.groupId);
  tellHis(work, document, report);
  work.audit({
    act: 'reporting.release',
    subject: document.barcode,
    patientId: document.patient.id,
    detail: `version ${report.version}`,
  });
  return report;
}

function tellHis(work: CommandWork, document: SpecimenDocument, report: LabReport): void {
  work.outgoing({
    interface: 'hl7',
    peer: 'HIS',
    type: 'ORU^R01',
    subject: document.barcode,
    payload: { kind: 'report', specimenId: document.id, reportId: report.id },
  });
}

/** The feed gets the row's own revision: the report's version stays the same while its state moves on. */
async function setState(work: CommandWork, groupId: string, report: LabReport): Promise<void> {
  const { revision } = await work.tx
    .updateTable('report')
    .set((at) => ({ state: report.state, doc: JSON.stringify(report), revision: at('revision', '+', 1) }))
    .where('id', '=', report.id)
    .returning('revision')
    .executeTakeFirstOrThrow();
  work.changed('report', report.id, revision, groupId);
}

/** Marks the report that was in force as recalled, with who and why, and tells the HIS. */
export async function withdrawReport(work: CommandWork, document: SpecimenDocument): Promise<void> {
  const { recall } = document;
  if (!recall) throw fail('STATE_REFUSED', { specimenId: document.id, state: document.state });
  const inForce = (await reportsOfSpecimen(work.tx, document.id)).find(
    (report) => report.version === recall.reportVersion,
  );
  if (!inForce) throw fail('NOT_FOUND', { specimenId: document.id, reportVersion: recall.reportVersion });
  const recalled: LabReport = {
    ...inForce,
    state: 'recalled',
    recall: { reason: recall.reason, by: recall.by.name, at: recall.at },
  };
  await setState(work, document.groupId, recalled);
  tellHis(work, document, recalled);
}

/** Counts the copies; the first print is the one that is remembered, and moves the state on. */
export async function countPrint(
  work: CommandWork,
  report: LabReport,
  print: { copies: number; groupId: string },
): Promise<void> {
  await work.tx
    .updateTable('report')
    .set((at) => ({
      print_count: at('print_count', '+', print.copies),
      printed_at: at.fn.coalesce('printed_at', at.val(work.now)),
    }))
    .where('id', '=', report.id)
    .execute();
  if (report.state === 'released') await setState(work, print.groupId, { ...report, state: 'printed' });
}

/** A stored report and what stands beside its content in the row. */
export interface StoredReport {
  report: LabReport;
  patientId: string;
  groupId: string;
  contentHash: string;
}

const stored = ['doc', 'patient_id', 'group_id', 'content_hash'] as const;
const toStored = (row: Pick<Selectable<ReportTable>, (typeof stored)[number]>): StoredReport => ({
  report: row.doc,
  patientId: row.patient_id,
  groupId: row.group_id,
  contentHash: row.content_hash,
});

export async function reportByCode(db: Kysely<Database>, code: string): Promise<StoredReport | null> {
  const row = await db.selectFrom('report').select(stored).where('verification_code', '=', code).executeTakeFirst();
  return row ? toStored(row) : null;
}

/** By id; those that do not exist are missing from the answer. */
export async function reportsById(
  db: Kysely<Database>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, StoredReport>> {
  const rows = await db
    .selectFrom('report')
    .select(['id', ...stored])
    .where('id', 'in', [...ids])
    .execute();
  return new Map(rows.map((row) => [row.id, toStored(row)]));
}
