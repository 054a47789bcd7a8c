// Orders to tubes: from the HIS or by hand, each order number once, items grouped into tubes by rule (LAB-01, 04, 06, 17, 84).

import type { IncomingOrder, IncomingPatient, IncomingVisit } from '../../../core/integration/order-message.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { instantAt } from '../../../core/kernel/hospital-time.ts';
import { normalizeBarcode } from '../../../core/lab/barcode.ts';
import { allocateTubes } from '../../../core/lab/barcode-groups.ts';
import { historyPoints, linkPrevious } from '../../../core/lab/history.ts';
import type { SpecimenDocument } from '../../../core/lab/model.ts';
import { oneTube, specimenForTube } from '../../../core/lab/registration.ts';
import type { PatientBrief, VisitBrief } from '../../../core/patient/model.ts';
import type { Caller, CommandWork } from '../../kernel/types.ts';
import { patientBrief, savePatient, saveVisit, visitBrief } from '../patient/module.ts';
import { takeBarcode } from '../sync/module.ts';
import { requireGroup } from './access.ts';
import type { LabServices } from './services.ts';
import { insertSpecimen, lockSpecimen, releasedOf, saveSpecimen } from './specimen-store.ts';

/** As the HIS says; now where it says no time, or a day alone. */
function orderedAt({ orderedAt: said }: IncomingOrder, now: Date): string {
  return (said && said.length >= 16 ? instantAt(said) : null) ?? now.toISOString();
}

async function savePerson(
  services: LabServices,
  work: CommandWork,
  patient: Parameters<typeof savePatient>[2],
  visit: Parameters<typeof saveVisit>[2],
  source: 'order' | 'bench',
): Promise<{ patient: PatientBrief; visit: VisitBrief }> {
  const row = await savePatient(work, services.kernel.fields, patient, source);
  const visitRow = await saveVisit(work, row.id, visit);
  return { patient: patientBrief(row, services.kernel.fields), visit: visitBrief(visitRow) };
}

/**
 * Places an order of the HIS inside a command: the same number again changes nothing. Charge items that the dictionary does not know
 * refuse the whole order, by name, so that the HIS shows it.
 * @throws INPUT_INVALID
 */
export async function placeOrder(
  services: LabServices,
  work: CommandWork,
  order: IncomingOrder,
  patient: IncomingPatient,
  visit: IncomingVisit,
): Promise<SpecimenDocument[]> {
  const known = await work.tx.selectFrom('lab_order').selectAll().where('number', '=', order.number).executeTakeFirst();
  if (known) return [];
  const dictionaries = await services.dictionaries.load(work.tx);
  const tubes = allocateTubes(
    order.items.map((item) => item.code),
    dictionaries,
  );
  if (order.barcode && tubes.length > 1) {
    throw fail('INPUT_INVALID', {
      fields: ['SPM-2: one barcode for items that need several tubes'],
      orderNumber: order.number,
    });
  }
  const who = await savePerson(services, work, patient, { ...visit, number: visit.number || patient.number }, 'order');
  const orderId = work.newId();
  const released = await releasedOf(work.tx, who.patient.id, null);
  const specimens: SpecimenDocument[] = [];
  for (const tube of tubes) {
    const document = specimenForTube(
      tube,
      {
        specimenId: work.newId(),
        barcode: order.barcode ? normalizeBarcode(order.barcode) : await takeBarcode(work.tx),
        ...who,
        orderingDoctor: order.doctor,
        clinicalNote: order.note,
        urgent: order.urgent,
        orderedAt: orderedAt(order, work.now),
        orderIdOf: () => orderId,
      },
      dictionaries,
    );
    specimens.push(await insertSpecimen(work, linkPrevious(document, historyPoints(released))));
  }
  await work.tx
    .insertInto('lab_order')
    .values({
      id: orderId,
      number: order.number,
      state: 'placed',
      patient_id: who.patient.id,
      visit_id: who.visit.id,
      specimen_ids: specimens.map((document) => document.id),
      placed_at: work.now,
    })
    .execute();
  work.audit({ act: 'lab.order', subject: order.number, patientId: who.patient.id });
  return specimens;
}

/** Cancels an order whose tubes were not received yet. @throws NOT_FOUND, STATE_REFUSED naming the tube that is at work */
export async function cancelOrder(services: LabServices, work: CommandWork, number: string): Promise<void> {
  const order = await work.tx
    .selectFrom('lab_order')
    .selectAll()
    .where('number', '=', number)
    .forUpdate()
    .executeTakeFirst();
  if (!order) throw fail('NOT_FOUND', { orderNumber: number });
  if (order.state === 'cancelled') return;
  for (const id of order.specimen_ids) {
    const before = await lockSpecimen(work.tx, { id });
    if (before.state !== 'ordered' && before.state !== 'collected') {
      throw fail('STATE_REFUSED', { orderNumber: number, barcode: before.barcode, state: before.state });
    }
    const by = { id: 'HIS', name: 'HIS' };
    await saveSpecimen(work, before, {
      ...before,
      version: before.version + 1,
      state: 'rejected',
      rejection: { reasonCode: 'CANCELLED', reason: '医嘱已撤销', by, at: work.now.toISOString() },
    });
  }
  await work.tx.updateTable('lab_order').set({ state: 'cancelled' }).where('id', '=', order.id).execute();
  work.audit({ act: 'lab.cancelOrder', subject: number, patientId: order.patient_id });
  services.kernel.log('info', 'order cancelled', { number });
}

export interface RegisterInput {
  command: { id: string; at: string };
  barcode: string;
  specimenId: string;
  patient: Omit<IncomingPatient, 'allergies'>;
  visit: { kind: IncomingVisit['kind']; number: string; departmentId: string; bed?: string; diagnosis?: string };
  orderingDoctor: string;
  itemCodes: string[];
  urgent: boolean;
  clinicalNote: string;
}

/** Registration by hand (LAB-17). The barcode comes from a leased block or from the label in the hand; it must be new. */
export function register(services: LabServices, caller: Caller, input: RegisterInput): Promise<SpecimenDocument> {
  const request = {
    ...input.command,
    name: 'lab.register',
    right: 'lab.register' as const,
    subject: input.barcode,
    input,
  };
  return services.kernel.command(caller, request, async (work) => {
    const dictionaries = await services.dictionaries.load(work.tx);
    const tube = oneTube(input.itemCodes, dictionaries);
    requireGroup(caller, tube.groupId);
    const visitNumber = input.visit.number || input.patient.number || input.barcode;
    const who = await savePerson(services, work, input.patient, { ...input.visit, number: visitNumber }, 'bench');
    const orderId = work.newId();
    const document = specimenForTube(
      tube,
      {
        specimenId: input.specimenId,
        barcode: normalizeBarcode(input.barcode),
        ...who,
        orderingDoctor: input.orderingDoctor,
        clinicalNote: input.clinicalNote,
        urgent: input.urgent,
        orderedAt: work.now.toISOString(),
        orderIdOf: () => orderId,
      },
      dictionaries,
    );
    const released = await releasedOf(work.tx, who.patient.id, null);
    const saved = await insertSpecimen(work, linkPrevious(document, historyPoints(released)));
    work.audit({ act: 'lab.register', subject: saved.barcode, patientId: saved.patient.id });
    return saved;
  });
}
