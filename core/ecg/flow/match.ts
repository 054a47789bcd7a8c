// Whose recording it is: by our accession number, the request's number, or the patient's number and the exam of the same day or, across
// midnight, of the hours before. Never guessed.
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
  /** ISO instant of the recording by the device's clock; null when it said no time of day. */
  at: string | null;
  /** Where it was recorded; empty when unknown. */
  institutionId: string;
}

/** How far an exam of another day may lie from its recording: a hospital sets it. */
export interface NightLimits {
  /** An exam that was begun so long before may be meant; 0: no recording finds an exam of another day. */
  matchNightHours: number;
  /** What a cart's clock may be wrong by: a recording seems so much earlier than the registration. */
  cartClockMinutes: number;
}

/** An exam that might be it, with every number under which its patient is known (merged ones too) and when it was or will be done. */
export interface Candidate {
  exam: ExamDocument;
  patientNumbers: readonly string[];
  /** Calendar day at the hospital. */
  day: string;
  /** ISO instant of registration, else of the appointment, else of the request. */
  at: string;
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
  /** The message and the file in it name different patients. */
  | 'PATIENT_DIFFERS'
  /** The exam was cancelled, or is none of the ECG service. */
  | 'EXAM_CLOSED';

type MatchedByRule = 'accession' | 'request' | 'patientDay' | 'patientNight';

export type Match = { exam: ExamDocument; by: MatchedByRule } | { exam: null; reason: MatchRefusal };

const none = (reason: MatchRefusal): Match => ({ exam: null, reason });

export function matchRecording(said: SaidOfRecording, found: Candidates, limits: NightLimits): Match {
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
  const ofPlace = found.byPatient.filter(
    ({ exam }) => isOpen(exam) && (said.institutionId === '' || exam.institutionId === said.institutionId),
  );
  const sameDay = ofPlace.filter(({ day }) => day === said.day);
  const [night, ...nights] = ofPlace.filter((one) => acrossMidnight(said, one, limits));
  // Two visits around midnight: which one was recorded says a person.
  if (night) return sameDay.length + nights.length > 0 ? none('SEVERAL_EXAMS') : settle(said, night, 'patientNight');
  // One that has no recording yet goes first: a second recording of the same visit is a person's to place.
  const waiting = sameDay.filter(({ exam }) => exam.objects.length === 0);
  const chosen = waiting.length > 0 ? waiting : sameDay;
  const [only] = chosen;
  if (!only) return none('NO_EXAM');
  return chosen.length > 1 ? none('SEVERAL_EXAMS') : settle(said, only, 'patientDay');
}

/**
 * Registered 23:58, recorded 00:03: an exam of the day before or after that still waits for its recording. A number alone, perhaps mistyped,
 * is not enough here: the device must have said a name as well, which is compared like any other.
 */
function acrossMidnight(said: SaidOfRecording, { exam, day, at }: Candidate, limits: NightLimits): boolean {
  if (said.at === null || day === said.day || exam.objects.length > 0 || squeezed(said.patientName) === '')
    return false;
  const minutes = (Date.parse(said.at) - Date.parse(at)) / 60_000;
  return limits.matchNightHours > 0 && minutes >= -limits.cartClockMinutes && minutes <= limits.matchNightHours * 60;
}

function isOpen(exam: ExamDocument): boolean {
  return exam.service === 'ecg' && examAllows(exam, 'acquire');
}

/** The exam stands; what the device says of the person must not speak against it. */
function settle(said: SaidOfRecording, { exam, patientNumbers }: Candidate, by: MatchedByRule): Match {
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
