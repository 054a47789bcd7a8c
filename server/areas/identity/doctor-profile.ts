// What is registered of a doctor, in the row of the person: the number unique, the telephone encrypted, both on record without their value where personal.
import type { Kysely } from 'kysely';
import { type DoctorProfile, noProfile } from '../../../core/identity/profile.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { Database } from '../../db/schema.ts';
import type { Caller, FieldCrypto } from '../../kernel/types.ts';
import { administers } from './administrators.ts';
import { setDifference } from './difference.ts';
import type { PersonRow } from './people-store.ts';

export function profileOf(row: PersonRow, fields: FieldCrypto): DoctorProfile {
  const { number, licence, qualification, specialty, phone, further_departments: departmentIds } = row;
  return {
    number,
    licence,
    qualification,
    specialty,
    phone: phone === null ? '' : fields.decrypt(phone),
    departmentIds,
  };
}

export function profileColumns({ phone, departmentIds, ...texts }: DoctorProfile, fields: FieldCrypto) {
  return {
    ...texts,
    phone: phone === '' ? null : fields.encrypt(phone),
    further_departments: [...new Set(departmentIds)],
  };
}

/** @throws DUPLICATE: a doctor's number is nobody else's */
export async function requireNumberFree(db: Kysely<Database>, personId: string, number: string): Promise<void> {
  if (number === '') return;
  const holder = await db
    .selectFrom('person')
    .select(['user_name', 'name'])
    .where((at) => at(at.fn<string>('lower', ['number']), '=', number.toLowerCase()))
    .where('id', '<>', personId)
    .executeTakeFirst();
  if (holder) throw fail('DUPLICATE', { number, user: holder.user_name, name: holder.name });
}

const texts = ['number', 'licence', 'qualification', 'specialty'] as const;

/** For the audit trail. Of the telephone that it changed, not what it is. */
export function profileChanges(former: PersonRow | null, row: PersonRow, fields: FieldCrypto): string[] {
  const before = former ? profileOf(former, fields) : noProfile;
  const after = profileOf(row, fields);
  return [
    ...texts
      .filter((field) => before[field] !== after[field])
      .map((field) => `${field} ${before[field]} -> ${after[field]}`),
    setDifference('further departments', before.departmentIds, after.departmentIds),
    before.phone === after.phone ? '' : 'phone changed',
  ];
}

/** @throws RIGHT_MISSING: who keeps accounts alone registers no doctors */
export function requireMayRegister(caller: Caller, changes: readonly string[]): void {
  if (caller.mode === 'system' || changes.every((change) => change === '')) return;
  const right = administers(caller, 'doctor.edit');
  if (!caller.rights.includes(right)) throw fail('RIGHT_MISSING', { right });
}
