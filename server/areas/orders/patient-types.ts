// The dictionary of patient types in the database (病人类型, ECG-50): kept by who keeps dictionaries, asked by whoever registers an exam.
import type { Kysely, Selectable } from 'kysely';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import {
  type ExamPatientType,
  type PatientType,
  type PatientTypeEntry,
  patientTypeMeant,
} from '../../../core/orders/patient-type.ts';
import type { Database } from '../../db/schema.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { administers } from '../identity/module.ts';
import type { PatientTypeTable } from './tables.ts';
import { requireChange } from './typed-dictionary.ts';

function shown({ name_en, exchange_code, updated_at: _at, ...row }: Selectable<PatientTypeTable>): PatientType {
  return { ...row, nameEn: name_en, exchangeCode: exchange_code };
}

export async function patientTypesOf(db: Kysely<Database>): Promise<PatientType[]> {
  return (await db.selectFrom('patient_type').selectAll().orderBy('position').orderBy('code').execute()).map(shown);
}

/** Names of a dictionary, no patients': for everybody who is logged in. */
export function listPatientTypes(kernel: Kernel, caller: Caller): Promise<PatientType[]> {
  return kernel.read(caller, null, { act: 'orders.patientTypes', subject: '' }, patientTypesOf);
}

/** @throws INPUT_INVALID for a type that there is not, or that is switched off and not what stands there already */
export async function requirePatientType(
  db: Kysely<Database>,
  code: string | undefined,
  present?: string | undefined,
): Promise<void> {
  if (code === undefined || code === present) return;
  const found = await db.selectFrom('patient_type').select('active').where('code', '=', code).executeTakeFirst();
  if (!found) throw fail('INPUT_INVALID', { fields: [`exam.patientTypeCode: ${code} is no patient type`] });
  if (!found.active)
    throw fail('INPUT_INVALID', { fields: [`exam.patientTypeCode: the patient type ${code} is switched off`] });
}

/** What an exam keeps of the type that was said, or that its visit is of; undefined where neither says any. */
export async function patientTypeFor(
  db: Kysely<Database>,
  said: string | undefined,
  kind: PatientType['kind'] | null,
): Promise<ExamPatientType | undefined> {
  if (!said && kind === null) return undefined;
  const meant = patientTypeMeant(await patientTypesOf(db), said ?? '', kind);
  if (!meant) return undefined;
  const { code, name, nameEn, exchangeCode } = meant;
  return { code, name, nameEn, exchangeCode };
}

/** @throws DUPLICATE, NOT_FOUND, VERSION_CONFLICT, STATE_REFUSED to switch the last one off, INPUT_INVALID for another kind of a shipped one */
export function savePatientType(
  kernel: Kernel,
  caller: Caller,
  input: { command: CommandMeta; type: PatientTypeEntry; expectedVersion: number },
): Promise<PatientType> {
  const { type, expectedVersion } = input;
  const name = 'orders.savePatientType';
  const request = { ...input.command, name, right: administers(caller, 'dictionary.edit'), subject: type.code, input };
  return kernel.command(caller, { ...request, ownAudit: true }, async (work) => {
    // One at a time: two administrators cannot switch the last two off.
    const rows = await work.tx.selectFrom('patient_type').selectAll().orderBy('code').forUpdate().execute();
    const before = requireChange(rows, type, expectedVersion, { kind: 'patientType', name: 'patient type' });
    if (before?.shipped && before.kind !== type.kind)
      throw fail('INPUT_INVALID', { fields: [`type.kind: ${type.code} ships as ${before.kind}`] });
    const { code, nameEn, exchangeCode, ...rest } = type;
    const columns = {
      ...rest,
      ...{ name_en: nameEn, exchange_code: exchangeCode.trim() },
      ...{ version: expectedVersion + 1, updated_at: work.now },
    };
    const row = await work.tx
      .insertInto('patient_type')
      .values({ code, shipped: false, ...columns })
      .onConflict((conflict) => conflict.column('code').doUpdateSet(columns))
      .returningAll()
      .executeTakeFirstOrThrow();
    const was = before ? JSON.stringify(shown(before)) : 'new';
    work.audit({ act: name, subject: code, detail: `${was} -> ${JSON.stringify(type)}` });
    return shown(row);
  });
}
