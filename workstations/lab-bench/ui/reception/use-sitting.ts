// The sitting outlives the screen: it stands in the window's query cache under the person, and is gone with the window.
import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useSession } from '../../../../renderer/client/session.tsx';
import type { ScanEntry } from './sitting.ts';

/** A day of a busy reception; older entries are in the work list. */
const keptEntries = 5000;
const none: readonly ScanEntry[] = [];

export function useSitting() {
  const { person } = useSession();
  const queries = useQueryClient();
  const { data } = useQuery<ScanEntry[]>({
    queryKey: ['reception', 'sitting', person.id],
    queryFn: skipToken,
    initialData: [],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
  });
  const add = useCallback(
    (entry: ScanEntry) =>
      queries.setQueryData<ScanEntry[]>(['reception', 'sitting', person.id], (before) =>
        [entry, ...(before ?? [])].slice(0, keptEntries),
      ),
    [queries, person.id],
  );
  return { entries: data ?? none, add };
}
