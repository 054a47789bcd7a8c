// Verification of a printed exam report (RAD-43): is there such a code, is the stored content what was signed, is it in force.
import type { z } from 'zod';
import type { examReportContract } from '../../../../core/reporting/exam-contract.ts';
import { isExamReportUnaltered } from '../../../../core/reporting/exam-report-hash.ts';
import { maskedName } from '../mask.ts';
import { reportHash } from '../report-hash.ts';
import type { StoredExamReport } from './store.ts';

export type ExamVerification = z.infer<NonNullable<(typeof examReportContract)['verify']['~orpc']['outputSchema']>>;

export const unknownExamCode: ExamVerification = {
  valid: false,
  state: null,
  patientName: null,
  title: null,
  accessionNumber: null,
  releasedAt: null,
  edition: null,
  signatures: [],
};

/** Nothing of one that was altered: none of it can be trusted. */
export function examVerification({ report, head, contentHash }: StoredExamReport): ExamVerification {
  const { state } = report;
  if (head === null || contentHash !== report.contentHash || !isExamReportUnaltered(report, head, reportHash))
    return { ...unknownExamCode, state };
  return {
    valid: state === 'final',
    state,
    patientName: maskedName(head.patient.name),
    title: report.content.title || head.procedureName,
    accessionNumber: head.accessionNumber,
    releasedAt: report.releasedAt,
    edition: report.edition,
    signatures: [],
  };
}
