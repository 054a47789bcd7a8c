// Words on paper: placeholders, parts that fall away, lines that fit.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LayoutField } from './paper-layout.ts';
import { sampleSheet } from './paper-sample.ts';
import { linesOf, widthOf } from './paper-text.ts';
import { fieldValue, filledWords, placeholders, placeholderValues, unknownPlaceholders } from './paper-words.ts';

const printed = {
  ...sampleSheet(
    { modalities: ['MR'] },
    { example: 'short', hospital: '县医院', institution: '甲镇卫生院', at: '2026-07-17T03:00:00.000Z', pictures: [] },
  ),
  printedAt: '2026-07-17T04:00:00.000Z',
  printedBy: '周打印',
};
const values = placeholderValues(printed);

test.each([
  ['{institution} {procedure}报告', '甲镇卫生院 颅脑MR平扫报告'],
  ['[诊断机构：{readAt}。]仅供参考', '仅供参考'],
  ['[由 {author} 书写，{reviewer} 审核。]', '由 医师甲 书写，医师乙 审核。'],
  ['[无占位符]照印', '[无占位符]照印'],
  ['{nothing}', '{nothing}'],
  ['{printed} {printedBy}', '2026-07-17 12:00 周打印'],
])('%s', (text, expected) => expect(filledWords(text, values)).toBe(expected));

test('brackets and braces in a value are the value’s', () => {
  expect(filledWords('[{department}]', { ...values, department: '内科[一]{title}' })).toBe('内科[一]{title}');
});

test('every placeholder has a value and is known, others are named', () => {
  expect(unknownPlaceholders(placeholders.map((name) => `{${name}}`).join(''))).toEqual([]);
  expect(unknownPlaceholders('{title}{titel}')).toEqual(['titel']);
  expect(Object.keys(values)).toEqual([...placeholders]);
});

test('every field has a word for its value', () => {
  const shown = Object.fromEntries(LayoutField.options.map((field) => [field, fieldValue(field, printed)]));
  expect(shown).toMatchObject({ sex: '女', age: '58岁', positive: '阴性', acquiredAt: '2026-07-17 11:00', readAt: '' });
});

test('lines are never wider than their room and lose nothing', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 80 }), fc.integer({ min: 40, max: 300 }), (text, width) => {
      const lines = linesOf(text, width, 9);
      expect(lines.join('')).toBe(text.replaceAll(/\r?\n/gu, ''));
      for (const line of lines) if ([...line].length > 1) expect(widthOf(line, 9)).toBeLessThanOrEqual(width + 1e-9);
    }),
  );
});
