// Confirmed is no longer cancelled, cancelled is no longer confirmed, and what was confirmed stays so.
import { describe, expect, test } from 'vitest';
import { actingAs, personA, sampleExam, sampleNow, sampleStudy } from '../../test/support/exam-samples.ts';
import { YishuError } from '../kernel/errors.ts';
import type { ExamDocument } from './exam.ts';
import { acquire, cancel, withoutObject } from './exam-flow.ts';
import { confirmExecution, executionOf, undoConfirmation, whyStands } from './execution.ts';

const context = actingAs(personA);

function codeOf(act: () => unknown): string {
  try {
    act();
    return 'done';
  } catch (error) {
    if (error instanceof YishuError) return error.code;
    throw error;
  }
}

test('a film without images is confirmed by the technician, and no longer cancelled', () => {
  const exam = sampleExam();
  expect(executionOf(exam)).toBe('unconfirmed');
  const confirmed = confirmExecution(exam, context);
  expect(executionOf(confirmed)).toBe('confirmed');
  expect(confirmed).toMatchObject({ state: 'acquired', acquiredAt: sampleNow, objects: [], version: exam.version + 1 });
  expect(confirmed.confirmed?.at).toBe(sampleNow);
  expect(confirmExecution(confirmed, context)).toBe(confirmed);
  expect(codeOf(() => cancel(confirmed, '不做了'))).toBe('STATE_REFUSED');
});

test('a requested inpatient is confirmed at once: he was here', () => {
  expect(confirmExecution(sampleExam({}, 'request'), context)).toMatchObject({ registeredAt: sampleNow });
});

test('images that turn out to be of another exam leave a confirmed one confirmed', () => {
  const exam = confirmExecution(acquire(sampleExam(), sampleStudy, context), context);
  expect(withoutObject(exam, sampleStudy)).toMatchObject({ state: 'acquired', objects: [] });
});

test('what is cancelled cannot be confirmed', () => {
  const exam = cancel(sampleExam(), '不做了');
  expect(executionOf(exam)).toBe('cancelled');
  expect(codeOf(() => confirmExecution(exam, context))).toBe('STATE_REFUSED');
});

describe('a confirmation by mistake', () => {
  const paid = { state: 'paid', amountCent: 100 } as const;
  const unpaid = { state: 'unpaid', amountCent: 100 } as const;
  const confirmed = (fee: ExamDocument['fee']) => confirmExecution({ ...sampleExam(), fee }, context);

  test('is taken back with a reason: the exam is to be done again', () => {
    const after = undoConfirmation(confirmed(unpaid), '选错患者');
    expect([after.state, after.confirmed, after.acquiredAt]).toEqual(['registered', undefined, null]);
    expect(codeOf(() => undoConfirmation(confirmed(unpaid), ' '))).toBe('REASON_REQUIRED');
  });

  test.each([
    ['paid beforehand', confirmed(paid), null],
    ['nobody has charged it', confirmed({ state: 'unknown', amountCent: null }), null],
    ['the HIS charged it on the confirmation', { ...confirmed(unpaid), fee: paid }, 'settled'],
    ['the HIS refunded it', { ...confirmed(paid), fee: { state: 'refunded', amountCent: 100 } as const }, 'settled'],
    ['images prove it', acquire(confirmed(unpaid), sampleStudy, context), 'images'],
    ['images only', acquire(sampleExam(), sampleStudy, context), 'unconfirmed'],
    ['reported', { ...confirmed(unpaid), report: { ...sampleExam().report, state: 'draft' as const } }, 'report'],
  ])('%s', (_name, exam, why) => {
    expect(whyStands(exam)).toBe(why);
    const code = why === null ? 'done' : why === 'settled' ? 'EXECUTION_SETTLED' : 'STATE_REFUSED';
    expect(codeOf(() => undoConfirmation(exam, '误操作'))).toBe(code);
  });
});
