// Which lead stands where, and which ones a page has no place for: nobody may take one lead for another, or not know that one is not shown.
import { describe, expect, test } from 'vitest';
import { type ArrangeRequest, arrange, fitsColumns, leftOut } from './arrange.ts';

const twelve = ['I', 'II', 'III', 'aVR', 'aVL', 'aVF', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'];
const fifteen = [...twelve, 'V7', 'V8', 'V9'];
const usual = { arrangement: '3x4+1', sequence: 'standard', rhythmLeads: ['II'] } as const;
const rows = (names: readonly string[], part: Partial<ArrangeRequest> = {}) =>
  arrange(names, { ...usual, ...part }).map(
    ({ rhythm, cells }) => `${rhythm ? '~' : ''}${cells.map(({ label }) => label).join(' ')}`,
  );

test.each([
  ['twelve', twelve, true],
  ['without a chest lead', twelve.slice(0, 11), false],
  ['twelve without aVF', [...twelve.filter((name) => name !== 'aVF'), 'V7'], false],
  ['more', fifteen, true],
])('columns need six limb leads and six others: %s', (_, names, fits) => {
  expect(fitsColumns(names)).toBe(fits);
});

describe('what a page has no place for is told', () => {
  test.each<[string, readonly string[], Partial<ArrangeRequest>, string[]]>([
    ['posterior leads beside the columns', fifteen, {}, ['V7', 'V8', 'V9']],
    ['but for the one in the strip', fifteen, { rhythmLeads: ['V8'] }, ['V7', 'V9']],
    ['and for those in three strips', fifteen, { arrangement: '3x4+3', rhythmLeads: ['V7', 'V8', 'V9'] }, []],
    ['two columns likewise', fifteen, { arrangement: '6x2' }, ['V7', 'V8', 'V9']],
    ['stacked there is room for all', fifteen, { arrangement: '12x1' }, []],
    ['a single lead was chosen', fifteen, { arrangement: 'single' }, []],
    ['a set that is stacked whatever was asked', ['MLII', 'V5'], {}, []],
  ])('%s', (_, names, part, left) => {
    expect(leftOut(names, { ...usual, ...part })).toEqual(left);
  });
});

test.each<[string, readonly string[], Partial<ArrangeRequest>, string[]]>([
  [
    'stacked: the twelve in order, then the rest',
    [...fifteen].reverse(),
    { arrangement: '12x1' },
    [...twelve, 'V9', 'V8', 'V7'],
  ],
  ['those that the reader wants', fifteen, { arrangement: '12x1', shown: ['V9', 'II'] }, ['II', 'V9']],
  ['a short set as it came', ['V5', 'MLII'], {}, ['V5', 'MLII']],
  ['a single lead by choice', twelve, { arrangement: 'single', rhythmLeads: ['aVF'] }, ['~aVF']],
  ['one that is not there: II', twelve, { arrangement: 'single', rhythmLeads: ['V9'] }, ['~II']],
  ['nor II: the first', ['MLII', 'V5x'], { arrangement: 'single', rhythmLeads: [] }, ['~MLII']],
  [
    'strips that are there, then II, V1 and V5',
    twelve,
    { arrangement: '3x4+3', part: 'rhythm', rhythmLeads: ['V9', 'V5'] },
    ['~V5', '~II', '~V1'],
  ],
  ['columns alone', twelve, { part: 'columns' }, ['I aVR V1 V4', 'II aVL V2 V5', 'III aVF V3 V6']],
  ['one strip alone', twelve, { part: 'rhythm' }, ['~II']],
])('%s', (_, names, part, expected) => {
  expect(rows(names, part)).toEqual(expected);
});
