// Numbers of a HIS as they are kept here: those of an institution that numbers by itself under the institution, so that two persons never share one.
import type { Kysely } from 'kysely';
import type { IncomingPatient, IncomingVisit } from '../../../core/integration/order-message.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { institutionOfFacility } from '../../../core/orders/facility.ts';
import { keptNumber } from '../../../core/orders/own-numbers.ts';
import type { Database } from '../../db/schema.ts';
import type { Kernel } from '../../kernel/types.ts';
import { contradictions, findPatient, type PatientFields } from '../patient/module.ts';
import { type Institution, institutionsOf } from './institutions.ts';

/** The department keeps the name that the sender calls it by. */
export type NamedVisit = IncomingVisit & { departmentName?: string };

/** @throws INPUT_INVALID for a sender whose institution nobody entered */
export async function senderOf(kernel: Kernel, db: Kysely<Database>, facility: string): Promise<Institution> {
  const network = await institutionsOf(kernel, db);
  const id = institutionOfFacility(
    network.map(({ hl7_facilities: facilities, ...one }) => ({ ...one, facilities })),
    facility.trim(),
  );
  const sender = network.find((one) => one.id === id);
  if (sender) return sender;
  const cure = 'an administrator enters it with the institution that sends it (系统管理 > 机构 > HL7 发送机构)';
  throw fail('INPUT_INVALID', { fields: [`MSH-4: ${facility || '(empty)'} is no sending facility here; ${cure}`] });
}

export interface KeptNumbers {
  number(number: string): string;
  patient<Patient extends Pick<IncomingPatient, 'number'>>(patient: Patient): Patient;
  visit(visit: IncomingVisit): NamedVisit;
}

/** How the numbers of a sender are kept. @throws INPUT_INVALID for a sender whose institution nobody entered */
export async function keptNumbers(kernel: Kernel, db: Kysely<Database>, facility: string): Promise<KeptNumbers> {
  const sender = await senderOf(kernel, db, facility);
  if (!sender.own_numbers)
    return { number: (number) => number, patient: (patient) => patient, visit: (visit) => visit };
  const number = (one: string) => keptNumber(sender.id, one);
  return {
    number,
    patient: (patient) => ({ ...patient, number: number(patient.number) }),
    visit(visit) {
      const { departmentId } = visit;
      // Departments that were entered here are meant by their id, which is nobody else's.
      if (departmentId === '' || sender.department_ids.includes(departmentId)) return visit;
      return { ...visit, departmentId: number(departmentId).slice(0, 64), departmentName: departmentId };
    },
  };
}

/**
 * A patient as typed at the desk of an institution that numbers by itself: under its number, unless it is the very person on file here under
 * the number as it stands.
 */
export async function deskPatient(
  db: Kysely<Database>,
  place: Pick<Institution, 'id' | 'own_numbers'> | undefined,
  typed: PatientFields,
): Promise<PatientFields> {
  if (!place?.own_numbers || typed.number === '') return typed;
  const kept = { ...typed, number: keptNumber(place.id, typed.number) };
  if (await findPatient(db, { number: kept.number })) return kept;
  const here = await findPatient(db, { number: typed.number });
  const same = here !== null && here.birth_date !== null && here.birth_date === typed.birthDate;
  return same && contradictions(here, typed).length === 0 ? typed : kept;
}
