// A window that only reads does not take a case from who begins to write it.
import { expect, test } from 'vitest';
import type { ExamReport } from '../../../../core/reporting/exam-report.ts';
import { standsBack, turnsByAct } from './use-report.ts';

const begunBy = (authorId: string) => ({ authorId }) as ExamReport;

test.each([
  ['another begins while this window reads', 'read', 'write', begunBy('other'), true],
  ['the person of this window amends', 'read', 'write', begunBy('me'), false],
  ['a case that another left is opened to be written', null, 'write', begunBy('other'), false],
  ['it is written here already', 'write', 'write', begunBy('other'), false],
  ['who reviewed gave it back', 'review', 'write', begunBy('other'), true],
  ['it came back to who reviews', 'read', 'review', begunBy('other'), false],
  ['nobody has begun', 'read', 'write', null, false],
] as const)('%s', (_, former, next, current, expected) => {
  expect(standsBack(former, next, current, 'me')).toBe(expected);
});

test.each([
  ['the case is opened here', null, false, true],
  ['a text that was only read was given back, or begun in another window', 'read', false, false],
  ['it is amended, or gone on with, in this window', 'read', true, true],
  ['it was reviewed here', 'review', false, true],
] as const)('the turn to another mode: %s', (_, former, acted, expected) => {
  expect(turnsByAct(former, acted)).toBe(expected);
});
