// Rows of an exported list: columns by name, prices in fen, each refused row with its line and why.
import { expect, test } from 'vitest';
import { fenOf, readChargeRows } from './read-rows.ts';

const rows = (...lines: string[]) => lines.map((line, at) => ({ line: at + 1, cells: line.split('|') }));

test('columns are found by their Chinese and English names, in any order', () => {
  const read = readChargeRows(
    rows('单价|项目名称|收费编码|单位|费用类别|拼音码|状态', '25.00|血常规|250101015|次|检验费|xcg|启用'),
  );
  expect(read.items).toEqual([
    {
      line: 2,
      code: '250101015',
      facts: { name: '血常规', pinyin: 'XCG', category: '检验费', unit: '次', priceFen: 2500, active: true },
    },
  ]);
  expect(readChargeRows(rows('Code|Name', '1|CBC')).items[0]?.facts).toEqual({ name: 'CBC' });
  expect(readChargeRows(rows('名称|价格', 'x|1')).missing).toEqual(['code']);
});

test('rows that cannot be taken are refused by line, the others are read', () => {
  const read = readChargeRows(
    rows(
      '编码|名称|单价|状态',
      '|无编码|1|',
      '1||1|',
      '2|甲|12.345|',
      '3|乙|1|大概',
      '4|丙|1|停用',
      '4|丁|2|',
      '5|戊|1||多余',
      '|||',
    ),
  );
  expect(read.items.map(({ line, code }) => [line, code])).toEqual([[6, '4']]);
  expect(read.refused).toEqual([
    { line: 2, code: '', reason: 'noCode', text: '无编码' },
    { line: 3, code: '1', reason: 'noName', text: '' },
    { line: 4, code: '2', reason: 'price', text: '12.345' },
    { line: 5, code: '3', reason: 'active', text: '大概' },
    { line: 7, code: '4', reason: 'twice', text: '6' },
    { line: 8, code: '5', reason: 'columns', text: '5 / 4' },
  ]);
});

test('yuan to fen, never rounded', () => {
  const good = {
    '12': 1200,
    '12.5': 1250,
    '12.5000': 1250,
    '¥0.01': 1,
    '１２．５０': 1250,
    '1,234.5': 123_450,
    '3元': 300,
    '0': 0,
  };
  for (const [text, fen] of Object.entries(good)) expect([text, fenOf(text)]).toEqual([text, fen]);
  for (const text of ['', '-1', '1.005', '1,23', 'abc', '1e3', '12.5.0', '9999999999'])
    expect([text, fenOf(text)]).toEqual([text, null]);
});
