// Exams with a remote request of the last year.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useRemoteCount } from '../../../../renderer/remote/remote-desk.tsx';

/** What the list goes back by itself. */
export const remoteDays = 365;

export function useRemoteExams(days = remoteDays) {
  const { query } = useApi();
  return useQuery({
    ...query.orders.worklist.queryOptions({ input: { service: 'ecg', days, remoteOnly: true, limit: 5000 } }),
    refetchInterval: 30_000,
    placeholderData: keepPreviousData,
  });
}

export const useRemoteBadge = () => useRemoteCount(useRemoteExams());
