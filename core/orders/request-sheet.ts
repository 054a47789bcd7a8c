// The request form on paper (检查申请单, RAD-05): what the radiographer, the ECG room and the patient carry; every field that the request has (RAD-02 to 04).
import { ageText } from '../kernel/age.ts';
import { localMinute } from '../kernel/hospital-time.ts';
import { placeNamed } from './allocation.ts';
import type { BookingSettings } from './booking.ts';
import type { ExamDocument, ExamFee } from './exam.ts';
import { priorityMark } from './priority.ts';

/** One box of the form; a wide one has the whole line and may go on over it. Without a value it is left open for the pen. */
export interface SheetField {
  label: string;
  value: string;
  wide?: true;
}

export interface RequestSheet {
  hospital: string;
  title: string;
  /** In the barcode, and below it in digits. */
  accession: string;
  /** 急诊 or 加急, empty for routine. */
  urgency: string;
  /** Nobody is examined with this paper. */
  cancelled: boolean;
  name: string;
  /** Sex and age. */
  person: string;
  patientNumber: string;
  fields: SheetField[];
  requestedBy: string;
  printedAt: string;
  printedBy: string;
}

const titles = { radiology: '影像检查申请单', ecg: '心电图检查申请单' } as const;
const sexWord = { male: '男', female: '女', unknown: '', unspecified: '' } as const;
const visitWord = { outpatient: '门诊', emergency: '急诊', inpatient: '住院', checkup: '体检' } as const;
const feeWord = { unknown: '', unpaid: '未缴费', paid: '已缴费', refunded: '已退费' } as const;

/** As far as the HIS said it. */
function feeText({ state, amountCent }: ExamFee): string {
  const amount = amountCent === null ? '' : `${(amountCent / 100).toFixed(2)} 元`;
  return [feeWord[state], amount].filter(Boolean).join(' ');
}

function timeField({ scheduledAt, registeredAt }: ExamDocument): SheetField {
  if (registeredAt !== null) return { label: '到检时间', value: localMinute(registeredAt) };
  return { label: '预约时间', value: scheduledAt === null ? '' : localMinute(scheduledAt) };
}

export interface RequestSheetInput {
  exam: ExamDocument;
  settings: BookingSettings;
  hospital: string;
  /** ISO 8601 UTC. */
  now: string;
  printedBy: string;
}

export function requestSheet({ exam, settings, hospital, now, printedBy }: RequestSheetInput): RequestSheet {
  const { patient, visit } = exam;
  const place = placeNamed(settings.resources, exam);
  const device = [...new Set([place?.name ?? '', exam.deviceId])].filter((name) => name !== '' && name !== exam.room);
  return {
    hospital,
    title: titles[exam.service],
    accession: exam.accessionNumber,
    urgency: priorityMark[exam.priority],
    cancelled: exam.state === 'cancelled',
    name: patient.name,
    person: [sexWord[patient.sex], ageText(patient.birthDate, now)].filter(Boolean).join('  '),
    patientNumber: patient.number,
    fields: [
      { label: '出生日期', value: patient.birthDate ?? '' },
      { label: '病人类型', value: exam.patientType?.name ?? (visit ? visitWord[visit.kind] : '') },
      { label: '就诊号', value: visit?.number ?? '' },
      { label: '床号', value: visit?.bed ?? '' },
      { label: '申请科室', value: exam.departmentName },
      { label: '科室电话', value: exam.departmentPhone },
      { label: '申请时间', value: localMinute(exam.requestedAt) },
      { label: '申请单号', value: exam.requestNumber },
      { label: '检查项目', value: exam.procedureName, wide: true },
      { label: '检查类型', value: exam.modality },
      { label: '检查部位', value: exam.bodyPart },
      { label: '检查方法', value: exam.method },
      timeField(exam),
      { label: '检查室', value: exam.room || (place?.room ?? '') },
      { label: '检查设备', value: device.join(' / ') },
      { label: '排队号', value: exam.queueNumber === undefined ? '' : `${exam.queueNumber} 号` },
      { label: '费用', value: feeText(exam.fee) },
      { label: '过敏史', value: patient.allergies?.join('、') ?? '', wide: true },
      { label: '初步诊断', value: exam.clinicalDiagnosis, wide: true },
      { label: '病史', value: exam.history, wide: true },
      { label: '检查目的', value: exam.purpose, wide: true },
    ],
    requestedBy: exam.requestedBy,
    printedAt: localMinute(now),
    printedBy,
  };
}
