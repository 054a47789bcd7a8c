// Specimens in the database: the document with its search columns and list row, and every new result version as a fact of its own.
import { type Kysely, sql } from 'kysely';
import { fail } from '../../../core/kernel/errors.ts';
import { resultFingerprint } from '../../../core/lab/fingerprint.ts';
import type { ResultVersion, SpecimenDocument } from '../../../core/lab/model.ts';
import { specimenRow } from '../../../core/lab/worklist.ts';
import type { Database } from '../../db/schema.ts';
import type { CommandWork, Tx } from '../../kernel/types.ts';
import { recordsOf } from '../patient/module.ts';

const date = (instant: string | null): Date | null => (instant === null ? null : new Date(instant));

export async function findSpecimen(
  db: Kysely<Database>,
  by: { id: string } | { barcode: string },
): Promise<SpecimenDocument | null> {
  const query = db.selectFrom('lab_specimen').select('doc');
  const row = await ('id' in by
    ? query.where('id', '=', by.id)
    : query.where('barcode', '=', by.barcode)
  ).executeTakeFirst();
  return row?.doc ?? null;
}

/** The specimen with its row locked until the command commits. @throws NOT_FOUND, SPECIMEN_UNKNOWN */
export async function lockSpecimen(tx: Tx, by: { id: string } | { barcode: string }): Promise<SpecimenDocument> {
  const query = tx.selectFrom('lab_specimen').select('doc');
  const row = await ('id' in by ? query.where('id', '=', by.id) : query.where('barcode', '=', by.barcode))
    .forUpdate()
    .executeTakeFirst();
  if (row) return row.doc;
  throw 'id' in by ? fail('NOT_FOUND', { specimenId: by.id }) : fail('SPECIMEN_UNKNOWN', { barcode: by.barcode });
}

function columns(document: SpecimenDocument, now: Date) {
  const row = specimenRow(document, now.toISOString());
  return {
    version: document.version,
    barcode: document.barcode,
    sample_number: document.sampleNumber,
    state: document.state,
    group_id: document.groupId,
    urgent: document.urgent,
    patient_id: document.patient.id,
    patient_name: document.patient.name,
    patient_number: document.patient.number,
    visit_id: document.visit.id,
    visit_number: document.visit.number,
    department_id: document.visit.departmentId,
    ordering_doctor: document.orderingDoctor,
    instrument_ids: row.instrumentIds,
    critical_count: row.critical,
    ordered_at: date(document.milestones.orderedAt),
    received_at: date(document.milestones.receivedAt),
    updated_at: now,
    doc: JSON.stringify(document),
    list_row: JSON.stringify(row),
  };
}

/** Identity number and telephone stay in the patient's encrypted columns, masked or not. */
function withoutSecrets(document: SpecimenDocument): SpecimenDocument {
  const { identityNumberMasked: _number, phoneMasked: _phone, ...patient } = document.patient;
  return { ...document, patient };
}

export async function insertSpecimen(work: CommandWork, given: SpecimenDocument): Promise<SpecimenDocument> {
  const document = withoutSecrets(given);
  const inserted = await work.tx
    .insertInto('lab_specimen')
    .values({ id: document.id, ...columns(document, work.now) })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!inserted) throw fail('DUPLICATE', { barcode: document.barcode });
  work.changed('specimen', document.id, document.version, document.groupId);
  return document;
}

/** What a measurement is, for the unique index: the rules of placement decide what a repeat is, the index is the last wall. */
function fingerprintOf(document: SpecimenDocument, version: ResultVersion): string | null {
  if (version.source !== 'instrument') return null;
  const { instrumentId, channel, instrumentTime, qualifiers, messageId, value, supersedes } = version;
  const measured = resultFingerprint(document.barcode, {
    code: channel ?? version.testCode,
    value,
    flags: [],
    time: instrumentTime ?? undefined,
    qualifiers,
  });
  return JSON.stringify([instrumentId, measured, supersedes, instrumentTime === null ? messageId : null]);
}

/** Writes the next version of a document; the one before must be the one that was locked. */
export async function saveSpecimen(
  work: CommandWork,
  before: SpecimenDocument,
  given: SpecimenDocument,
): Promise<SpecimenDocument> {
  const after = withoutSecrets(given);
  const { id, ...others } = { id: after.id, ...columns(after, work.now) };
  const updated = await work.tx
    .updateTable('lab_specimen')
    .set(others)
    .where('id', '=', id)
    .where('version', '=', before.version)
    .executeTakeFirst();
  if (updated.numUpdatedRows !== 1n) throw fail('VERSION_CONFLICT', { specimenId: id, expected: before.version });
  const known = new Set(before.lines.flatMap((line) => line.versions.map((version) => version.id)));
  const added = after.lines.flatMap((line) => line.versions.filter((version) => !known.has(version.id)));
  if (added.length > 0) await insertResults(work.tx, after, added);
  work.changed('specimen', after.id, after.version, after.groupId);
  return after;
}

async function insertResults(tx: Tx, document: SpecimenDocument, versions: ResultVersion[]): Promise<void> {
  await tx
    .insertInto('lab_result')
    .values(
      versions.map((version) => ({
        id: version.id,
        specimen_id: document.id,
        patient_id: document.patient.id,
        group_id: document.groupId,
        barcode: document.barcode,
        test_code: version.testCode,
        value: version.value,
        numeric_value: version.numeric,
        no_value: version.noValue,
        unit: version.unit,
        abnormality: version.abnormality,
        source: version.source,
        instrument_id: version.instrumentId,
        message_id: version.messageId,
        fingerprint: fingerprintOf(document, version),
        supersedes: version.supersedes,
        received_at: new Date(version.receivedAt),
      })),
    )
    .execute();
}

/** Released specimens of a patient, those of merged records among them, newest first: what history and previous values are made of. */
export async function releasedOf(
  db: Kysely<Database>,
  patientId: string,
  since: Date | null,
  limit = 200,
): Promise<SpecimenDocument[]> {
  let query = db
    .selectFrom('lab_specimen')
    .select('doc')
    .where('patient_id', 'in', await recordsOf(db, patientId))
    .where('state', 'in', ['released', 'printed']);
  if (since) query = query.where('updated_at', '>=', since);
  const rows = await query.orderBy('updated_at', 'desc').limit(limit).execute();
  return rows.map((row) => row.doc);
}

/** The next running number of a group on a local day, four digits. The counter's row is locked until the command commits. */
export async function nextSampleNumber(tx: Tx, groupId: string, day: string): Promise<string> {
  const { next_number: next } = await tx
    .insertInto('lab_sample_number')
    .values({ group_id: groupId, day, next_number: 2 })
    .onConflict((conflict) =>
      conflict.columns(['group_id', 'day']).doUpdateSet({ next_number: sql`lab_sample_number.next_number + 1` }),
    )
    .returning('next_number')
    .executeTakeFirstOrThrow();
  return String(next - 1).padStart(4, '0');
}
