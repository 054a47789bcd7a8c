// Who sits in which slot, for the view of a day by rooms.
import { type Booking, holdsPlace } from '../../core/orders/booking.ts';
import type { ExamDocument } from '../../core/orders/exam.ts';

interface BookedRow {
  exam: ExamDocument;
  booking: Booking | null;
}

/** Names of those who hold a place, by room and slot. */
export function namesIn(rows: readonly BookedRow[]): (resourceId: string, startsAt: string) => readonly string[] {
  const names = new Map<string, string[]>();
  for (const { exam, booking } of rows) {
    if (!booking || !holdsPlace(booking.state)) continue;
    const key = `${booking.resourceId} ${booking.startsAt}`;
    names.set(key, [...(names.get(key) ?? []), exam.patient.name]);
  }
  return (resourceId, startsAt) => names.get(`${resourceId} ${startsAt}`) ?? [];
}

/** Who is here today without a booked place, by room or device. */
export function walkInsOf<Row extends BookedRow>(
  rows: readonly Row[],
  where: (row: Row) => string,
): Map<string, Row[]> {
  return Map.groupBy(
    rows.filter(({ exam, booking }) => exam.state === 'registered' && !(booking && holdsPlace(booking.state))),
    where,
  );
}
