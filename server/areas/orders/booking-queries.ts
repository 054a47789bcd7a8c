// The desk's list: who is booked, here or requested in a span of days, who stayed away, and how many places are taken (ECG-08).
import type { Kysely } from 'kysely';
import type { z } from 'zod';
import { fail } from '../../../core/kernel/errors.ts';
import type { Booking, BookingList, TakenSlot } from '../../../core/orders/booking.ts';
import type { BookingQuery } from '../../../core/orders/booking-contract.ts';
import { spanOf } from '../../../core/orders/booking-slots.ts';
import type { ExamDocument, ExamService } from '../../../core/orders/exam.ts';
import type { Database } from '../../db/schema.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { likeText } from '../patient/module.ts';
import { examRight, maySeeExam } from './access.ts';
import { bookingOf } from './booking-store.ts';
import { actorOf } from './institutions.ts';
import { shownExam } from './queries.ts';
import { deskTime } from './store.ts';

type Asked = z.output<typeof BookingQuery>;

/** A year at most: what is older is looked for in the worklist. */
const mostDays = 400;

function matching(db: Kysely<Database>, service: ExamService, text: string) {
  const query = db.selectFrom('exam').where('exam.service', '=', service);
  if (text === '') return query;
  const like = `%${likeText(text)}%`;
  return query.where((at) =>
    at.or([
      at('exam.name_search', 'like', like.toLowerCase()),
      at('exam.accession', 'ilike', like),
      at('exam.request_number', 'ilike', like),
      at('exam.patient_number', 'ilike', like),
      at('exam.visit_number', 'ilike', like),
    ]),
  );
}

async function takenIn(
  db: Kysely<Database>,
  service: ExamService,
  span: { from: Date; before: Date },
): Promise<TakenSlot[]> {
  const rows = await db
    .selectFrom('booking')
    .select((at) => [
      'resource_id as resourceId',
      'starts_at as startsAt',
      'ends_at as endsAt',
      at.fn.countAll<number>().as('count'),
    ])
    .where('service', '=', service)
    .where('state', 'in', ['booked', 'arrived'])
    .where('starts_at', '>=', span.from)
    .where('starts_at', '<', span.before)
    .groupBy(['resource_id', 'starts_at', 'ends_at'])
    .orderBy('starts_at')
    .execute();
  return rows.map((row) => ({
    ...row,
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    count: Number(row.count),
  }));
}

/** @throws INPUT_INVALID for a span that is none or too long */
export function bookings(kernel: Kernel, caller: Caller, asked: Asked): Promise<BookingList> {
  const { service, from, to, limit } = asked;
  const text = asked.text?.trim() ?? '';
  const span = spanOf(from, to);
  const subject = text ? `${from} ${to} text ${text.slice(0, 2)}…` : `${from} ${to}`;
  return kernel.read(caller, examRight(service, 'view'), { act: 'orders.bookings', subject }, async (db) => {
    const days = (span.before.getTime() - span.from.getTime()) / 86_400_000;
    if (days < 1 || days > mostDays) throw fail('INPUT_INVALID', { fields: ['from', 'to'], mostDays });
    const now = kernel.clock.now().toISOString();
    const actor = await actorOf(kernel, db, caller);
    const exams = await matching(db, service, text)
      .select('exam.doc')
      .where('exam.desk_at', '>=', span.from)
      .where('exam.desk_at', '<', span.before)
      .orderBy('exam.desk_at')
      .limit(limit + 1)
      .execute();
    const away = await matching(db, service, text)
      .innerJoin('booking', 'booking.exam_id', 'exam.id')
      .selectAll('booking')
      .select('exam.doc')
      .where('booking.state', '=', 'noShow')
      .where('booking.starts_at', '>=', span.from)
      .where('booking.starts_at', '<', span.before)
      .orderBy('booking.booked_at')
      .limit(limit)
      .execute();
    const rows = new Map<string, { exam: ExamDocument; booking: Booking | null }>();
    for (const { doc, ...row } of away) rows.set(doc.id, { exam: doc, booking: bookingOf(row) });
    const holding = await heldBy(
      db,
      exams.slice(0, limit).map(({ doc }) => doc.id),
    );
    for (const { doc } of exams.slice(0, limit)) {
      const booking = holding.get(doc.id) ?? rows.get(doc.id)?.booking ?? null;
      rows.set(doc.id, { exam: doc, booking });
    }
    return {
      rows: [...rows.values()]
        .filter(({ exam }) => maySeeExam(caller, actor, exam))
        .map(({ exam, booking }) => ({ exam: shownExam(exam, now), booking }))
        .toSorted((left, right) => whenOf(left).localeCompare(whenOf(right), 'en')),
      taken: await takenIn(db, service, span),
      whole: exams.length <= limit && away.length < limit,
      asOf: now,
    };
  });
}

function whenOf({ exam, booking }: { exam: ExamDocument; booking: Booking | null }): string {
  return booking?.state === 'noShow' ? booking.startsAt : deskTime(exam);
}

async function heldBy(db: Kysely<Database>, examIds: readonly string[]): Promise<Map<string, Booking>> {
  if (examIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('booking')
    .selectAll()
    .where('exam_id', 'in', [...examIds])
    .where('state', 'in', ['booked', 'arrived'])
    .execute();
  return new Map(rows.map((row) => [row.exam_id, bookingOf(row)]));
}
