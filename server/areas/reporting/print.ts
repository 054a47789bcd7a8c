// Printing: a job of up to 500 reports becomes one PDF; previews of what is not signed; tube labels.
import { fail } from '../../../core/kernel/errors.ts';
import { type TubeLabel, tubeLabel } from '../../../core/lab/label.ts';
import type { SpecimenDocument } from '../../../core/lab/model.ts';
import { markPrinted } from '../../../core/lab/review.ts';
import { isPublished } from '../../../core/lab/specimen-state.ts';
import { draftLabReport } from '../../../core/reporting/draft.ts';
import type { LabReport } from '../../../core/reporting/model.ts';
import { maySeeGroup } from '../../kernel/access.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { actorOf, createDictionaryCache, lockSpecimen, saveSpecimen } from '../lab/module.ts';
import { countPrint, reportsById, reportsOfSpecimen, type StoredReport } from './store.ts';

export interface PrintRequest {
  command: { id: string; at: string };
  specimens: string[];
  paper?: 'A4' | 'A5' | 'B5';
  copies: number;
}

function inForce(reports: readonly LabReport[]): LabReport | undefined {
  return reports.find((report) => report.state === 'released' || report.state === 'printed');
}

/** Sheets of one file: it is drawn within a minute and in less than 2 GB. */
const mostSheets = 500;

/** @throws INPUT_INVALID when reports times copies are too many for one file */
export function requireFewSheets(reports: number, copies: number): void {
  if (reports * copies > mostSheets)
    throw fail('INPUT_INVALID', { fields: [`copies: reports times copies are at most ${mostSheets}`] });
}

/** Marks as printed and gives the address of the PDF. @throws STATE_REFUSED naming the barcode without a report in force */
export function printReports(
  kernel: Kernel,
  caller: Caller,
  input: PrintRequest,
): Promise<{ url: string; printed: SpecimenDocument[] }> {
  const dictionaries = createDictionaryCache();
  const request = {
    ...input.command,
    name: 'reporting.print',
    right: 'lab.print' as const,
    subject: `${input.specimens.length} specimens`,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    requireFewSheets(input.specimens.length, input.copies);
    const printed: SpecimenDocument[] = [];
    const ids: string[] = [];
    for (const specimenId of input.specimens) {
      const before = await lockSpecimen(work.tx, { id: specimenId });
      if (!maySeeGroup(caller, before.groupId)) throw fail('RIGHT_MISSING', { groupId: before.groupId });
      const report = inForce(await reportsOfSpecimen(work.tx, specimenId));
      if (!report || !isPublished(before.state))
        throw fail('STATE_REFUSED', { barcode: before.barcode, state: before.state });
      await countPrint(work, report, { copies: input.copies, groupId: before.groupId });
      const after = markPrinted(before, {
        now: work.now.toISOString(),
        actor: actorOf(caller),
        newId: work.newId,
        dictionaries: await dictionaries.load(work.tx),
      });
      printed.push(after === before ? before : await saveSpecimen(work, before, after));
      ids.push(report.id);
      work.audit({
        act: 'reporting.print',
        subject: before.barcode,
        patientId: before.patient.id,
        detail: `version ${report.version}, copies ${input.copies}`,
      });
    }
    const job = work.newId();
    await work.tx
      .insertInto('report_print_job')
      .values({
        id: job,
        report_ids: ids,
        paper: input.paper ?? null,
        copies: input.copies,
        person_id: caller.person?.id ?? null,
        station_id: caller.station?.id ?? null,
        at: work.now,
      })
      .execute();
    return { url: `/reports/pdf?job=${job}`, printed };
  });
}

export interface PrintJob {
  reports: StoredReport[];
  copies: number;
  paper: 'A4' | 'A5' | 'B5' | undefined;
}

/**
 * What a print asked for, for the person who asked or somebody at the same station.
 * @throws NOT_FOUND also for a job of somebody else: its existence is nobody's business
 */
export async function printJob(kernel: Kernel, caller: Caller, id: string): Promise<PrintJob> {
  const job = await kernel.db.selectFrom('report_print_job').selectAll().where('id', '=', id).executeTakeFirst();
  const own =
    job !== undefined &&
    ((job.person_id !== null && job.person_id === caller.person?.id) ||
      (job.station_id !== null && job.station_id === caller.station?.id));
  if (!own) throw fail('NOT_FOUND', { job: id });
  return {
    reports: await reportsToPrint(kernel, caller, job.report_ids),
    copies: job.copies,
    paper: job.paper ?? undefined,
  };
}

/** Reports by their ids, in the order asked for; those of foreign groups refuse the whole request. */
export async function reportsToPrint(kernel: Kernel, caller: Caller, ids: readonly string[]): Promise<StoredReport[]> {
  const found = await reportsById(kernel.db, ids);
  return ids.map((id) => {
    const stored = found.get(id);
    if (!stored) throw fail('NOT_FOUND', { reportId: id });
    if (!maySeeGroup(caller, stored.groupId)) throw fail('RIGHT_MISSING', { groupId: stored.groupId });
    return stored;
  });
}

/** The report of a specimen as it is, or as it would be if it were signed now (LAB-56). */
export async function previewOf(kernel: Kernel, caller: Caller, document: SpecimenDocument): Promise<LabReport> {
  if (!maySeeGroup(caller, document.groupId)) throw fail('RIGHT_MISSING', { groupId: document.groupId });
  const current = isPublished(document.state) ? inForce(await reportsOfSpecimen(kernel.db, document.id)) : undefined;
  if (current) return current;
  return draftLabReport(document, await createDictionaryCache().load(kernel.db), {
    hospital: kernel.hospital.name,
    now: kernel.clock.now().toISOString(),
  });
}

/** Label data of a specimen that the caller may see. */
export async function labelOf(kernel: Kernel, caller: Caller, document: SpecimenDocument): Promise<TubeLabel> {
  if (!maySeeGroup(caller, document.groupId)) throw fail('RIGHT_MISSING', { groupId: document.groupId });
  return tubeLabel(document, await createDictionaryCache().load(kernel.db), {
    hospital: kernel.hospital.name,
    now: kernel.clock.now().toISOString(),
  });
}
