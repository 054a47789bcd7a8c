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

export function slotOf(booking: Booking | null) {
  return booking?.state === 'booked' ? { resourceId: booking.resourceId, startsAt: booking.startsAt } : null;
}
