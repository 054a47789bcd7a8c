// One call at a time with everything that changed meanwhile; a failed call asks for the list.
import { expect, test } from 'vitest';
import { createRowPull } from './row-pull.ts';

interface Row {
  id: string;
}
const answer = (ids: string[]): Row[] => ids.map((id) => ({ id }));

function bench() {
  const calls: { ids: string[]; answer: (rows: Row[]) => void; refuse: (error: unknown) => void }[] = [];
  const patches: { given: string[]; gone: string[] }[] = [];
  const failures: unknown[] = [];
  const pull = createRowPull<Row>({
    atMost: 500,
    fetch: (ids) => new Promise((answered, refuse) => calls.push({ ids, answer: answered, refuse })),
    patch: (rows, gone) => patches.push({ given: rows.map(({ id }) => id), gone }),
    failed: (error) => failures.push(error),
  });
  const settle = () => new Promise<void>((done) => setImmediate(done));
  return { calls, patches, failures, pull, settle };
}

test('what changes while a call is under way goes with the next, each id once', async () => {
  const { calls, patches, pull, settle } = bench();
  pull.want(['a']);
  pull.want(['b', 'c']);
  pull.want(['b']);
  expect(calls.map(({ ids }) => ids)).toEqual([['a']]);
  calls[0]?.answer(answer(['a']));
  await settle();
  expect(calls.map(({ ids }) => ids)).toEqual([['a'], ['b', 'c']]);
  calls[1]?.answer(answer(['c']));
  await settle();
  expect(patches).toEqual([
    { given: ['a'], gone: [] },
    { given: ['c'], gone: ['b'] },
  ]);
  expect(calls).toHaveLength(2);
});

test('a call has a greatest size', async () => {
  const { calls, pull, settle } = bench();
  pull.want(Array.from({ length: 700 }, (_, index) => String(index)));
  expect(calls[0]?.ids).toHaveLength(500);
  calls[0]?.answer(answer([]));
  await settle();
  expect(calls[1]?.ids).toHaveLength(200);
});

test('after a failure it goes on with the next change', async () => {
  const { calls, failures, pull, settle } = bench();
  pull.want(['a']);
  calls[0]?.refuse(new TypeError('fetch failed'));
  await settle();
  expect(failures).toHaveLength(1);
  pull.want(['b']);
  expect(calls[1]?.ids).toEqual(['b']);
});
