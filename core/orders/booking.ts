// Booking (预约): rooms and devices with their hours and slots, days that differ, and who has a place in which slot (ECG-07, ECG-08, RAD-02).
import { z } from 'zod';
import { Code, Day, Id, Instant, LongText, ShortText, Version } from '../kernel/contract.ts';
import { ExamDocument, ExamService } from './exam.ts';

/** 1 is Monday, 7 is Sunday (ISO 8601). */
export const Weekday = z.number().int().min(1).max(7);

/** Local time of day, `08:30`; `24:00` is the end of a day. */
const Clock = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/u);

export const BookingHours = z.object({ weekdays: z.array(Weekday).min(1).max(7), from: Clock, to: Clock });
export type BookingHours = z.infer<typeof BookingHours>;

/** A room or a device that is booked (预约资源). */
export const BookingResource = z.object({
  id: Code,
  name: ShortText.min(1),
  nameEn: ShortText,
  room: ShortText,
  /** AE title or device id; empty when any device of the room will do. */
  deviceId: z.string().max(64),
  /** DICOM modality that is done here; empty takes every one of the service. */
  modality: z.string().max(16),
  /** Exam items that are done here; empty takes every one of the modality. */
  itemCodes: z.array(Code).max(200),
  slotMinutes: z.number().int().min(5).max(480),
  /** Persons in one slot. */
  capacity: z.number().int().min(1).max(50),
  hours: z.array(BookingHours).max(20),
  /** What the patient has to know, printed on the slip (检查须知). */
  notice: LongText.max(500),
  active: z.boolean(),
});
export type BookingResource = z.infer<typeof BookingResource>;

/** Days that are not like their weekday: closed (节假日, 停诊), or worked like another weekday (调休上班). */
export const BookingException = z.object({
  from: Day,
  /** The last day, included. */
  to: Day,
  /** Empty: all rooms of the service. */
  resourceId: z.string().max(64),
  /** Null: closed. */
  worksAs: Weekday.nullable(),
  note: ShortText,
});
export type BookingException = z.infer<typeof BookingException>;

export const BookingSettings = z.object({
  service: ExamService,
  version: Version,
  /** How far ahead may be booked. */
  daysAhead: z.number().int().min(1).max(366),
  resources: z.array(BookingResource).max(100),
  exceptions: z.array(BookingException).max(400),
});
export type BookingSettings = z.infer<typeof BookingSettings>;

export const BookingSlot = z.object({ resourceId: Code, startsAt: Instant });
export type BookingSlot = z.infer<typeof BookingSlot>;

/** booked and arrived hold their place; cancelled, noShow (爽约) and moved (改约) have given it back. */
export const BookingState = z.enum(['booked', 'arrived', 'cancelled', 'noShow', 'moved']);
export type BookingState = z.infer<typeof BookingState>;

export const Booking = z.object({
  id: Id,
  examId: Id,
  service: ExamService,
  resourceId: Code,
  startsAt: Instant,
  endsAt: Instant,
  /** 1 to the capacity: the place in the slot. */
  place: z.number().int().positive(),
  state: BookingState,
  bookedAt: Instant,
  bookedBy: ShortText,
  reason: LongText,
});
export type Booking = z.infer<typeof Booking>;

/** How many places of a slot are held. */
export const TakenSlot = z.object({
  resourceId: Code,
  startsAt: Instant,
  endsAt: Instant,
  count: z.number().int().positive(),
});
export type TakenSlot = z.infer<typeof TakenSlot>;

export const BookingList = z.object({
  /** In the order of the desk: by the time of arrival, of the booking, of the request. */
  rows: z.array(z.object({ exam: ExamDocument, booking: Booking.nullable() })),
  /** Of every person, also of those whose exams the asker may not see. */
  taken: z.array(TakenSlot),
  /** False when there were more rows than are given. */
  whole: z.boolean(),
  asOf: Instant,
});
export type BookingList = z.infer<typeof BookingList>;

export function holdsPlace(state: BookingState): boolean {
  return state === 'booked' || state === 'arrived';
}
