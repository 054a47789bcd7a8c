// Patients and visits in the database: found by number, written by commands, shown masked.
import type { Kysely, Selectable } from 'kysely';
import { fail } from '../../../core/kernel/errors.ts';
import type { MergeSide } from '../../../core/patient/merge.ts';
import type { PatientBrief, VisitBrief } from '../../../core/patient/model.ts';
import { saysSex } from '../../../core/patient/sex-code.ts';
import type { Database } from '../../db/schema.ts';
import type { CommandWork, FieldCrypto } from '../../kernel/types.ts';
import { maskIdentityNumber, maskPhone, normaliseNumber } from './mask.ts';

export type PatientRow = Selectable<Database['patient']>;
export type VisitRow = Selectable<Database['visit']>;

export interface PatientFields {
  /** The hospital's number; empty for a provisional identity. */
  number: string;
  name: string;
  sex: PatientRow['sex'];
  birthDate: string | null;
  identityNumber?: string;
  phone?: string;
  allergies?: string[];
}

export interface VisitFields {
  kind: VisitRow['kind'];
  number: string;
  departmentId: string;
  departmentName?: string;
  bed?: string;
  diagnosis?: string;
  open?: boolean;
}

/**
 * `his`: the register of patients corrects a person and wins. `order`: a visit or an order of the HIS; it wins unless it names somebody
 * else. `bench`: typed at a station; a contradiction is for a person to settle.
 */
export type PatientSource = 'his' | 'order' | 'bench';

export function patientBrief(row: PatientRow, fields: FieldCrypto): PatientBrief {
  return {
    id: row.id,
    number: row.number ?? '',
    name: row.name,
    sex: row.sex,
    birthDate: row.birth_date,
    identityNumberMasked:
      row.identity_number === null ? undefined : maskIdentityNumber(fields.decrypt(row.identity_number)),
    phoneMasked: row.phone === null ? undefined : maskPhone(fields.decrypt(row.phone)),
    allergies: row.allergies,
  };
}

export function visitBrief(row: VisitRow): VisitBrief {
  return {
    id: row.id,
    kind: row.kind,
    number: row.number,
    departmentId: row.department_id,
    departmentName: row.department_name,
    bed: row.bed ?? undefined,
    diagnosis: row.diagnosis ?? undefined,
  };
}

/** The patient of a number; a merged one leads to the record that stays. */
export async function findPatient(
  db: Kysely<Database>,
  by: { id: string } | { number: string },
): Promise<PatientRow | null> {
  const query = db.selectFrom('patient').selectAll();
  let row = await ('id' in by
    ? query.where('id', '=', by.id)
    : query.where('number', '=', by.number)
  ).executeTakeFirst();
  for (let steps = 0; row?.merged_into && steps < 20; steps += 1) {
    row = await query.where('id', '=', row.merged_into).executeTakeFirst();
  }
  return row ?? null;
}

/** What of a record on file contradicts what was typed: another name, sex or day of birth under the same number. */
export function contradictions(row: PatientRow, fields: PatientFields): string[] {
  const found: string[] = [];
  if (row.name !== fields.name) found.push('name');
  if (saysSex(row.sex) && saysSex(fields.sex) && row.sex !== fields.sex) found.push('sex');
  if (row.birth_date && fields.birthDate && row.birth_date !== fields.birthDate) found.push('birthDate');
  return found;
}

/** What the rule of merging looks at. */
export function mergeSide(row: PatientRow): MergeSide {
  return {
    id: row.id,
    number: row.number,
    name: row.name,
    sex: row.sex,
    birthDate: row.birth_date,
    identityKey: row.identity_number_index,
    phoneKey: row.phone_index,
    provisional: row.provisional,
    mergedInto: row.merged_into,
    createdAt: row.created_at.toISOString(),
  };
}

/** Another name and besides another sex or day of birth: not a person whose name was put right, but another one under the number. */
export function namesAnother(row: PatientRow, fields: PatientFields): boolean {
  const found = contradictions(row, fields);
  return found.includes('name') && found.length > 1;
}

function secret(fields: FieldCrypto, value: string | undefined): { cipher: string; index: string } | null {
  const plain = normaliseNumber(value ?? '');
  return plain ? { cipher: fields.encrypt(plain), index: fields.blindIndex(plain) } : null;
}

/**
 * Writes a patient inside a command: the one of this number, or a new one. Never merges two records.
 * @param chosen on file without a number, by a person's word
 * @throws IDENTITY_CLASH when a bench types another name, sex or birthday than is on file for the number, or an order is somebody else's
 */
export async function savePatient(
  work: CommandWork,
  crypto: FieldCrypto,
  fields: PatientFields,
  source: PatientSource,
  chosen: PatientRow | null = null,
): Promise<PatientRow> {
  const former = chosen ?? (fields.number ? await findPatient(work.tx, { number: fields.number }) : null);
  if (former && source === 'bench') {
    const fieldsInDoubt = contradictions(former, fields);
    if (fieldsInDoubt.length > 0) throw fail('IDENTITY_CLASH', { number: fields.number, fields: fieldsInDoubt });
  }
  if (former && source === 'order' && namesAnother(former, fields)) {
    const cure =
      'if it is the same person, send ADT A08 first; if the sender numbers patients by itself, 系统管理 > 机构 > 患者号自成一套';
    throw fail('IDENTITY_CLASH', { number: fields.number, fields: contradictions(former, fields), cure });
  }
  const identityNumber = secret(crypto, fields.identityNumber);
  const phone = secret(crypto, fields.phone);
  const secrets = {
    ...(identityNumber ? { identity_number: identityNumber.cipher, identity_number_index: identityNumber.index } : {}),
    ...(phone ? { phone: phone.cipher, phone_index: phone.index } : {}),
  };
  if (former) {
    return work.tx
      .updateTable('patient')
      .set({
        ...secrets,
        name: fields.name,
        sex: saysSex(fields.sex) || former.sex === 'unknown' ? fields.sex : former.sex,
        birth_date: fields.birthDate ?? former.birth_date,
        allergies: fields.allergies ?? former.allergies,
        provisional: former.provisional && source === 'bench',
        version: former.version + 1,
        updated_at: work.now,
      })
      .where('id', '=', former.id)
      .returningAll()
      .executeTakeFirstOrThrow();
  }
  return work.tx
    .insertInto('patient')
    .values({
      id: work.newId(),
      number: fields.number || null,
      name: fields.name,
      sex: fields.sex,
      birth_date: fields.birthDate,
      identity_number: null,
      identity_number_index: null,
      phone: null,
      phone_index: null,
      ...secrets,
      allergies: fields.allergies ?? [],
      provisional: source === 'bench',
      merged_into: null,
      version: 1,
      created_at: work.now,
      updated_at: work.now,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Writes a visit of a patient inside a command: the one of this number, or a new one. */
export async function saveVisit(work: CommandWork, patientId: string, fields: VisitFields): Promise<VisitRow> {
  const department = await work.tx
    .selectFrom('department')
    .select('name')
    .where('id', '=', fields.departmentId)
    .executeTakeFirst();
  const values = {
    kind: fields.kind,
    department_id: fields.departmentId,
    department_name: fields.departmentName || department?.name || fields.departmentId,
    bed: fields.bed ?? null,
    diagnosis: fields.diagnosis ?? null,
    open: fields.open ?? true,
    updated_at: work.now,
  };
  return work.tx
    .insertInto('visit')
    .values({ id: work.newId(), patient_id: patientId, number: fields.number, version: 1, ...values })
    .onConflict((conflict) =>
      conflict.columns(['patient_id', 'number']).doUpdateSet((at) => ({
        ...values,
        bed: fields.bed ?? at.ref('visit.bed'),
        diagnosis: fields.diagnosis ?? at.ref('visit.diagnosis'),
        version: at('visit.version', '+', 1),
      })),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
}
