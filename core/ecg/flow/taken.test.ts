// Which ECG is the one before: by when it was taken, not by when it arrived.
import { expect, test } from 'vitest';
import { lastBefore, takenAt, timeDoubt } from './taken.ts';

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
  expect(lastBefore(first, [{ ...first }])).toBeNull();
});

test('the newest of several before, in whatever order they come', () => {
  const days = ['2026-02-03', '2026-02-01', '2026-02-02'].map((day) => at(`${day}T09:00:00`, `${day}T01:00:10.000Z`));
  const twice = [days[0], { ...days[0], receivedAt: '2026-02-03T01:00:09.000Z' }] as typeof days;
  const now = at('2026-03-02T09:00:00', '2026-03-02T01:00:10.000Z');
  expect(lastBefore(now, days)).toBe(days[0]);
  expect(lastBefore(now, twice)).toBe(days[0]);
  expect(lastBefore(now, twice.toReversed())).toBe(days[0]);
});

test.each([
  ['of the same morning', '2026-03-02T08:58:00', null],
  ['of the evening before, sent by a cart in the morning', '2026-03-01T23:40:00', null],
  ['of the day before yesterday', '2026-02-28T23:59:00', { kind: 'earlier', days: 2 }],
  ['of a clock that was never set', '2011-12-01T10:22:05', { kind: 'earlier', days: 5205 }],
  ['of a day alone', '2026-03-02', null],
  ['of a clock that is fast by an hour', '2026-03-02T10:10:00', null],
  ['of one that is fast by more', '2026-03-02T10:10:01', { kind: 'later' }],
  ['of tomorrow', '2026-03-03T09:00:00', { kind: 'later' }],
  ['not told', '', null],
  ['no time', 'yesterday', null],
])('a time %s beside an exam that was asked for at nine', (_, recordedAt, doubt) => {
  expect(timeDoubt(at(recordedAt, '2026-03-02T01:10:00.000Z'), '2026-03-02T01:00:00.000Z')).toEqual(doubt);
});

test('a device that told no time is not doubted for when it arrived', () => {
  expect(timeDoubt(at('', '2026-02-20T01:10:00.000Z'), '2026-03-02T01:00:00.000Z')).toBeNull();
});

test('without a request only a time to come is doubted', () => {
  const of = (recordedAt: string) => timeDoubt(at(recordedAt, '2026-03-02T01:10:00.000Z'), null);
  expect([of('2011-12-01T10:22:05'), of('2026-03-03T09:00:00')]).toEqual([null, { kind: 'later' }]);
});
