// What the desk does with bookings: give an exam a slot or another one, give it back, say that nobody came.
import { fail } from '../../../core/kernel/errors.ts';
import type { BookingSlot } from '../../../core/orders/booking.ts';
import { book, requireExamState, unbook } from '../../../core/orders/exam-flow.ts';
import { refused } from '../../../core/orders/exam-rules.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { actOnExam, type ExamActSpec, type ExamInput } from './acts.ts';
import { bookingOfExam, endBooking, takeSlot } from './booking-store.ts';

type Versioned = ExamInput & { expectedVersion: number };

const bookAct: ExamActSpec<Versioned & { slot: BookingSlot; reason: string }> = {
  name: 'orders.bookSlot',
  duties: ['register'],
  async apply(exam, { slot, reason }, { by }, work) {
    requireExamState(exam, 'book');
    await endBooking(work.tx, exam.id, 'moved', reason.trim());
    const taken = await takeSlot(work, exam, slot, by);
    return book(exam, taken.startsAt, taken);
  },
  detail: ({ slot, reason }) => [`${slot.resourceId} ${slot.startsAt}`, reason.trim()].filter(Boolean).join(' '),
};

const cancelAct: ExamActSpec<Versioned & { reason: string }> = {
  name: 'orders.cancelBooking',
  duties: ['register'],
  async apply(exam, { reason }, _context, work) {
    const after = unbook(exam);
    if (reason.trim() === '') throw fail('REASON_REQUIRED', { examId: exam.id });
    await endBooking(work.tx, exam.id, 'cancelled', reason.trim());
    return after;
  },
  detail: ({ reason }) => reason.trim(),
};

const noShowAct: ExamActSpec<Versioned & { reason: string }> = {
  name: 'orders.noShow',
  duties: ['register'],
  async apply(exam, { reason }, { now }, work) {
    const after = unbook(exam);
    const booking = await bookingOfExam(work.tx, exam.id);
    const due = booking?.startsAt ?? exam.scheduledAt;
    // Before its time nobody can have stayed away.
    if (due === null || due > now) throw refused(exam, 'noShow', { startsAt: due });
    await endBooking(work.tx, exam.id, 'noShow', reason.trim());
    return after;
  },
  detail: ({ reason }) => reason.trim(),
};

export const bookSlot = (kernel: Kernel, caller: Caller, input: Parameters<typeof bookAct.apply>[1]) =>
  actOnExam(kernel, bookAct, caller, input);

export const cancelBooking = (kernel: Kernel, caller: Caller, input: Parameters<typeof cancelAct.apply>[1]) =>
  actOnExam(kernel, cancelAct, caller, input);

export const noShow = (kernel: Kernel, caller: Caller, input: Parameters<typeof noShowAct.apply>[1]) =>
  actOnExam(kernel, noShowAct, caller, input);
