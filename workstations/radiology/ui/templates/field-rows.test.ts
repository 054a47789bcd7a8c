// Rows become fields and the same rows again; a field keeps its key when it is renamed or moved, and the first bad row is named.
import { describe, expect, test } from 'vitest';
import { emptyRow, type FieldRow, fieldsOfRows, moved, rowsOf } from './field-rows.ts';

const row = (part: Partial<FieldRow>): FieldRow => ({ ...emptyRow, ...part });
const size = row({ key: 'size', label: '最大径', labelEn: 'Diameter', kind: 'number', unit: 'mm' });
const side = row({ label: '部位', kind: 'choice', choices: '左肺、右肺', initial: '左肺' });

function fields(rows: readonly FieldRow[]) {
  const made = fieldsOfRows(rows);
  if ('trouble' in made) throw new Error(`row ${made.row}: ${made.trouble}`);
  return made;
}

test('rows become fields and come back', () => {
  const made = fields([size, side]);
  expect(made).toEqual([
    { key: 'size', label: '最大径', labelEn: 'Diameter', kind: 'number', unit: 'mm', choices: [], initial: '' },
    { key: '部位', label: '部位', kind: 'choice', unit: '', choices: ['左肺', '右肺'], initial: '左肺' },
  ]);
  expect(fields(rowsOf(made))).toEqual(made);
});

test('renamed and moved, a field keeps the key under which reports hold its values', () => {
  const stored = rowsOf(fields([size, side]));
  const after = fields(moved(stored, 1, -1).map((one) => (one.key === 'size' ? { ...one, label: '长径' } : one)));
  expect(after.map(({ key, label }) => [key, label])).toEqual([
    ['部位', '部位'],
    ['size', '长径'],
  ]);
});

test('a new field never takes the key of another', () => {
  expect(fields([row({ label: 'size' }), size]).map(({ key }) => key)).toEqual(['size-2', 'size']);
});

describe('the first row with something wrong is named', () => {
  test.each([
    ['no name', [size, row({})], { row: 1, trouble: 'name' }],
    ['a name twice', [size, row({ label: ' 最大径 ' })], { row: 1, trouble: 'doubled' }],
    ['a choice of one', [row({ label: '侧', kind: 'choice', choices: '左' })], { row: 0, trouble: 'choices' }],
    ['starts with what is no choice', [{ ...side, initial: '纵隔' }], { row: 0, trouble: 'initial.choice' }],
    ['starts with no number', [{ ...size, initial: '约 3' }], { row: 0, trouble: 'initial.number' }],
  ] as const)('%s', (_, rows, expected) => expect(fieldsOfRows([...rows])).toEqual(expected));
});

test('moving beyond either end changes nothing', () => {
  expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
  expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b']);
  expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
});
