// A list whose answer was read before a change does not take the change off the screen.
import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { patchLists } from './under-way.ts';

interface Row {
  id: string;
  version: number;
}

function put(queries: QueryClient, row: Row): void {
  patchLists(queries, ['list'], () =>
    queries.setQueriesData<Row[]>({ queryKey: ['list'] }, (rows) => {
      if (!rows) return rows;
      const before = rows.find(({ id }) => id === row.id);
      if (before && before.version >= row.version) return rows;
      return [row, ...rows.filter(({ id }) => id !== row.id)];
    }),
  );
}

test.each([
  ['a row of a list that is read for the first time', null],
  ['a new row', []],
  ['a newer version of a row', [{ id: 'a', version: 1 }]],
])('%s stays although an answer from before it comes later', async (_, before) => {
  const queries = new QueryClient();
  if (before) queries.setQueryData(['list', 7], before);
  const answer = Promise.withResolvers<Row[]>();
  const read = queries.fetchQuery({ queryKey: ['list', 7], queryFn: () => answer.promise, staleTime: 0 });
  put(queries, { id: 'a', version: 2 });
  answer.resolve(before ?? []);
  await read;
  await expect.poll(() => queries.getQueryData(['list', 7])).toEqual([{ id: 'a', version: 2 }]);
});

test('an answer that is newer than the change keeps its row', async () => {
  const queries = new QueryClient();
  const answer = Promise.withResolvers<Row[]>();
  const read = queries.fetchQuery({ queryKey: ['list'], queryFn: () => answer.promise });
  put(queries, { id: 'a', version: 2 });
  answer.resolve([{ id: 'a', version: 3 }]);
  await read;
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(queries.getQueryData(['list'])).toEqual([{ id: 'a', version: 3 }]);
});
