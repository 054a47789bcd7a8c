// Request numbers given afterwards: what a number may be, what a row of a list would do, what is refused.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampleExam, sampleNow } from '../../test/support/exam-samples.ts';
import { YishuError } from '../kernel/errors.ts';
import type { ExamDocument } from './exam.ts';
import {
  checkRequestRows,
  isRequestNumber,
  requestRows,
  requestRowsAtMost,
  withRequestNumber,
} from './request-number.ts';

function reported(part: Partial<ExamDocument> = {}): ExamDocument {
  const exam = sampleExam();
  return { ...exam, report: { ...exam.report, state: 'final', version: 1, releasedAt: sampleNow }, ...part };
}
const codeOfThrown = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof YishuError) return error.code;
    throw error;
  }
  return 'done';
};
const give = (exam: ExamDocument, requestNumber: string, reason = '', other: ExamDocument | null = null) =>
  withRequestNumber(exam, { requestNumber, reason }, other);

test.each([
  ['SQ202601010001', true],
  ['20260101000000001', true],
  ['2.02607E+13', false],
  ['2E13', false],
  ['A B', false],
  ['A|B', false],
  ['A^B', false],
  ['', false],
  ['x'.repeat(65), false],
])('%s is a number: %s', (text, good) => {
  expect(isRequestNumber(text)).toBe(good);
});

describe('one exam', () => {
  test('gets its number once; the same again changes nothing', () => {
    const after = give(reported(), 'RX1');
    expect(after).toMatchObject({ requestNumber: 'RX1', version: reported().version + 1 });
    expect(give(after, 'RX1')).toBe(after);
  });

  test('another number only with a reason, one of another exam never, and nothing before a report is out', () => {
    const named = reported({ requestNumber: 'RX1' });
    expect(codeOfThrown(() => give(named, 'RX2'))).toBe('REASON_REQUIRED');
    expect(give(named, 'RX2', '抄错').requestNumber).toBe('RX2');
    expect(codeOfThrown(() => give(named, 'RX2', '抄错', reported()))).toBe('DUPLICATE');
    expect(codeOfThrown(() => give(sampleExam(), 'RX2'))).toBe('STATE_REFUSED');
    expect(codeOfThrown(() => give(reported(), 'a b'))).toBe('INPUT_INVALID');
  });
});

describe('a list', () => {
  const table = (...rows: string[][]) => rows.map((cells, at) => ({ line: at + 1, cells }));

  test('is read by its titles, in any order, with blank rows left out', () => {
    const rows = requestRows(
      table(['姓名', '申请单号', '检查号'], ['张三', ' RX1 ', 'A1'], ['', '', ''], ['李四', 'RX2', 'A2']),
    );
    expect(rows).toEqual([
      { line: 2, accessionNumber: 'A1', requestNumber: 'RX1' },
      { line: 4, accessionNumber: 'A2', requestNumber: 'RX2' },
    ]);
    expect(requestRows(table(['Accession Number', 'request_number'], ['A1', 'RX1']))).toHaveLength(1);
  });

  test('without a title, or too long, is refused', () => {
    expect(codeOfThrown(() => requestRows(table(['检查号'], ['A1'])))).toBe('INPUT_INVALID');
    expect(codeOfThrown(() => requestRows([]))).toBe('INPUT_INVALID');
    const many = Array.from({ length: requestRowsAtMost + 1 }, (_, at) => [`A${at}`, `R${at}`]);
    expect(codeOfThrown(() => requestRows(table(['检查号', '申请单号'], ...many)))).toBe('INPUT_INVALID');
  });

  test('each row is told what would happen', () => {
    const exams = new Map(
      [
        reported({ accessionNumber: 'A1' }),
        reported({ accessionNumber: 'A2', requestNumber: 'RX2' }),
        reported({ accessionNumber: 'A3', requestNumber: 'OLD' }),
        reported({ accessionNumber: 'A4' }),
        { ...sampleExam(), accessionNumber: 'A5' },
      ].map((exam) => [exam.accessionNumber, exam]),
    );
    const rows = [
      ...['A1 RX1', 'A2 RX2', 'A3 RX3', 'A4 TAKEN', 'A5 RX5', 'A6 RX6', 'A1 RX7', 'A4 RX1', 'A4 1E+13'],
    ].map((text, at) => {
      const [accessionNumber = '', requestNumber = ''] = text.split(' ');
      return { line: at + 2, accessionNumber, requestNumber };
    });
    const { patient } = sampleExam();
    const somebodyElse = { ...patient, id: '00000000-0000-4000-8000-0000000000ff' };
    const holders = new Map([
      ['TAKEN', { accessionNumber: 'A9', patient: somebodyElse }],
      ['RX1', { accessionNumber: 'A8', patient }],
      ['RX2', { accessionNumber: 'A2', patient }],
    ]);
    expect(checkRequestRows(rows, exams, holders).map(({ verdict, other }) => [verdict, other])).toEqual([
      ['apply', ''],
      ['same', ''],
      ['otherNumber', 'OLD'],
      ['numberTaken', 'A9'],
      ['notReported', ''],
      ['unknown', ''],
      ['doubled', '2'],
      ['doubled', '5'],
      ['malformed', ''],
    ]);
  });

  test('never gives a number to two people, or one exam two numbers', () => {
    const { patient } = sampleExam();
    const other = { ...patient, id: '00000000-0000-4000-8000-0000000000ff' };
    const exams = new Map([
      ...['A1', 'A2'].map((accessionNumber) => [accessionNumber, reported({ accessionNumber })] as const),
      ['A3', reported({ accessionNumber: 'A3', patient: other })] as const,
    ]);
    const row = fc.record({
      line: fc.nat(),
      accessionNumber: fc.constantFrom('A1', 'A2', 'A3', 'A4', ''),
      requestNumber: fc.constantFrom('R1', 'R2', 'R3', 'a b'),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 12 }), (rows) => {
        const good = checkRequestRows(rows, exams, new Map()).filter(({ verdict }) => verdict === 'apply');
        expect(new Set(good.map((one) => one.accessionNumber)).size).toBe(good.length);
        const people = new Set(good.map((one) => `${one.requestNumber} ${one.exam?.patient.id}`));
        expect(people.size).toBe(new Set(good.map((one) => one.requestNumber)).size);
      }),
    );
  });
});
