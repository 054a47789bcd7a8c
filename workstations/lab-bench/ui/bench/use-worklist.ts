// The work list, kept current row by row: a change of the feed fetches its document and patches the list, not the list anew.
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Worklist } from '../../../../core/lab/contract.ts';
import type { SpecimenDocument, SpecimenRow } from '../../../../core/lab/model.ts';
import { groupCounts, specimenRow } from '../../../../core/lab/worklist.ts';
import { useLiveChanges } from '../../../../renderer/client/live.tsx';
import { useApi } from '../../../../renderer/client/provider.tsx';

/** More changes at once than this are one reading of the list. */
const patchAtMost = 24;
/** Heals what a lost event might have left behind. */
const refetchMilliseconds = 60_000;

/** Rows that did not change stay the same objects, so that their lines on the screen are not drawn again. */
export function keepRows(before: unknown, after: unknown): unknown {
  // The list before stands in while another is read, and is compared with itself: a new object each time would never come to rest.
  if (before === after || !isWorklist(before) || !isWorklist(after)) return after;
  const known = new Map(before.rows.map((row) => [row.id, row]));
  return {
    ...after,
    rows: after.rows.map((row) => {
      const same = known.get(row.id);
      return same && same.version === row.version && same.pendingCommands === row.pendingCommands ? same : row;
    }),
  };
}

function isWorklist(value: unknown): value is Worklist {
  return typeof value === 'object' && value !== null && 'rows' in value;
}

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
    patchRow(document);
  };

  function patchRow(document: SpecimenDocument) {
    const row = specimenRow(document, new Date().toISOString());
    queries.setQueriesData<Worklist>({ queryKey: query.lab.worklist.key() }, (list) =>
      list ? withRow(list, row, false) : list,
    );
  }
}

function withRow(list: Worklist, row: SpecimenRow, insert: boolean): Worklist {
  const at = list.rows.findIndex((each) => each.id === row.id);
  if (at < 0 && !insert) return list;
  const before = list.rows[at];
  if (before && before.version > row.version) return list;
  const rows = at < 0 ? [row, ...list.rows] : list.rows.with(at, row);
  return { ...list, rows, groups: groupCounts(rows) };
}

/** Mount once where the list is shown. */
export function useLiveWorklist(): void {
  const { query } = useApi();
  const queries = useQueryClient();
  const key = query.lab.worklist.key();

  useLiveChanges((changes) => {
    const ids = changes.filter((change) => change.kind === 'specimen').map((change) => change.entityId);
    if (ids.length === 0) return;
    if (ids.length > patchAtMost) {
      queries.invalidateQueries({ queryKey: key });
      return;
    }
    for (const id of ids) {
      queries
        .fetchQuery({ ...query.lab.specimen.queryOptions({ input: { id } }), staleTime: 0, retry: false })
        .then(({ document }) => {
          const row = specimenRow(document, new Date().toISOString());
          queries.setQueriesData<Worklist>({ queryKey: key, predicate: (each) => !isSearch(each.queryKey) }, (list) =>
            list ? withRow(list, row, true) : list,
          );
        })
        // Out of this person's groups, or gone: the list alone knows.
        .catch(() => queries.invalidateQueries({ queryKey: key }));
    }
  });

  // A list read while the window slept is old: read it when the bench is opened.
  useEffect(() => {
    queries.invalidateQueries({ queryKey: query.lab.worklist.key() });
  }, [queries, query]);
}

function isSearch(queryKey: readonly unknown[]): boolean {
  return JSON.stringify(queryKey).includes('"text"');
}
