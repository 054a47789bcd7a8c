// What the desk hands out as data: the slip with time, place and what to know (预约单), and the label for the sheet or the cart (条码标签).
import { ageText } from '../kernel/age.ts';
import { localMinute } from '../kernel/hospital-time.ts';
import type { TubeLabel } from '../lab/label.ts';
import type { Booking, BookingSettings } from './booking.ts';
import type { ExamDocument } from './exam.ts';
import { priorityMark } from './priority.ts';

/** Slips or labels of one file: a desk prints those of a morning at once (RAD-101). */
export const mostPapers = 60;

export interface BookingSlip {
  hospital: string;
  title: string;
  accession: string;
  name: string;
  /** Sex, age, patient and visit number. */
  person: string;
  item: string;
  /** Large: when to come, or the number in the line. */
  when: string;
  whenLabel: string;
  place: string;
  department: string;
  notice: string;
  printedAt: string;
}

const sexWord = { male: '男', female: '女', unknown: '', unspecified: '' } as const;

export interface SlipInput {
  exam: ExamDocument;
  booking: Booking | null;
  settings: BookingSettings;
  hospital: string;
  /** ISO 8601 UTC. */
  now: string;
}

export function bookingSlip({ exam, booking, settings, hospital, now }: SlipInput): BookingSlip {
  const resource =
    settings.resources.find(({ id }) => id === booking?.resourceId) ??
    settings.resources.find(({ room }) => room !== '' && room === exam.room);
  const queued = exam.queueNumber !== undefined;
  const end = booking ? `–${localMinute(booking.endsAt).slice(11)}` : '';
  const time = exam.scheduledAt ? `${localMinute(exam.scheduledAt)}${end}` : '';
  return {
    hospital,
    title: queued ? '检查排队单' : exam.scheduledAt ? '检查预约单' : '检查申请单',
    accession: exam.accessionNumber,
    name: exam.patient.name,
    person: [
      sexWord[exam.patient.sex],
      ageText(exam.patient.birthDate, now),
      exam.patient.number,
      exam.visit?.number === exam.patient.number ? '' : (exam.visit?.number ?? ''),
    ]
      .filter(Boolean)
      .join('  '),
    item: exam.procedureName,
    whenLabel: queued ? '排队号' : '预约时间',
    when: queued ? `${exam.queueNumber} 号` : time || '待预约',
    place: exam.room || resource?.name || '',
    department: [exam.departmentName, exam.visit?.bed ? `${exam.visit.bed}床` : '', exam.requestedBy]
      .filter(Boolean)
      .join('  '),
    notice: resource?.notice ?? '',
    printedAt: localMinute(now),
  };
}

/** The same 50 x 30 mm as a tube's label: one printer at the desk does both. */
export function examLabel({ exam, hospital, now }: Pick<SlipInput, 'exam' | 'hospital' | 'now'>): TubeLabel {
  return {
    barcode: exam.accessionNumber,
    hospital,
    patientName: exam.patient.name,
    sex: sexWord[exam.patient.sex],
    age: ageText(exam.patient.birthDate, now),
    department: exam.departmentName,
    bed: exam.visit?.bed ?? '',
    visitNumber: exam.visit?.number ?? '',
    specimenType: [exam.room, exam.queueNumber === undefined ? '' : `${exam.queueNumber}号`].filter(Boolean).join(' '),
    containerName: '',
    colour: '#808080',
    colourName: '',
    items: exam.procedureName,
    group: '',
    urgency: priorityMark[exam.priority],
    printedAt: localMinute(now),
  };
}
