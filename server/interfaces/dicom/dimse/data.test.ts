// Bytes of a data set reach their reader whole and in order, however it reads, fast or slow, and memory of the socket is not kept.
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDataQueue } from './data.ts';

function queueWith(highWater = 1000) {
  const flow: string[] = [];
  const queue = createDataQueue(highWater, { full: () => flow.push('full'), room: () => flow.push('room') });
  return {
    flow,
    ...queue,
    /** As of a socket, whose memory is used again as soon as something else is read. */
    read(bytes: readonly number[]) {
      const memory = Uint8Array.from(bytes);
      queue.push(memory);
      setImmediate(() => memory.fill(0xee));
    },
  };
}

test('a consumer that waits gets the bytes in the moment that they come', async () => {
  const { data, read, finish } = queueWith();
  const seen: number[] = [];
  read([1, 2]);
  const consumed = data.consume((bytes) => {
    seen.push(...bytes);
    return undefined;
  });
  await wait(0);
  expect(seen).toEqual([1, 2]);
  read([3]);
  read([4, 5]);
  expect(seen).toEqual([1, 2, 3, 4, 5]);
  finish();
  await consumed;
  expect(data.received).toBe(5);
});

test('bytes that a consumer was a few promises late for are not copied; those of a later one are', async () => {
  const { data, push, finish } = queueWith();
  const memory = new Uint8Array(4);
  const seen: boolean[] = [];
  const take = (bytes: Uint8Array) => void seen.push(bytes.buffer === memory.buffer);
  push(memory.subarray(0, 2));
  for (let hop = 0; hop < 20; hop += 1) await null;
  const consumed = data.consume((bytes) => {
    take(bytes);
    return seen.length === 1 ? wait(1) : undefined;
  });
  await null;
  push(memory.subarray(2));
  await wait(20);
  finish();
  await consumed;
  expect(seen).toEqual([true, false]);
});

test('what a consumer throws ends the reading, also where it is thrown at once; the rest is thrown away', async () => {
  for (const broken of [
    () => Promise.reject(new Error('full')),
    () => {
      throw new Error('full');
    },
  ]) {
    const { data, read, finish, flow } = queueWith(4);
    const consumed = expect(data.consume(broken)).rejects.toThrow('full');
    await wait(0);
    expect(() => read([1])).not.toThrow();
    await consumed;
    for (let count = 0; count < 10; count += 1) read([1, 2, 3]);
    finish();
    expect(flow).toEqual([]);
  }
});

test('an association that ends while a consumer works: it gets the error when its own work is done', async () => {
  const { data, read, fail } = queueWith();
  const work = Promise.withResolvers<void>();
  const consumed = expect(data.consume(() => work.promise)).rejects.toThrow('gone');
  await wait(0);
  read([1]);
  fail(new Error('gone'));
  work.resolve();
  await consumed;
});

const piece = fc.record({
  bytes: fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 20 }),
  turn: fc.boolean(),
});

test('every way of reading gives the bytes that came, and the socket goes on in the end', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece),
      fc.constantFrom('loop', 'at once', 'slow', 'now and then'),
      async (pieces, way) => {
        const { data, read, finish, flow } = queueWith(30);
        const seen: number[] = [];
        let calls = 0;
        async function loop() {
          for await (const bytes of data) {
            seen.push(...bytes);
            await wait(0);
          }
        }
        const consumed =
          way === 'loop'
            ? loop()
            : data.consume((bytes) => {
                calls += 1;
                seen.push(...bytes);
                return way === 'slow' || (way === 'now and then' && calls % 2 === 0) ? wait(0) : undefined;
              });
        for (const { bytes, turn } of pieces) {
          read(bytes);
          if (turn) await wait(0);
        }
        finish();
        await consumed;
        expect(seen).toEqual(pieces.flatMap(({ bytes }) => bytes));
        expect(flow.filter((word) => word === 'full').length).toBe(flow.filter((word) => word === 'room').length);
      },
    ),
    { numRuns: 60 },
  );
});
