// What of an exam's report is signed, in one text form: hashed at release, and again whenever somebody verifies it.
import type { ExamDocument } from '../orders/exam.ts';
import type { Sex } from '../patient/model.ts';
import { canonicalJson } from './canonical.ts';
import type { ExamReport } from './exam-report.ts';

/** Whose report it is and what was done, as it stood at release: later corrections of the exam do not change the paper. */
export interface ExamReportHead {
  hospital: string;
  accessionNumber: string;
  requestNumber: string;
  patient: { id: string; number: string; name: string; sex: Sex; birthDate: string | null };
  visit: { kind: string; number: string; departmentName: string; bed: string };
  modality: string;
  bodyPart: string;
  procedureName: string;
  clinicalDiagnosis: string;
  requestedBy: string;
  institutionName: string;
  /** The institution that read it, when it is another one. */
  readAt: string;
  acquiredAt: string | null;
}

export function headOf(exam: ExamDocument, hospital: string): ExamReportHead {
  const { id, number, name, sex, birthDate } = exam.patient;
  const isRead = exam.remote?.state === 'accepted' || exam.remote?.state === 'done';
  return {
    hospital,
    accessionNumber: exam.accessionNumber,
    requestNumber: exam.requestNumber,
    patient: { id, number, name, sex, birthDate },
    visit: {
      kind: exam.visit?.kind ?? '',
      number: exam.visit?.number ?? '',
      departmentName: exam.visit?.departmentName ?? exam.departmentName,
      bed: exam.visit?.bed ?? '',
    },
    modality: exam.modality,
    bodyPart: exam.bodyPart,
    procedureName: exam.procedureName,
    clinicalDiagnosis: exam.clinicalDiagnosis,
    requestedBy: exam.requestedBy,
    institutionName: exam.institutionName,
    readAt: isRead ? (exam.remote?.toInstitutionName ?? '') : '',
    acquiredAt: exam.acquiredAt,
  };
}

/** Everything but what changes after release: the state, the version, the recall and the hash itself. */
export function signedText(report: ExamReport, head: ExamReportHead): string {
  const { state: _state, version: _version, recall: _recall, contentHash: _hash, ...content } = report;
  return canonicalJson({ head: { ...head }, report: content });
}

/** `hash` is SM3 in hex over UTF-8, passed in because the core has no cryptography of its own. */
export function seal(
  report: ExamReport,
  head: ExamReportHead,
  verificationCode: string,
  hash: (text: string) => string,
): ExamReport {
  const coded = { ...report, verificationCode };
  return { ...coded, contentHash: hash(signedText(coded, head)) };
}

export function isExamReportUnaltered(
  report: ExamReport,
  head: ExamReportHead,
  hash: (text: string) => string,
): boolean {
  return report.contentHash !== '' && hash(signedText(report, head)) === report.contentHash;
}
