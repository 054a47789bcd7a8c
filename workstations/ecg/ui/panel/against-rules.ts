// A report that calls normal what the rules suspect of danger: the reader may be right, and is asked before the signature.
import type { DangerFinding } from '../../../../core/ecg/flow/recording.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { ExamReportContent } from '../../../../core/reporting/exam-report.ts';

/** 大致正常心电图 too; 异常心电图 is another word. */
const normalWords = '正常心电图';

/** What the rules found and no person has judged yet, where the report says normal or negative; empty where they agree. */
export function againstRules(
  { impression, positive }: Pick<ExamReportContent, 'impression' | 'positive'>,
  findings: readonly DangerFinding[],
  risk: ExamDocument['risk'],
): readonly DangerFinding[] {
  if (risk?.by === 'person') return [];
  return positive === false || impression.includes(normalWords) ? findings : [];
}
