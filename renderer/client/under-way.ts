// Changes put into lists of the cache while an answer is under way: it may have been read before them, and would take them off the screen again.
import type { QueryClient, QueryKey } from '@tanstack/react-query';

/** Does `patch` now, and once more when what is under way for these lists has come. `patch` must not let an older row replace a newer one. */
export function patchLists(queries: QueryClient, queryKey: QueryKey, patch: () => void): void {
  const underWay = queries.getQueryCache().findAll({ queryKey, fetchStatus: 'fetching' });
  patch();
  for (const query of underWay) {
    // Put into the cache in the turn after the answer. What is cancelled was asked for again, after the change.
    void query.promise?.then(
      () => setTimeout(patch, 0),
      () => undefined,
    );
  }
}
