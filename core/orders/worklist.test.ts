// The order of the worklist, its counts, the machine's and the person's danger, assignments and accession numbers.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { actingAs, personA, personB, sampleExam, sampleStudy } from '../../test/support/exam-samples.ts';
import { YishuError } from '../kernel/errors.ts';
import { accessionNumber, isAccessionNumber } from './accession.ts';
import { assign } from './assign.ts';
import type { ExamDocument, ExamPriority, ExamRisk } from './exam.ts';
import { acquire } from './exam-flow.ts';
import { setRisk, suspect } from './exam-risk.ts';
import { compareExams, countExams, latestAt } from './worklist.ts';

const context = actingAs(personA);
const machine = (level: ExamRisk['level']) => ({ level, reasons: [{ code: 'X', text: '疑似', textEn: 'suspected' }] });

function row(
  accession: string,
  part: {
    level?: ExamRisk['level'];
    priority?: ExamPriority;
    at?: string;
    report?: ExamDocument['report']['state'];
  } = {},
): ExamDocument {
  const exam = sampleExam({ priority: part.priority ?? 'routine' });
  const level = part.level;
  return {
    ...exam,
    accessionNumber: accession,
    state: 'acquired',
    acquiredAt: part.at ?? '2026-07-17T02:00:00.000Z',
    risk: level ? { level, by: 'machine', reasons: [], at: exam.requestedAt } : null,
    report: { ...exam.report, state: part.report ?? 'none' },
  };
}

describe('order', () => {
  const ordered = [
    row('1', { level: 'critical', at: '2026-07-17T03:00:00.000Z' }),
    row('2', { level: 'majorPositive' }),
    row('3', { level: 'attention' }),
    row('4', { priority: 'emergency', at: '2026-07-17T05:00:00.000Z' }),
    row('5', { priority: 'urgent' }),
    row('6', { at: '2026-07-17T01:00:00.000Z' }),
    row('7', { at: '2026-07-17T02:00:00.000Z' }),
    row('8', { level: 'normal', priority: 'emergency' }),
    row('9', { level: 'critical', report: 'final', at: '2026-07-17T06:00:00.000Z' }),
    row('A', { level: 'critical', report: 'final', at: '2026-07-17T04:00:00.000Z' }),
  ];

  test('danger, priority, waiting time; what is settled last and newest first', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(ordered, { minLength: ordered.length }), (shuffled) => {
        expect(shuffled.toSorted(compareExams).map((exam) => exam.accessionNumber)).toEqual([...'123456789A']);
      }),
      { numRuns: 50 },
    );
  });

  test('counts leave cancelled exams out, and a danger counts until its report is out', () => {
    const rows = [
      ...ordered,
      row('B', { report: 'draft' }),
      row('C', { report: 'returned' }),
      row('D', { report: 'submitted' }),
    ];
    expect(countExams([...rows, { ...row('E'), state: 'cancelled' }])).toEqual({
      waiting: 8,
      draft: 2,
      submitted: 1,
      final: 2,
      critical: 1,
    });
  });

  test('an appointment that is to come keeps the exam in the list', () => {
    expect(latestAt(sampleExam({ scheduledAt: '2026-08-01T00:00:00.000Z' }))).toBe('2026-08-01T00:00:00.000Z');
    const exam = acquire(sampleExam(), sampleStudy, actingAs(personA, { seconds: 60 }));
    expect(latestAt(exam)).toBe(exam.acquiredAt);
  });
});

describe('danger', () => {
  test('a machine never lowers it and never overrules a person', () => {
    const levels: ExamRisk['level'][] = ['critical', 'majorPositive', 'attention', 'unknown', 'normal'];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...levels), { maxLength: 12 }), (found) => {
        let exam = sampleExam();
        let worst = levels.length;
        for (const level of found) {
          exam = suspect(exam, machine(level), context);
          worst = Math.min(worst, levels.indexOf(level));
          const present = levels.indexOf(exam.risk?.level ?? 'unknown');
          if (worst < 3) expect(present).toBe(worst);
        }
        const said = setRisk(exam, { level: 'attention', text: '伪差' }, context);
        expect(said.risk).toMatchObject({ level: 'attention', by: 'person' });
        expect(suspect(said, machine('critical'), context)).toBe(said);
      }),
      { numRuns: 200 },
    );
  });
});

const codeOf = (act: () => unknown): string => {
  try {
    act();
    return 'done';
  } catch (error) {
    return error instanceof YishuError ? error.code : String(error);
  }
};

describe('assignment', () => {
  const a = { personId: personA, personName: '甲' };
  const b = { personId: personB, personName: '乙' };
  test.each([
    ['a distributor gives it out', null, b, '', true, 'done'],
    ['one takes it', null, a, '', false, 'done'],
    ['one cannot give what nobody has to another', null, b, '', false, 'RIGHT_MISSING'],
    ['one hands it on', a, b, '', false, 'done'],
    ['one cannot take it from another', b, a, '要看', false, 'RIGHT_MISSING'],
    ['a distributor takes it away only with a reason', b, a, '', true, 'REASON_REQUIRED'],
    ['a distributor takes it away with a reason', b, a, '换班', true, 'done'],
  ] as const)('%s', (_, had, gets, reason, mayDispatch, code) => {
    const exam = { ...sampleExam(), assignedTo: had };
    expect(codeOf(() => assign(exam, gets, reason, context, mayDispatch))).toBe(code);
  });
});

describe('accession numbers', () => {
  test('the day of the hospital and the number, at most 16 characters', () => {
    expect(accessionNumber('2026-07-16T17:00:00.000Z', 100_001)).toBe('20260717100001');
    expect(() => accessionNumber('2026-07-16T17:00:00.000Z', 123_456_789)).toThrow(RangeError);
  });
  test.each([
    ['20260717100001', true],
    ['A/B-1', true],
    ['', false],
    ['a\\b', false],
    ['号码', false],
    ['12345678901234567', false],
  ])('%j is one: %s', (text, valid) => expect(isAccessionNumber(text)).toBe(valid));
});
