// Whether an exam lies within what a person's rights reach: one rule for the server and for a station without it.
import type { ReachDuty } from '../identity/reach.ts';
import type { ExamDocument } from './exam.ts';
import { actsFor, covers, type Placed, placesFor, type ReachHolder } from './exam-reach.ts';
import { concerns, readingInstitution } from './exam-remote.ts';

export function placedExam(exam: ExamDocument, institutionId: string | null): Placed {
  return {
    institutionId: exam.institutionId,
    // Who was asked on the way up stays concerned, its department as much as its institution.
    departmentIds: [
      exam.departmentId,
      exam.remote?.toDepartmentId ?? '',
      ...(exam.remote?.levels ?? []).map(({ departmentId }) => departmentId ?? ''),
    ],
    isOwn: concerns(exam, institutionId),
  };
}

/** Whether a right of this duty, where it is held, reaches the exam. */
export function reaches(by: ReachHolder, exam: ExamDocument, duty: ReachDuty): boolean {
  if (by.institutionId === null) return true;
  return covers(placesFor(by, exam.service, duty), placedExam(exam, by.institutionId));
}

/** @param held the duties whose right is held; whoever has something to do with an exam sees that it is there */
export function reachesAny(by: ReachHolder, exam: ExamDocument, held: readonly ReachDuty[]): boolean {
  return held.some((duty) => reaches(by, exam, duty));
}

/** Whether an exam may be given to somebody with the right to write: it reaches the exam, for the institution that reads or is asked to. */
export function mayBeReader(by: ReachHolder, exam: ExamDocument): boolean {
  const reader = readingInstitution(exam) ?? exam.remote?.toInstitutionId ?? exam.institutionId;
  return reaches(by, exam, 'write') && actsFor(by, exam.service, reader, ['write']);
}
