// Times as they are read aloud at the bench.
import { expect, test } from 'vitest';
import { dateTime, shortTime, span } from './time.ts';

test('times are short when they are near', () => {
  const now = new Date('2026-03-13T02:00:00Z');
  expect(shortTime('2026-03-13T00:05:00Z', now)).toBe('08:05');
  expect(shortTime('2026-03-12T00:05:00Z', now)).toBe('03-12 08:05');
  expect(shortTime('2024-03-12T00:05:00Z', now)).toBe('2024-03-12');
  expect(span('2026-03-13T08:00:00Z', '2026-03-13T10:05:00Z')).toBe('2 h 05');
});

test('times are those of the hospital, and what is typed is meant so', () => {
  expect(dateTime('2026-12-31T16:30:00Z')).toBe('2027-01-01 00:30');
});
