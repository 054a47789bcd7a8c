// Reading: every encoding, what the field sends, only the beginning of a file, and hostile bytes.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deflate, dicomSample, inflate } from '../../test/support/dicom-corpus.ts';
import { DataSet } from './data-set.ts';
import { DicomError } from './errors.ts';
import { readDataSet, readHead, readPart10 } from './read.ts';
import {
  deflatedLittleEndian,
  explicitBigEndian,
  explicitLittleEndian,
  implicitLittleEndian,
} from './transfer-syntax.ts';
import { writePart10 } from './write.ts';

const bytesOf = (text: string): Uint8Array =>
  Uint8Array.from(text.trim().split(/\s+/), (hex) => Number.parseInt(hex, 16));
const codes = (path: string) => readPart10(dicomSample(path)).problems.map(({ code }) => code);

function refusal(act: () => unknown): DicomError {
  try {
    act();
  } catch (error) {
    if (error instanceof DicomError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('files of the field', () => {
  test.each<[string, number, string[]]>([
    ['rtplan.dcm', 36, []],
    ['reportsi.dcm', 34, []],
    ['malformed/ExplVR_BigEndNoMeta.dcm', 24, ['no-preamble', 'no-meta', 'transfer-syntax-missing']],
    ['malformed/ExplVR_LitEndNoMeta.dcm', 24, ['no-preamble', 'no-meta', 'transfer-syntax-missing']],
    ['malformed/empty_charset_LEI.dcm', 2, []],
    ['malformed/meta_missing_tsyntax.dcm', 2, ['transfer-syntax-missing', 'odd-length']],
    ['malformed/no_meta_group_length.dcm', 3, []],
    ['malformed/nested_priv_SQ.dcm', 2, ['odd-length']],
    ['malformed/MR_small_padded.dcm', 73, []],
    ['malformed/DICOMDIR-nooffset', 5, ['item-length']],
    ['malformed/badVR.dcm', 45, []],
  ])('%s: %i elements, %j', (path, size, problems) => {
    expect(readPart10(dicomSample(path)).dataSet.size).toBe(size);
    expect(codes(path)).toEqual(problems);
  });

  test('a sequence that was sent as UN is a sequence', () => {
    const { dataSet } = readPart10(dicomSample('malformed/UN_sequence.dcm'));
    expect(dataSet.elements()[0]?.kind).toBe('sequence');
  });

  test('a private sequence of unknown VR is a sequence', () => {
    const { dataSet } = readPart10(dicomSample('malformed/priv_SQ.dcm'));
    expect(dataSet.elements().map(({ vr }) => vr)).toContain('SQ');
  });

  test.each([
    ['malformed/MR_truncated.dcm', 9692],
    ['malformed/rtplan_truncated.dcm', 2394],
  ])('%s is refused, or kept as far as it goes', (path, needed) => {
    const bytes = dicomSample(path);
    expect(refusal(() => readPart10(bytes))).toMatchObject({ code: 'truncated', needed });
    const kept = readPart10(bytes, { truncated: 'keep' });
    expect(kept.truncated?.code).toBe('truncated');
    expect(kept.dataSet.string('SOPInstanceUID')).toMatch(/^1\.[.0-9]+$/);
  });

  test('numbers, nested values and offsets of a plan', () => {
    const bytes = dicomSample('rtplan.dcm');
    const { dataSet, transferSyntax } = readPart10(bytes);
    expect(transferSyntax.uid).toBe(implicitLittleEndian);
    const beam = dataSet.item('BeamSequence');
    expect(beam?.string('BeamName')).toBe('Field 1');
    expect(beam?.number('NumberOfControlPoints')).toBe(2);
    const name = beam?.element('BeamName');
    const at = name?.offset ?? 0;
    expect(new TextDecoder().decode(bytes.subarray(at, at + 7))).toBe('Field 1');
  });

  test.each([
    ['text', new TextEncoder().encode('This is no DICOM file, it is a letter to the editor.')],
    ['nothing', new Uint8Array()],
    ['zeros', new Uint8Array(4096)],
    ['a TIFF', bytesOf('49 49 2a 00 08 00 00 00 0f 00 00 01 03 00 01 00 00 00 20 00 00 00')],
  ])('%s is not DICOM', (_, bytes) => {
    expect(refusal(() => readPart10(bytes)).code).toBe('not-dicom');
  });
});

describe('encodings', () => {
  const object = () =>
    new DataSet()
      .set('SOPClassUID', '1.2.840.10008.5.1.4.1.1.7')
      .set('SOPInstanceUID', '1.2.3')
      .set('PatientName', '王^小东')
      .set('ReferencedSeriesSequence', [new DataSet().set('SeriesInstanceUID', '1.2.3.4')]);

  test.each([implicitLittleEndian, explicitLittleEndian, deflatedLittleEndian])('%s', (transferSyntax) => {
    const file = writePart10(object(), { transferSyntax, deflate });
    const read = readPart10(file, { inflate });
    expect(read.transferSyntax.uid).toBe(transferSyntax);
    expect(read.problems).toEqual([]);
    expect(read.dataSet.string('PatientName')).toBe('王^小东');
    expect(read.dataSet.item('ReferencedSeriesSequence')?.string('SeriesInstanceUID')).toBe('1.2.3.4');
  });

  test('a deflated file needs something to inflate it, and bytes that are deflated', () => {
    const file = writePart10(object(), { transferSyntax: deflatedLittleEndian, deflate });
    expect(refusal(() => readPart10(file)).code).toBe('unsupported');
    file.fill(0xff, file.length - 60);
    expect(refusal(() => readPart10(file, { inflate })).code).toBe('malformed');
  });

  test('explicit VR big endian numbers', () => {
    const bytes = bytesOf('00 28 00 10 55 53 00 02 02 00  00 28 00 30 44 53 00 04 30 2e 35 20');
    const { dataSet } = readDataSet(bytes, explicitBigEndian);
    expect(dataSet.number('Rows')).toBe(512);
    expect(dataSet.number('PixelSpacing')).toBe(0.5);
  });

  test('UN of undefined length holds implicit VR items in an explicit data set (CP-246)', () => {
    const bytes = bytesOf(`09 00 10 00 4c 4f 02 00 41 20  09 00 01 10 55 4e 00 00 ff ff ff ff
      fe ff 00 e0 ff ff ff ff  10 00 20 00 02 00 00 00 37 20  fe ff 0d e0 00 00 00 00  fe ff dd e0 00 00 00 00
      10 00 20 00 4c 4f 02 00 38 20`);
    const { dataSet, problems } = readDataSet(bytes, explicitLittleEndian);
    expect(problems).toEqual([]);
    expect(dataSet.item(dataSet.privateTag(9, 'A', 1) ?? 0)?.string('PatientID')).toBe('7');
    expect(dataSet.string('PatientID')).toBe('8');
  });

  test('a file coded otherwise than it says is read as it is coded', () => {
    const file = writePart10(object(), { transferSyntax: implicitLittleEndian });
    const syntax = new TextEncoder().encode('1.2.840.10008.1.2\0');
    const at = file.findIndex((_, index) => syntax.every((byte, next) => file[index + next] === byte));
    const lying = Uint8Array.from([
      ...file.slice(0, at - 2),
      20,
      0,
      ...new TextEncoder().encode('1.2.840.10008.1.2.1\0'),
      ...file.slice(at + 18),
    ]);
    const read = readPart10(lying);
    expect(read.dataSet.string('PatientName')).toBe('王^小东');
    expect(read.problems.map(({ code }) => code)).toContain('transfer-syntax-contradicted');
  });

  test.each([
    ['US', 0, 65526],
    ['SS', 1, -10],
  ])('an implicit US or SS is %s when Pixel Representation is %i', (vr, representation, value) => {
    const bytes = bytesOf(`28 00 03 01 02 00 00 00 0${representation} 00  28 00 06 01 02 00 00 00 f6 ff`);
    const { dataSet } = readDataSet(bytes, implicitLittleEndian);
    expect(dataSet.element('SmallestImagePixelValue')?.vr).toBe(vr);
    expect(dataSet.number('SmallestImagePixelValue')).toBe(value);
  });
});

describe('deviations', () => {
  const read = (hex: string) => readDataSet(bytesOf(hex), explicitLittleEndian);

  test.each<[string, string, string]>([
    ['trailing zeros', '10 00 20 00 4c 4f 02 00 37 20 00 00 00 00', 'trailing-bytes'],
    ['wrong order', '10 00 20 00 4c 4f 02 00 37 20 08 00 60 00 43 53 02 00 43 54', 'order'],
    ['the same twice', '10 00 20 00 4c 4f 02 00 37 20 10 00 20 00 4c 4f 02 00 38 20', 'duplicate'],
    ['a VR that does not exist', '10 00 20 00 20 20 02 00 37 20', 'vr-invalid'],
    ['an implicit element', '10 00 20 00 02 00 00 00 37 20', 'vr-invalid'],
    ['an odd length', '10 00 20 00 4c 4f 01 00 37', 'odd-length'],
  ])('%s', (_, hex, code) => {
    const { dataSet, problems } = read(hex);
    expect(problems.map((problem) => problem.code)).toEqual([code]);
    expect(dataSet.string('PatientID')).toBe('7');
    expect(dataSet.elements().map(({ tag }) => tag)).toEqual(
      dataSet
        .elements()
        .map(({ tag }) => tag)
        .sort((a, b) => a - b),
    );
  });

  test('nesting has a limit', () => {
    const open = bytesOf('08 00 15 11 53 51 00 00 ff ff ff ff fe ff 00 e0 ff ff ff ff');
    const bytes = new Uint8Array(open.length * 100);
    for (let level = 0; level < 100; level++) bytes.set(open, level * open.length);
    expect(refusal(() => readDataSet(bytes, explicitLittleEndian)).code).toBe('limit-exceeded');
  });

  test('the number of elements has a limit', () => {
    const bytes = dicomSample('reportsi.dcm');
    expect(refusal(() => readPart10(bytes, { limits: { elements: 10 } })).code).toBe('limit-exceeded');
  });
});

describe('the beginning of a file', () => {
  test.each([
    'SC_rgb_rle_2frame.dcm',
    'rtdose.dcm',
    'seg_image_ct_binary.dcm',
    'reportsi.dcm',
    'malformed/ExplVR_BigEndNoMeta.dcm',
  ])('%s from any first piece is read as from the whole', (path) => {
    const bytes = dicomSample(path);
    const whole = readPart10(bytes, { until: 0x7fe00008 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: bytes.length }), (first) => {
        let length = first;
        while (true) {
          const head = readHead(bytes.subarray(0, length), bytes.length);
          if ('object' in head) {
            expect(head.object.dataSet.elements().map(({ tag }) => tag)).toEqual(
              whole.dataSet.elements().map(({ tag }) => tag),
            );
            expect(head.object.pending).toEqual(whole.pending);
            return;
          }
          expect(head.needed).toBeGreaterThan(length);
          expect(head.needed).toBeLessThanOrEqual(bytes.length);
          length = head.needed;
        }
      }),
      { numRuns: 60 },
    );
  });

  test('a truncated file is refused, not asked for for ever', () => {
    const bytes = dicomSample('malformed/rtplan_truncated.dcm');
    expect(refusal(() => readHead(bytes, bytes.length)).code).toBe('truncated');
  });
});

describe('hostile bytes', () => {
  const samples = [
    'rtplan.dcm',
    'reportsi.dcm',
    'SC_rgb_rle_2frame.dcm',
    'charset/chrH32.dcm',
    'malformed/UN_sequence.dcm',
    'malformed/nested_priv_SQ.dcm',
    'malformed/ExplVR_BigEndNoMeta.dcm',
  ].map(dicomSample);

  const survives = (bytes: Uint8Array) => {
    try {
      const { dataSet } = readPart10(bytes, { inflate, truncated: 'keep' });
      for (const { tag } of dataSet) {
        dataSet.strings(tag);
        dataSet.numbers(tag);
      }
    } catch (error) {
      if (!(error instanceof DicomError)) throw error;
    }
  };

  test('changed, cut and repeated bytes give an object or a DicomError', () => {
    const change = fc.tuple(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constantFrom(0, 0xff, 0xfe, 1, 0x80, 0x5c, 0x1b),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...samples),
        fc.array(change, { maxLength: 12 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (sample, changes, cut) => {
          const bytes = sample.slice(0, cut > 0.7 ? Math.floor(sample.length * cut) : sample.length);
          for (const [place, value] of changes) bytes[Math.floor(place * (bytes.length - 1))] = value;
          survives(bytes);
        },
      ),
      { numRuns: 3000 },
    );
  });

  test('any bytes behind a good beginning', () => {
    const meta = dicomSample('rtplan.dcm').slice(0, 300);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (rest) => {
        const bytes = new Uint8Array(meta.length + rest.length);
        bytes.set(meta);
        bytes.set(rest, meta.length);
        survives(bytes);
        survives(rest);
      }),
      { numRuns: 500 },
    );
  });
});
