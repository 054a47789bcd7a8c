// Which systems hear of an exam, and under whose numbers: an order number of one institution is somebody else's order in the HIS of another.
import type { Kysely } from 'kysely';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { toldNumber } from '../../../core/orders/own-numbers.ts';
import { levelsOf } from '../../../core/orders/remote-levels.ts';
import type { Database } from '../../db/schema.ts';
import { recordsOf } from '../patient/module.ts';
import { isOfProgram } from './of-program.ts';

export const his = 'HIS';

const placeOf = (db: Kysely<Database>, id: string) =>
  db.selectFrom('institution').select(['id', 'own', 'hl7_peer', 'own_numbers']).where('id', '=', id).executeTakeFirst();

/** The system that ordered the exam and wants to know how far it is; null: none is told. */
export async function orderingSystem(db: Kysely<Database>, exam: ExamDocument): Promise<string | null> {
  // The number is one of another system, which asks for the state itself.
  if (await isOfProgram(db, exam.id)) return null;
  const place = await placeOf(db, exam.institutionId);
  if (!place || place.own) return his;
  // A campus with a system of its own ordered there.
  if (place.hl7_peer !== '') return place.hl7_peer;
  return place.own_numbers ? null : his;
}

/**
 * Who gets its report and its dangers: the hospital's HIS, unless the exam has another system's numbers; and the systems of the institution
 * that it is of, of the one that asked to read it, and of those that sent the request on (RAD-64, ECG-41).
 */
export async function reportSystems(db: Kysely<Database>, exam: ExamDocument): Promise<string[]> {
  const { remote } = exam;
  const asked =
    remote === null ? [] : [remote.fromInstitutionId, ...levelsOf(remote).map(({ institutionId }) => institutionId)];
  const place = await placeOf(db, exam.institutionId);
  const elsewhere = (await isOfProgram(db, exam.id)) || place?.own_numbers === true;
  const waiting = await db
    .selectFrom('institution')
    .select('hl7_peer')
    .where('active', '=', true)
    .where('hl7_peer', '<>', '')
    .where('id', 'in', place?.own ? ['', ...asked] : [exam.institutionId, ...asked])
    .orderBy('id')
    .execute();
  return [...new Set([...(elsewhere ? [] : [his]), ...waiting.map(({ hl7_peer }) => hl7_peer)])];
}

/** The institution of a kept number, with its system; null for a number of the hospital's own. */
export async function keeperOf(db: Kysely<Database>, number: string): Promise<{ id: string; peer: string } | null> {
  const at = number.indexOf(':');
  const place = at > 0 ? await placeOf(db, number.slice(0, at)) : undefined;
  return place?.own_numbers ? { id: place.id, peer: place.hl7_peer } : null;
}

/** The exam with the numbers that the system knows: its institution's own system gets them as it gave them, also of a patient merged since. */
export async function asTold(db: Kysely<Database>, peer: string, exam: ExamDocument): Promise<ExamDocument> {
  const place = await placeOf(db, exam.institutionId);
  if (!place?.own_numbers || place.hl7_peer !== peer) return exam;
  const rows = await db
    .selectFrom('patient')
    .select('number')
    .where('id', 'in', await recordsOf(db, exam.patient.id))
    .orderBy('created_at')
    .execute();
  const numbers = [exam.patient.number, ...rows.flatMap(({ number }) => number ?? [])];
  const own = numbers.find((number) => toldNumber(place.id, number) !== number) ?? exam.patient.number;
  const visit = exam.visit && {
    ...exam.visit,
    number: toldNumber(place.id, exam.visit.number),
    departmentId: toldNumber(place.id, exam.visit.departmentId),
  };
  return { ...exam, patient: { ...exam.patient, number: toldNumber(place.id, own) }, visit };
}
