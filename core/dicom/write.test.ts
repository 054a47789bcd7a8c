// Writing: what was read comes out the same, in the syntax and the character set asked for, with a right meta group.
import { describe, expect, test } from 'vitest';
import { deflate, dicomSample, inflate } from '../../test/support/dicom-corpus.ts';
import { DataSet } from './data-set.ts';
import type { Element } from './element.ts';
import { readDataSet, readPart10 } from './read.ts';
import { deflatedLittleEndian, explicitLittleEndian, implicitLittleEndian } from './transfer-syntax.ts';
import { encapsulated, writeCommandSet, writeDataSet, writePart10 } from './write.ts';

/** Values without offsets and padding, items and fragments nested. */
function plain(dataSet: DataSet): unknown[] {
  const value = (element: Element) => {
    if (element.kind === 'sequence') return element.items.map(plain);
    if (element.kind === 'encapsulated') return element.fragments.map(({ bytes }) => [...bytes]);
    return element.kind === 'text' ? element.text : [...dataSet.littleEndianBytes(element)];
  };
  return dataSet
    .elements()
    .filter(({ tag }) => (tag & 0xffff) !== 0)
    .map((element) => [element.tag, element.vr, value(element)]);
}

const samples = [
  'rtplan.dcm',
  'rtdose.dcm',
  'reportsi.dcm',
  'seg_image_ct_binary.dcm',
  'DICOMDIR',
  'charset/chrH32.dcm',
  'charset/chrX2.dcm',
  'malformed/priv_SQ.dcm',
  'malformed/ExplVR_BigEndNoMeta.dcm',
];

describe('what was read is written the same', () => {
  test.each(samples)('%s', (path) => {
    const { dataSet } = readPart10(dicomSample(path));
    for (const transferSyntax of [explicitLittleEndian, deflatedLittleEndian]) {
      const bytes = writeDataSet(dataSet, { transferSyntax, deflate });
      expect(bytes.length % 2).toBe(0);
      expect(plain(readDataSet(bytes, transferSyntax, { inflate }).dataSet)).toEqual(plain(dataSet));
    }
  });

  test('fragments and their offset table', () => {
    const { dataSet, transferSyntax } = readPart10(dicomSample('SC_rgb_rle_2frame.dcm'));
    const bytes = writePart10(dataSet, { transferSyntax: transferSyntax.uid });
    expect(plain(readPart10(bytes).dataSet)).toEqual(plain(dataSet));
  });

  test('a value that 16 bits cannot measure becomes UN, and is known again', () => {
    const dataSet = new DataSet().set(
      'PixelSpacing',
      Array.from({ length: 20000 }, () => 1.25),
    );
    const { dataSet: read } = readDataSet(
      writeDataSet(dataSet, { transferSyntax: explicitLittleEndian }),
      explicitLittleEndian,
    );
    expect(read.numbers('PixelSpacing')).toHaveLength(20000);
  });
});

describe('character sets', () => {
  test('new text is UTF-8, and says so', () => {
    const bytes = writeDataSet(new DataSet().set('PatientName', '王^小东'), { transferSyntax: implicitLittleEndian });
    const { dataSet } = readDataSet(bytes, implicitLittleEndian);
    expect(dataSet.strings('SpecificCharacterSet')).toEqual(['ISO_IR 192']);
    expect(dataSet.string('PatientName')).toBe('王^小东');
  });

  test('ASCII needs no declaration', () => {
    const bytes = writeDataSet(new DataSet().set('PatientName', 'Wang'), { transferSyntax: implicitLittleEndian });
    expect(readDataSet(bytes, implicitLittleEndian).dataSet.has('SpecificCharacterSet')).toBe(false);
  });

  test.each([
    ['charset/chrX2.dcm', ['ISO_IR 192']],
    ['charset/chrH32.dcm', ['ISO_IR 192']],
    ['charset/chrX1.dcm', ['GB18030']],
    ['charset/chrX2.dcm', ['', 'ISO 2022 IR 58']],
  ])('%s is transcoded to %j', (path, characterSet) => {
    const before = readPart10(dicomSample(path)).dataSet;
    const bytes = writeDataSet(before, { transferSyntax: explicitLittleEndian, characterSet });
    const { dataSet } = readDataSet(bytes, explicitLittleEndian);
    expect(dataSet.string('PatientName')).toBe(before.string('PatientName')?.normalize());
    expect(dataSet.characterSet.terms).toEqual(characterSet);
  });

  test('new text in an object of another character set is written in that', () => {
    const { dataSet } = readPart10(dicomSample('charset/chrX2.dcm'));
    dataSet.set('StudyDescription', '胸部正位');
    const read = readDataSet(
      writeDataSet(dataSet, { transferSyntax: explicitLittleEndian }),
      explicitLittleEndian,
    ).dataSet;
    expect(read.characterSet.terms).toEqual(['GB18030']);
    expect(read.string('StudyDescription')).toBe('胸部正位');
    expect(read.string('PatientName')).toBe('Wang^XiaoDong=王^小东=');
  });

  test('an item keeps its own text when it moves to another object', () => {
    const item = readPart10(dicomSample('charset/chrX2.dcm')).dataSet.copy();
    item.delete('SpecificCharacterSet');
    const outer = new DataSet().set('PatientName', '李^四').set('ReferencedPatientSequence', [item]);
    const bytes = writeDataSet(outer, { transferSyntax: explicitLittleEndian });
    const { dataSet } = readDataSet(bytes, explicitLittleEndian);
    expect(dataSet.string('PatientName')).toBe('李^四');
    expect(dataSet.item('ReferencedPatientSequence')?.string('PatientName')).toBe('Wang^XiaoDong=王^小东=');
  });

  test('bytes that are not what they say cannot be transcoded', () => {
    const dataSet = new DataSet();
    dataSet.put({ kind: 'bytes', tag: 0x00100010, vr: 'PN', bytes: Uint8Array.of(0x4a, 0xe9, 0x72) });
    const options = { transferSyntax: explicitLittleEndian, characterSet: ['ISO_IR 192'] };
    expect(() => writeDataSet(dataSet, options)).toThrow(/default repertoire/);
    dataSet.declareCharacterSet(['ISO_IR 100']);
    expect(readDataSet(writeDataSet(dataSet, options), explicitLittleEndian).dataSet.string('PatientName')).toBe('Jér');
  });
});

describe('files and commands', () => {
  const object = () => new DataSet().set('SOPClassUID', '1.2.840.10008.5.1.4.1.1.7').set('SOPInstanceUID', '1.2.3');

  test('group 0002 names the object, the syntax and this program', () => {
    const bytes = writePart10(object(), { transferSyntax: explicitLittleEndian, sourceAeTitle: 'CT01' });
    const body = writeDataSet(object(), { transferSyntax: explicitLittleEndian });
    const { meta, problems } = readPart10(bytes);
    expect(problems).toEqual([]);
    expect(meta.string('MediaStorageSOPInstanceUID')).toBe('1.2.3');
    expect(meta.string('TransferSyntaxUID')).toBe(explicitLittleEndian);
    expect(meta.string('SourceApplicationEntityTitle')).toBe('CT01');
    expect(meta.number('FileMetaInformationGroupLength')).toBe(bytes.length - 144 - body.length);
  });

  test('an object without UIDs is no file', () => {
    expect(() => writePart10(new DataSet(), { transferSyntax: explicitLittleEndian })).toThrow(/no UID/);
  });

  test('native pixels in an encapsulated syntax, and the reverse, are refused', () => {
    const jpeg = '1.2.840.10008.1.2.4.50';
    const native = object().set('PixelData', new Uint8Array(4), 'OB');
    expect(() => writePart10(native, { transferSyntax: jpeg })).toThrow(/not encapsulated/);
    const frames = object().put(encapsulated([new Uint8Array(4)]));
    expect(() => writePart10(frames, { transferSyntax: implicitLittleEndian })).toThrow(/encapsulated/);
    expect(() => writePart10(object(), { transferSyntax: '1.2.840.10008.1.2.2' })).toThrow(/not written/);
  });

  test('a command set starts with its length', () => {
    const bytes = writeCommandSet(new DataSet().set('CommandField', 0x8030).set('MessageID', 1));
    const { dataSet } = readDataSet(bytes, implicitLittleEndian);
    expect(dataSet.number('CommandGroupLength')).toBe(bytes.length - 12);
    expect(dataSet.number('CommandField')).toBe(0x8030);
  });
});
