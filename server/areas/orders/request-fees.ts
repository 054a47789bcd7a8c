// Whether a request is paid, by its number, as the HIS told it (ECG-11); read by whoever may see its exams, and on record.
import { fail } from '../../../core/kernel/errors.ts';
import type { RequestFee } from '../../../core/orders/fee-contract.ts';
import { viewRight } from '../../kernel/access.ts';
import type { AuditEntry, Caller, Kernel } from '../../kernel/types.ts';
import { maySeeExam } from './access.ts';
import { actorOf } from './institutions.ts';

/** @throws NOT_FOUND also for exams that the caller may not see: their numbers are not told apart from unknown ones */
export async function requestFees(
  kernel: Kernel,
  caller: Caller,
  { requestNumber }: { requestNumber: string },
): Promise<RequestFee[]> {
  const entry: AuditEntry = { act: 'orders.requestFees', subject: requestNumber, patientId: null };
  const fees = await kernel.read(caller, viewRight(caller), entry, async (db) => {
    const actor = await actorOf(kernel, db, caller);
    const rows = await db.selectFrom('exam').select('doc').where('request_number', '=', requestNumber).execute();
    const seen = rows.map(({ doc }) => doc).filter((exam) => maySeeExam(caller, actor, exam));
    const people = new Set(seen.map(({ patient }) => patient.id));
    entry.patientId = people.size === 1 ? (seen[0]?.patient.id ?? null) : null;
    entry.detail = seen.map(({ accessionNumber, fee }) => `${accessionNumber} ${fee.state}`).join(', ') || 'none';
    return seen
      .toSorted((left, right) => right.requestedAt.localeCompare(left.requestedAt))
      .map(({ id, service, accessionNumber, state, procedureName, patient, institutionName, requestedAt, fee }) => ({
        ...{ id, service, accessionNumber, state, procedureName, institutionName, requestedAt, fee },
        patient: { number: patient.number, name: patient.name, sex: patient.sex, birthDate: patient.birthDate },
      }));
  });
  // What was asked for in vain stands in the trail too.
  if (fees.length === 0) throw fail('NOT_FOUND', { requestNumber });
  return fees;
}
