// A stream is read eagerly until a silence within a PDU shows a sender that waits for acknowledgements; then what comes is gathered.
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createReadingPace } from './reading-pace.ts';

function setUp() {
  const stream = new PassThrough();
  stream.resume();
  const tasks: (() => void)[] = [];
  let at = 0;
  const timers = {
    after(_ms: number, task: () => void) {
      tasks.push(task);
      return () => undefined;
    },
  };
  const pace = createReadingPace(stream, timers, () => at);
  return {
    stream,
    pace,
    took(ms: number, bytes: number, unfinished: boolean) {
      at += ms;
      pace.took(bytes, unfinished);
    },
    later() {
      for (const task of tasks.splice(0)) task();
    },
  };
}

test('a steady sender, one that is silent between PDUs and one that is very late are read eagerly', () => {
  const { stream, took } = setUp();
  took(0, 1000, true);
  took(5, 1000, false);
  took(40, 1000, true);
  took(1000, 1000, true);
  took(1, 1000, true);
  expect(stream.isPaused()).toBe(false);
});

test('a silence after which the PDU goes on is the busy machine, not the sender', () => {
  const { stream, took } = setUp();
  took(0, 65_483, true);
  took(40, 30_000, true);
  took(1, 600, false);
  took(1, 12, true);
  expect(stream.isPaused()).toBe(false);
});

test('after a silence of 40 ms within a PDU each short read is followed by a pause', () => {
  const { stream, took, later } = setUp();
  took(0, 65_483, true);
  took(40, 606, false);
  expect(stream.isPaused()).toBe(false);
  took(5, 12, true);
  expect(stream.isPaused()).toBe(true);
  later();
  expect(stream.isPaused()).toBe(false);
  took(1, 65_536, true);
  expect(stream.isPaused()).toBe(false);
  took(0, 600, false);
  expect(stream.isPaused()).toBe(false);
});

test('what TLS hands over piece by piece, a full record each time, is no short read', () => {
  const { stream, took } = setUp();
  took(0, 16_384, true);
  took(40, 606, false);
  took(5, 16_384, true);
  expect(stream.isPaused()).toBe(false);
  took(0, 600, true);
  expect(stream.isPaused()).toBe(true);
});

test('a consumer that is behind keeps the stream paused, and its own pause is no silence of the sender', () => {
  const { stream, pace, took, later } = setUp();
  took(0, 1000, true);
  pace.pause();
  took(40, 1000, false);
  pace.resume();
  took(40, 1000, true);
  expect(stream.isPaused()).toBe(false);
  took(40, 1000, false);
  took(1, 1000, true);
  expect(stream.isPaused()).toBe(true);
  pace.pause();
  later();
  expect(stream.isPaused()).toBe(true);
  pace.resume();
  expect(stream.isPaused()).toBe(false);
});
