// Orders of the HIS that are exams: by the item's code, else by the diagnostic section; the same order again changes nothing.

import type { Kysely } from 'kysely';
import type { IncomingOrder, IncomingPatient } from '../../../core/integration/order-message.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { instantAt } from '../../../core/kernel/hospital-time.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { cancel, withdrawnByHis } from '../../../core/orders/exam-flow.ts';
import { type ExamItem, modalityOfSection, serviceOfModality } from '../../../core/orders/exam-items.ts';
import { next } from '../../../core/orders/exam-rules.ts';
import type { Database } from '../../db/schema.ts';
import type { CommandWork, Kernel } from '../../kernel/types.ts';
import { type NamedVisit, senderOf } from './his-numbers.ts';
import { itemByCode } from './items.ts';
import { makeExam, saveWho } from './register.ts';
import { lockExamRow, saveExamUntold } from './store.ts';

function ofSection(order: IncomingOrder, item: IncomingOrder['items'][number]): ExamItem | null {
  const modality = modalityOfSection(order.section ?? '');
  if (modality === undefined) return null;
  return {
    code: item.code,
    service: serviceOfModality(modality),
    modality,
    bodyPart: '',
    name: item.name || item.code,
    nameEn: '',
    method: '',
    room: '',
    active: true,
  };
}

async function itemsOf(db: Kysely<Database>, order: IncomingOrder): Promise<(ExamItem | null)[]> {
  return Promise.all(
    order.items.map(async (item) => {
      const known = await itemByCode(db, item.code);
      return known?.active ? known : ofSection(order, item);
    }),
  );
}

async function placeOf(kernel: Kernel, db: Kysely<Database>, facility: string): Promise<string> {
  return (await senderOf(kernel, db, facility)).id;
}

/** Whether an order of the HIS is for exams; a cancellation is told by the number that it was placed under, by the same institution. */
export async function isExamOrder(
  kernel: Kernel,
  db: Kysely<Database>,
  order: IncomingOrder,
  facility: string,
): Promise<boolean> {
  if (order.action === 'cancel')
    return (await placed(db, order.number, await placeOf(kernel, db, facility))).length > 0;
  return (await itemsOf(db, order)).some((item) => item !== null);
}

/** A day alone says no time. */
function instantOf(local: string | null | undefined): string | null {
  return local && local.length >= 16 ? instantAt(local) : null;
}

/** Two institutions may use the same number. */
async function placed(db: Kysely<Database>, number: string, institutionId: string): Promise<ExamDocument[]> {
  const rows = await db
    .selectFrom('exam')
    .select('doc')
    .where('request_number', '=', number)
    .where('institution_id', '=', institutionId)
    .execute();
  return rows.map(({ doc }) => doc);
}

async function cancelPlaced(work: CommandWork, number: string, institutionId: string): Promise<ExamDocument[]> {
  const known = await placed(work.tx, number, institutionId);
  if (known.length === 0) throw fail('NOT_FOUND', { orderNumber: number });
  const cancelled: ExamDocument[] = [];
  for (const { id } of known) {
    const before = await lockExamRow(work.tx, id);
    if (before.state === 'cancelled') continue;
    // Pictures that exist are a person's decision: the HIS is refused and the desk sees why.
    if (before.state === 'acquired')
      throw fail('STATE_REFUSED', { orderNumber: number, accession: before.accessionNumber, state: before.state });
    cancelled.push(await saveExamUntold(work, before, cancel(before, withdrawnByHis)));
    work.audit({ act: 'orders.cancel', subject: before.accessionNumber, patientId: before.patient.id, detail: 'HIS' });
  }
  return cancelled;
}

/** The order was sent again: what it says of the charges is new, the rest stands. */
async function feesAgain(
  work: CommandWork,
  order: IncomingOrder,
  known: readonly ExamDocument[],
): Promise<ExamDocument[]> {
  const changed: ExamDocument[] = [];
  for (const { id, procedureCode } of known) {
    const fee = order.items.find(({ code }) => code === procedureCode)?.fee;
    if (fee === undefined) continue;
    const before = await lockExamRow(work.tx, id);
    if (before.fee.state === fee.state && before.fee.amountCent === fee.amountCent) continue;
    changed.push(await saveExamUntold(work, before, next(before, { fee })));
    work.audit({
      act: 'orders.fee',
      subject: before.accessionNumber,
      patientId: before.patient.id,
      detail: `${before.fee.state} -> ${fee.state}`,
    });
  }
  return changed;
}

/** Carries an order of the HIS out: one exam an item, of the institution whose facility sent it. @param about numbers as they are kept, see his-numbers.ts @throws INPUT_INVALID naming items that are no exams, NOT_FOUND, STATE_REFUSED */
export async function takeExamOrder(
  kernel: Kernel,
  work: CommandWork,
  order: IncomingOrder,
  { patient, visit, facility }: { patient: IncomingPatient; visit: NamedVisit; facility: string },
): Promise<ExamDocument[]> {
  const institutionId = await placeOf(kernel, work.tx, facility);
  if (order.action === 'cancel') return cancelPlaced(work, order.number, institutionId);
  const known = await placed(work.tx, order.number, institutionId);
  if (known.length > 0) return feesAgain(work, order, known);
  const items = await itemsOf(work.tx, order);
  const strange = order.items.filter((_, index) => items[index] === null).map(({ code }) => `OBR-4: ${code}`);
  if (strange.length > 0) throw fail('INPUT_INVALID', { fields: strange, orderNumber: order.number });
  const who = await saveWho(kernel, work, patient, { ...visit, number: visit.number || patient.number }, 'order');
  const exams: ExamDocument[] = [];
  for (const [index, item] of items.entries()) {
    if (item === null) continue;
    const exam = await makeExam(
      kernel,
      work,
      {
        ...who,
        patientTypeCode: visit.patientType,
        service: item.service,
        modality: item.modality,
        bodyPart: item.bodyPart,
        procedureCode: item.code,
        procedureName: item.name,
        method: item.method,
        clinicalDiagnosis: (visit.diagnosis ?? order.reason ?? '').slice(0, 200),
        history: (order.clinicalInfo ?? '').slice(0, 4000),
        purpose: [order.reason ?? '', order.note].filter(Boolean).join('\n').slice(0, 4000),
        priority: order.urgent ? (visit.kind === 'emergency' ? 'emergency' : 'urgent') : 'routine',
        requestedBy: order.doctor,
        requestNumber: order.number,
        room: item.room,
        deviceId: '',
        scheduledAt: instantOf(order.scheduledAt),
      },
      {
        institutionId,
        from: 'request',
        requestedAt: instantOf(order.orderedAt) ?? undefined,
        fee: order.items[index]?.fee,
      },
    );
    exams.push(exam);
    work.audit({
      act: 'orders.order',
      subject: exam.accessionNumber,
      patientId: exam.patient.id,
      detail: order.number,
    });
  }
  return exams;
}
