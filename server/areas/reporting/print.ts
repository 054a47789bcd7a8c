// Printing: one PDF of many reports, which is also the preview; tube labels; each act on record.
import { fail } from '../../../core/kernel/errors.ts';
import { tubeLabel } from '../../../core/lab/label.ts';
import type { SpecimenDocument } from '../../../core/lab/model.ts';
import { markPrinted } from '../../../core/lab/review.ts';
import { isPublished } from '../../../core/lab/specimen-state.ts';
import type { LabReport } from '../../../core/reporting/model.ts';
import { maySeeGroup } from '../../kernel/access.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { actorOf, createDictionaryCache, findSpecimen, lockSpecimen, saveSpecimen } from '../lab/module.ts';
import { countPrint, reportsOfSpecimen } from './store.ts';

export interface PrintRequest {
  command: { id: string; at: string };
  specimens: string[];
  paper?: 'A4' | 'A5' | 'B5';
  copies: number;
}

function inForce(reports: readonly LabReport[]): LabReport | undefined {
  return reports.find((report) => report.state === 'released' || report.state === 'printed');
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
    const printed: SpecimenDocument[] = [];
    const ids: string[] = [];
    for (const specimenId of input.specimens) {
      const before = await lockSpecimen(work.tx, { id: specimenId });
      if (!maySeeGroup(caller, before.groupId)) throw fail('RIGHT_MISSING', { groupId: before.groupId });
      const report = inForce(await reportsOfSpecimen(work.tx, specimenId));
      if (!report || !isPublished(before.state))
        throw fail('STATE_REFUSED', { barcode: before.barcode, state: before.state });
      await countPrint(work, report);
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
        detail: `version ${report.version}`,
      });
    }
    const query = new URLSearchParams({
      ids: ids.join(','),
      copies: String(input.copies),
      ...(input.paper ? { paper: input.paper } : {}),
    });
    return { url: `/reports/pdf?${query}`, printed };
  });
}

/** Reports by their ids, in the order asked for; those of foreign groups refuse the whole request. */
export async function reportsToPrint(kernel: Kernel, caller: Caller, ids: readonly string[]): Promise<LabReport[]> {
  const rows = await kernel.db
    .selectFrom('report')
    .select(['id', 'group_id', 'patient_id', 'doc'])
    .where('id', 'in', [...ids])
    .execute();
  const foreign = rows.find((row) => !maySeeGroup(caller, row.group_id));
  if (foreign) throw fail('RIGHT_MISSING', { groupId: foreign.group_id });
  const byId = new Map(rows.map((row) => [row.id, row.doc]));
  return ids.map((id) => {
    const report = byId.get(id);
    if (!report) throw fail('NOT_FOUND', { reportId: id });
    return report;
  });
}

/** Label data of a specimen that the caller may see. */
export async function labelOf(kernel: Kernel, caller: Caller, specimenId: string) {
  const document = await findSpecimen(kernel.db, { id: specimenId });
  if (!document) throw fail('NOT_FOUND', { specimenId });
  if (!maySeeGroup(caller, document.groupId)) throw fail('RIGHT_MISSING', { groupId: document.groupId });
  return tubeLabel(document, await createDictionaryCache().load(kernel.db), {
    hospital: kernel.hospital.name,
    now: kernel.clock.now().toISOString(),
  });
}
