// Stretches without a signal: missing, flat, at the rail; and what is none.
import { expect, test } from 'vitest';
import { presence, sharedSpans } from './presence.ts';

const rate = 250;
const wave = (seconds: number) => Float32Array.from({ length: seconds * rate }, (_, i) => 300 * Math.sin(i / 9));

test.each([
  ['missing', Number.NaN],
  ['flat', 0],
  ['at its rail', 5000],
])('a lead that is %s for two seconds is absent there, and bridged without a jump', (_, value) => {
  const lead = wave(6).fill(value, 2 * rate, 4 * rate);
  const { samples, absent } = presence(lead, rate);
  expect(absent).toHaveLength(1);
  expect(Math.abs((absent[0]?.[0] ?? 0) - 2 * rate)).toBeLessThan(5);
  expect(Math.abs((absent[0]?.[1] ?? 0) - 4 * rate)).toBeLessThan(5);
  expect(Math.max(...samples.map(Math.abs))).toBeLessThanOrEqual(301);
});

test('half a second of rest between two beats is rest', () => {
  const lead = wave(4).fill(0, rate, 1.5 * rate);
  expect(presence(lead, rate)).toEqual({ samples: lead, absent: [] });
});

test('a lead without any sample is absent from end to end', () => {
  expect(presence(new Float32Array(500).fill(Number.NaN), rate).absent).toEqual([[0, 500]]);
  expect(presence(new Float32Array(0), rate).absent).toEqual([]);
});

test('what all leads lack', () => {
  expect(
    sharedSpans([
      [
        [0, 10],
        [20, 40],
      ],
      [[5, 30]],
    ]),
  ).toEqual([
    [5, 10],
    [20, 30],
  ]);
  expect(sharedSpans([[[0, 10]], []])).toEqual([]);
});
