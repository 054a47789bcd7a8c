// The same object in other encodings is the same; any other value, item or letter is not.
import { expect, test } from 'vitest';
import { DataSet } from './data-set.ts';
import { readDataSet } from './read.ts';
import { sameContent } from './same-content.ts';
import { explicitLittleEndian, implicitLittleEndian } from './transfer-syntax.ts';
import { writeDataSet } from './write.ts';

const item = (code: string) => new DataSet().set('CodeValue', code).set('CodeMeaning', '胸部');

function object(change: (dataSet: DataSet) => void = () => {}): DataSet {
  const dataSet = new DataSet()
    .set('SOPInstanceUID', '1.2.3')
    .set('PatientName', 'Wang^Xiulan=王^秀兰')
    .set('PixelSpacing', [0.5, 0.5])
    .set('Rows', 512)
    .set('ProcedureCodeSequence', [item('A'), item('B')])
    .set(0x00091001, 'private text', 'LO')
    .set(0x00090010, 'MAKER', 'LO');
  change(dataSet);
  return dataSet;
}
const read = (dataSet: DataSet, syntax: string, characterSet = ['GB18030']) =>
  readDataSet(writeDataSet(dataSet, { transferSyntax: syntax, characterSet }), syntax).dataSet;

test('with and without value representations the same is said', () => {
  const [explicit, implicit] = [read(object(), explicitLittleEndian), read(object(), implicitLittleEndian)];
  expect(implicit.element(0x00091001)?.vr).not.toBe(explicit.element(0x00091001)?.vr);
  expect(sameContent(explicit, implicit)).toBe(true);
});

test('so it is in the other byte order', () => {
  const rows = (littleEndian: boolean, bytes: number[]) =>
    new DataSet({ littleEndian }).put({ kind: 'bytes', tag: 0x00280010, vr: 'US', bytes: Uint8Array.from(bytes) });
  expect(sameContent(rows(true, [0, 2]), rows(false, [2, 0]))).toBe(true);
  expect(sameContent(rows(true, [0, 2]), rows(false, [0, 2]))).toBe(false);
});

test('padding, group lengths and meta information tell nothing', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const one = new DataSet().put({ kind: 'bytes', tag: 0x00081030, vr: 'LO', bytes: bytes('CHEST ') });
  const other = new DataSet()
    .put({ kind: 'bytes', tag: 0x00020016, vr: 'AE', bytes: bytes('CT01') })
    .put({ kind: 'bytes', tag: 0x00080000, vr: 'UL', bytes: Uint8Array.of(9, 0, 0, 0) })
    .put({ kind: 'bytes', tag: 0x00081030, vr: 'LO', bytes: bytes('CHEST\0') })
    .put({ kind: 'bytes', tag: 0xfffcfffc, vr: 'OB', bytes: new Uint8Array(30) });
  expect(sameContent(one, other)).toBe(true);
  expect(sameContent(other, one)).toBe(true);
});

test.each<[string, (dataSet: DataSet) => void]>([
  ['another name', (one) => one.set('PatientName', 'Wang^Xiulan=王^秀蓝')],
  ['another number', (one) => one.set('Rows', 513)],
  ['another spelling of a number', (one) => one.set('PixelSpacing', ['0.50', '0.5'])],
  ['one element more', (one) => one.set('AccessionNumber', '1')],
  ['one element less', (one) => void one.delete('Rows')],
  ['a value that was taken out', (one) => one.set('PatientName', '')],
  ['another item', (one) => one.set('ProcedureCodeSequence', [item('A'), item('C')])],
  ['one item less', (one) => one.set('ProcedureCodeSequence', [item('A')])],
  ['another private value', (one) => one.set(0x00091001, 'private texd', 'LO')],
])('%s is another object', (_, change) => {
  const former = read(object(), explicitLittleEndian);
  for (const syntax of [explicitLittleEndian, implicitLittleEndian]) {
    expect(sameContent(former, read(object(change), syntax))).toBe(false);
    expect(sameContent(read(object(change), syntax), former)).toBe(false);
  }
});

test('another character set is another object: whether it means the same is for a person to say', () => {
  const utf8 = read(object(), explicitLittleEndian, ['ISO_IR 192']);
  expect(sameContent(read(object(), explicitLittleEndian), utf8)).toBe(false);
});
