// Exams come to be: entered at the desk, or ordered by the HIS; each gets an accession number that nobody else has (RAD-02 to 04, ECG-07 to 09).
import type { Kysely } from 'kysely';
import type { z } from 'zod';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { accessionNumber, isAccessionNumber } from '../../../core/orders/accession.ts';
import type { BookingSlot } from '../../../core/orders/booking.ts';
import type { RegisterExam } from '../../../core/orders/contract.ts';
import type { ExamDocument, ExamFee } from '../../../core/orders/exam.ts';
import { book, type ExamFacts, newExam } from '../../../core/orders/exam-flow.ts';
import type { Database } from '../../db/schema.ts';
import type { Caller, CommandWork, Kernel } from '../../kernel/types.ts';
import {
  type PatientFields,
  type PatientRow,
  type PatientSource,
  patientBrief,
  recordsOf,
  savePatient,
  saveVisit,
  type VisitFields,
  visitBrief,
} from '../patient/module.ts';
import { takeNumbers } from '../sync/module.ts';
import { examRight, requireExamAccess } from './access.ts';
import { examContext } from './acts.ts';
import { nextQueueNumber, takeSlot } from './booking-store.ts';
import { requireEcgType } from './ecg-types.ts';
import { deskPatient } from './his-numbers.ts';
import { type Institution, institutionOf, institutionsOf, ownInstitution } from './institutions.ts';
import { itemByCode } from './items.ts';
import { patientTypeFor, requirePatientType } from './patient-types.ts';
import { countPriors, insertExam, saveExam } from './store.ts';

export type Registration = z.output<typeof RegisterExam>;

type Who = Pick<ExamFacts, 'patient' | 'visit' | 'departmentId' | 'departmentName' | 'departmentPhone'>;

/** The person and the visit inside the command: known by number, else made. @param chosen on file without a number, by a person's word */
export async function saveWho(
  kernel: Kernel,
  work: CommandWork,
  patient: PatientFields,
  visit: VisitFields | null,
  source: PatientSource,
  chosen: PatientRow | null = null,
): Promise<Who> {
  const row = await savePatient(work, kernel.fields, patient, source, chosen);
  const brief = patientBrief(row, kernel.fields);
  const none = { departmentId: '', departmentName: '', departmentPhone: '' };
  if (visit === null) return { patient: brief, visit: null, ...none };
  const saved = await saveVisit(work, row.id, { ...visit, number: visit.number || patient.number || row.id });
  const department = await kernel.people.department(work.tx, saved.department_id);
  return {
    patient: brief,
    // The row needs a number to be found by; our own key is none that a paper may show.
    visit: { ...visitBrief(saved), number: visit.number || patient.number },
    departmentId: saved.department_id,
    departmentName: saved.department_name,
    departmentPhone: department?.phone ?? '',
  };
}

export interface Made {
  id?: string;
  accession?: string;
  requestedAt?: string;
  from: 'request' | 'desk';
  fee?: ExamFee | undefined;
  /** Entered for another institution than the caller's. */
  institutionId?: string | undefined;
  /** Nobody waits in a line of ours for what is done elsewhere. */
  elsewhere?: true;
}

/** The institution that is named, else the one that the caller acts for. @throws NOT_FOUND */
export async function placeFor(
  kernel: Kernel,
  work: { tx: Kysely<Database>; caller: Caller },
  institutionId: string | undefined,
): Promise<Institution> {
  const institutions = await institutionsOf(kernel, work.tx);
  const mine =
    institutionOf(institutions, work.caller.person?.departmentId ?? '') ?? (await ownInstitution(kernel, work.tx));
  const place = institutionId === undefined ? mine : institutions.find(({ id }) => id === institutionId);
  if (!place) throw fail('NOT_FOUND', { what: 'institution', institutionId: institutionId ?? '' });
  return place;
}

export async function makeExam(kernel: Kernel, work: CommandWork, given: ExamFacts, made: Made): Promise<ExamDocument> {
  const context = await examContext(kernel, work);
  const place = await placeFor(kernel, work, made.institutionId);
  const number = made.accession ?? accessionNumber(context.now, (await takeNumbers(work.tx, 'accession', 1)).from);
  if (!isAccessionNumber(number)) throw fail('INPUT_INVALID', { fields: ['accessionNumber'] });
  const records = await recordsOf(work.tx, given.patient.id);
  const exam = newExam(
    await typed(work, given),
    {
      id: made.id ?? work.newId(),
      accessionNumber: number,
      institutionId: place.id,
      institutionName: place.name,
      requestedAt: made.requestedAt ?? context.now,
      priorCount: await countPriors(work.tx, given.service, records),
      from: made.from,
      fee: made.fee,
    },
    context,
  );
  const isHere = exam.state === 'registered' && !made.elsewhere;
  return insertExam(work, isHere ? { ...exam, queueNumber: await nextQueueNumber(work, exam) } : exam);
}

/** With the ECG type of its item, and the patient type that was said or that the visit is of. */
export async function typed(work: CommandWork, given: ExamFacts): Promise<ExamFacts> {
  const item = given.service === 'ecg' ? await itemByCode(work.tx, given.procedureCode) : null;
  const patientType = await patientTypeFor(work.tx, given.patientTypeCode, given.visit?.kind ?? null);
  return { ...given, ecgType: item?.ecgType, patientType };
}

/** As typed at a desk: the numbers of an institution that gives its own are kept under it. @throws IDENTITY_CLASH, NOT_FOUND */
export async function saveTyped(
  kernel: Kernel,
  work: CommandWork,
  { patient, visit, institutionId }: { patient: PatientFields; visit: VisitFields | null; institutionId?: string },
): Promise<Who> {
  const place = await placeFor(kernel, work, institutionId);
  return saveWho(kernel, work, await deskPatient(work.tx, place, patient), visit, 'bench');
}

/** What was entered, without the two parts that become records of their own. */
export function factsOf(entered: Registration, who: Who): ExamFacts {
  const { patient: _patient, visit: _visit, ...rest } = entered;
  return { ...rest, ...who };
}

export interface RegisterInput {
  command: CommandMeta;
  exam: Registration;
  slot?: BookingSlot;
  examId?: string;
  accessionNumber?: string;
  institutionId?: string | undefined;
}

/** The slot also says where; all or nothing, so that no exam is left without the place that it was made for. */
async function intoSlot(
  work: CommandWork,
  exam: ExamDocument,
  slot: BookingSlot,
  by: { personName: string },
): Promise<ExamDocument> {
  const { startsAt, room, deviceId } = await takeSlot(work, exam, slot, by);
  return saveExam(work, exam, book(exam, startsAt, { room, deviceId }));
}

/** @throws IDENTITY_CLASH, INPUT_INVALID also for an item whose ECG type is switched off, DUPLICATE for an accession number that exists, SLOT_FULL, PATIENT_BOOKED */
export function registerExam(kernel: Kernel, caller: Caller, input: RegisterInput): Promise<ExamDocument> {
  const { service } = input.exam;
  const request = {
    ...input.command,
    name: 'orders.register',
    right: examRight(service, 'register'),
    subject: input.accessionNumber ?? input.exam.patient.number,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    const who = await saveTyped(kernel, work, { ...input.exam, institutionId: input.institutionId });
    const { slot } = input;
    const entered = slot ? { ...input.exam, scheduledAt: new Date(slot.startsAt).toISOString() } : input.exam;
    const made = await makeExam(kernel, work, factsOf(entered, who), {
      id: input.examId,
      accession: input.accessionNumber,
      from: 'desk',
      institutionId: input.institutionId,
    });
    // Who stood at a desk without the server has been registered: that is kept, whatever was switched off meanwhile.
    if (input.examId === undefined) {
      await requirePatientType(work.tx, input.exam.patientTypeCode);
      if (made.ecgType !== undefined) await requireEcgType(work.tx, 'exam.procedureCode', made.ecgType);
    }
    // Judged as the exam that it would be; refused, nothing of it is kept.
    requireExamAccess(caller, (await examContext(kernel, work)).by, made, ['register'], null);
    const exam = slot ? await intoSlot(work, made, slot, (await examContext(kernel, work)).by) : made;
    work.audit({ act: 'orders.register', subject: exam.accessionNumber, patientId: exam.patient.id });
    return exam;
  });
}
