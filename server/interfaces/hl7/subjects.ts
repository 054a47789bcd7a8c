// What an outgoing message is about, loaded when it is composed: the specimen or exam, its report or critical value, the order numbers of the HIS.
import { z } from 'zod';
import { chargeActs } from '../../../core/integration/exam-charge.ts';
import { toldStates } from '../../../core/integration/exam-message.ts';
import { criticalMessage, rejectionMessage, reportMessage } from '../../../core/integration/result-message.ts';
import type { SpecimenDocument } from '../../../core/lab/model.ts';
import { toldNumber } from '../../../core/orders/own-numbers.ts';
import { keeperOf } from '../../areas/orders/module.ts';
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

/** A specimen of an institution that numbers by itself, as that institution knows it; its results are no business of the hospital's HIS. */
async function ofItsOwn(
  kernel: Kernel,
  document: SpecimenDocument,
): Promise<{ document: SpecimenDocument; told: (number: string) => string } | null> {
  const keeper = await keeperOf(kernel.db, document.patient.number);
  if (!keeper) return null;
  const told = (number: string) => toldNumber(keeper.id, number);
  const { patient, visit } = document;
  return {
    told,
    document: {
      ...document,
      patient: { ...patient, number: told(patient.number) },
      visit: { ...visit, number: told(visit.number), departmentId: told(visit.departmentId) },
    },
  };
}

/** To which system a message goes: as it was queued, but about a specimen to the one that ordered it; empty when that has none. */
export async function peerOf(kernel: Kernel, row: OutgoingRow): Promise<string> {
  const payload = Payload.parse(row.payload);
  if ('examId' in payload) return row.peer;
  const specimen = await specimenOf(kernel, payload.specimenId);
  const keeper = specimen && (await keeperOf(kernel.db, specimen.patient.number));
  return keeper ? keeper.peer : row.peer;
}

async function specimenOf(kernel: Kernel, id: string): Promise<SpecimenDocument | null> {
  const row = await kernel.db.selectFrom('lab_specimen').select('doc').where('id', '=', id).executeTakeFirst();
  return row?.doc ?? null;
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
  const specimen = await specimenOf(kernel, payload.specimenId);
  if (!specimen) return null;
  const elsewhere = await ofItsOwn(kernel, specimen);
  const document = elsewhere?.document ?? specimen;
  const numbers = (await orderNumbers(kernel, specimen)).map((number) => elsewhere?.told(number) ?? number);
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
