// How an object says that it is to be shown: tables whose first value has a sign, palettes in every packing, padding, frames that are there.
import { describe, expect, test } from 'vitest';
import { DataSet } from '../../dicom/data-set.ts';
import { applyVoi, decodeEntries, modalityRange, voiOfLut } from '../lookup.ts';
import { shutterFor } from '../pixels/shutter.ts';
import { describeInstance } from './describe.ts';
import { displayOf } from './display.ts';
import { paletteOf } from './palette.ts';

const bytesOf = (words: readonly number[]) => new Uint8Array(Uint16Array.from(words).buffer);
const rising = Array.from({ length: 4096 }, (_, at) => at * 16);

describe('VOI LUT: the first value mapped is signed where the modality output may be (PS3.3 C.11.2.1.1)', () => {
  const image = (intercept: number, vr: 'US' | 'SS', first: number) => {
    const item = new DataSet().set('LUTDescriptor', [4096, first, 16], vr).set('LUTData', bytesOf(rising), 'OW');
    return new DataSet().set('BitsStored', 12).set('RescaleIntercept', intercept).set('VOILUTSequence', [item]);
  };
  const firstOf = (dataSet: DataSet, signed: boolean | null) =>
    displayOf(dataSet, dataSet, dataSet, signed).voiLuts[0]?.firstMapped;
  test.each([
    ['unsigned pixels, HU, SS', -1024, 'SS', -1024, false, -1024],
    ['unsigned pixels, HU, written as US', -1024, 'US', 64_512, false, -1024],
    ['unsigned pixels as they are', 0, 'US', 40_000, false, 40_000],
    ['unsigned pixels as they are, written as SS', 0, 'SS', -25_536, false, 40_000],
    ['signed pixels', 0, 'US', 63_488, true, -2048],
    ['signed pixels lifted above zero', 32_768, 'US', 40_000, true, 40_000],
    ['a presentation state, which does not know the pixels', 0, 'SS', -1024, null, -1024],
  ] as const)('%s', (_, intercept, vr, first, signed, mapped) => {
    expect(firstOf(image(intercept, vr, first), signed)).toBe(mapped);
  });
  test('the picture of a CT with it is not black', () => {
    const dataSet = image(-1024, 'SS', -1024);
    const [lut] = displayOf(dataSet, dataSet, dataSet, false).voiLuts;
    expect(applyVoi(0, voiOfLut(lut as NonNullable<typeof lut>))).toBeCloseTo(0.25, 3);
  });
});

test('a modality LUT that falls and rises: the range that opens is that of its entries', () => {
  const entries = [900, 100, 500, 3000];
  const item = new DataSet().set('LUTDescriptor', [4, 0, 16], 'US').set('LUTData', bytesOf(entries), 'OW');
  const dataSet = new DataSet().set('ModalityLUTSequence', [item]);
  const pipeline = displayOf(dataSet, dataSet, dataSet, false);
  expect(modalityRange(pipeline, { min: 0, max: 2 })).toEqual({ min: 100, max: 900 });
});

describe('palettes', () => {
  const names = ['Red', 'Green', 'Blue'] as const;
  function palette(bits: number, count: number, tables: readonly Uint8Array[], segmented = false, littleEndian = true) {
    const dataSet = new DataSet({ littleEndian });
    for (const [at, name] of names.entries()) {
      const words = littleEndian ? [count, 0, bits] : [count, 0, bits].map((word) => (word >> 8) | ((word & 255) << 8));
      dataSet.set(`${name}PaletteColorLookupTableDescriptor`, bytesOf(words), 'US');
      const data = `${segmented ? 'Segmented' : ''}${name}PaletteColorLookupTableData` as const;
      dataSet.set(data, tables[at] as Uint8Array, 'OW');
    }
    const found = paletteOf(dataSet, false);
    return found && [found.red, found.green, found.blue].map((lut) => [...decodeEntries(lut)].map((word) => word >> 8));
  }
  test('one colour that is dark throughout stays dark beside 16-bit ones', () => {
    const dark = bytesOf([0, 80, 255]);
    const bright = bytesOf([0, 0x8000, 0xffff]);
    expect(palette(16, 3, [dark, bright, bright])).toEqual([
      [0, 0, 0],
      [0, 128, 255],
      [0, 128, 255],
    ]);
    expect(palette(16, 3, [dark, dark, dark])).toEqual([
      [0, 80, 255],
      [0, 80, 255],
      [0, 80, 255],
    ]);
  });
  test('8-bit entries two a word, in big-endian words too', () => {
    const packed = Uint8Array.of(10, 20, 30, 40);
    const turned = Uint8Array.of(20, 10, 40, 30);
    expect(palette(8, 4, [packed, packed, packed])?.[0]).toEqual([10, 20, 30, 40]);
    expect(palette(8, 4, [turned, turned, turned], false, false)?.[0]).toEqual([10, 20, 30, 40]);
  });
  test.each([
    ['bytes from the start, as the standard says', 8],
    ['entries, as some write', 4],
  ])('segments of 16 bit: discrete, linear, and a repeat whose place counts %s', (_, place) => {
    const runs = bytesOf([0, 2, 0, 0xff00, 1, 2, 0, 2, 1, place, 0]);
    expect(palette(16, 6, [runs, runs, runs], true)?.[0]).toEqual([0, 255, 127, 0, 0, 0]);
  });
  test('segments of 8 bit', () => {
    const runs = Uint8Array.of(0, 2, 0, 100, 1, 4, 200, 2, 1, 0, 0, 0, 0, 0);
    expect(palette(8, 8, [runs, runs, runs], true)?.[0]).toEqual([0, 100, 125, 150, 175, 200, 0, 100]);
  });
});

describe('what the header says beside the pixels', () => {
  const image = () => new DataSet().set('Rows', 4).set('Columns', 4).set('BitsAllocated', 16).set('SamplesPerPixel', 1);
  const described = (dataSet: DataSet, frames: number) =>
    describeInstance(dataSet, {
      transferSyntaxUid: '1.2.840.10008.1.2.1',
      pixels: { kind: 'native', offset: 0, frameLength: 32, bigEndian: false },
      problem: '',
      frames,
    }).image;
  test('frames are those that the pixels hold, whatever is declared', () => {
    expect(described(image().set('NumberOfFrames', '2000000000'), 3)?.frames).toBe(3);
    expect(described(image().set('NumberOfFrames', '2'), 3)?.frames).toBe(2);
    expect(described(image(), 1)?.frames).toBe(1);
  });
  test.each([
    ['US of signed pixels', 1, 'US', 63_536, -2000],
    ['SS of unsigned pixels', 0, 'SS', -1, 65_535],
    ['as it should be', 1, 'SS', -2000, -2000],
  ] as const)('padding value: %s', (_, representation, vr, value, meant) => {
    const dataSet = image().set('PixelRepresentation', representation).set('PixelPaddingValue', value, vr);
    expect(described(dataSet, 1)?.padding).toEqual({ from: meant, to: meant });
  });
  test('padding of floats', () => {
    const dataSet = image().set('FloatPixelPaddingValue', -999.5).set('FloatPixelPaddingRangeLimit', -900);
    expect(described(dataSet, 1)?.padding).toEqual({ from: -999.5, to: -900 });
  });
  test('a shutter of one frame, the shared one of the others, and what hidden pixels show', () => {
    const circle = (radius: number) =>
      new DataSet()
        .set('ShutterShape', 'CIRCULAR')
        .set('CenterOfCircularShutter', ['2', '2'])
        .set('RadiusOfCircularShutter', String(radius))
        .set('ShutterPresentationValue', 0x8080);
    const group = (radius: number) => new DataSet().set('FrameDisplayShutterSequence', [circle(radius)]);
    const dataSet = image()
      .set('NumberOfFrames', '2')
      .set('SharedFunctionalGroupsSequence', [group(1)])
      .set('PerFrameFunctionalGroupsSequence', [new DataSet(), group(2)]);
    const found = described(dataSet, 2);
    if (!found) throw new Error('no image');
    expect([1, 2].map((frame) => shutterFor(found, frame)?.radius)).toEqual([1, 2]);
    expect(shutterFor(found, 1)?.grey).toBeCloseTo(0.502, 3);
  });
  test('time from frame to frame where each has its own', () => {
    expect(described(image().set('FrameTimeVector', ['0', '40', '60']), 1)?.frameTimeMs).toBe(50);
  });
});
