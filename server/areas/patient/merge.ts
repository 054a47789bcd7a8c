// Merging records and taking it back: a record leads to another one, nothing is rewritten, so that undoing is exact.
import { type Kysely, type Selectable, sql } from 'kysely';
import { fail } from '../../../core/kernel/errors.ts';
import { type MergeFindingCode, mergeAllowed, mergeFindings, unmergeRefusal } from '../../../core/patient/merge.ts';
import type { PatientBrief, PatientMerge } from '../../../core/patient/model.ts';
import type { Database } from '../../db/schema.ts';
import type { Caller, CommandWork, FieldCrypto, Kernel } from '../../kernel/types.ts';
import { findPatient, mergeSide, type PatientRow, patientBrief } from './store.ts';

type MergeRow = Selectable<Database['patient_merge']>;
type Command = { id: string; at: string };

/** All records that are one with this one, itself included: history looks through merges. */
export async function recordsOf(db: Kysely<Database>, patientId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive up as (
      select id, merged_into from patient where id = ${patientId}
      union select p.id, p.merged_into from patient p join up on p.id = up.merged_into
    ), family as (
      select id from up where merged_into is null
      union select p.id from patient p join family on p.merged_into = family.id
    ) select id from family`.execute(db);
  return rows.length === 0 ? [patientId] : rows.map((row) => row.id);
}

/**
 * The patient as a bench sees them: the record that stays, with the allergies of every record that was merged into it.
 * An allergy must not get lost with a number.
 */
export async function patientShown(
  db: Kysely<Database>,
  fields: FieldCrypto,
  id: string,
): Promise<PatientBrief | null> {
  const row = await findPatient(db, { id });
  if (!row) return null;
  const records = await recordsOf(db, row.id);
  const rows =
    records.length === 1
      ? [row]
      : await db.selectFrom('patient').select('allergies').where('id', 'in', records).orderBy('created_at').execute();
  return { ...patientBrief(row, fields), allergies: [...new Set(rows.flatMap(({ allergies }) => allergies))] };
}

const title = (row: PatientRow) => row.number ?? row.id;

async function lead(
  work: CommandWork,
  from: PatientRow,
  into: PatientRow,
  about: { source: MergeRow['source']; reason: string },
): Promise<MergeRow> {
  await work.tx
    .updateTable('patient')
    .set({ merged_into: into.id, version: from.version + 1, updated_at: work.now })
    .where('id', '=', from.id)
    .execute();
  const row = await work.tx
    .insertInto('patient_merge')
    .values({
      id: work.newId(),
      from_id: from.id,
      into_id: into.id,
      source: about.source,
      reason: about.reason,
      by_name: work.caller.person?.name ?? work.caller.address,
      at: work.now,
      undone_reason: null,
      undone_by_name: null,
      undone_at: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  const subject = `${title(from)} -> ${title(into)}`;
  for (const { id: patientId } of [from, into])
    work.audit({ act: 'patient.merge', subject, patientId, detail: about.reason });
  return row;
}

/**
 * HL7 A40: the register of patients says that two numbers are one person. A number that was never seen here needs no merge,
 * and a merge that stands already is no error.
 * @throws NOT_FOUND, STATE_REFUSED when the record leads elsewhere
 */
export async function mergePatient(work: CommandWork, fromNumber: string, intoNumber: string): Promise<void> {
  const from = await work.tx.selectFrom('patient').selectAll().where('number', '=', fromNumber).executeTakeFirst();
  const into = await findPatient(work.tx, { number: intoNumber });
  if (!from) return;
  if (!into) throw fail('NOT_FOUND', { number: intoNumber });
  if (from.merged_into !== null && (await recordsOf(work.tx, from.id)).includes(into.id)) return;
  if (into.id === from.id || from.merged_into !== null) throw fail('STATE_REFUSED', { what: 'mergedAlready' });
  await lead(work, from, into, { source: 'his', reason: 'ADT^A40' });
}

async function toMerge(db: Kysely<Database>, fields: FieldCrypto, row: MergeRow): Promise<PatientMerge> {
  const rows = await db.selectFrom('patient').selectAll().where('id', 'in', [row.from_id, row.into_id]).execute();
  const brief = (id: string) => {
    const found = rows.find((one) => one.id === id);
    if (!found) throw fail('NOT_FOUND', { patientId: id });
    return patientBrief(found, fields);
  };
  return {
    id: row.id,
    from: brief(row.from_id),
    into: brief(row.into_id),
    source: row.source,
    reason: row.reason,
    byName: row.by_name,
    at: row.at.toISOString(),
    undone:
      row.undone_at === null
        ? null
        : { reason: row.undone_reason ?? '', byName: row.undone_by_name ?? '', at: row.undone_at.toISOString() },
  };
}

/** The newest merges, undone ones among them. */
export async function listMerges(db: Kysely<Database>, fields: FieldCrypto): Promise<PatientMerge[]> {
  const rows = await db.selectFrom('patient_merge').selectAll().orderBy('at', 'desc').limit(500).execute();
  const merges: PatientMerge[] = [];
  for (const row of rows) merges.push(await toMerge(db, fields, row));
  return merges;
}

export async function findMerge(
  db: Kysely<Database>,
  fields: FieldCrypto,
  id: string,
): Promise<{ row: MergeRow; merge: PatientMerge }> {
  const row = await db.selectFrom('patient_merge').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw fail('NOT_FOUND', { mergeId: id });
  return { row, merge: await toMerge(db, fields, row) };
}

/** Identity is decided where both records can be seen: not in a queue (architecture, conflict table). */
function requireLive(caller: Caller): void {
  if (caller.mode === 'queued') throw fail('OFFLINE_UNAVAILABLE', { what: 'records are merged with the server only' });
}

export interface MergeInput {
  command: Command;
  fromId: string;
  intoId: string;
  expectedVersions: { from: number; into: number };
  acknowledged: MergeFindingCode[];
  reason: string;
}

/**
 * A person says that two records are one human being.
 * @throws NOT_FOUND, VERSION_CONFLICT, IDENTITY_CLASH naming what blocks it or was not acknowledged
 */
export function mergeByPerson(kernel: Kernel, caller: Caller, input: MergeInput): Promise<PatientMerge> {
  const request = {
    ...input.command,
    name: 'patient.merge',
    right: 'patient.merge' as const,
    subject: `${input.fromId} -> ${input.intoId}`,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    requireLive(caller);
    const ids = [input.fromId, input.intoId];
    const rows = await work.tx.selectFrom('patient').selectAll().where('id', 'in', ids).forUpdate().execute();
    const from = rows.find((row) => row.id === input.fromId);
    const into = rows.find((row) => row.id === input.intoId);
    if (!from || !into) throw fail('NOT_FOUND', { patientId: from ? input.intoId : input.fromId });
    if (from.version !== input.expectedVersions.from || into.version !== input.expectedVersions.into)
      throw fail('VERSION_CONFLICT', { from: from.version, into: into.version });
    const findings = mergeFindings(mergeSide(from), mergeSide(into));
    if (!mergeAllowed(findings, input.acknowledged)) {
      const open = findings.filter(({ weight, code }) => weight !== 'for' && !input.acknowledged.includes(code));
      const blocking = findings.filter(({ weight }) => weight === 'blocks');
      throw fail('IDENTITY_CLASH', { fields: (blocking.length > 0 ? blocking : open).map(({ code }) => code) });
    }
    const row = await lead(work, from, into, { source: 'person', reason: input.reason });
    return toMerge(work.tx, kernel.fields, row);
  });
}

/**
 * The record leads to itself again. What was written for the other record since then stays there.
 * @throws NOT_FOUND, STATE_REFUSED when the merge was undone already or the record leads elsewhere
 */
export function unmerge(
  kernel: Kernel,
  caller: Caller,
  input: { command: Command; mergeId: string; reason: string },
): Promise<PatientMerge> {
  const request = {
    ...input.command,
    name: 'patient.unmerge',
    right: 'patient.merge' as const,
    subject: input.mergeId,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    requireLive(caller);
    const { row, merge } = await findMerge(work.tx, kernel.fields, input.mergeId);
    const from = await work.tx
      .selectFrom('patient')
      .selectAll()
      .where('id', '=', row.from_id)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const refusal = unmergeRefusal(
      { intoId: row.into_id, undoneAt: merge.undone?.at ?? null },
      { mergedInto: from.merged_into },
    );
    if (refusal !== null) throw fail('STATE_REFUSED', { what: refusal });
    await work.tx
      .updateTable('patient')
      .set({ merged_into: null, version: from.version + 1, updated_at: work.now })
      .where('id', '=', from.id)
      .execute();
    const undone = await work.tx
      .updateTable('patient_merge')
      .set({
        undone_reason: input.reason,
        undone_by_name: caller.person?.name ?? caller.address,
        undone_at: work.now,
      })
      .where('id', '=', row.id)
      .where('undone_at', 'is', null)
      .returningAll()
      .executeTakeFirstOrThrow();
    const subject = `${title(from)} <- ${merge.into.number || merge.into.id}`;
    for (const patientId of [row.from_id, row.into_id])
      work.audit({ act: 'patient.unmerge', subject, patientId, detail: input.reason });
    return toMerge(work.tx, kernel.fields, undone);
  });
}
