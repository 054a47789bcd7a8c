// A read that takes too long: ended by a person, its request is aborted, the state is clear, and asked again it answers.
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, test, vi } from 'vitest';
import { cancelRead, readBehind } from './cancel-read.ts';

test('only the read behind the answer is ended; its request is aborted, nothing is left of it, and it can be asked again', async () => {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const requests: { of: string; signal: AbortSignal; answer: (rows: string) => void }[] = [];
  const watch = (of: string) =>
    new QueryObserver(queries, {
      queryKey: ['list', of],
      queryFn: ({ signal }) =>
        new Promise<string>((answer, refused) => {
          requests.push({ of, signal, answer });
          signal.addEventListener('abort', () => refused(signal.reason));
        }),
    });
  const [slow, other] = [watch('slow'), watch('other')];
  const leave = [slow, other].map((one) => one.subscribe(() => undefined));
  const shown = slow.getCurrentResult();
  expect([shown.data, shown.fetchStatus]).toEqual([undefined, 'fetching']);

  const read = readBehind(queries, shown);
  expect(read?.queryKey).toEqual(['list', 'slow']);
  if (read) await cancelRead(queries, read);
  expect(requests.map(({ of, signal }) => [of, signal.aborted])).toEqual([
    ['slow', true],
    ['other', false],
  ]);
  expect(slow.getCurrentResult()).toMatchObject({ fetchStatus: 'idle', error: null, data: undefined });
  expect(other.getCurrentResult().fetchStatus).toBe('fetching');

  const again = shown.refetch();
  await vi.waitUntil(() => requests.length === 3);
  requests[2]?.answer('rows');
  expect((await again).data).toBe('rows');
  for (const end of leave) end();
  expect(readBehind(queries, { refetch: shown.refetch })).toBeNull();
});
