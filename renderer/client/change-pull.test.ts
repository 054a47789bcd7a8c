// The last state of a document is the one that is fetched last.
import { expect, test } from 'vitest';
import { createChangePull } from './change-pull.ts';

test('a change during a call is fetched after it, several as one; other documents do not wait', async () => {
  const calls: { id: string; end: () => void }[] = [];
  const pull = createChangePull((id) => new Promise((resolve) => calls.push({ id, end: resolve })));
  pull('a');
  pull('a');
  pull('b');
  pull('a');
  expect(calls.map(({ id }) => id)).toEqual(['a', 'b']);
  for (const call of [...calls]) call.end();
  await expect.poll(() => calls.map(({ id }) => id)).toEqual(['a', 'b', 'a']);
  calls[2]?.end();
  await Promise.resolve();
  pull('b');
  await expect.poll(() => calls.length).toBe(4);
});
