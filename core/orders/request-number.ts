// Request numbers (申请单号) of exams that were reported without one: what a number may be, and what a list of them would do (RAD-45).
import type { Right } from '../identity/rights.ts';
import { fail } from '../kernel/errors.ts';
import type { ExamDocument, ExamService } from './exam.ts';
import { next, refused } from './exam-rules.ts';

/** Whoever keeps the archive of a service, or its cases (病例管理). */
export const requestNumberRight: Readonly<Record<ExamService, Right>> = {
  radiology: 'radiology.archive',
  ecg: 'ecg.cases',
};

/** A list longer than this is given in parts. */
export const requestRowsAtMost = 5000;
export const requestFileLimit = 4 * 1024 * 1024;

/** What HL7 can carry in ORC-2; a number that a spreadsheet turned into powers of ten (`2.03E+13`) has lost its digits. */
export function isRequestNumber(text: string): boolean {
  return /^[^\s|^~\\&]{1,64}$/u.test(text) && !/^\d(\.\d+)?E\+?\d+$/iu.test(text);
}

/** Something was released; a draft is corrected at the desk. */
const wasReported = ({ report }: ExamDocument): boolean => report.version > 0 && report.releasedAt !== null;

/**
 * The exam with its number; the same object when it has it already. The signed report and its hash stay as they are.
 * @param other exam of another person at the institution that has the number
 * @throws STATE_REFUSED before a report is out, INPUT_INVALID, DUPLICATE naming the other exam, REASON_REQUIRED to replace a number
 */
export function withRequestNumber(
  exam: ExamDocument,
  { requestNumber, reason }: { requestNumber: string; reason: string },
  other: Pick<ExamDocument, 'accessionNumber'> | null,
): ExamDocument {
  if (!wasReported(exam)) throw refused(exam, 'setRequestNumber');
  if (!isRequestNumber(requestNumber)) throw fail('INPUT_INVALID', { fields: ['requestNumber'] });
  if (exam.requestNumber === requestNumber) return exam;
  if (other) throw fail('DUPLICATE', { requestNumber, accessionNumber: other.accessionNumber });
  if (exam.requestNumber !== '' && reason.trim() === '')
    throw fail('REASON_REQUIRED', { examId: exam.id, requestNumber: exam.requestNumber });
  return next(exam, { requestNumber });
}

export interface RequestRow {
  /** Line in the file, from 1. */
  line: number;
  accessionNumber: string;
  requestNumber: string;
}

const titles = {
  accessionNumber: ['检查号', '检查编号', 'accession', 'accessionnumber'],
  requestNumber: ['申请单号', '申请号', 'requestnumber', 'request'],
} as const;

/** Rows under a head that names both columns. @throws INPUT_INVALID naming what is missing, or that there are too many */
export function requestRows(table: readonly { line: number; cells: readonly string[] }[]): RequestRow[] {
  const [head, ...rows] = table;
  const names = (head?.cells ?? []).map((cell) => cell.toLowerCase().replaceAll(/[\s_-]/gu, ''));
  const columnOf = (known: readonly string[]) => names.findIndex((name) => known.includes(name));
  const accession = columnOf(titles.accessionNumber);
  const request = columnOf(titles.requestNumber);
  const missing = [accession < 0 ? '检查号 / accession' : '', request < 0 ? '申请单号 / request number' : ''];
  if (accession < 0 || request < 0)
    throw fail('INPUT_INVALID', { fields: missing.filter(Boolean).map((name) => `file: no column ${name}`) });
  const filled = rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  if (filled.length > requestRowsAtMost)
    throw fail('INPUT_INVALID', { fields: [`file: ${filled.length} rows, at most ${requestRowsAtMost}`] });
  return filled.map(({ line, cells }) => ({
    line,
    accessionNumber: (cells[accession] ?? '').trim(),
    requestNumber: (cells[request] ?? '').trim(),
  }));
}

/** What would happen with a row. `apply` is the only one that changes anything. */
export const requestVerdicts = [
  'apply',
  'same',
  'malformed',
  'doubled',
  'unknown',
  'notReported',
  'otherNumber',
  'numberTaken',
] as const;
export type RequestVerdict = (typeof requestVerdicts)[number];

export interface CheckedRow extends RequestRow {
  verdict: RequestVerdict;
  /** What stands in the way: the number that the exam has, the accession number of who has the number, the line said before. */
  other: string;
  exam: ExamDocument | null;
}

/**
 * @param exams those of the institution that the rows name by accession number
 * @param holders exams of the institution by the number that they have
 */
export function checkRequestRows(
  rows: readonly RequestRow[],
  exams: ReadonlyMap<string, ExamDocument>,
  holders: ReadonlyMap<string, Pick<ExamDocument, 'accessionNumber' | 'patient'>>,
): CheckedRow[] {
  const lines = new Map<string, number>();
  /** Number -> who has it by an earlier line: one request may order several exams of one person. */
  const named = new Map<string, { line: number; patientId: string }>();
  return rows.map((row): CheckedRow => {
    const said = (verdict: RequestVerdict, other = '', exam: ExamDocument | null = null): CheckedRow => ({
      ...row,
      ...{ verdict, other, exam },
    });
    const { accessionNumber, requestNumber, line } = row;
    if (accessionNumber === '' || accessionNumber.length > 16 || !isRequestNumber(requestNumber))
      return said('malformed');
    const before = lines.get(accessionNumber);
    lines.set(accessionNumber, before ?? line);
    if (before !== undefined) return said('doubled', String(before));
    const exam = exams.get(accessionNumber);
    if (!exam) return said('unknown');
    const patientId = exam.patient.id;
    const earlier = named.get(requestNumber);
    if (earlier && earlier.patientId !== patientId) return said('doubled', String(earlier.line));
    named.set(requestNumber, { line: earlier?.line ?? line, patientId });
    if (!wasReported(exam)) return said('notReported', '', exam);
    if (exam.requestNumber === requestNumber) return said('same', '', exam);
    if (exam.requestNumber !== '') return said('otherNumber', exam.requestNumber, exam);
    const holder = holders.get(requestNumber);
    if (holder && holder.patient.id !== patientId) return said('numberTaken', holder.accessionNumber, exam);
    return said('apply', '', exam);
  });
}
