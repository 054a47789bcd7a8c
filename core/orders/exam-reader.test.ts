// Finding a reader among many.
import { expect, test } from 'vitest';
import { type ExamReader, findReaders } from './exam-reader.ts';

const reader = (personName: string, title: string, department: string): ExamReader => ({
  personId: `00000000-0000-4000-8000-00000000000${personName.length}`,
  personName,
  title,
  department,
  inHand: 0,
});
const readers = [
  reader('陆瑶', '住院医师', '放射科'),
  reader('沈博', '主治医师', '放射科'),
  reader('Ann Li', 'MD', '介入科'),
];

test('by part of the name, title or department, all words, in any case', () => {
  const names = (text: string) => findReaders(readers, text).map(({ personName }) => personName);
  expect(names('')).toEqual(['陆瑶', '沈博', 'Ann Li']);
  expect(names('沈')).toEqual(['沈博']);
  expect(names('放射 主治')).toEqual(['沈博']);
  expect(names(' ann ')).toEqual(['Ann Li']);
  expect(names('心电')).toEqual([]);
});
