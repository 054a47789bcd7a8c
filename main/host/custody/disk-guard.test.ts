// The watch over free space: low is said before the disk is full, and who asks first is answered first.
import { expect, test } from 'vitest';
import { createDiskGuard, type DiskState } from './disk-guard.ts';

test('who asks while the disk is looked at is answered after the one before', async () => {
  let answer: (free: number) => void = () => undefined;
  const free = () =>
    new Promise<number>((done) => {
      answer = done;
    });
  const guard = createDiskGuard('', { reserveBytes: 10, monotonicMs: () => 0, free, onChange: () => undefined });
  const order: number[] = [];
  const asked = [1, 2, 3].map((who) => guard.check().then(() => order.push(who)));
  await Promise.resolve();
  expect(order).toEqual([]);
  answer(100);
  await Promise.all(asked);
  expect(order).toEqual([1, 2, 3]);
});

test('looks once a second, says when it changes, and takes a full store for a full disk', async () => {
  let now = 0;
  let left = 100;
  let looks = 0;
  const said: DiskState[] = [];
  const guard = createDiskGuard('', {
    reserveBytes: 50,
    monotonicMs: () => now,
    free: async () => {
      looks += 1;
      return left;
    },
    onChange: (state) => said.push(state),
  });
  expect(await guard.check()).toEqual({ freeBytes: 100, low: false });
  left = 20;
  expect((await guard.check()).low).toBe(false);
  now = 1_000;
  expect(await guard.check()).toEqual({ freeBytes: 20, low: true });
  left = 100;
  now = 2_000;
  expect((await guard.check()).low).toBe(false);
  guard.full();
  expect(guard.state().low).toBe(true);
  expect(looks).toBe(3);
  expect(said.map(({ low }) => low)).toEqual([true, false, true]);
});

test('a file system that does not tell is no reason to refuse', async () => {
  const free = () => Promise.reject(new Error('no statfs'));
  const guard = createDiskGuard('', { reserveBytes: 1, monotonicMs: () => 0, free, onChange: () => undefined });
  expect(await guard.check()).toEqual({ freeBytes: null, low: false });
});
