// What a failure means when recordings of an approved device are read, and how the job that reads them begins, repeats and ends.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fail } from '../../../core/kernel/errors.ts';
import { createReleaseJob, releaseOutcome } from './release.ts';

const databaseError = (code: string) => Object.assign(new Error('of the database'), { code });

test.each([
  [fail('STATE_REFUSED', { device: 'not approved' }), 'waits'],
  [fail('VERSION_CONFLICT', { expected: 1, actual: 2 }), 'waits'],
  [fail('SERVER_BUSY', { what: '256 recordings wait to be read' }), 'again'],
  [databaseError('57P01'), 'again'],
  [databaseError('40001'), 'again'],
  [databaseError('23502'), 'failed'],
  [fail('OBJECT_DAMAGED', {}), 'failed'],
  [Object.assign(new Error('no such file'), { code: 'ENOENT' }), 'failed'],
  [new TypeError('a fault of the program'), 'failed'],
])('%s %s', (error, outcome) => {
  expect(releaseOutcome(error)).toBe(outcome);
});

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('an approval during a run is looked at after it; what could not be read for the moment is tried again, until the server stops', async () => {
  const answers: ((again: boolean) => void)[] = [];
  const job = createReleaseJob(
    () => {},
    () => new Promise((done) => answers.push(done)),
  );
  const settle = () => vi.advanceTimersByTimeAsync(0);
  job.wake();
  job.wake();
  await settle();
  expect(answers).toHaveLength(1);
  answers[0]?.(false);
  await settle();
  expect(answers).toHaveLength(2);
  answers[1]?.(true);
  await vi.advanceTimersByTimeAsync(29_000);
  expect(answers).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1000);
  expect(answers).toHaveLength(3);
  answers[2]?.(true);
  await settle();
  await job.stop();
  job.wake();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(answers).toHaveLength(3);
});

test('a failure of the run itself is logged as an error and the run repeated', async () => {
  const lines: string[] = [];
  let runs = 0;
  const job = createReleaseJob(
    (level, message) => lines.push(`${level} ${message}`),
    async () => {
      runs += 1;
      if (runs === 1) throw databaseError('57P01');
      return false;
    },
  );
  job.wake();
  await vi.advanceTimersByTimeAsync(31_000);
  expect(lines).toEqual([expect.stringMatching(/^error what waits/)]);
  expect(runs).toBe(2);
  await job.stop();
});
