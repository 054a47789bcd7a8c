// Exams with a remote request of the last year, read again when the feed says that an exam changed.
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useLiveChanges } from '../../../../renderer/client/live.tsx';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useRemoteCount } from '../../../../renderer/remote/remote-desk.tsx';

/** What the list goes back by itself. */
export const remoteDays = 365;
/** The desk of a busy centre changes many exams; a year of requests is read this often at most. */
const rereadMilliseconds = 1_000;

export function useRemoteExams(days = remoteDays) {
  const { query } = useApi();
  return useQuery({
    ...query.orders.worklist.queryOptions({ input: { service: 'ecg', days, remoteOnly: true, limit: 5000 } }),
    refetchInterval: 30_000,
    placeholderData: keepPreviousData,
  });
}

/** The badge stands on every screen of the station, so it is what keeps the list new: who was asked, or waits for an answer, sees it come. */
export function useRemoteBadge() {
  const { query } = useApi();
  const queries = useQueryClient();
  const due = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(due.current), []);
  useLiveChanges((changes) => {
    if (due.current !== undefined || !changes.some(({ kind }) => kind === 'exam')) return;
    due.current = setTimeout(() => {
      due.current = undefined;
      // Of any number of days: the screen may look further back than the badge.
      void queries.invalidateQueries({
        queryKey: query.orders.worklist.key({ input: { service: 'ecg', remoteOnly: true } }),
      });
    }, rereadMilliseconds);
  });
  return useRemoteCount(useRemoteExams());
}
