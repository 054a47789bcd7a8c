// Which act on a report is possible now, and why another is not. A hint for the eye: the server decides again.
import type { Right } from '../../../../core/identity/rights.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { readingInstitution } from '../../../../core/orders/exam-remote.ts';

export type ReportAct =
  | 'write'
  | 'submit'
  | 'release'
  | 'return'
  | 'amend'
  | 'recall'
  | 'print'
  | 'critical'
  | 'remote';
export type Refusal =
  | 'none'
  | 'right'
  | 'offline'
  | 'noRecording'
  | 'locked'
  | 'state'
  | 'empty'
  | 'notWriting'
  | 'remote';

export interface Circumstances {
  exam: ExamDocument | null;
  personId: string;
  can: (right: Right) => boolean;
  online: boolean;
  /** A station with copies of its own goes on writing without the server. */
  alone?: boolean;
  writing: boolean;
  /** A remote request that waits at the person's own institution: to write is to accept it. */
  asked?: boolean;
  impression: string;
}

const rights: Record<ReportAct, Right> = {
  write: 'ecg.write',
  submit: 'ecg.write',
  release: 'ecg.review',
  return: 'ecg.review',
  amend: 'ecg.write',
  recall: 'ecg.recall',
  print: 'ecg.view',
  critical: 'ecg.write',
  remote: 'ecg.view',
};

const states: Record<ReportAct, readonly ExamDocument['report']['state'][]> = {
  write: ['none', 'draft', 'returned', 'recalled'],
  submit: ['none', 'draft', 'returned'],
  release: ['submitted'],
  return: ['submitted'],
  amend: ['final'],
  recall: ['final'],
  print: ['draft', 'submitted', 'returned', 'final', 'recalled'],
  critical: ['none', 'draft', 'submitted', 'returned', 'final', 'recalled'],
  remote: ['none', 'draft', 'returned'],
};

/** Asking needs no right to write: where nobody can read, the technician asks. */
const askers: readonly Right[] = ['ecg.register', 'ecg.acquire', 'ecg.write'];

/** Its author takes a report back himself as long as nobody has signed it off. */
export function takesBack({ exam, personId }: Pick<Circumstances, 'exam' | 'personId'>): boolean {
  return exam?.report.state === 'submitted' && exam.report.authorId === personId;
}

export function refusalOf(act: ReportAct, now: Circumstances): Refusal | null {
  const { exam } = now;
  if (!exam) return 'none';
  const own = act === 'return' && takesBack(now) && now.can('ecg.write');
  if (!now.can(rights[act]) && !own) return 'right';
  if (act === 'remote' && !askers.some(now.can)) return 'right';
  // To take over a remote request is the server's.
  const writesAlone = act === 'write' && now.alone === true && now.asked !== true;
  if (!now.online && !writesAlone) return 'offline';
  if (!states[act].includes(exam.report.state)) return 'state';
  if (act === 'print' || act === 'critical') return null;
  const remote = exam.remote?.state;
  if (act === 'remote') return remote === undefined || remote === 'returned' || remote === 'withdrawn' ? null : 'state';
  const foreign = exam.lock !== null && exam.lock.personId !== now.personId && !now.writing;
  if (foreign && (act === 'write' || act === 'submit')) return 'locked';
  // While a request waits for an answer nobody writes: the asking side has handed it over, the asked side has not taken it.
  const accepts = act === 'write' && now.asked === true;
  if ((act === 'write' || act === 'submit') && readingInstitution(exam) === null && !accepts) return 'remote';
  if (act === 'write') return exam.state === 'acquired' ? null : 'noRecording';
  if (act === 'submit' && !now.writing) return 'notWriting';
  if ((act === 'submit' || act === 'release') && now.impression.trim() === '') return 'empty';
  return null;
}
