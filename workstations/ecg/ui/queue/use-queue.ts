// The exams of the queue, refetched when the feed says that one of them, a recording or an alert changed; and what just arrived.
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ExamWorklist } from '../../../../core/orders/contract.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { useLiveChanges } from '../../../../renderer/client/live.tsx';
import { useApi } from '../../../../renderer/client/provider.tsx';

const refetchMilliseconds = 30_000;
export const queueDays = 7;

export function useQueue() {
  const { query } = useApi();
  const queries = useQueryClient();
  useLiveChanges((changes) => {
    const kinds = new Set(changes.map((change) => change.kind));
    if (kinds.has('exam') || kinds.has('recording'))
      void queries.invalidateQueries({ queryKey: query.orders.worklist.key() });
    if (kinds.has('recording')) void queries.invalidateQueries({ queryKey: query.ecg.key() });
  });
  return useQuery({
    ...query.orders.worklist.queryOptions({ input: { service: 'ecg', days: queueDays, limit: 5000 } }),
    refetchInterval: refetchMilliseconds,
    placeholderData: keepPreviousData,
  });
}

/** Days that can be looked through; beyond the first the server searches, as far as a word is given. */
export const queueSpans = [queueDays, 30, 90, 365, 3660] as const;
const searchedBeyondDays = 30;

/** Exams of a longer time: for looking up who was here before (ECG-17, 40). */
export function useOlder(days: number, words: string) {
  const { query } = useApi();
  const text = days > searchedBeyondDays && words.trim() !== '' ? words.trim() : undefined;
  return useQuery({
    ...query.orders.worklist.queryOptions({ input: { service: 'ecg', days, text, limit: 2000 } }),
    enabled: days !== queueDays,
    placeholderData: keepPreviousData,
  });
}

/** Puts what a command gave back where it is shown, before the feed says so. */
export function usePutExam(): (exam: ExamDocument) => void {
  const { query } = useApi();
  const queries = useQueryClient();
  return useCallback(
    (exam) => {
      queries.setQueriesData<ExamWorklist>({ queryKey: query.orders.worklist.key() }, (list) =>
        list ? { ...list, rows: list.rows.map((row) => (row.id === exam.id ? exam : row)) } : list,
      );
      void queries.invalidateQueries({ queryKey: query.orders.worklist.key() });
    },
    [query, queries],
  );
}

/** Calls back once for each exam whose recording came after the list was first seen. */
export function useArrivals(rows: readonly ExamDocument[] | undefined, onArrival: (exam: ExamDocument) => void): void {
  const known = useRef<Set<string> | null>(null);
  const call = useRef(onArrival);
  call.current = onArrival;
  useEffect(() => {
    if (!rows) return;
    const acquired = rows.filter((exam) => exam.state === 'acquired');
    const before = known.current;
    known.current = new Set([...(before ?? []), ...acquired.map((exam) => exam.id)]);
    if (before) for (const exam of acquired) if (!before.has(exam.id)) call.current(exam);
  }, [rows]);
}

const minute = 60_000;

/** The time, anew each half minute: waiting times go on. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), minute / 2);
    return () => clearInterval(timer);
  }, []);
  return now;
}
