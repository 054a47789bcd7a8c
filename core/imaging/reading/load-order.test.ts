// What is fetched first: what is seen, what comes next in the direction of scrolling, every fourth, the rest; each once.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadTiers, takeTurns } from './load-order.ts';

test('forwards, the next dozen come before the last few', () => {
  const [seen, near, quarter] = loadTiers({ frames: 300, index: 100, direction: 1 });
  expect(seen).toEqual([100]);
  expect(near.slice(0, 4)).toEqual([101, 99, 102, 98]);
  expect(near.filter((place) => place > 100)).toHaveLength(12);
  expect(near.filter((place) => place < 100)).toHaveLength(4);
  expect(quarter.slice(0, 2)).toEqual([92, 88]);
});

test('every place once, none outside', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), fc.nat(), fc.constantFrom(-1, 0, 1), (frames, at, direction) => {
      const order = loadTiers({ frames, index: at % frames, direction: direction as -1 | 0 | 1 }).flat();
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: frames }, (_, place) => place));
    }),
  );
});

test('viewports take turns', () => {
  expect(takeTurns([[1, 2, 3], [], [10, 20]])).toEqual([1, 10, 2, 20, 3]);
});
