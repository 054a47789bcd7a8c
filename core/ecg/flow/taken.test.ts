// Which ECG is the one before: by when it was taken, not by when it arrived.
import { expect, test } from 'vitest';
import { lastBefore, takenAt } from './taken.ts';

const at = (recordedAt: string, receivedAt: string) => ({ recordedAt, receivedAt });

test('a device that tells no time is taken when it arrived, on the hospital clock', () => {
  expect(takenAt(at('', '2026-03-01T16:30:00.000Z'))).toBe('2026-03-02T00:30:00');
  expect(takenAt(at('2026-03-01T10:22:05.123', '2026-03-01T16:30:00.000Z'))).toBe('2026-03-01T10:22:05');
});

test('an old tracing that is handed in today is not compared with a later one, nor the newest with it', () => {
  const old = at('2024-05-01T09:00:00', '2026-03-03T01:00:00.000Z');
  const last = at('2026-02-01T09:00:00', '2026-02-01T01:00:10.000Z');
  const now = at('2026-03-02T09:00:00', '2026-03-02T01:00:10.000Z');
  expect(lastBefore(now, [old, last])).toBe(last);
  expect(lastBefore(last, [old, now])).toBe(old);
  expect(lastBefore(old, [last, now])).toBeNull();
});

test('of two of one instant the one that arrived first came before', () => {
  const first = at('2026-03-02T09:00:00', '2026-03-02T01:00:10.000Z');
  const second = at('2026-03-02T09:00:00', '2026-03-02T01:00:11.000Z');
  expect(lastBefore(second, [first])).toBe(first);
  expect(lastBefore(first, [second])).toBeNull();
});
