// The list shows what waits, most dangerous first, and its next case is one that nobody else has.
import { expect, test } from 'vitest';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { exampleExam } from '../parts/examples.ts';
import { initialFilter, nextCase, shownRows, sortedExams, viewOf } from './rows.ts';
import { readSaved } from './saved-filters.ts';
import { keepRows } from './use-worklist.ts';

const at = (minute: number) => `2026-07-17T02:${String(minute).padStart(2, '0')}:00.000Z`;
let count = 0;
function exam(part: Partial<ExamDocument>): ExamDocument {
  count += 1;
  return exampleExam({ id: `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`, ...part });
}
const risk = { level: 'critical' as const, by: 'machine' as const, reasons: [], at: at(0) };

test('danger first, then what was ordered as an emergency, then the longest waiting', () => {
  const routine = exam({ acquiredAt: at(1) });
  const later = exam({ acquiredAt: at(9) });
  const emergency = exam({ priority: 'emergency', acquiredAt: at(20) });
  const danger = exam({ risk, acquiredAt: at(30) });
  const { rows, critical, counts } = shownRows(
    sortedExams([later, routine, emergency, danger], initialFilter.sort),
    initialFilter,
  );
  expect(rows).toEqual([danger, emergency, routine, later]);
  expect(critical).toBe(1);
  expect(counts).toMatchObject({ unwritten: 4, all: 4, final: 0 });
});

test('an exam without images does not wait for a reader, a cancelled one stands in no state', () => {
  expect(viewOf(exam({ state: 'registered', objects: [] }))).toBe('arriving');
  expect(viewOf(exam({ state: 'cancelled' }))).toBeNull();
});

test('words are looked for in all fields at once, in any width', () => {
  const chest = exam({ accessionNumber: 'R7788', procedureName: '胸部正位片' });
  const head = exam({ accessionNumber: 'R9900', procedureName: '颅脑CT平扫' });
  const found = shownRows([chest, head], { ...initialFilter, text: '张三 Ｒ77' });
  expect(found.rows).toEqual([chest]);
});

test('what waits for this person’s second confirmation is a list of its own', () => {
  const [mine, other] = [exam({}), exam({})];
  const confirms = new Set([mine.id]);
  expect(shownRows([mine, other], { ...initialFilter, confirmOnly: true }, confirms).rows).toEqual([mine]);
  expect(shownRows([mine, other], initialFilter, confirms).rows).toEqual([mine, other]);
});

test('the next case passes over what somebody else has open, and starts over', () => {
  const lock = {
    personId: 'other',
    personName: '',
    stationName: '',
    since: at(0),
    until: at(9),
    fence: 2,
  };
  const [first, locked, third] = [exam({}), exam({ lock }), exam({})];
  const rows = [first, locked, third];
  const me = { personId: 'me' };
  expect(nextCase(rows, first.id, me)).toBe(third);
  expect(nextCase(rows, third.id, me)).toBe(first);
  expect(nextCase([first], first.id, me)).toBeNull();
});

test('a stored filter of an older shape keeps what is known of it; rubbish is nothing', () => {
  expect(readSaved('[{"name":"CT","filter":{"modality":"CT"}}]')).toEqual([
    { name: 'CT', filter: { ...initialFilter, modality: 'CT' } },
  ]);
  expect(readSaved('{"a":1}')).toEqual([]);
  expect(readSaved('nonsense')).toEqual([]);
});

test('a list that is answered again without a change stays the same object; a newer row is taken, the others stay', () => {
  const [one, other] = [exam({}), exam({})];
  const counts = { waiting: 2, draft: 0, submitted: 0, final: 0, critical: 0 };
  const before = { rows: [one, other], counts };
  expect(keepRows(before, structuredClone(before))).toBe(before);
  const newer = { ...other, version: other.version + 1 };
  const after = keepRows(before, { rows: [structuredClone(one), newer], counts });
  expect(after).not.toBe(before);
  expect(after).toMatchObject({ rows: [one, newer] });
  expect(after).toHaveProperty('rows.0', one);
  expect(keepRows(before, { rows: [one, other], counts: { ...counts, waiting: 1 } })).not.toBe(before);
});
