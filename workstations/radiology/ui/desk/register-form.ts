// The form of the desk as plain values: how it starts, what is missing, what is sent. Pure.
import { instantAt } from '../../../../core/kernel/hospital-time.ts';
import type { RegisterExam } from '../../../../core/orders/contract.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { ExamItem } from '../../../../core/orders/exam-items.ts';
import type { PatientBrief, Sex } from '../../../../core/patient/model.ts';
import { dateTime } from '../../../../renderer/format/time.ts';

export interface FormValues {
  number: string;
  name: string;
  sex: Sex;
  birthDate: string;
  identityNumber: string;
  phone: string;
  visitKind: '' | 'outpatient' | 'emergency' | 'inpatient' | 'checkup';
  visitNumber: string;
  departmentId: string;
  bed: string;
  itemCode: string;
  modality: string;
  bodyPart: string;
  procedureName: string;
  method: string;
  room: string;
  deviceId: string;
  priority: ExamDocument['priority'];
  clinicalDiagnosis: string;
  history: string;
  purpose: string;
  requestedBy: string;
  requestNumber: string;
  /** Of an `<input type="datetime-local">`: local time, empty for "now". */
  scheduledAt: string;
}

export const emptyForm: FormValues = {
  number: '',
  name: '',
  sex: 'unknown',
  birthDate: '',
  identityNumber: '',
  phone: '',
  visitKind: 'outpatient',
  visitNumber: '',
  departmentId: '',
  bed: '',
  itemCode: '',
  modality: '',
  bodyPart: '',
  procedureName: '',
  method: '',
  room: '',
  deviceId: '',
  priority: 'routine',
  clinicalDiagnosis: '',
  history: '',
  purpose: '',
  requestedBy: '',
  requestNumber: '',
  scheduledAt: '',
};

const localInput = (instant: string | null) => dateTime(instant).replace(' ', 'T');

export function formOf(exam: ExamDocument): FormValues {
  return {
    ...emptyForm,
    number: exam.patient.number,
    name: exam.patient.name,
    sex: exam.patient.sex,
    birthDate: exam.patient.birthDate ?? '',
    visitKind: exam.visit?.kind ?? '',
    visitNumber: exam.visit?.number ?? '',
    departmentId: exam.visit?.departmentId ?? '',
    bed: exam.visit?.bed ?? '',
    itemCode: exam.procedureCode,
    modality: exam.modality,
    bodyPart: exam.bodyPart,
    procedureName: exam.procedureName,
    method: exam.method,
    room: exam.room,
    deviceId: exam.deviceId,
    priority: exam.priority,
    clinicalDiagnosis: exam.clinicalDiagnosis,
    history: exam.history,
    purpose: exam.purpose,
    requestedBy: exam.requestedBy,
    requestNumber: exam.requestNumber,
    scheduledAt: localInput(exam.scheduledAt),
  };
}

export function withPatient(form: FormValues, patient: PatientBrief): FormValues {
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

export function withItem(form: FormValues, item: ExamItem): FormValues {
  return {
    ...form,
    itemCode: item.code,
    modality: item.modality,
    bodyPart: item.bodyPart,
    procedureName: item.name,
    method: item.method,
    room: item.room || form.room,
  };
}

export function missing(form: FormValues): ('name' | 'number' | 'item' | 'modality' | 'department')[] {
  const fields: ReturnType<typeof missing> = [];
  if (!form.number.trim()) fields.push('number');
  if (!form.name.trim()) fields.push('name');
  // The modality comes with the item.
  if (!form.procedureName.trim()) fields.push('item');
  else if (!form.modality.trim()) fields.push('modality');
  if (form.visitKind && !form.departmentId) fields.push('department');
  return fields;
}

export function registrationOf(form: FormValues): RegisterExam {
  const given = (text: string) => (text.trim() ? text.trim() : undefined);
  return {
    service: 'radiology',
    patient: {
      number: form.number.trim(),
      name: form.name.trim(),
      sex: form.sex,
      birthDate: form.birthDate || null,
      identityNumber: given(form.identityNumber),
      phone: given(form.phone),
    },
    visit: form.visitKind
      ? {
          kind: form.visitKind,
          number: form.visitNumber.trim(),
          departmentId: form.departmentId,
          bed: form.bed.trim(),
          diagnosis: form.clinicalDiagnosis.trim(),
        }
      : null,
    modality: form.modality.trim().toUpperCase(),
    bodyPart: form.bodyPart.trim(),
    procedureCode: form.itemCode,
    procedureName: form.procedureName.trim(),
    method: form.method.trim(),
    clinicalDiagnosis: form.clinicalDiagnosis.trim(),
    history: form.history.trim(),
    purpose: form.purpose.trim(),
    priority: form.priority,
    requestedBy: form.requestedBy.trim(),
    requestNumber: form.requestNumber.trim(),
    room: form.room.trim(),
    deviceId: form.deviceId.trim(),
    scheduledAt: form.scheduledAt ? instantAt(form.scheduledAt) : null,
  };
}
