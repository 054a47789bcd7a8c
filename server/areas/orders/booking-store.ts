// Bookings in the database: places taken and given back inside the command of their exam; the numbers of a line.

import type { Kysely, Selectable } from 'kysely';
import { fail } from '../../../core/kernel/errors.ts';
import { hospitalDay } from '../../../core/kernel/hospital-time.ts';
import type { Booking, BookingSlot, BookingState } from '../../../core/orders/booking.ts';
import { clashOf, freePlace, requireSlot } from '../../../core/orders/booking-rules.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import type { Database } from '../../db/schema.ts';
import type { CommandWork, Tx } from '../../kernel/types.ts';
import { recordsOf } from '../patient/module.ts';
import { lockBookingSettings } from './booking-settings.ts';
import type { BookingTable } from './booking-tables.ts';

const held: BookingState[] = ['booked', 'arrived'];

export function bookingOf(row: Selectable<BookingTable>): Booking {
  return {
    id: row.id,
    examId: row.exam_id,
    service: row.service,
    resourceId: row.resource_id,
    startsAt: row.starts_at.toISOString(),
    endsAt: row.ends_at.toISOString(),
    place: row.place,
    state: row.state,
    bookedAt: row.booked_at.toISOString(),
    bookedBy: row.booked_by,
    reason: row.reason,
  };
}

/** The place that an exam holds, else null. */
export async function bookingOfExam(db: Kysely<Database>, examId: string): Promise<Booking | null> {
  const row = await db
    .selectFrom('booking')
    .selectAll()
    .where('exam_id', '=', examId)
    .where('state', 'in', held)
    .executeTakeFirst();
  return row ? bookingOf(row) : null;
}

/** Bookings of the same human being that are ahead or running, of every service. @throws PATIENT_BOOKED */
async function refuseTwice(tx: Tx, exam: ExamDocument, time: { startsAt: string; endsAt: string }): Promise<void> {
  const rows = await tx
    .selectFrom('booking')
    .innerJoin('exam', 'exam.id', 'booking.exam_id')
    .selectAll('booking')
    .select('exam.accession')
    .where('booking.patient_id', 'in', await recordsOf(tx, exam.patient.id))
    .where('booking.state', 'in', held)
    .where('booking.exam_id', '<>', exam.id)
    .execute();
  const known = rows.map((row) => ({ ...bookingOf(row), procedureCode: row.procedure_code, accession: row.accession }));
  const clash = clashOf(known, { ...time, examId: exam.id, procedureCode: exam.procedureCode });
  if (clash)
    throw fail('PATIENT_BOOKED', {
      accession: clash.accession,
      startsAt: clash.startsAt,
      bookedBy: clash.bookedBy,
      bookedAt: clash.bookedAt,
    });
}

/**
 * The slot for the exam; its former place, if any, was moved away from. Bookings take turns (`lockBookingSettings`), so that two
 * desks never see the same place as free, nor the same person as not booked.
 * @throws SLOT_FULL naming who was last, PATIENT_BOOKED, INPUT_INVALID
 */
export async function takeSlot(
  work: CommandWork,
  exam: ExamDocument,
  slot: BookingSlot,
  by: { personName: string },
): Promise<{ startsAt: string; room: string; deviceId: string; resourceName: string }> {
  const settings = await lockBookingSettings(work.tx, exam.service);
  const { startsAt, endsAt, resource } = requireSlot(settings, slot, exam, work.now.toISOString());
  const rows = await work.tx
    .selectFrom('booking')
    .innerJoin('exam', 'exam.id', 'booking.exam_id')
    .select(['booking.place', 'booking.booked_by', 'booking.booked_at', 'exam.accession'])
    .where('booking.service', '=', exam.service)
    .where('booking.resource_id', '=', resource.id)
    .where('booking.starts_at', '=', new Date(startsAt))
    .where('booking.state', 'in', held)
    .where('booking.exam_id', '<>', exam.id)
    .orderBy('booking.booked_at', 'desc')
    .execute();
  const place = freePlace(
    rows.map((row) => row.place),
    resource.capacity,
  );
  const [last] = rows;
  if (place === null)
    throw fail('SLOT_FULL', {
      resource: resource.name,
      startsAt,
      capacity: resource.capacity,
      takenBy: rows.map(({ accession }) => accession),
      bookedBy: last?.booked_by ?? '',
      bookedAt: last?.booked_at.toISOString() ?? '',
    });
  await refuseTwice(work.tx, exam, { startsAt, endsAt });
  await work.tx
    .insertInto('booking')
    .values({
      id: work.newId(),
      exam_id: exam.id,
      patient_id: exam.patient.id,
      service: exam.service,
      procedure_code: exam.procedureCode,
      resource_id: resource.id,
      starts_at: new Date(startsAt),
      ends_at: new Date(endsAt),
      place,
      state: 'booked',
      booked_at: work.now,
      booked_by: by.personName,
      reason: '',
    })
    .execute();
  return { startsAt, room: resource.room, deviceId: resource.deviceId, resourceName: resource.name };
}

/** Gives the exam's place back, with what became of it. */
export async function endBooking(tx: Tx, examId: string, state: BookingState, reason: string): Promise<void> {
  await tx
    .updateTable('booking')
    .set({ state, reason })
    .where('exam_id', '=', examId)
    .where('state', 'in', held)
    .execute();
}

/** Whatever way an exam goes on, its place goes with it: the person came, or the exam was cancelled by the desk or the HIS. */
export async function followBooking(tx: Tx, before: ExamDocument, after: ExamDocument): Promise<void> {
  if (after.state === before.state) return;
  if (after.state === 'cancelled') await endBooking(tx, after.id, 'cancelled', after.cancelReason);
  else if (before.state === 'booked' && (after.state === 'registered' || after.state === 'acquired'))
    await endBooking(tx, after.id, 'arrived', '');
}

/** The next number in the line of the exam's room today: nobody gets the same one. */
export async function nextQueueNumber(work: CommandWork, { service, room }: ExamDocument): Promise<number> {
  const { last } = await work.tx
    .insertInto('queue_counter')
    .values({ service, room, day: hospitalDay(work.now), last: 1 })
    .onConflict((conflict) =>
      conflict.columns(['service', 'room', 'day']).doUpdateSet((at) => ({ last: at('queue_counter.last', '+', 1) })),
    )
    .returning('last')
    .executeTakeFirstOrThrow();
  return last;
}

/** What was registered anew stays true for its place: whose it is, and that the room does it. @throws PATIENT_BOOKED, INPUT_INVALID */
export async function amendBooking(work: CommandWork, exam: ExamDocument): Promise<void> {
  const booking = await bookingOfExam(work.tx, exam.id);
  if (booking?.state !== 'booked') return;
  const settings = await lockBookingSettings(work.tx, exam.service);
  if (booking.endsAt > work.now.toISOString()) {
    const resource = settings.resources.find(({ id }) => id === booking.resourceId);
    const items = resource?.itemCodes ?? [];
    if (
      resource &&
      ((resource.modality !== '' && resource.modality !== exam.modality) ||
        (items.length > 0 && !items.includes(exam.procedureCode)))
    )
      throw fail('INPUT_INVALID', {
        fields: ['exam.procedureCode: not done in the booked room'],
        resource: resource.name,
      });
    await refuseTwice(work.tx, exam, booking);
  }
  await work.tx
    .updateTable('booking')
    .set({ patient_id: exam.patient.id, procedure_code: exam.procedureCode })
    .where('id', '=', booking.id)
    .execute();
}
