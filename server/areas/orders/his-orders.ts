// Orders of the HIS that are exams: by the item's code, else by the diagnostic section; the same order again changes the charges only.

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
import { changedBy, type OrderAgain, orderAgain } from './his-again.ts';
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

async function itemsOf(
  db: Kysely<Database>,
  order: IncomingOrder,
  items: IncomingOrder['items'] = order.items,
): Promise<(ExamItem | null)[]> {
  return Promise.all(
    items.map(async (item) => {
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

async function withdraw(work: CommandWork, number: string, { id }: ExamDocument): Promise<ExamDocument | null> {
  const before = await lockExamRow(work.tx, id);
  if (before.state === 'cancelled') return null;
  // Pictures that exist are a person's decision: the HIS is refused and the desk sees why.
  if (before.state === 'acquired')
    throw fail('STATE_REFUSED', { orderNumber: number, accession: before.accessionNumber, state: before.state });
  const exam = await saveExamUntold(work, before, cancel(before, withdrawnByHis));
  work.audit({ act: 'orders.cancel', subject: before.accessionNumber, patientId: before.patient.id, detail: 'HIS' });
  return exam;
}

async function cancelPlaced(
  work: CommandWork,
  number: string,
  known: readonly ExamDocument[],
): Promise<ExamDocument[]> {
  if (known.length === 0) throw fail('NOT_FOUND', { orderNumber: number });
  const cancelled: ExamDocument[] = [];
  for (const exam of known) {
    const gone = await withdraw(work, number, exam);
    if (gone) cancelled.push(gone);
  }
  return cancelled;
}

/** What the order says of the charges of an exam is new; of a change order the rest, too. */
async function changeAgain(
  work: CommandWork,
  order: IncomingOrder,
  { exam: { id }, item }: OrderAgain['again'][number],
  said: OrderedFacts,
  stay: Parameters<typeof changedBy>[3],
): Promise<ExamDocument | null> {
  let exam = await lockExamRow(work.tx, id);
  const about = { subject: exam.accessionNumber, patientId: exam.patient.id };
  const { fee } = item;
  let changed = false;
  if (fee !== undefined && (exam.fee.state !== fee.state || exam.fee.amountCent !== fee.amountCent)) {
    work.audit({ act: 'orders.fee', ...about, detail: `${exam.fee.state} -> ${fee.state}` });
    exam = await saveExamUntold(work, exam, next(exam, { fee }));
    changed = true;
  }
  const wanted = order.changes && exam.state !== 'cancelled' ? changedBy(exam, order, said, stay) : null;
  if (!wanted) return changed ? exam : null;
  work.audit({ act: 'orders.change', ...about, detail: 'HIS' });
  return saveExamUntold(work, exam, wanted);
}

type OrderedFacts = Pick<ExamDocument, 'clinicalDiagnosis' | 'history' | 'purpose' | 'priority'>;

const factsOf = (order: IncomingOrder, visit: NamedVisit): OrderedFacts => ({
  clinicalDiagnosis: (visit.diagnosis ?? order.reason ?? '').slice(0, 200),
  history: (order.clinicalInfo ?? '').slice(0, 4000),
  purpose: [order.reason ?? '', order.note].filter(Boolean).join('\n').slice(0, 4000),
  priority: order.urgent ? (visit.kind === 'emergency' ? 'emergency' : 'urgent') : 'routine',
});

/** Carries an order of the HIS out: one exam an item, of the institution whose facility sent it. @param about numbers as they are kept, see his-numbers.ts @throws INPUT_INVALID naming items that are no exams, NOT_FOUND, STATE_REFUSED */
export async function takeExamOrder(
  kernel: Kernel,
  work: CommandWork,
  order: IncomingOrder,
  { patient, visit, facility }: { patient: IncomingPatient; visit: NamedVisit; facility: string },
): Promise<ExamDocument[]> {
  const institutionId = await placeOf(kernel, work.tx, facility);
  const known = await placed(work.tx, order.number, institutionId);
  const own = { ...visit, number: visit.number || patient.number };
  const stranger = known.find((exam) => exam.patient.number !== patient.number);
  // A number that stands for somebody else's exam: one of the two would be lost, or the wrong one cancelled.
  if (stranger && patient.number !== '') {
    const who = await saveWho(kernel, work, patient, own, 'order');
    if (who.patient.id !== stranger.patient.id)
      throw fail('IDENTITY_CLASH', {
        patientNumber: patient.number,
        orderNumber: order.number,
        accession: stranger.accessionNumber,
      });
  }
  if (order.action === 'cancel') return cancelPlaced(work, order.number, known);
  const { again, made, replaced } = orderAgain(order, known);
  const exams: ExamDocument[] = [];
  if (again.length > 0) {
    const moved = order.changes && visit.number !== '' && visit.departmentId !== '';
    const stay = moved ? await saveWho(kernel, work, patient, own, 'order') : null;
    for (const one of again) {
      const { visit: visited = null, departmentId = '', departmentName = '', departmentPhone = '' } = stay ?? {};
      const placeNow = stay && { visit: visited, departmentId, departmentName, departmentPhone };
      const exam = await changeAgain(work, order, one, factsOf(order, visit), placeNow);
      if (exam) exams.push(exam);
    }
  }
  if (made.length === 0) return exams;
  if (replaced) await withdraw(work, order.number, replaced);
  const items = await itemsOf(work.tx, order, made);
  const strange = made.filter((_, index) => items[index] === null).map(({ code }) => `OBR-4: ${code}`);
  if (strange.length > 0) throw fail('INPUT_INVALID', { fields: strange, orderNumber: order.number });
  const who = await saveWho(kernel, work, patient, own, 'order');
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
        ...factsOf(order, visit),
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
        fee: made[index]?.fee,
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
