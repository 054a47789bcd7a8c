// The recordings that wait for a person, those that a person placed, and those that were set aside.
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../../../renderer/client/provider.tsx';

export const unmatchedViews = ['waiting', 'placed', 'discarded'] as const;
export type UnmatchedView = (typeof unmatchedViews)[number];

const statesOf = {
  waiting: ['unmatched', 'parked'],
  placed: ['matched'],
  discarded: ['discarded'],
} as const;

/** @param uploadPointId empty: of all */
export function useUnmatched(view: UnmatchedView, uploadPointId = '') {
  const { query } = useApi();
  return useQuery({
    ...query.ecg.recordings.queryOptions({
      input: {
        states: [...statesOf[view]],
        text: '',
        limit: 500,
        ...(uploadPointId ? { uploadPointId } : {}),
      },
    }),
    refetchInterval: 30_000,
    // What was matched by a number needs no second look here.
    select: (rows) => (view === 'placed' ? rows.filter((row) => row.matchedBy === 'person') : rows),
  });
}

export function useUnmatchedBadge(): { count: number; tone: 'plain' | 'waiting' | 'critical' } {
  const rows = useUnmatched('waiting').data ?? [];
  const critical = rows.some((one) => one.risk.level === 'critical');
  return { count: rows.length, tone: critical ? 'critical' : rows.length > 0 ? 'waiting' : 'plain' };
}
