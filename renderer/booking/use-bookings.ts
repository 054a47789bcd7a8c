// The bookings of a span of days and the settings they stand under; asked anew when the feed says that an exam changed.
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { BookingList } from '../../core/orders/booking.ts';
import type { ExamDocument, ExamService } from '../../core/orders/exam.ts';
import { failureOf } from '../client/failure.ts';
import { useLiveChanges } from '../client/live.tsx';
import { useApi } from '../client/provider.tsx';
import { dateTime } from '../format/time.ts';
import { useToasts } from '../shell/toasts.tsx';
import { useBookingText } from './texts.ts';

const refetchMilliseconds = 30_000;

export function useBookingSettings(service: ExamService) {
  const { query } = useApi();
  return useQuery(query.orders.bookingSettings.queryOptions({ input: { service }, staleTime: 60_000 }));
}

export function useBookings(asked: { service: ExamService; from: string; to: string; text?: string }) {
  const { query } = useApi();
  const queries = useQueryClient();
  useLiveChanges((changes) => {
    if (changes.some(({ kind }) => kind === 'exam'))
      void queries.invalidateQueries({ queryKey: query.orders.bookings.key() });
  });
  return useQuery({
    ...query.orders.bookings.queryOptions({ input: asked }),
    refetchInterval: refetchMilliseconds,
    placeholderData: keepPreviousData,
  });
}

/** Puts an exam that a command gave back into every list that has it: the next act names its version before the list is read again. */
export function usePutBooking(): (exam: ExamDocument) => void {
  const { query } = useApi();
  const queries = useQueryClient();
  return useCallback(
    (exam) => {
      queries.setQueriesData<BookingList>({ queryKey: query.orders.bookings.key() }, (list) => {
        const at = list?.rows.findIndex((row) => row.exam.id === exam.id && row.exam.version < exam.version) ?? -1;
        const row = list?.rows[at];
        return list && row ? { ...list, rows: list.rows.with(at, { ...row, exam }) } : list;
      });
    },
    [query, queries],
  );
}

/** Codes that a booking's caller words itself, with who was first. */
export const bookingRefusals = ['SLOT_FULL', 'PATIENT_BOOKED'];

/** Says who was first, when a booking was refused for that. */
export function useSayRefusal(): (error: unknown) => void {
  const text = useBookingText();
  const { show } = useToasts();
  const { query } = useApi();
  const queries = useQueryClient();
  return (error) => {
    const { code, detail } = failureOf(error);
    const said = (name: string) => (typeof detail[name] === 'string' ? String(detail[name]) : '');
    const by = said('bookedBy');
    const time = dateTime(said('bookedAt') || null);
    if (code === 'SLOT_FULL') {
      const accessions = Array.isArray(detail.takenBy) ? detail.takenBy.join(', ') : '';
      show({ tone: 'error', title: text('full_said'), lines: [text('full_said.who', { by, time, accessions })] });
    } else if (code === 'PATIENT_BOOKED') {
      const when = dateTime(said('startsAt') || null);
      const line = text('twice_said.who', { accession: said('accession'), when, by, time });
      show({ tone: 'error', title: text('twice_said'), lines: [line] });
    } else return;
    void queries.invalidateQueries({ queryKey: query.orders.bookings.key() });
  };
}
