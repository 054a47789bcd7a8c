// The slots of a day: working hours cut into slots, days that differ, what is taken and what is left. Pure: server and picker use the same.
import { dayAfter, dayStart, hospitalClock, hospitalDay } from '../kernel/hospital-time.ts';
import type { BookingException, BookingResource, BookingSettings, TakenSlot } from './booking.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

export interface SlotTime {
  /** ISO 8601 UTC. */
  startsAt: string;
  endsAt: string;
}

export interface SlotState extends SlotTime {
  capacity: number;
  taken: number;
  /** It has ended. */
  past: boolean;
  /** Booked before the hours were changed: it can be emptied, not filled. */
  outside: boolean;
}

export interface ResourceDay {
  resource: BookingResource;
  /** Why the day differs; empty for a usual one. */
  note: string;
  closed: boolean;
  slots: SlotState[];
}

/** Minutes since midnight. */
export function minutesOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
}

/** @throws RangeError for a day that does not exist */
export function addDays(day: string, days: number): string {
  return hospitalDay(new Date(dayStart(day).getTime() + days * dayMs));
}

/** First instant of the first day and first instant behind the last one. */
export function spanOf(from: string, to: string): { from: Date; before: Date } {
  return { from: dayStart(from), before: dayAfter(to) };
}

/** 1 Monday to 7 Sunday. */
export function weekdayOf(day: string): number {
  return hospitalClock(dayStart(day)).getUTCDay() || 7;
}

/** A rule for one room goes before one for all; of two alike the later one in the list counts. */
function exceptionOf(settings: BookingSettings, resourceId: string, day: string): BookingException | null {
  const matching = settings.exceptions.filter(({ from, to }) => from <= day && day <= to);
  return (
    matching.findLast((one) => one.resourceId === resourceId) ??
    matching.findLast(({ resourceId: all }) => all === '') ??
    null
  );
}

/** What the working hours give, whatever is taken. A rest that is shorter than a slot is not offered. */
export function slotsOf(
  settings: BookingSettings,
  resource: BookingResource,
  day: string,
): { slots: SlotTime[]; note: string; closed: boolean } {
  const exception = exceptionOf(settings, resource.id, day);
  if (exception && exception.worksAs === null) return { slots: [], note: exception.note, closed: true };
  const weekday = exception?.worksAs ?? weekdayOf(day);
  const start = dayStart(day).getTime();
  const slots: SlotTime[] = [];
  const rows = resource.hours
    .filter(({ weekdays }) => weekdays.includes(weekday))
    .toSorted((left, right) => minutesOf(left.from) - minutesOf(right.from));
  for (const { from, to } of rows) {
    const end = minutesOf(to);
    for (let at = minutesOf(from); at + resource.slotMinutes <= end; at += resource.slotMinutes) {
      const startsAt = new Date(start + at * minuteMs).toISOString();
      slots.push({ startsAt, endsAt: new Date(start + (at + resource.slotMinutes) * minuteMs).toISOString() });
    }
  }
  return { slots, note: exception?.note ?? '', closed: slots.length === 0 };
}

/** Whether an exam can be done at a place. */
export function takesExam(resource: BookingResource, exam: { modality: string; procedureCode: string }): boolean {
  return (
    resource.active &&
    (resource.modality === '' || resource.modality === exam.modality) &&
    (resource.itemCodes.length === 0 || resource.itemCodes.includes(exam.procedureCode))
  );
}

/** The day of one place with what is taken; places that were booked outside today's hours stand where they are. */
export function resourceDay(
  settings: BookingSettings,
  resource: BookingResource,
  day: string,
  taken: readonly TakenSlot[],
  now: string,
): ResourceDay {
  const { slots, note, closed } = slotsOf(settings, resource, day);
  const mine = taken.filter((one) => one.resourceId === resource.id && hospitalDay(one.startsAt) === day);
  const usual = slots.map((slot) => ({
    ...slot,
    capacity: resource.capacity,
    taken: mine.find(({ startsAt }) => startsAt === slot.startsAt)?.count ?? 0,
    past: slot.endsAt <= now,
    outside: false,
  }));
  const outside = mine
    .filter(({ startsAt }) => !slots.some((slot) => slot.startsAt === startsAt))
    .map(({ startsAt, endsAt, count }) => ({
      startsAt,
      endsAt,
      capacity: count,
      taken: count,
      past: endsAt <= now,
      outside: true,
    }));
  return {
    resource,
    note,
    closed,
    slots: [...usual, ...outside].toSorted((left, right) => left.startsAt.localeCompare(right.startsAt)),
  };
}

export function leftIn({ capacity, taken, past, outside }: SlotState): number {
  return past || outside ? 0 : Math.max(0, capacity - taken);
}

/** The first day from `from` on that any place gives the exam a slot that is not over, taken or not; null when there is none to be booked. */
export function firstOpenDay(
  settings: BookingSettings,
  exam: { modality: string; procedureCode: string },
  from: string,
  now: string,
): string | null {
  const rooms = settings.resources.filter((resource) => takesExam(resource, exam));
  for (let ahead = 0; ahead <= settings.daysAhead; ahead += 1) {
    const day = addDays(from, ahead);
    if (rooms.some((room) => slotsOf(settings, room, day).slots.some(({ endsAt }) => endsAt > now))) return day;
  }
  return null;
}
