// The exam's states: every act in every state, and what stays true over any sequence of acts.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { actingAs, examFacts, personA, sampleExam, sampleNow, sampleStudy } from '../../test/support/exam-samples.ts';
import { YishuError } from '../kernel/errors.ts';
import type { ExamDocument, ExamState } from './exam.ts';
import {
  acquire,
  amendRegistration,
  arrive,
  book,
  cancel,
  reinstate,
  withdrawnByHis,
  withoutObject,
} from './exam-flow.ts';

const context = actingAs(personA);
const inState = (state: ExamState): ExamDocument => ({ ...sampleExam(), state });
const later = '2026-07-18T01:00:00.000Z';
const acts = {
  book: (exam: ExamDocument) => book(exam, later),
  amend: (exam: ExamDocument) => amendRegistration(exam, examFacts({ scheduledAt: exam.scheduledAt })),
  arrive: (exam: ExamDocument) => arrive(exam, { room: '2', deviceId: '' }, context),
  acquire: (exam: ExamDocument) => acquire(exam, sampleStudy, context),
  cancel: (exam: ExamDocument) => cancel(exam, '不做了'),
} as const;
type Act = keyof typeof acts;

/** State -> act -> the state after it; what is missing is refused. */
const table: Record<ExamState, Partial<Record<Act, ExamState>>> = {
  requested: { book: 'booked', amend: 'requested', arrive: 'registered', acquire: 'acquired', cancel: 'cancelled' },
  booked: { book: 'booked', amend: 'requested', arrive: 'registered', acquire: 'acquired', cancel: 'cancelled' },
  registered: { amend: 'registered', arrive: 'registered', acquire: 'acquired', cancel: 'cancelled' },
  acquired: { amend: 'acquired', acquire: 'acquired' },
  cancelled: {},
};

const codeOf = (act: () => unknown): string => {
  try {
    act();
    return 'done';
  } catch (error) {
    return error instanceof YishuError ? error.code : String(error);
  }
};

describe.each(Object.keys(table) as ExamState[])('%s', (state) => {
  test.each(Object.keys(acts) as Act[])('%s', (act) => {
    const expected = table[state][act];
    if (expected === undefined) expect(codeOf(() => acts[act](inState(state)))).toBe('STATE_REFUSED');
    else expect(acts[act](inState(state)).state).toBe(expected);
  });
});

test.each([
  ['desk', null, 'registered', sampleNow],
  ['desk', later, 'booked', null],
  ['request', null, 'requested', null],
  ['request', later, 'booked', null],
] as const)('from the %s with time %s it is %s', (from, scheduledAt, state, registeredAt) => {
  expect(sampleExam({ scheduledAt }, from)).toMatchObject({ state, registeredAt, version: 1 });
});

describe('objects', () => {
  test('more images of the same study are the same object; the first arrival stays', () => {
    const first = acquire(sampleExam(), sampleStudy, context);
    expect(acquire(first, { ...sampleStudy, arrivedAt: later }, context)).toBe(first);
    const grown = acquire(first, { ...sampleStudy, arrivedAt: later, count: 20 }, actingAs(personA, { seconds: 9 }));
    expect(grown).toMatchObject({ acquiredAt: sampleNow, objects: [{ count: 20, arrivedAt: sampleNow }] });
  });

  test('taken off, the exam waits for images again, unless somebody has begun to report', () => {
    const exam = acquire(sampleExam(), sampleStudy, context);
    expect(withoutObject(exam, sampleStudy)).toMatchObject({ state: 'registered', acquiredAt: null, objects: [] });
    const written = { ...exam, report: { ...exam.report, state: 'draft' as const } };
    expect(withoutObject(written, sampleStudy)).toMatchObject({ state: 'acquired', objects: [] });
    expect(withoutObject(exam, { kind: 'study', id: 'other' })).toBe(exam);
  });

  test('with images the person cannot be exchanged at the desk', () => {
    const exam = acquire(sampleExam(), sampleStudy, context);
    const other = examFacts({ patient: { ...examFacts().patient, id: '00000000-0000-4000-8000-000000000055' } });
    expect(codeOf(() => amendRegistration(exam, other))).toBe('STATE_REFUSED');
    expect(codeOf(() => amendRegistration(sampleExam(), other))).toBe('done');
  });
});

test.each([
  ['a reason is missing', sampleExam(), '  ', 'REASON_REQUIRED'],
  [
    'somebody writes',
    { ...sampleExam(), report: { ...sampleExam().report, state: 'draft' as const } },
    '误',
    'STATE_REFUSED',
  ],
])('cancel is refused when %s', (_, exam, reason, code) => {
  expect(codeOf(() => cancel(exam, reason))).toBe(code);
});

describe('a cancellation taken back', () => {
  const cancelled = (part: Partial<ExamDocument> = {}): ExamDocument =>
    cancel({ ...sampleExam(), ...part }, '选错患者');
  test('who had come is here again with the same number; who had not is to be booked anew', () => {
    const here = reinstate(cancelled({ queueNumber: 7 }), '患者仍要检查');
    expect(here).toMatchObject({ state: 'registered', cancelReason: '', queueNumber: 7, registeredAt: sampleNow });
    const booked = cancelled({ state: 'booked', registeredAt: null, scheduledAt: later });
    expect(reinstate(booked, '选错患者')).toMatchObject({ state: 'requested', scheduledAt: null });
  });
  test.each([
    ['it was not cancelled', sampleExam(), '误', 'STATE_REFUSED'],
    ['a reason is missing', cancelled(), ' ', 'REASON_REQUIRED'],
    ['the HIS withdrew the order', cancel(sampleExam(), withdrawnByHis), '误', 'STATE_REFUSED'],
    ['the money went back', cancelled({ fee: { state: 'refunded', amountCent: 100 } }), '误', 'STATE_REFUSED'],
  ])('is refused when %s', (_, exam, reason, code) => {
    expect(codeOf(() => reinstate(exam, reason))).toBe(code);
  });
});

test('whatever is done in whatever order: versions grow by one, cancelled stays, acquired has images and times fit', () => {
  const names = Object.keys(acts) as Act[];
  fc.assert(
    fc.property(fc.array(fc.constantFrom<Act | 'remove'>(...names, 'remove'), { maxLength: 25 }), (sequence) => {
      let exam = sampleExam({}, 'request');
      for (const name of sequence) {
        const before = exam;
        try {
          exam = name === 'remove' ? withoutObject(exam, sampleStudy) : acts[name](exam);
        } catch (error) {
          if (!(error instanceof YishuError)) throw error;
        }
        expect(exam.version - before.version).toBe(exam === before ? 0 : 1);
        if (before.state === 'cancelled' && name !== 'remove') expect(exam).toBe(before);
        if (exam.state === 'acquired') expect([exam.objects.length, exam.acquiredAt === null]).toEqual([1, false]);
        if (exam.state === 'registered') expect([exam.acquiredAt, exam.registeredAt === null]).toEqual([null, false]);
        if (exam.state === 'cancelled') expect([exam.cancelReason, exam.lock]).toEqual(['不做了', null]);
      }
    }),
    { numRuns: 300 },
  );
});
