// The raw traffic of one connection: the newest page follows the analyzer, older pages come on demand; held, nothing moves.
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { TrafficEntry } from '../../../../core/devices/contract.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';

const pageEntries = 200;

export function useTraffic(connectionId: string, following: boolean) {
  const { query } = useApi();
  const traffic = useInfiniteQuery({
    ...query.devices.traffic.infiniteOptions({
      input: (before: number | undefined) => ({ connectionId, before, limit: pageEntries }),
      initialPageParam: undefined,
      getNextPageParam: olderThan,
      staleTime: 0,
    }),
    // Held: what the person reads or has selected must not move, however much the analyzer sends.
    enabled: (known) => following || known.state.data === undefined,
  });
  const entries = useMemo(() => inOrder(traffic.data?.pages ?? []), [traffic.data]);
  return { traffic, entries };
}

/** Where the next older page begins; none after a page that was not full. */
export function olderThan(page: readonly TrafficEntry[]): number | undefined {
  return page.length < pageEntries ? undefined : Math.min(...page.map((entry) => entry.id));
}

/** Oldest first, each once: pages may overlap when entries came in between. */
export function inOrder(pages: readonly (readonly TrafficEntry[])[]): TrafficEntry[] {
  const known = new Map(pages.flat().map((entry) => [entry.id, entry]));
  return [...known.values()].sort((a, b) => a.id - b.id);
}
