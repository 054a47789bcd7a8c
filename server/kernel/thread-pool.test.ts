// What becomes of jobs when the pool is closed, and of their bytes; threads that die or hang are proved with the frame decoder.
import { expect, test } from 'vitest';
import { createThreadPool, ownBytes } from './thread-pool.ts';

const thread = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', ({ bytes, hang }) => {
      if (hang) for (;;);
      parentPort.postMessage(bytes.length);
    });`)}`,
);

test('what runs and what waits when the pool is closed is refused, and so is what comes later', async () => {
  const pool = createThreadPool<{ bytes: Uint8Array; hang: boolean }, number>({ thread, threads: 1, queue: 2 });
  const run = (hang: boolean) => pool.run({ bytes: new Uint8Array(3), hang }, 60_000);
  expect(await run(false)).toBe(3);
  const ended = Promise.allSettled([run(true), run(false)]);
  await pool.close();
  const refused = { status: 'rejected', reason: { why: 'closed' } };
  expect(await ended).toMatchObject([refused, refused]);
  await expect(run(false)).rejects.toMatchObject({ why: 'closed' });
});

test('a slice of a shared buffer is copied, so that handing it over takes nothing from others', () => {
  const whole = new Uint8Array([1, 2, 3, 4]);
  expect(ownBytes(whole).buffer).toBe(whole.buffer);
  const slice = ownBytes(whole.subarray(1, 3));
  expect([...slice]).toEqual([2, 3]);
  expect(slice.buffer).not.toBe(whole.buffer);
});
