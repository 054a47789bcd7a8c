// Lines become fields and fields the same lines again.
import { expect, test } from 'vitest';
import { fieldsOfLines, linesOfFields } from './field-lines.ts';

test('lines become fields and come back', () => {
  const text = '最大径 | number | mm\n部位 | choice |  | 左肺、右肺\n备注 | text';
  const fields = fieldsOfLines(text, []);
  if ('bad' in fields) throw new Error('not understood');
  expect(fields.map((field) => [field.label, field.kind, field.unit, field.choices.length])).toEqual([
    ['最大径', 'number', 'mm', 0],
    ['部位', 'choice', '', 2],
    ['备注', 'text', '', 0],
  ]);
  expect(fieldsOfLines(linesOfFields(fields), fields)).toEqual(fields);
});

test('the first line that is not understood is named', () => {
  expect(fieldsOfLines('好 | text\n坏 | slider', [])).toEqual({ bad: 2 });
  expect(fieldsOfLines('选 | choice', [])).toEqual({ bad: 1 });
  expect(fieldsOfLines('同\n同', [])).toEqual({ bad: 2 });
});
