// What a desk can ask and do about bookings; shared by the ECG station and the reading room.
import { z } from 'zod';
import { base, commandInput, Day, Id, LongText, ShortText, Version } from '../kernel/contract.ts';
import { BookingList, BookingSettings, BookingSlot } from './booking.ts';
import { ExamDocument, ExamService } from './exam.ts';

const examCommand = <Shape extends z.ZodRawShape>(shape: Shape) =>
  commandInput({ examId: Id, expectedVersion: Version, ...shape });

export const BookingQuery = z.object({
  service: ExamService,
  from: Day,
  to: Day,
  /** Part of a name, accession, request, patient or visit number. */
  text: z.string().max(100).optional(),
  limit: z.number().int().min(1).max(5000).default(2000),
});

export const bookingContract = {
  bookingSettings: base
    .route({ method: 'GET', path: '/bookings/settings' })
    .input(z.object({ service: ExamService }))
    .output(BookingSettings),
  /** `settings.version` is the one that was changed. @throws VERSION_CONFLICT, INPUT_INVALID, STATE_REFUSED for a place with bookings ahead */
  saveBookingSettings: base
    .route({ method: 'POST', path: '/bookings/settings' })
    .input(commandInput({ settings: BookingSettings }))
    .output(BookingSettings),
  /** Booked, registered and requested persons of a span of days (按天查询, 任意查询), and what is taken in it. */
  bookings: base.route({ method: 'POST', path: '/bookings/list' }).input(BookingQuery).output(BookingList),
  /** People by name and department, for who answers for a department (科室负责人) and similar choices of an administrator. */
  staff: base
    .route({ method: 'GET', path: '/exams/staff' })
    .input(z.object({ service: ExamService }))
    .output(z.array(z.object({ personId: Id, name: ShortText, departmentId: z.string(), departmentName: ShortText }))),
  /** Gives an exam a slot, or another one (改约). @throws SLOT_FULL, PATIENT_BOOKED, INPUT_INVALID, STATE_REFUSED */
  bookSlot: base
    .route({ method: 'POST', path: '/bookings' })
    .input(examCommand({ slot: BookingSlot, reason: LongText }))
    .output(ExamDocument),
  /** Gives the slot back; the request waits for another one. To cancel the exam itself is `cancel`. */
  cancelBooking: base
    .route({ method: 'POST', path: '/bookings/cancel' })
    .input(examCommand({ reason: LongText.min(2) }))
    .output(ExamDocument),
  /** The person did not come (爽约). @throws STATE_REFUSED before the slot has begun */
  noShow: base
    .route({ method: 'POST', path: '/bookings/no-show' })
    .input(examCommand({ reason: LongText }))
    .output(ExamDocument),
};
