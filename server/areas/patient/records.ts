// A patient's record as it is shown beside another one: visits and specimens that hang on it, not on what it was merged with.
import { type Kysely, sql } from 'kysely';
import { fail } from '../../../core/kernel/errors.ts';
import { mergeFindings, suggestedToStay } from '../../../core/patient/merge.ts';
import type { MergeComparison, PatientMergeDetail, PatientRecord } from '../../../core/patient/model.ts';
import type { Database } from '../../db/schema.ts';
import type { FieldCrypto } from '../../kernel/types.ts';
import { findMerge } from './merge.ts';
import { mergeSide, type PatientRow, patientBrief } from './store.ts';

/** When a specimen came to be, as far as the row tells. */
const takenAt = sql<Date>`coalesce(ordered_at, received_at, updated_at)`;

async function rowOf(db: Kysely<Database>, id: string): Promise<PatientRow> {
  const row = await db.selectFrom('patient').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw fail('NOT_FOUND', { patientId: id });
  return row;
}

async function recordOf(db: Kysely<Database>, fields: FieldCrypto, row: PatientRow): Promise<PatientRecord> {
  const visits = await db
    .selectFrom('visit')
    .select(['number', 'kind', 'department_name', 'bed'])
    .where('patient_id', '=', row.id)
    .orderBy('updated_at', 'desc')
    .limit(20)
    .execute();
  const specimens = await db
    .selectFrom('lab_specimen')
    .select((at) => [at.fn.countAll<number>().as('count'), sql<Date | null>`max(${takenAt})`.as('last')])
    .where('patient_id', '=', row.id)
    .executeTakeFirstOrThrow();
  return {
    ...patientBrief(row, fields),
    provisional: row.provisional,
    mergedInto: row.merged_into,
    version: row.version,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    visits: visits.map(({ number, kind, department_name, bed }) => ({
      number,
      kind,
      departmentName: department_name,
      bed,
    })),
    specimens: Number(specimens.count),
    lastSpecimenAt: specimens.last?.toISOString() ?? null,
  };
}

/** @throws NOT_FOUND */
export async function compareRecords(
  db: Kysely<Database>,
  fields: FieldCrypto,
  { fromId, intoId }: { fromId: string; intoId: string },
): Promise<MergeComparison> {
  const [from, into] = [await rowOf(db, fromId), await rowOf(db, intoId)];
  return {
    from: await recordOf(db, fields, from),
    into: await recordOf(db, fields, into),
    findings: mergeFindings(mergeSide(from), mergeSide(into)),
    suggested: suggestedToStay(mergeSide(from), mergeSide(into)).id,
  };
}

/** @throws NOT_FOUND */
export async function mergeDetail(db: Kysely<Database>, fields: FieldCrypto, id: string): Promise<PatientMergeDetail> {
  const { row, merge } = await findMerge(db, fields, id);
  const since = await db
    .selectFrom('lab_specimen')
    .select(['barcode', takenAt.as('at')])
    .where('patient_id', '=', row.into_id)
    .where(takenAt, '>', row.at)
    .orderBy('at')
    .limit(200)
    .execute();
  return {
    merge,
    from: await recordOf(db, fields, await rowOf(db, row.from_id)),
    into: await recordOf(db, fields, await rowOf(db, row.into_id)),
    since: since.map(({ barcode, at }) => ({ barcode, at: at.toISOString() })),
  };
}
