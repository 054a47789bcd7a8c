// A row of the desk's list: when it counts, what state the desk sees, what it is waiting for. Pure.
import type { Booking, BookingList } from '../../../../core/orders/booking.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';

export type DeskRow = BookingList['rows'][number];
/** The exam's own state, and two that only a desk knows: stayed away, and late. */
export type DeskState = ExamDocument['state'] | 'noShow' | 'overdue';

export function stateOf({ exam, booking }: DeskRow, now: string): DeskState {
  if (booking?.state === 'noShow' && exam.state === 'requested') return 'noShow';
  const ends = booking?.endsAt ?? exam.scheduledAt;
  if (exam.state === 'booked' && ends !== null && ends < now) return 'overdue';
  return exam.state;
}

export function whenOf({ exam, booking }: DeskRow): string {
  if (booking?.state === 'noShow') return booking.startsAt;
  return exam.registeredAt ?? exam.scheduledAt ?? exam.requestedAt;
}

/** Names that hold a place of a slot, for the day by slots. */
export function namesIn(rows: readonly DeskRow[]): (resourceId: string, startsAt: string) => readonly string[] {
  const held = new Map<string, string[]>();
  for (const { exam, booking } of rows)
    if (booking && (booking.state === 'booked' || booking.state === 'arrived')) {
      const key = `${booking.resourceId} ${booking.startsAt}`;
      held.set(key, [...(held.get(key) ?? []), exam.patient.name]);
    }
  return (resourceId, startsAt) => held.get(`${resourceId} ${startsAt}`) ?? [];
}

export function slotOf(booking: Booking | null) {
  return booking?.state === 'booked' ? { resourceId: booking.resourceId, startsAt: booking.startsAt } : null;
}
