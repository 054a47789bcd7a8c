// What an outgoing message about an exam is made from: the exam and its report or critical value as they are when it is composed.
import { type ChargeAct, examChargeMessage } from '../../../core/integration/exam-charge.ts';
import {
  examCriticalMessage,
  examReportMessage,
  examStateMessage,
  type Renumbered,
  type ToldState,
} from '../../../core/integration/exam-message.ts';
import type { OutgoingHeader } from '../../../core/integration/result-message.ts';
import { asTold } from '../../areas/orders/module.ts';
import { definedReports } from '../../areas/reporting/module.ts';
import type { Kernel } from '../../kernel/types.ts';

export type ExamPayload =
  | { kind: 'examReport'; examId: string; reportId: string; renumbered?: Renumbered | undefined }
  | { kind: 'examCritical'; examId: string; criticalId: string }
  | { kind: 'examState'; examId: string; state: ToldState; at: string }
  | { kind: 'examCharge'; examId: string; act: ChargeAct; at: string };

/** Text of the message, or null when what it is about does not exist. */
export async function composeExamMessage(
  kernel: Kernel,
  payload: ExamPayload,
  header: OutgoingHeader,
): Promise<string | null> {
  const row = await kernel.db.selectFrom('exam').select('doc').where('id', '=', payload.examId).executeTakeFirst();
  if (!row) return null;
  const exam = await asTold(kernel.db, header.receivingApplication, row.doc);
  switch (payload.kind) {
    case 'examReport': {
      const report = await kernel.db
        .selectFrom('exam_report')
        .select('doc')
        .where('id', '=', payload.reportId)
        .executeTakeFirst();
      if (!report) return null;
      const [defined = report.doc] = await definedReports(kernel.db, [report.doc]);
      return examReportMessage(header, exam, defined, payload.renumbered);
    }
    case 'examCritical': {
      const critical = await kernel.db
        .selectFrom('critical_value')
        .select('doc')
        .where('id', '=', payload.criticalId)
        .executeTakeFirst();
      return critical ? examCriticalMessage(header, exam, critical.doc) : null;
    }
    case 'examState':
      return examStateMessage(header, exam, payload.state, payload.at);
    case 'examCharge':
      return examChargeMessage(header, exam, payload.act, payload.at);
    default:
      throw new Error(`unknown payload ${String(payload satisfies never)}`);
  }
}
