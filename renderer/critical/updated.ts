// Puts an answered critical document into the lists at once, and asks for the lists again.
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { CriticalDocument } from '../../core/critical/model.ts';
import { useApi } from '../client/provider.tsx';

export function useCriticalUpdated(): (document: CriticalDocument) => void {
  const { query } = useApi();
  const queries = useQueryClient();
  return useCallback(
    (document) => {
      queries.setQueriesData<{ rows: CriticalDocument[]; asOf: string }>(
        { queryKey: query.critical.list.key() },
        (before) =>
          before ? { ...before, rows: before.rows.map((row) => (row.id === document.id ? document : row)) } : before,
      );
      queries.invalidateQueries({ queryKey: query.critical.key() });
    },
    [queries, query],
  );
}
