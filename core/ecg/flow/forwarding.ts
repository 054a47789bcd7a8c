// Whether a recording may go to a superior by itself (自动上传); to whom and when, the plan of the service says (core/orders/forwarding.ts).
import type { ExamDocument } from '../../orders/exam.ts';

/** What a person asked for or took back stands, and what somebody writes about stays. */
export function mayUpload({ remote, report, state }: Pick<ExamDocument, 'remote' | 'report' | 'state'>): boolean {
  if (remote !== null || report.state !== 'none') return false;
  return state === 'registered' || state === 'acquired';
}
