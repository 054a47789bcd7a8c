// Rows of a workbook read back: as our own writer makes them, and as other programs write cells; damaged files are refused.
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { sheet, workbookOf } from './workbook.ts';
import { isWorkbook, readWorkbook } from './workbook-rows.ts';

/** A ZIP without check sums: the reader trusts the directory. */
function zipped(members: Readonly<Record<string, string>>): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, text] of Object.entries(members)) {
    const packed = deflateRawSync(Buffer.from(text));
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt16LE(Buffer.byteLength(name), 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(8, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt16LE(Buffer.byteLength(name), 28);
    entry.writeUInt32LE(at, 42);
    directory.push(entry, Buffer.from(name));
    parts.push(local, Buffer.from(name), packed);
    at += 30 + Buffer.byteLength(name) + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(members).length, 10);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, ...directory, end]);
}

const book = (rows: string, strings = '') =>
  zipped({
    'xl/workbook.xml': '<workbook><sheets><sheet name="a" sheetId="1" r:id="rId7"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="rId7" Target="worksheets/list.xml"/></Relationships>',
    'xl/sharedStrings.xml': `<sst>${strings}</sst>`,
    'xl/worksheets/list.xml': `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
  });

test('what our own writer makes', async () => {
  const made = await workbookOf([
    sheet(
      '单',
      ['检查号', '申请单号'],
      [
        ['A<1>&', 20260717100001],
        ['B', 'RX"2"'],
      ],
    ),
  ]);
  expect(isWorkbook(made)).toBe(true);
  expect(readWorkbook(made).map(({ cells }) => cells)).toEqual([
    ['检查号', '申请单号'],
    ['A<1>&', '20260717100001'],
    ['B', 'RX"2"'],
  ]);
});

test('cells that are left out keep their columns, long numbers their digits, rows their lines', () => {
  const rows =
    '<row r="3"><c r="B3" t="s"><v>0</v></c><c r="D3"><v>2.0260717100001E13</v></c></row>' +
    '<row r="9"><c r="A9" t="inlineStr"><is><t>一</t></is></c><c r="B9" t="str"><f>x</f><v>&#x4E8C;</v></c><c r="C9"/></row>';
  expect(readWorkbook(book(rows, '<si><r><t>检查</t></r><r><t>号</t></r><rPh><t>jian</t></rPh></si>'))).toEqual([
    { line: 3, cells: ['', '检查号', '', '20260717100001'] },
    { line: 9, cells: ['一', '二', ''] },
  ]);
});

describe('refused', () => {
  const good = book('<row r="1"><c><v>1</v></c></row>');
  test.each([
    ['cut off', good.subarray(0, good.length - 30)],
    ['a ZIP that is no workbook', zipped({ 'a.txt': 'x' })],
    ['damaged', Buffer.concat([good.subarray(0, 60), Buffer.alloc(40, 0xff), good.subarray(100)])],
  ])('%s', (_, bytes) => {
    expect(() => readWorkbook(bytes)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }));
  });
});
