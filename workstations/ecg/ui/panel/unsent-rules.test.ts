// What the window and the station kept, put together: every text once, the newest first, nothing left out.
import { expect, test } from 'vitest';
import type { DraftCopy } from '../../../../core/reporting/draft-copy.ts';
import { mostLeft, withFound } from './unsent-rules.ts';

const copy = (second: number, impression: string, baseVersion = 0): DraftCopy =>
  ({
    ...{ at: new Date(Date.UTC(2026, 10, 22, 8, 0, second)).toISOString(), baseVersion },
    content: { impression, findings: '' },
  }) as DraftCopy;
const words = (copies: readonly DraftCopy[]) => copies.map(({ content }) => content.impression);

test.each<[string, DraftCopy[], DraftCopy | null, DraftCopy[], string[]]>([
  ['a new window', [], copy(5, '甲'), [], ['甲']],
  ['a reload: the station was a moment behind', [copy(6, '甲乙')], copy(5, '甲'), [], ['甲乙']],
  ['another window wrote later', [copy(5, '甲')], copy(9, '乙'), [], ['乙', '甲']],
  ['on another edition', [copy(9, '甲')], copy(5, '乙', 3), [], ['甲', '乙']],
  ['the same twice', [copy(5, '甲')], copy(5, '甲'), [copy(1, '甲')], ['甲']],
  ['left over before', [], copy(9, '丙'), [copy(5, '乙'), copy(1, '甲')], ['丙', '乙', '甲']],
])('%s', (_, before, typed, left, expected) => {
  expect(words(withFound(before, { typed, left }))).toEqual(expected);
});

test('nothing new is the same list, and there is an end', () => {
  const before = [copy(5, '甲')];
  expect(withFound(before, { typed: null, left: [] })).toBe(before);
  const many = [1, 2, 3, 4, 5].map((second) => copy(second, String(second)));
  expect(words(withFound([copy(9, '新')], { typed: null, left: many }))).toHaveLength(mostLeft);
});
