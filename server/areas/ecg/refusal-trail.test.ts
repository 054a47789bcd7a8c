// A flood of refusals: counted, not written one by one.
import { expect, test } from 'vitest';
import { makeRefusalTrail } from './refusal-trail.ts';

test('twenty a minute of one address get a row; the first of the next minute says how many did not; others are not touched', () => {
  let now = 0;
  const trail = makeRefusalTrail(() => now);
  const answers = Array.from({ length: 200 }, () => trail.next('10.0.0.1'));
  expect(answers.filter((one) => one === 0)).toHaveLength(20);
  expect(answers.filter((one) => one === null)).toHaveLength(180);
  expect(trail.next('10.0.0.2')).toBe(0);
  now = 60_000;
  expect([trail.next('10.0.0.1'), trail.next('10.0.0.1')]).toEqual([180, 0]);
});

test('of thousands of addresses it remembers the last', () => {
  const trail = makeRefusalTrail(() => 0);
  for (let at = 0; at < 5000; at += 1) trail.next(`a${at}`);
  for (let at = 0; at < 20; at += 1) trail.next('a4999');
  expect([trail.next('a4999'), trail.next('a0')]).toEqual([null, 0]);
});
