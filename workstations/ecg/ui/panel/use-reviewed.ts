// What a reviewer corrects in place, before it goes out with the release.
import { useState } from 'react';
import type { ExamReport, ExamReportContent } from '../../../../core/reporting/exam-report.ts';

interface Corrected {
  /** The state of the report that the reviewer had before them. */
  of: string;
  content: ExamReportContent;
}

const stateOf = (report: Pick<ExamReport, 'id' | 'version'> | null) => (report ? `${report.id} ${report.version}` : '');

/**
 * The corrections belong to the text as it was submitted: given back and submitted anew, the report shows the author's new text, not
 * what the reviewer typed over the old one.
 */
export function contentShown(
  corrected: Corrected | null,
  report: Pick<ExamReport, 'id' | 'version'> | null,
  stored: ExamReportContent,
): ExamReportContent {
  return corrected?.of === stateOf(report) ? corrected.content : stored;
}

export function useReviewed(
  isReview: boolean,
  report: ExamReport | null,
  stored: ExamReportContent,
  changeDraft: (content: ExamReportContent) => void,
): { shown: ExamReportContent; change: (content: ExamReportContent) => void } {
  const [corrected, setCorrected] = useState<Corrected | null>(null);
  if (!isReview) return { shown: stored, change: changeDraft };
  return {
    shown: contentShown(corrected, report, stored),
    change: (content) => setCorrected({ of: stateOf(report), content }),
  };
}
