// Whose recording it is: by our accession number, the request's number, or the patient's number and the same day's exam. Never guessed.
import type { ExamDocument } from '../../orders/exam.ts';
import { examAllows } from '../../orders/exam-flow.ts';
import { saysSex } from '../../patient/sex-code.ts';

export interface SaidOfRecording {
  accession: string;
  requestNumber: string;
  patientNumber: string;
  patientName: string;
  sex: 'male' | 'female' | 'other' | null;
  /** Calendar day of the recording at the hospital, `YYYY-MM-DD`. */
  day: string;
  /** Where it was recorded; empty when unknown. */
  institutionId: string;
}

/** An exam that might be it, with every number under which its patient is known (merged ones too) and the day it was or will be done. */
export interface Candidate {
  exam: ExamDocument;
  patientNumbers: readonly string[];
  day: string;
}

export interface Candidates {
  byAccession: Candidate | null;
  byRequest: readonly Candidate[];
  byPatient: readonly Candidate[];
}

export type MatchRefusal =
  /** Nothing in the file says whose it is. */
  | 'NO_NUMBER'
  /** The number is nobody's here. */
  | 'NO_EXAM'
  /** Several exams fit. */
  | 'SEVERAL_EXAMS'
  /** The exam of that number is of another patient. */
  | 'OTHER_PATIENT'
  /** The same number, but another name or sex. */
  | 'OTHER_NAME'
  /** The exam was cancelled, or is none of the ECG service. */
  | 'EXAM_CLOSED';

export type Match =
  | { exam: ExamDocument; by: 'accession' | 'request' | 'patientDay' }
  | { exam: null; reason: MatchRefusal };

const none = (reason: MatchRefusal): Match => ({ exam: null, reason });

export function matchRecording(said: SaidOfRecording, found: Candidates): Match {
  if (said.accession !== '') {
    if (found.byAccession !== null) return settle(said, found.byAccession, 'accession');
    // A number that is not ours may be the request's: operators type what stands on the slip.
    if (found.byRequest.length === 0) return none('NO_EXAM');
  }
  if (found.byRequest.length > 0) {
    const open = found.byRequest.filter(({ exam }) => isOpen(exam));
    const [only] = open;
    if (!only) return none('EXAM_CLOSED');
    return open.length > 1 ? none('SEVERAL_EXAMS') : settle(said, only, 'request');
  }
  if (said.requestNumber !== '' || said.patientNumber === '')
    return none(said.requestNumber === '' ? 'NO_NUMBER' : 'NO_EXAM');
  const sameDay = found.byPatient.filter(
    ({ exam, day }) =>
      day === said.day && isOpen(exam) && (said.institutionId === '' || exam.institutionId === said.institutionId),
  );
  // One that has no recording yet goes first: a second recording of the same visit is a person's to place.
  const waiting = sameDay.filter(({ exam }) => exam.objects.length === 0);
  const chosen = waiting.length > 0 ? waiting : sameDay;
  const [only] = chosen;
  if (!only) return none('NO_EXAM');
  return chosen.length > 1 ? none('SEVERAL_EXAMS') : settle(said, only, 'patientDay');
}

function isOpen(exam: ExamDocument): boolean {
  return exam.service === 'ecg' && examAllows(exam, 'acquire');
}

/** The exam stands; what the device says of the person must not speak against it. */
function settle(
  said: SaidOfRecording,
  { exam, patientNumbers }: Candidate,
  by: 'accession' | 'request' | 'patientDay',
): Match {
  if (!isOpen(exam)) return none('EXAM_CLOSED');
  if (said.patientNumber !== '' && !patientNumbers.includes(said.patientNumber)) return none('OTHER_PATIENT');
  // Without a number only the name ties file and person together.
  const named = sameName(said.patientName, exam.patient.name);
  if (named === 'different') return none('OTHER_NAME');
  const { sex } = exam.patient;
  if (saysSex(said.sex) && saysSex(sex) && said.sex !== sex) return none('OTHER_NAME');
  return { exam, by };
}

/** Names in two scripts (王伟, WANG WEI) cannot be compared; blanks, carets and case do not count. */
export function sameName(left: string, right: string): 'same' | 'different' | 'incomparable' {
  const one = squeezed(left);
  const other = squeezed(right);
  if (one === '' || other === '' || isHan(one) !== isHan(other)) return 'incomparable';
  if (one === other) return 'same';
  const sorted = (text: string) => words(text).toSorted().join('');
  return sorted(left) === sorted(right) ? 'same' : 'different';
}

const words = (text: string): string[] =>
  text
    .normalize('NFKC')
    .toUpperCase()
    .split(/[\s^,=·.]+/u)
    .filter(Boolean);
const squeezed = (text: string): string => words(text).join('');
const isHan = (text: string): boolean => /\p{Script=Han}/u.test(text);
