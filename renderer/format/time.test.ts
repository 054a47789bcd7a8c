// Times as they are read aloud at the bench.
import { expect, test } from 'vitest';
import { shortTime, span } from './time.ts';

test('times are short when they are near', () => {
  const now = new Date(2026, 2, 13, 10, 0);
  expect(shortTime(new Date(2026, 2, 13, 8, 5).toISOString(), now)).toBe('08:05');
  expect(shortTime(new Date(2026, 2, 12, 8, 5).toISOString(), now)).toBe('03-12 08:05');
  expect(shortTime(new Date(2024, 2, 12, 8, 5).toISOString(), now)).toBe('2024-03-12');
  expect(span('2026-03-13T08:00:00Z', '2026-03-13T10:05:00Z')).toBe('2 h 05');
});
