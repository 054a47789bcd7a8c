// The work list, kept current row by row: a change of the feed fetches its row and patches the list, not the list anew.
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { rowsAtMost, type Worklist } from '../../../../core/lab/contract.ts';
import type { SpecimenDocument } from '../../../../core/lab/model.ts';
import { specimenRow } from '../../../../core/lab/worklist.ts';
import { useLiveChanges } from '../../../../renderer/client/live.tsx';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { createRowPull } from '../../../../renderer/client/row-pull.ts';
import { patchLists } from '../../../../renderer/client/under-way.ts';
import { keepRows, patchList } from './patch-list.ts';

/** Heals what a lost event might have left behind. */
const refetchMilliseconds = 60_000;

export function useWorklist(days: number, text: string) {
  const { query } = useApi();
  return useQuery({
    ...query.lab.worklist.queryOptions({ input: text ? { days, text } : { days } }),
    structuralSharing: keepRows,
    refetchInterval: refetchMilliseconds,
    placeholderData: keepPreviousData,
  });
}

/** Puts a document into the caches: its own, and its row in every list that has it. */
export function usePutDocument(): (document: SpecimenDocument) => void {
  const { query } = useApi();
  const queries = useQueryClient();
  return (document) => {
    const key = query.lab.specimen.queryKey({ input: { id: document.id } });
    queries.setQueryData(key, (before) => {
      if (before && before.document.version > document.version) return before;
      return {
        document,
        findings: before?.findings ?? [],
        asOf: before?.asOf ?? new Date().toISOString(),
        stale: before?.stale ?? false,
      };
    });
    // The findings belong to the new version: ask for them.
    queries.invalidateQueries({ queryKey: key });
    const row = specimenRow(document, new Date().toISOString());
    const lists = query.lab.worklist.key();
    patchLists(queries, lists, () =>
      queries.setQueriesData<Worklist>({ queryKey: lists }, (list) =>
        list ? patchList(list, { rows: [row], insert: false }) : list,
      ),
    );
  };
}

/** Mount once where the list is shown. */
export function useLiveWorklist(): void {
  const { client, query } = useApi();
  const queries = useQueryClient();
  const [pull] = useState(() => {
    const queryKey = query.lab.worklist.key();
    return createRowPull({
      atMost: rowsAtMost,
      fetch: async (ids) => (await client.lab.rows({ ids })).rows,
      patch: (rows, gone) =>
        patchLists(queries, queryKey, () => {
          queries.setQueriesData<Worklist>(
            { queryKey, predicate: (each) => hasInput(each.queryKey, 'text') },
            (list) => (list ? patchList(list, { rows, gone, insert: false }) : list),
          );
          queries.setQueriesData<Worklist>({ queryKey, predicate: (each) => isWhole(each.queryKey) }, (list) =>
            list ? patchList(list, { rows, gone, insert: true }) : list,
          );
        }),
      failed: () => void queries.invalidateQueries({ queryKey }),
    });
  });

  useLiveChanges((changes) =>
    pull.want(changes.filter((change) => change.kind === 'specimen').map((change) => change.entityId)),
  );

  // A list read while the window slept is old: read it when the bench is opened.
  useEffect(() => {
    queries.invalidateQueries({ queryKey: query.lab.worklist.key() });
  }, [queries, query]);
}

/** Lists of one instrument and certain states (the run queue) are read by their own screen. */
function isWhole(queryKey: readonly unknown[]): boolean {
  return !['text', 'states', 'instrumentId'].some((name) => hasInput(queryKey, name));
}

function hasInput(queryKey: readonly unknown[], name: string): boolean {
  return JSON.stringify(queryKey).includes(`"${name}"`);
}
