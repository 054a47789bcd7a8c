// The lock with its fence: one holder, fences that only grow, and no writing with one that was lost, over any interleaving of two persons.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { actingAs, personA, personB, sampleExam } from '../../test/support/exam-samples.ts';
import { YishuError } from '../kernel/errors.ts';
import type { ExamDocument } from './exam.ts';
import {
  liveLock,
  lockExam,
  lockLeaseMs,
  renewIfNeeded,
  requireFence,
  requireNotLockedByOthers,
  unlockExam,
} from './exam-lock.ts';

const leaseSeconds = lockLeaseMs / 1000;
const codeOf = (act: () => unknown): string => {
  try {
    act();
    return 'done';
  } catch (error) {
    return error instanceof YishuError ? error.code : String(error);
  }
};

test('a second person is told who has it; after the lease the lock is free, and the first cannot write any more', () => {
  const first = lockExam(sampleExam(), undefined, actingAs(personA));
  const fence = first.lock?.fence ?? 0;
  expect(codeOf(() => lockExam(first, undefined, actingAs(personB, { seconds: 10 })))).toBe('EXAM_LOCKED');
  const late = actingAs(personB, { seconds: leaseSeconds + 1 });
  expect(liveLock(first, late.now)).toBeNull();
  expect(codeOf(() => requireFence(first, fence, actingAs(personA, { seconds: leaseSeconds + 1 })))).toBe('done');
  const second = lockExam(first, undefined, late);
  expect(second.lock?.fence).toBeGreaterThan(fence);
  expect(codeOf(() => requireFence(second, fence, actingAs(personA, { seconds: leaseSeconds + 2 })))).toBe('LOCK_LOST');
  expect(codeOf(() => requireNotLockedByOthers(second, actingAs(personA, { seconds: leaseSeconds + 2 })))).toBe(
    'LOCK_LOST',
  );
});

test('the same person at another station takes over; the first station has lost it', () => {
  const first = lockExam(sampleExam(), undefined, actingAs(personA));
  const other = lockExam(first, undefined, actingAs(personA, { station: 'S2', seconds: 1 }));
  expect(other.lock?.stationName).toBe('S2');
  expect(codeOf(() => lockExam(other, first.lock?.fence, actingAs(personA, { seconds: 2 })))).toBe('LOCK_LOST');
});

test('who asks only for a free one takes nothing, not even from the same person’s other window; a lapsed lease is free', () => {
  const first = lockExam(sampleExam(), undefined, actingAs(personA));
  const fence = first.lock?.fence ?? 0;
  const turned = actingAs(personA, { station: 'S2', seconds: 1 });
  expect(codeOf(() => lockExam(first, undefined, turned, true))).toBe('EXAM_LOCKED');
  expect(codeOf(() => lockExam(first, undefined, actingAs(personB, { seconds: 1 }), true))).toBe('EXAM_LOCKED');
  // The holder's own renewal is no question of being free.
  expect(lockExam(first, fence, actingAs(personA, { seconds: 2 }), true).lock?.fence).toBe(fence);
  const given = unlockExam(first, fence, actingAs(personA, { seconds: 3 }), false);
  expect(lockExam(given, undefined, turned, true).lock?.personId).toBe(personA);
  const late = actingAs(personA, { station: 'S2', seconds: leaseSeconds + 1 });
  expect(lockExam(first, undefined, late, true).lock?.stationName).toBe('S2');
});

test('another person’s fence is no use, and giving back needs the holder or a distributor', () => {
  const held = lockExam(sampleExam(), undefined, actingAs(personA));
  const fence = held.lock?.fence ?? 0;
  expect(codeOf(() => requireFence(held, fence, actingAs(personB)))).toBe('LOCK_LOST');
  expect(codeOf(() => unlockExam(held, fence, actingAs(personB), false))).toBe('EXAM_LOCKED');
  expect(unlockExam(held, fence, actingAs(personB), true).lock).toBeNull();
  const given = unlockExam(held, fence, actingAs(personA), false);
  expect(codeOf(() => requireFence(given, fence, actingAs(personA)))).toBe('LOCK_LOST');
});

test('a lease is renewed only in its second half', () => {
  const held = lockExam(sampleExam(), undefined, actingAs(personA));
  expect(renewIfNeeded(held, actingAs(personA, { seconds: 10 }))).toBe(held);
  const renewed = renewIfNeeded(held, actingAs(personA, { seconds: leaseSeconds * 0.6 }));
  expect(Date.parse(renewed.lock?.until ?? '')).toBeGreaterThan(Date.parse(held.lock?.until ?? ''));
  expect(renewed.lock?.fence).toBe(held.lock?.fence);
});

test.each(['requested', 'booked', 'cancelled'] as const)('nobody writes about an exam that is %s', (state) => {
  expect(codeOf(() => lockExam({ ...sampleExam(), state }, undefined, actingAs(personA)))).toBe('STATE_REFUSED');
});

test('over any interleaving: fences grow with each new holder, and only the last one writes', () => {
  const step = fc.record({
    who: fc.constantFrom(personA, personB),
    act: fc.constantFrom('lock', 'renew', 'unlock', 'write'),
    seconds: fc.integer({ min: 0, max: leaseSeconds }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let exam: ExamDocument = sampleExam();
      let seconds = 0;
      let highest = 0;
      const fences: Record<string, number> = {};
      for (const { who, act, seconds: passed } of steps) {
        seconds += passed;
        const context = actingAs(who, { seconds });
        const mine = fences[who] ?? 0;
        try {
          if (act === 'lock') {
            exam = lockExam(exam, undefined, context);
            expect(exam.lock?.fence).toBeGreaterThan(highest);
            highest = exam.lock?.fence ?? 0;
            fences[who] = highest;
          } else if (act === 'renew') exam = lockExam(exam, mine, context);
          else if (act === 'unlock') exam = unlockExam(exam, mine, context, false);
          else {
            requireFence(exam, mine, context);
            expect(mine).toBe(highest);
          }
        } catch (error) {
          if (!(error instanceof YishuError)) throw error;
        }
      }
    }),
    { numRuns: 500 },
  );
});
