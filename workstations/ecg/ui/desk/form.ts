// The form of the ECG desk as it is typed, what is missing in it, and the order that it becomes.
import type { RegisterExam } from '../../../../core/orders/contract.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';

export const procedures = ['ECG12', 'ECG18', 'HOLTER', 'EXERCISE'] as const;
export type Procedure = (typeof procedures)[number];

export interface DeskForm {
  name: string;
  number: string;
  sex: 'male' | 'female' | 'unknown';
  birthDate: string;
  phone: string;
  visitKind: 'outpatient' | 'emergency' | 'inpatient' | 'checkup';
  visitNumber: string;
  departmentId: string;
  bed: string;
  diagnosis: string;
  procedure: Procedure;
  priority: RegisterExam['priority'];
  requestedBy: string;
  requestNumber: string;
  purpose: string;
  room: string;
  /** Local `YYYY-MM-DD HH:mm`; empty: the person is here. */
  scheduledAt: string;
}

export const emptyForm: DeskForm = {
  name: '',
  number: '',
  sex: 'unknown',
  birthDate: '',
  phone: '',
  visitKind: 'outpatient',
  visitNumber: '',
  departmentId: '',
  bed: '',
  diagnosis: '',
  procedure: 'ECG12',
  priority: 'routine',
  requestedBy: '',
  requestNumber: '',
  purpose: '',
  room: '',
  scheduledAt: '',
};

export type MissingField = 'name' | 'sex' | 'birthDate' | 'scheduledAt';

/** Sex and age change how a tracing is read: both are asked for. A booking in the past is none. */
export function missingOf(form: DeskForm, now: Date): MissingField[] {
  const missing: MissingField[] = [];
  if (form.name.trim() === '') missing.push('name');
  if (form.sex === 'unknown') missing.push('sex');
  if (!/^\d{4}-\d{2}-\d{2}$/.test(form.birthDate) || new Date(form.birthDate) > now) missing.push('birthDate');
  if (form.scheduledAt !== '' && !(instantOf(form.scheduledAt) > now)) missing.push('scheduledAt');
  return missing;
}

/** Invalid unless it is whole: a half-typed time is no time. */
function instantOf(text: string): Date {
  return new Date(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/.test(text) ? text.replace(' ', 'T') : Number.NaN);
}

export function examOf(form: DeskForm, procedureName: string): RegisterExam {
  const trimmed = (value: string) => value.trim();
  return {
    service: 'ecg',
    patient: {
      number: trimmed(form.number),
      name: trimmed(form.name),
      sex: form.sex,
      birthDate: form.birthDate || null,
      ...(form.phone ? { phone: trimmed(form.phone) } : {}),
    },
    visit:
      form.visitNumber.trim() === ''
        ? null
        : {
            kind: form.visitKind,
            number: trimmed(form.visitNumber),
            departmentId: trimmed(form.departmentId),
            bed: trimmed(form.bed),
            diagnosis: trimmed(form.diagnosis),
          },
    modality: 'ECG',
    bodyPart: '',
    procedureCode: form.procedure,
    procedureName,
    method: '',
    clinicalDiagnosis: trimmed(form.diagnosis),
    history: '',
    purpose: trimmed(form.purpose),
    priority: form.priority,
    requestedBy: trimmed(form.requestedBy),
    requestNumber: trimmed(form.requestNumber),
    room: trimmed(form.room),
    deviceId: '',
    scheduledAt: form.scheduledAt === '' ? null : instantOf(form.scheduledAt).toISOString(),
  };
}

const localMinute = (instant: string): string => {
  const date = new Date(instant);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
};

export function formOf(exam: ExamDocument): DeskForm {
  return {
    name: exam.patient.name,
    number: exam.patient.number,
    sex: exam.patient.sex,
    birthDate: exam.patient.birthDate ?? '',
    phone: '',
    visitKind: exam.visit?.kind ?? 'outpatient',
    visitNumber: exam.visit?.number ?? '',
    departmentId: exam.departmentId,
    bed: exam.visit?.bed ?? '',
    diagnosis: exam.clinicalDiagnosis,
    procedure: procedures.find((one) => one === exam.procedureCode) ?? 'ECG12',
    priority: exam.priority,
    requestedBy: exam.requestedBy,
    requestNumber: exam.requestNumber,
    purpose: exam.purpose,
    room: exam.room,
    scheduledAt: exam.scheduledAt ? localMinute(exam.scheduledAt) : '',
  };
}
