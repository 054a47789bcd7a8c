// The booking settings of a service: one document with a version, shipped at the first start, changed by an administrator, audited.
import type { Kysely } from 'kysely';
import type { Right } from '../../../core/identity/rights.ts';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { BookingSettings } from '../../../core/orders/booking.ts';
import { settingsTroubles } from '../../../core/orders/booking-rules.ts';
import { shippedBooking } from '../../../core/orders/booking-shipped.ts';
import { ExamService } from '../../../core/orders/exam.ts';
import type { Database } from '../../db/schema.ts';
import { requireAccess } from '../../kernel/access.ts';
import type { Caller, Kernel, Tx } from '../../kernel/types.ts';
import { administers } from '../identity/module.ts';
import { examRight } from './access.ts';

export const administrator: Readonly<Record<ExamService, Right>> = {
  ecg: 'ecg.settings',
  radiology: 'dictionary.edit',
};

export async function shipBooking(kernel: Kernel): Promise<void> {
  await kernel.db
    .insertInto('booking_setting')
    .values(ExamService.options.map((service) => ({ service, doc: JSON.stringify(shippedBooking(service)) })))
    .onConflict((conflict) => conflict.column('service').doNothing())
    .execute();
}

export async function bookingSettings(db: Kysely<Database>, service: ExamService): Promise<BookingSettings> {
  const row = await db.selectFrom('booking_setting').select('doc').where('service', '=', service).executeTakeFirst();
  return row?.doc ?? shippedBooking(service);
}

/**
 * Takes the turn, so that bookings come one after the other: a command that waited for another one here is run again (its transaction
 * saw the places as they were before) and then sees what the other one took. @throws NOT_FOUND
 */
export async function lockBookingSettings(tx: Tx, service: ExamService): Promise<BookingSettings> {
  await tx
    .updateTable('booking_turn')
    .set((at) => ({ turn: at('turn', '+', 1) }))
    .where('id', '=', 1)
    .execute();
  const row = await tx.selectFrom('booking_setting').select('doc').where('service', '=', service).executeTakeFirst();
  if (!row) throw fail('NOT_FOUND', { what: 'booking settings', service });
  return row.doc;
}

/** A place with people ahead is switched off, not removed. @throws STATE_REFUSED */
async function refuseLosing(tx: Tx, before: BookingSettings, after: BookingSettings, now: Date): Promise<void> {
  const gone = before.resources.filter(({ id }) => !after.resources.some((one) => one.id === id)).map(({ id }) => id);
  if (gone.length === 0) return;
  const { count } = await tx
    .selectFrom('booking')
    .select((at) => at.fn.countAll<number>().as('count'))
    .where('service', '=', before.service)
    .where('resource_id', 'in', gone)
    .where('state', '=', 'booked')
    .where('ends_at', '>', now)
    .executeTakeFirstOrThrow();
  if (Number(count) > 0) throw fail('STATE_REFUSED', { resources: gone, bookings: Number(count) });
}

function changed(before: BookingSettings, after: BookingSettings): string {
  const parts = [];
  if (before.daysAhead !== after.daysAhead) parts.push(`daysAhead: ${before.daysAhead} -> ${after.daysAhead}`);
  for (const resource of after.resources) {
    const was = before.resources.find(({ id }) => id === resource.id);
    if (JSON.stringify(was) !== JSON.stringify(resource))
      parts.push(`${resource.id}: ${JSON.stringify(was ?? null)} -> ${JSON.stringify(resource)}`);
  }
  for (const { id } of before.resources)
    if (!after.resources.some((one) => one.id === id)) parts.push(`${id}: removed`);
  if (JSON.stringify(before.exceptions) !== JSON.stringify(after.exceptions))
    parts.push(`exceptions: ${JSON.stringify(before.exceptions)} -> ${JSON.stringify(after.exceptions)}`);
  return parts.join('; ');
}

/** @throws RIGHT_MISSING, VERSION_CONFLICT, INPUT_INVALID naming each trouble, STATE_REFUSED */
export function saveBookingSettings(
  kernel: Kernel,
  caller: Caller,
  input: { command: CommandMeta; settings: BookingSettings },
): Promise<BookingSettings> {
  const { settings } = input;
  const request = {
    ...input.command,
    name: 'orders.saveBookingSettings',
    right: settings.service === 'ecg' ? administers(caller, administrator.ecg) : administrator.radiology,
    subject: settings.service,
    input,
    ownAudit: true,
  };
  return kernel.command(caller, request, async (work) => {
    // Dictionaries are edited by heads of other departments too: only one who works in this service sets its places.
    requireAccess(caller, examRight(settings.service, 'view'));
    const before = await lockBookingSettings(work.tx, settings.service);
    if (before.version !== settings.version)
      throw fail('VERSION_CONFLICT', { expected: settings.version, actual: before.version });
    const troubles = settingsTroubles(settings).map((one) =>
      'resourceId' in one ? `${one.resourceId}: ${one.code}` : `exceptions.${one.index}: ${one.code}`,
    );
    if (troubles.length > 0) throw fail('INPUT_INVALID', { fields: troubles });
    await refuseLosing(work.tx, before, settings, work.now);
    const after: BookingSettings = { ...settings, version: before.version + 1 };
    await work.tx
      .updateTable('booking_setting')
      .set({ doc: JSON.stringify(after) })
      .where('service', '=', settings.service)
      .execute();
    work.audit({ act: 'orders.saveBookingSettings', subject: settings.service, detail: changed(before, after) });
    return after;
  });
}
