// Who may have which slot: it exists, it is not over, a place is left, and the person is not booked twice. The server decides; the desk hints.

import { type ErrorDetail, fail } from '../kernel/errors.ts';
import { hospitalDay } from '../kernel/hospital-time.ts';
import type { BookingResource, BookingSettings, BookingSlot } from './booking.ts';
import { addDays, minutesOf, type SlotTime, slotsOf, takesExam } from './booking-slots.ts';

interface Booked extends SlotTime {
  examId: string;
  procedureCode: string;
}

/** @throws INPUT_INVALID naming what is wrong with the slot */
export function requireSlot(
  settings: BookingSettings,
  slot: BookingSlot,
  exam: { modality: string; procedureCode: string },
  now: string,
): SlotTime & { resource: BookingResource } {
  const wrong = (field: string, more: ErrorDetail = {}) => fail('INPUT_INVALID', { fields: [field], ...more });
  const resource = settings.resources.find(({ id }) => id === slot.resourceId);
  if (!resource) throw wrong('slot.resourceId: unknown');
  if (!resource.active) throw wrong('slot.resourceId: switched off', { resource: resource.name });
  if (!takesExam(resource, exam))
    throw wrong('slot.resourceId: does not do this exam', { resource: resource.name, item: exam.procedureCode });
  const startsAt = new Date(slot.startsAt).toISOString();
  const day = hospitalDay(startsAt);
  const { slots, closed, note } = slotsOf(settings, resource, day);
  if (closed) throw wrong('slot.startsAt: closed', { resource: resource.name, day, note });
  const found = slots.find((one) => one.startsAt === startsAt);
  if (!found) throw wrong('slot.startsAt: no slot begins then', { resource: resource.name, startsAt });
  if (found.endsAt <= now) throw wrong('slot.startsAt: over', { startsAt });
  if (day > addDays(hospitalDay(now), settings.daysAhead))
    throw wrong('slot.startsAt: too far ahead', { daysAhead: settings.daysAhead });
  return { ...found, resource };
}

/** The lowest place that nobody holds; null when the slot is full. */
export function freePlace(held: readonly number[], capacity: number): number | null {
  for (let place = 1; place <= capacity; place += 1) if (!held.includes(place)) return place;
  return null;
}

/** A booking of the same person that this one would stand against: at the same time, or the same exam on the same day. */
export function clashOf<Known extends Booked>(known: readonly Known[], wanted: Booked): Known | null {
  return (
    known.find(
      (one) =>
        one.examId !== wanted.examId &&
        ((one.startsAt < wanted.endsAt && wanted.startsAt < one.endsAt) ||
          (one.procedureCode === wanted.procedureCode && hospitalDay(one.startsAt) === hospitalDay(wanted.startsAt))),
    ) ?? null
  );
}

export type SettingsTrouble =
  | { code: 'sameId' | 'hoursOrder' | 'hoursOverlap' | 'slotTooLong'; resourceId: string }
  | { code: 'exceptionOrder' | 'exceptionResource'; index: number };

/** What is wrong with settings as a whole; empty when they can be saved. */
export function settingsTroubles({ resources, exceptions }: BookingSettings): SettingsTrouble[] {
  const found: SettingsTrouble[] = [];
  resources.forEach((resource, index) => {
    const resourceId = resource.id;
    if (resources.findIndex(({ id }) => id === resourceId) !== index) found.push({ code: 'sameId', resourceId });
    const rows = resource.hours.map((row) => ({ ...row, start: minutesOf(row.from), end: minutesOf(row.to) }));
    if (rows.some(({ start, end }) => start >= end)) found.push({ code: 'hoursOrder', resourceId });
    else if (rows.some(({ start, end }) => end - start < resource.slotMinutes))
      found.push({ code: 'slotTooLong', resourceId });
    const overlap = rows.some((left, at) =>
      rows
        .slice(at + 1)
        .some(
          (right) =>
            left.start < right.end &&
            right.start < left.end &&
            left.weekdays.some((weekday) => right.weekdays.includes(weekday)),
        ),
    );
    if (overlap) found.push({ code: 'hoursOverlap', resourceId });
  });
  exceptions.forEach(({ from, to, resourceId }, index) => {
    if (from > to) found.push({ code: 'exceptionOrder', index });
    if (resourceId !== '' && !resources.some(({ id }) => id === resourceId))
      found.push({ code: 'exceptionResource', index });
  });
  return found;
}
