// What an outgoing message is about, loaded when it is composed: the specimen or exam, its report or critical value, the order numbers of the HIS.
import { z } from 'zod';
import { chargeActs } from '../../../core/integration/exam-charge.ts';
import { toldStates } from '../../../core/integration/exam-message.ts';
import { criticalMessage, rejectionMessage, reportMessage } from '../../../core/integration/result-message.ts';
import type { SpecimenDocument } from '../../../core/lab/model.ts';
import type { Kernel } from '../../kernel/types.ts';
import { composeExamMessage } from './exam-subjects.ts';
import type { OutgoingRow } from './outbound.ts';

/** Payloads of `work.outgoing({ interface: 'hl7', … })`. */
export const Payload = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('report'), specimenId: z.string(), reportId: z.string() }),
  z.object({ kind: z.literal('rejection'), specimenId: z.string() }),
  z.object({ kind: z.literal('critical'), specimenId: z.string(), criticalId: z.string() }),
  z.object({
    kind: z.literal('examReport'),
    examId: z.string(),
    reportId: z.string(),
    renumbered: z.object({ before: z.string(), after: z.string() }).optional(),
  }),
  z.object({ kind: z.literal('examCritical'), examId: z.string(), criticalId: z.string() }),
  z.object({ kind: z.literal('examState'), examId: z.string(), state: z.enum(toldStates), at: z.string() }),
  z.object({ kind: z.literal('examCharge'), examId: z.string(), act: z.enum(chargeActs), at: z.string() }),
]);

async function orderNumbers(kernel: Kernel, document: SpecimenDocument): Promise<string[]> {
  const ids = [...new Set(document.items.map((item) => item.orderId))];
  if (ids.length === 0) return [];
  const rows = await kernel.db.selectFrom('lab_order').select('number').where('id', 'in', ids).execute();
  return rows.map((row) => row.number);
}

/** Text of the message, or null when what it is about does not exist. */
export async function composeMessage(
  kernel: Kernel,
  row: OutgoingRow,
  header: { controlId: string; time: string; charset: string },
): Promise<string | null> {
  const payload = Payload.parse(row.payload);
  const full = { ...header, sendingFacility: kernel.hospital.nameEn, receivingApplication: row.peer };
  if ('examId' in payload) return composeExamMessage(kernel, payload, full);
  const specimen = await kernel.db
    .selectFrom('lab_specimen')
    .select('doc')
    .where('id', '=', payload.specimenId)
    .executeTakeFirst();
  if (!specimen) return null;
  const document = specimen.doc;
  const numbers = await orderNumbers(kernel, document);
  switch (payload.kind) {
    case 'report': {
      const report = await kernel.db
        .selectFrom('report')
        .select('doc')
        .where('id', '=', payload.reportId)
        .executeTakeFirst();
      return report ? reportMessage(full, document, report.doc, numbers) : null;
    }
    case 'rejection':
      return rejectionMessage(full, document, numbers);
    case 'critical': {
      const critical = await kernel.db
        .selectFrom('critical_value')
        .select('doc')
        .where('id', '=', payload.criticalId)
        .executeTakeFirst();
      return critical ? criticalMessage(full, document, critical.doc, numbers) : null;
    }
    default:
      throw new Error(`unknown payload ${String(payload satisfies never)}`);
  }
}
