// The form of the ECG desk as it is typed, what is missing in it, and the order that it becomes. Pure.
import { parseDay } from '../../../../core/kernel/age.ts';
import { hospitalDay } from '../../../../core/kernel/hospital-time.ts';
import type { BookingSlot } from '../../../../core/orders/booking.ts';
import type { RegisterExam } from '../../../../core/orders/contract.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { ExamItem } from '../../../../core/orders/exam-items.ts';
import type { IdentityCard } from '../../../../core/patient/card.ts';
import type { PatientBrief, Sex } from '../../../../core/patient/model.ts';

export interface DeskForm {
  name: string;
  number: string;
  sex: Sex;
  /** `YYYY-MM-DD`. */
  birthDate: string;
  identityNumber: string;
  phone: string;
  visitKind: 'outpatient' | 'emergency' | 'inpatient' | 'checkup';
  /** Code of the dictionary of patient types; its kind of visit is `visitKind`. */
  patientType: string;
  visitNumber: string;
  departmentId: string;
  bed: string;
  diagnosis: string;
  /** Code of the exam item; its other facts are the dictionary's. */
  itemCode: string;
  priority: RegisterExam['priority'];
  requestedBy: string;
  requestNumber: string;
  purpose: string;
  room: string;
  /** now: the person is here. slot: comes later. */
  when: 'now' | 'slot';
  slot: BookingSlot | null;
}

export const emptyForm: DeskForm = {
  name: '',
  number: '',
  sex: 'unknown',
  birthDate: '',
  identityNumber: '',
  phone: '',
  visitKind: 'outpatient',
  patientType: 'outpatient',
  visitNumber: '',
  departmentId: '',
  bed: '',
  diagnosis: '',
  itemCode: '',
  priority: 'routine',
  requestedBy: '',
  requestNumber: '',
  purpose: '',
  room: '',
  when: 'now',
  slot: null,
};

export type MissingField = 'name' | 'sex' | 'birthDate' | 'item' | 'slot' | 'department';

/** Sex and age change how a tracing is read: both are asked for. */
export function missingOf(form: DeskForm, now: Date): MissingField[] {
  const missing: MissingField[] = [];
  if (form.name.trim() === '') missing.push('name');
  if (form.sex === 'unknown') missing.push('sex');
  if (parseDay(form.birthDate) === null || form.birthDate > hospitalDay(now)) missing.push('birthDate');
  if (form.itemCode === '') missing.push('item');
  if (asksDepartment(form) && form.departmentId === '') missing.push('department');
  if (form.when === 'slot' && form.slot === null) missing.push('slot');
  return missing;
}

/** A visit number or a bed is one of a department. */
export const asksDepartment = ({ visitNumber, bed }: DeskForm): boolean =>
  visitNumber.trim() !== '' || bed.trim() !== '';

/** Who is known already: nothing of the former person stays in the form. */
export function withPatient(form: DeskForm, patient: PatientBrief): DeskForm {
  return {
    ...form,
    number: patient.number,
    name: patient.name,
    sex: patient.sex,
    birthDate: patient.birthDate ?? '',
    identityNumber: '',
    phone: '',
  };
}

/** A card whose owner is not known: what its number says; the name is read to the clerk. */
export function withCard(form: DeskForm, card: IdentityCard): DeskForm {
  return { ...form, number: '', name: '', sex: card.sex, birthDate: card.birthDate, identityNumber: card.number };
}

/** Another exam may be done somewhere else: its slot is chosen anew. */
export function withItem(form: DeskForm, item: ExamItem): DeskForm {
  return item.code === form.itemCode ? form : { ...form, itemCode: item.code, slot: null, room: item.room };
}

export function examOf(form: DeskForm, item: ExamItem, kept: ExamDocument | null): RegisterExam {
  const given = (value: string) => value.trim() || undefined;
  const trimmed = (value: string) => value.trim();
  return {
    service: 'ecg',
    patient: {
      number: trimmed(form.number),
      name: trimmed(form.name),
      sex: form.sex,
      birthDate: form.birthDate || null,
      identityNumber: given(form.identityNumber),
      phone: given(form.phone),
    },
    // The department that asks is told of danger and gets the report: it counts without a visit number too, as in the emergency room.
    visit:
      form.departmentId === '' && !asksDepartment(form)
        ? null
        : {
            kind: form.visitKind,
            number: trimmed(form.visitNumber),
            departmentId: form.departmentId,
            bed: trimmed(form.bed),
            diagnosis: trimmed(form.diagnosis),
          },
    ...(form.patientType === '' ? {} : { patientTypeCode: form.patientType }),
    modality: item.modality,
    bodyPart: item.bodyPart,
    procedureCode: item.code,
    procedureName: item.name,
    method: item.method,
    clinicalDiagnosis: trimmed(form.diagnosis),
    history: kept?.history ?? '',
    purpose: trimmed(form.purpose),
    priority: form.priority,
    requestedBy: trimmed(form.requestedBy),
    requestNumber: trimmed(form.requestNumber),
    room: trimmed(form.room),
    deviceId: kept?.deviceId ?? '',
    // A time comes with a slot; one that was agreed elsewhere stays.
    scheduledAt: kept?.scheduledAt ?? null,
  };
}

/** Without one of its own a visit is kept under the patient's number, which nobody typed as a visit number. */
const visitNumberOf = ({ visit, patient }: ExamDocument): string =>
  visit === null || visit.number === patient.number ? '' : visit.number;

export function formOf(exam: ExamDocument): DeskForm {
  return {
    ...emptyForm,
    name: exam.patient.name,
    number: exam.patient.number,
    sex: exam.patient.sex,
    birthDate: exam.patient.birthDate ?? '',
    visitKind: exam.visit?.kind ?? 'outpatient',
    // Of an exam from before there were any, the shipped one of its visit.
    patientType: exam.patientType?.code ?? exam.visit?.kind ?? '',
    visitNumber: visitNumberOf(exam),
    departmentId: exam.visit?.departmentId ?? '',
    bed: exam.visit?.bed ?? '',
    diagnosis: exam.clinicalDiagnosis,
    itemCode: exam.procedureCode,
    priority: exam.priority,
    requestedBy: exam.requestedBy,
    requestNumber: exam.requestNumber,
    purpose: exam.purpose,
    room: exam.room,
  };
}
