// Where frames lie: native, packed bits, by offset tables, by fragment, by marker, and headers that do not fit.
import { describe, expect, test } from 'vitest';
import { dicomSample } from '../../test/support/dicom-corpus.ts';
import { DataSet } from './data-set.ts';
import type { ByteRange } from './element.ts';
import { type FrameInput, frameRanges, indexFrames, pixelLocation } from './frames.ts';
import { readPart10 } from './read.ts';
import { transferSyntax } from './transfer-syntax.ts';
import { encapsulated } from './write.ts';

const jpeg = transferSyntax('1.2.840.10008.1.2.4.50');
const image = (frames: number) =>
  new DataSet()
    .set('NumberOfFrames', frames)
    .set('Rows', 4)
    .set('Columns', 3)
    .set('BitsAllocated', 16)
    .set('SamplesPerPixel', 1);

/** Fragments of those lengths from byte 108 on, each 8 bytes after its item tag. */
function fragmentsOf(...lengths: number[]): ByteRange[] {
  let at = 108;
  return lengths.map((length) => {
    const offset = at;
    at += length + 8;
    return { offset, length };
  });
}
const table = (...offsets: number[]) => new Uint8Array(Uint32Array.from(offsets).buffer);
const input = (count: number, fragments: ByteRange[], offsetTable = new Uint8Array()): FrameInput => ({
  dataSet: image(count),
  transferSyntax: jpeg,
  location: { kind: 'encapsulated', offsetTable, fragments },
});
const grouped = (one: FrameInput) => {
  const index = indexFrames(one);
  return index.kind === 'encapsulated' ? index.frames.map((frame) => frame.map(({ offset }) => offset)) : [];
};

test('native frames lie one after the other', () => {
  const index = indexFrames({
    dataSet: image(3),
    transferSyntax: transferSyntax('1.2.840.10008.1.2.1'),
    location: { kind: 'native', offset: 1000, length: 72 },
  });
  expect(index.problems).toEqual([]);
  expect(frameRanges(index, 2)).toEqual({ ranges: [{ offset: 1048, length: 24 }], skipBits: 0 });
  expect(frameRanges(index, 3)).toBeUndefined();
});

test('4:2:2 has two samples a pixel, unless the length says that all three are there', () => {
  const colour = image(2)
    .set('BitsAllocated', 8)
    .set('SamplesPerPixel', 3)
    .set('PhotometricInterpretation', 'YBR_FULL_422');
  const bitsOf = (length: number) => {
    const index = indexFrames({
      dataSet: colour,
      transferSyntax: transferSyntax('1.2.840.10008.1.2.1'),
      location: { kind: 'native', offset: 0, length },
    });
    return index.kind === 'native' ? [index.frameBits, index.count] : [];
  };
  expect(bitsOf(48)).toEqual([192, 2]);
  expect(bitsOf(72)).toEqual([288, 2]);
});

test('frames of single bits may start inside a byte', () => {
  const index = indexFrames({
    dataSet: image(3).set('BitsAllocated', 1),
    transferSyntax: transferSyntax('1.2.840.10008.1.2.1'),
    location: { kind: 'native', offset: 1000, length: 6 },
  });
  expect(frameRanges(index, 1)).toEqual({ ranges: [{ offset: 1001, length: 2 }], skipBits: 4 });
  expect(frameRanges(index, 2)).toEqual({ ranges: [{ offset: 1003, length: 2 }], skipBits: 0 });
});

test('a hostile size gives no frames and allocates nothing', () => {
  const index = indexFrames({
    dataSet: image(1).set('Rows', 65535).set('Columns', 65535),
    transferSyntax: transferSyntax('1.2.840.10008.1.2.1'),
    location: { kind: 'native', offset: 900, length: 10 },
  });
  expect(index).toMatchObject({ kind: 'native', count: 0 });
  expect(index.problems.map(({ code }) => code)).toEqual(['frame-count']);
});

describe('encapsulated frames', () => {
  test('a basic offset table groups fragments', () => {
    expect(grouped(input(2, fragmentsOf(10, 20, 30), table(0, 46)))).toEqual([[108, 126], [154]]);
  });

  test('an extended offset table also says where each frame ends', () => {
    const long = (...values: number[]) => new Uint8Array(BigUint64Array.from(values.map(BigInt)).buffer);
    const one = input(2, fragmentsOf(10, 20));
    one.dataSet.set('ExtendedOffsetTable', long(0, 18)).set('ExtendedOffsetTableLengths', long(9, 20));
    const index = indexFrames(one);
    expect(frameRanges(index, 0)?.ranges).toEqual([{ offset: 108, length: 9 }]);
    expect(frameRanges(index, 1)?.ranges).toEqual([{ offset: 126, length: 20 }]);
  });

  test('without a table: one frame has all fragments, as many frames as fragments have one each', () => {
    expect(grouped(input(1, fragmentsOf(10, 20, 30)))).toEqual([[108, 126, 154]]);
    expect(grouped(input(3, fragmentsOf(10, 20, 30)))).toEqual([[108], [126], [154]]);
  });

  test('without a table and with more fragments: the start marker of the coding tells', () => {
    const starts = new Set([108, 154]);
    const peek = (offset: number) =>
      starts.has(offset) ? Uint8Array.of(0xff, 0xd8, 0xff, 0xe0) : Uint8Array.of(1, 2, 3);
    expect(grouped({ ...input(2, fragmentsOf(10, 20, 30)), peek })).toEqual([[108, 126], [154]]);
  });

  test('a table that meets no fragment is not believed', () => {
    const index = indexFrames(input(3, fragmentsOf(10, 20, 30), table(0, 5, 9)));
    expect(index.problems.map(({ code }) => code)).toEqual(['offset-table-wrong']);
    expect(index.kind === 'encapsulated' && index.frames.length).toBe(3);
  });

  test('fewer frames than declared are told', () => {
    const index = indexFrames(input(5, fragmentsOf(10, 20)));
    expect(index.problems.map(({ code }) => code)).toEqual(['frame-count']);
  });

  test('no fragments at all is an error', () => {
    expect(() => indexFrames(input(1, []))).toThrow(/no fragments/);
  });

  test('video is one stream', () => {
    const one = { ...input(50, fragmentsOf(10, 20)), transferSyntax: transferSyntax('1.2.840.10008.1.2.4.102') };
    expect(indexFrames(one)).toMatchObject({ kind: 'video', count: 50, stream: fragmentsOf(10, 20) });
  });

  test('RLE frames of a file, by their absolute offsets', () => {
    const bytes = dicomSample('SC_rgb_rle_2frame.dcm');
    const { dataSet, transferSyntax: syntax } = readPart10(bytes);
    const element = dataSet.element('PixelData');
    const location = element && pixelLocation(element);
    if (!location) throw new Error('no pixel data');
    const index = indexFrames({ dataSet, transferSyntax: syntax, location });
    expect(index.problems).toEqual([]);
    for (const frame of [0, 1]) {
      const range = frameRanges(index, frame)?.ranges[0];
      // An RLE header begins with the number of segments: three samples (PS3.5 G.5).
      expect(bytes.subarray(range?.offset).slice(0, 4)).toEqual(Uint8Array.of(3, 0, 0, 0));
    }
    expect(frameRanges(index, 2)).toBeUndefined();
  });

  test('what encapsulated() makes is found again', () => {
    const element = encapsulated([Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5)]);
    expect(element.offsetTable).toEqual(table(0, 12));
  });
});
