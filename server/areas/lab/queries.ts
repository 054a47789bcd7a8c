// Reads of the laboratory: the bench list, one specimen with its findings, history, what an analyzer may run. Every one is audited.
import { type Kysely, sql } from 'kysely';
import { fail } from '../../../core/kernel/errors.ts';
import { normalizeBarcode } from '../../../core/lab/barcode.ts';
import type { Rows, Worklist, WorklistFilter } from '../../../core/lab/contract.ts';
import { reviewFindings } from '../../../core/lab/findings.ts';
import { historyPoints } from '../../../core/lab/history.ts';
import type { SpecimenDocument, SpecimenRow } from '../../../core/lab/model.ts';
import { buildWorklist, type WorklistEntry } from '../../../core/lab/worklist.ts';
import type { Database } from '../../db/schema.ts';
import { maySeeGroup } from '../../kernel/access.ts';
import type { AuditEntry, Caller } from '../../kernel/types.ts';
import { requireGroup } from './access.ts';
import type { LabServices } from './services.ts';
import { findSpecimen, releasedOf } from './specimen-store.ts';

const dayMs = 86_400_000;

async function entries(db: Kysely<Database>, since: Date, caller: Caller): Promise<WorklistEntry[]> {
  const rows = await db
    .selectFrom('lab_specimen')
    .select([
      'list_row',
      'department_id',
      'patient_number',
      'group_id',
      sql<string | null>`doc ->> 'instrumentGroup'`.as('instrument_group'),
    ])
    .where('updated_at', '>=', since)
    .execute();
  return rows
    .filter((row) => maySeeGroup(caller, row.group_id))
    .map((row) => ({
      row: row.list_row as SpecimenRow,
      departmentId: row.department_id,
      patientNumber: row.patient_number,
      instrumentGroup: row.instrument_group,
    }));
}

export function worklist(services: LabServices, caller: Caller, filter: WorklistFilter): Promise<Worklist> {
  const { kernel } = services;
  const subject = filter.text ? `text ${filter.text.slice(0, 2)}…` : (filter.groupId ?? 'all');
  return kernel.read(caller, 'lab.view', { act: 'lab.worklist', subject }, async (db) => {
    const dictionaries = await services.dictionaries.load(db);
    const now = kernel.clock.now();
    const found = await entries(db, new Date(now.getTime() - filter.days * dayMs), caller);
    return buildWorklist(found, filter, {
      now: now.toISOString(),
      asOf: now.toISOString(),
      stale: false,
      instrumentGroupOf: (id) => dictionaries.instrument[id]?.instrumentGroup ?? null,
    });
  });
}

/** Those of the rows that the caller may see: what a list on the screen asks for when it hears of changes. */
export function rows(services: LabServices, caller: Caller, ids: string[]): Promise<Rows> {
  const { kernel } = services;
  return kernel.read(caller, 'lab.view', { act: 'lab.rows', subject: `${ids.length} specimens` }, async (db) => {
    const found = await db.selectFrom('lab_specimen').select(['list_row', 'group_id']).where('id', 'in', ids).execute();
    const visible = found.filter((row) => maySeeGroup(caller, row.group_id));
    return {
      rows: visible.map((row) => row.list_row as SpecimenRow),
      asOf: kernel.clock.now().toISOString(),
      stale: false,
    };
  });
}

/** Masked numbers are added for those who look at the specimen; they are not part of the stored document. */
async function withMaskedNumbers(services: LabServices, document: SpecimenDocument): Promise<SpecimenDocument> {
  const patient = await services.patientBrief(document.patient.id);
  return patient ? { ...document, patient } : document;
}

export function specimen(services: LabServices, caller: Caller, id: string) {
  const { kernel } = services;
  const entry: AuditEntry = { act: 'lab.specimen', subject: id };
  return kernel.read(caller, 'lab.view', entry, async (db) => {
    const document = await findSpecimen(db, { id });
    if (!document) throw fail('NOT_FOUND', { specimenId: id });
    entry.patientId = document.patient.id;
    requireGroup(caller, document.groupId);
    const now = kernel.clock.now().toISOString();
    return {
      document: await withMaskedNumbers(services, document),
      findings: reviewFindings(document, {
        dictionaries: await services.dictionaries.load(db),
        criticals: await services.critical.known(db, id),
        now,
      }),
      asOf: now,
      stale: false,
    };
  });
}

export function findings(services: LabServices, caller: Caller, specimenIds: string[]) {
  const subject = `${specimenIds.length} specimens`;
  return services.kernel.read(caller, 'lab.view', { act: 'lab.findings', subject }, async (db) => {
    const dictionaries = await services.dictionaries.load(db);
    const now = services.kernel.clock.now().toISOString();
    const rows = await db.selectFrom('lab_specimen').select('doc').where('id', 'in', specimenIds).execute();
    const visible = rows.map((row) => row.doc).filter((document) => maySeeGroup(caller, document.groupId));
    const all = await Promise.all(
      visible.map(async (document) =>
        reviewFindings(document, { dictionaries, criticals: await services.critical.known(db, document.id), now }),
      ),
    );
    return all.flat();
  });
}

export function byBarcode(services: LabServices, caller: Caller, scanned: string): Promise<SpecimenDocument> {
  const barcode = normalizeBarcode(scanned);
  return services.kernel.read(caller, 'lab.view', { act: 'lab.byBarcode', subject: barcode }, async (db) => {
    const document = await findSpecimen(db, { barcode });
    if (!document) throw fail('SPECIMEN_UNKNOWN', { barcode });
    requireGroup(caller, document.groupId);
    return withMaskedNumbers(services, document);
  });
}

export function history(services: LabServices, caller: Caller, patientId: string, days: number) {
  return services.kernel.read(caller, 'lab.view', { act: 'lab.history', subject: patientId, patientId }, async (db) => {
    const now = services.kernel.clock.now();
    const documents = await releasedOf(db, patientId, new Date(now.getTime() - days * dayMs), 1000);
    const visible = documents.filter((document) => maySeeGroup(caller, document.groupId));
    return { points: historyPoints(visible), asOf: now.toISOString() };
  });
}

/** Answers a host query of an analyzer; the specimen is shown to the station only when its group is the station's. */
export function forInstrument(services: LabServices, caller: Caller, instrumentId: string, barcodes: string[]) {
  return services.kernel.read(caller, null, { act: 'lab.instrumentOrders', subject: instrumentId }, async (db) =>
    Promise.all(
      barcodes.slice(0, 200).map(async (barcode) => {
        const document = await findSpecimen(db, { barcode: normalizeBarcode(barcode) });
        return { barcode, document: document && maySeeGroup(caller, document.groupId) ? document : null };
      }),
    ),
  );
}
