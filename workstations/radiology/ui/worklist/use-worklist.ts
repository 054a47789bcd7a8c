// The exams of the list, kept current row by row: a change of the feed fetches its one document and patches the list.
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { ExamWorklist } from '../../../../core/orders/contract.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { useLiveChanges } from '../../../../renderer/client/live.tsx';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { createRowPull } from '../../../../renderer/client/row-pull.ts';
import { patchLists } from '../../../../renderer/client/under-way.ts';

/** More changes at once than this are one reading of the list. */
const patchAtMost = 24;
/** Heals what a lost event might have left behind. */
const refetchMilliseconds = 60_000;
/** Who confirms remote reports is no change of the feed. */
const networkMilliseconds = 300_000;
const listAtMost = 20_000;

/**
 * Rows that did not change stay the same objects, so that their lines on the screen are not drawn again; an answer that was overtaken changes
 * none. A list in which nothing changed stays the same object too: while a query waits it is asked at every turn, and a new one each time
 * would be drawn for ever.
 */
export function keepRows(before: unknown, after: unknown): unknown {
  if (!isWorklist(before) || !isWorklist(after)) return after;
  const known = new Map(before.rows.map((row) => [row.id, row]));
  const rows = after.rows.map((row) => newerOf(known.get(row.id), row));
  const { rows: _before, ...was } = before;
  const { rows: _after, ...is } = after;
  const isSame =
    rows.length === before.rows.length &&
    rows.every((row, at) => row === before.rows[at]) &&
    JSON.stringify(was) === JSON.stringify(is);
  return isSame ? before : { ...after, rows };
}

/** An answer that was under way while a command's came must not set the exam back: the case on the screen would change its mode and return. */
export function keepNewer(before: unknown, after: unknown): unknown {
  return isExam(before) && isExam(after) && before.id === after.id ? newerOf(before, after) : after;
}

/** The one that stands already, when it is as new: what was drawn of it stays. */
function newerOf(before: ExamDocument | undefined, after: ExamDocument): ExamDocument {
  return before && before.version >= after.version ? before : after;
}

function isExam(value: unknown): value is ExamDocument {
  return typeof value === 'object' && value !== null && 'version' in value && 'id' in value;
}

function isWorklist(value: unknown): value is ExamWorklist {
  return typeof value === 'object' && value !== null && 'rows' in value;
}

export function useExams(days: number, text: string, enabled = true) {
  const { query } = useApi();
  const input = { service: 'radiology' as const, days, limit: listAtMost, ...(text ? { text } : {}) };
  return useQuery({
    ...query.orders.worklist.queryOptions({ input }),
    enabled,
    structuralSharing: keepRows,
    refetchInterval: refetchMilliseconds,
    placeholderData: keepPreviousData,
  });
}

/** Requests to read for another institution, withdrawn ones among them. */
export function useRemoteExams(days: number) {
  const { query } = useApi();
  const input = { service: 'radiology' as const, days, limit: listAtMost, remoteOnly: true };
  return useQuery({
    ...query.orders.worklist.queryOptions({ input }),
    structuralSharing: keepRows,
    refetchInterval: refetchMilliseconds,
    placeholderData: keepPreviousData,
  });
}

/** Puts an exam that a command gave back into its own cache and into every list that has it. */
export function usePutExam(): (exam: ExamDocument) => void {
  const { query } = useApi();
  const queries = useQueryClient();
  return useCallback(
    (exam) => {
      const key = query.orders.exam.queryKey({ input: { examId: exam.id } });
      queries.setQueryData<ExamDocument>(key, (before) => newerOf(before, exam));
      queries.setQueriesData<ExamWorklist>({ queryKey: query.orders.worklist.key() }, (list) =>
        list ? withRow(list, exam, false) : list,
      );
    },
    [query, queries],
  );
}

function withRow(list: ExamWorklist, row: ExamDocument, insert: boolean): ExamWorklist {
  const at = list.rows.findIndex((each) => each.id === row.id);
  if (at < 0 && !insert) return list;
  const before = list.rows[at];
  if (before && before.version >= row.version) return list;
  return { ...list, rows: at < 0 ? [row, ...list.rows] : list.rows.with(at, row) };
}

/** Whether the list asked for exams like this one: not when it searches words, is another service's, or has requests alone. */
function asksFor(key: readonly unknown[], exam: ExamDocument): boolean {
  const asked = JSON.stringify(key);
  if (asked.includes('"text"') || !asked.includes(`"service":"${exam.service}"`)) return false;
  return !isOfRequests(key) || exam.remote !== null;
}

const isOfRequests = (key: readonly unknown[]) => JSON.stringify(key).includes('"remoteOnly":true');

function withoutRows(list: ExamWorklist, gone: readonly string[]): ExamWorklist {
  const rows = list.rows.filter(({ id }) => !gone.includes(id));
  return rows.length === list.rows.length ? list : { ...list, rows };
}

/** Mounted once for the station: the lists of all its screens stay current. */
export function useLiveExams(): void {
  const { client, query } = useApi();
  const queries = useQueryClient();
  useQuery({
    ...query.orders.institutions.queryOptions({ staleTime: networkMilliseconds }),
    refetchInterval: networkMilliseconds,
  });
  const [pull] = useState(() => {
    const lists = query.orders.worklist.key();
    return createRowPull<ExamDocument>({
      atMost: patchAtMost,
      fetch: (ids) => client.orders.exams({ ids }),
      patch: (rows, gone) =>
        patchLists(queries, lists, () => {
          queries.setQueriesData<ExamWorklist>(
            { queryKey: lists, predicate: (each) => !isOfRequests(each.queryKey) },
            (list) => (list ? withoutRows(list, gone) : list),
          );
          // A request that was withdrawn is not to be read here any more, but stays listed as one that was made.
          if (gone.length > 0)
            queries.invalidateQueries({ queryKey: lists, predicate: (each) => isOfRequests(each.queryKey) });
          for (const exam of rows.filter(({ service }) => service === 'radiology')) {
            queries.setQueryData<ExamDocument>(query.orders.exam.queryKey({ input: { examId: exam.id } }), (before) =>
              newerOf(before, exam),
            );
            for (const { queryKey } of queries.getQueryCache().findAll({ queryKey: lists }))
              queries.setQueryData<ExamWorklist>(queryKey, (list) =>
                list ? withRow(list, exam, asksFor(queryKey, exam)) : list,
              );
          }
        }),
      // Nothing answers: the list knows when it is asked again.
      failed: () => void queries.invalidateQueries({ queryKey: lists }),
    });
  });
  useLiveChanges((changes) => {
    const key = query.orders.worklist.key();
    const ids = changes.filter((change) => change.kind === 'exam').map((change) => change.entityId);
    if (ids.length === 0 || queries.getQueriesData({ queryKey: key }).length === 0) return;
    if (ids.length > patchAtMost) queries.invalidateQueries({ queryKey: key });
    else pull.want(ids);
  });
}
