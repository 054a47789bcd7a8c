// An exam for images that are here already and whose exam nobody registered (补登记, RAD-07): the person was done, and waits in no line.
import type { Kysely } from 'kysely';
import { fail } from '../../../core/kernel/errors.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import type { PatientBrief } from '../../../core/patient/model.ts';
import type { Database } from '../../db/schema.ts';
import type { Caller, CommandWork, Kernel } from '../../kernel/types.ts';
import { findPatient, type PatientFields, type PatientRow, patientBrief } from '../patient/module.ts';
import { requireExamAccess } from './access.ts';
import { examContext } from './acts.ts';
import { deskPatient } from './his-numbers.ts';
import { factsOf, makeExam, placeFor, type Registration, saveWho } from './register.ts';

export interface ImagesRegistration {
  exam: Registration;
  /** Whom the person chose among those on file; null: somebody new. */
  knownPatientId: string | null;
  /** Entered for another institution than the caller's. */
  institutionId?: string | undefined;
}

/** Who has the number that is typed, at the institution that registers; `fields` is the person as kept here. */
export async function personOnFile(
  kernel: Kernel,
  at: { tx: Kysely<Database>; caller: Caller },
  typed: PatientFields,
  institutionId: string | undefined,
): Promise<{ fields: PatientFields; onFile: PatientBrief | null }> {
  const fields = await deskPatient(at.tx, await placeFor(kernel, at, institutionId), typed);
  const row = fields.number === '' ? null : await findPatient(at.tx, { number: fields.number });
  return { fields, onFile: row && patientBrief(row, kernel.fields) };
}

/** Somebody on file who has no number and was chosen by name; null for whoever has one, was merged, or is entered with one now. */
async function numberless(work: CommandWork, id: string, entered: PatientFields): Promise<PatientRow | null> {
  const row = await findPatient(work.tx, { id });
  return row && row.number === null && row.merged_into === null && entered.number === '' ? row : null;
}

/**
 * Inside the command that gives the images to it. What a device says is no proof of a person: a number that is on file is taken only for
 * whom it was chosen for.
 * @throws IDENTITY_CLASH for a number of somebody who was not chosen, and for a chosen person whose name, sex or birthday is other than on file;
 * RIGHT_MISSING where the right to register does not reach
 */
export async function registerForImages(
  kernel: Kernel,
  work: CommandWork,
  { exam: entered, knownPatientId, institutionId }: ImagesRegistration,
): Promise<ExamDocument> {
  const { fields, onFile } = await personOnFile(kernel, work, entered.patient, institutionId);
  const chosen = onFile === null && knownPatientId !== null ? await numberless(work, knownPatientId, fields) : null;
  if ((chosen?.id ?? onFile?.id ?? null) !== knownPatientId)
    throw fail('IDENTITY_CLASH', { number: entered.patient.number, fields: ['number'] });
  const who = await saveWho(kernel, work, fields, entered.visit, 'bench', chosen);
  const facts = { ...factsOf(entered, who), scheduledAt: null };
  const exam = await makeExam(kernel, work, facts, { from: 'desk', institutionId, elsewhere: true });
  requireExamAccess(work.caller, (await examContext(kernel, work)).by, exam, ['register'], null);
  work.audit({ act: 'orders.register', subject: exam.accessionNumber, patientId: exam.patient.id });
  return exam;
}
