// What an outgoing message about an exam is made from: the exam and its report or critical value as they are when it is composed.
import {
  examCriticalMessage,
  examReportMessage,
  examStateMessage,
  type ToldState,
} from '../../../core/integration/exam-message.ts';
import type { OutgoingHeader } from '../../../core/integration/result-message.ts';
import type { Kernel } from '../../kernel/types.ts';

export type ExamPayload =
  | { kind: 'examReport'; examId: string; reportId: string }
  | { kind: 'examCritical'; examId: string; criticalId: string }
  | { kind: 'examState'; examId: string; state: ToldState; at: string };

/** Text of the message, or null when what it is about does not exist. */
export async function composeExamMessage(
  kernel: Kernel,
  payload: ExamPayload,
  header: OutgoingHeader,
): Promise<string | null> {
  const row = await kernel.db.selectFrom('exam').select('doc').where('id', '=', payload.examId).executeTakeFirst();
  if (!row) return null;
  switch (payload.kind) {
    case 'examReport': {
      const report = await kernel.db
        .selectFrom('exam_report')
        .select('doc')
        .where('id', '=', payload.reportId)
        .executeTakeFirst();
      return report ? examReportMessage(header, row.doc, report.doc) : null;
    }
    case 'examCritical': {
      const critical = await kernel.db
        .selectFrom('critical_value')
        .select('doc')
        .where('id', '=', payload.criticalId)
        .executeTakeFirst();
      return critical ? examCriticalMessage(header, row.doc, critical.doc) : null;
    }
    case 'examState':
      return examStateMessage(header, row.doc, payload.state, payload.at);
    default:
      throw new Error(`unknown payload ${String(payload satisfies never)}`);
  }
}
