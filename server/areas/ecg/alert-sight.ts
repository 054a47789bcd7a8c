// Who may see an alarm: whom it was raised for, and, without being called, whoever the ECG rights reach that far (ECG-29, ECG-49).
import type { Kysely } from 'kysely';
import type { EcgAlert } from '../../../core/ecg/flow/alert.ts';
import { concernsPerson } from '../../../core/ecg/flow/alert-flow.ts';
import { covers, dutiesHeld, placesFor } from '../../../core/orders/exam-reach.ts';
import type { Database } from '../../db/schema.ts';
import { maySeeService } from '../../kernel/access.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { actorOf } from '../orders/module.ts';
import { alertPerson } from './alert-store.ts';

/** A test of alarms for one caller. */
export async function alertSight(
  kernel: Kernel,
  db: Kysely<Database>,
  caller: Caller,
): Promise<(alert: EcgAlert) => boolean> {
  const person = await alertPerson(kernel, db, caller);
  const actor = await actorOf(kernel, db, caller);
  const { institutionId } = actor;
  const duties = dutiesHeld(caller.rights, 'ecg');
  return (alert) => {
    if (concernsPerson(alert, person)) return true;
    if (!maySeeService(caller, 'ecg')) return false;
    if (institutionId === null) return true;
    const isOwn = [alert.institutionId, alert.readingInstitutionId].includes(institutionId);
    if (caller.person === null) return isOwn;
    const placed = { institutionId: alert.institutionId, departmentIds: [alert.departmentId], isOwn };
    return duties.some((duty) => covers(placesFor(actor, 'ecg', duty), placed));
  };
}
