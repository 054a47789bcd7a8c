// What the station's image windows show of an exam: who it is, which exam, and its pictures.
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { StudyRequest } from '../../../../renderer/imaging/index.ts';
import type { CaseOnDesk } from '../../../../renderer/windows/case-on-desk.ts';

export function caseOnDesk(exam: ExamDocument, studies: readonly StudyRequest[]): CaseOnDesk {
  return {
    examId: exam.id,
    patient: exam.patient,
    visit: exam.visit,
    on: exam.acquiredAt ?? exam.requestedAt,
    critical: exam.risk?.level === 'critical' && exam.risk.by === 'person' ? 1 : 0,
    modality: exam.modality,
    procedureName: exam.procedureName,
    accessionNumber: exam.accessionNumber,
    studies: studies.map(({ studyUid, role }) => ({ studyUid, role })),
  };
}
