// Finds the read behind an answer on the screen, so that a person can end it: its request is aborted, and it is as if never asked.
import type { Query, QueryClient, UseQueryResult } from '@tanstack/react-query';

/** The read that the answer comes from; null where it has none of its own. Every observer of a read hands out its own way to ask again. */
export function readBehind(queries: QueryClient, { refetch }: Pick<UseQueryResult, 'refetch'>): Query | null {
  const all = queries.getQueryCache().getAll();
  return all.find(({ observers }) => observers.some((observer) => observer.refetch === refetch)) ?? null;
}

/** Aborts the request of one read; what waited for it is told nothing, and asking again begins anew. */
export function cancelRead(queries: QueryClient, { queryKey }: Pick<Query, 'queryKey'>): Promise<void> {
  return queries.cancelQueries({ queryKey, exact: true });
}
