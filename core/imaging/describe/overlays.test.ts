// Overlay planes: with data of their own, in either byte order, and in bits of the pixel words.
import { expect, test } from 'vitest';
import { DataSet } from '../../dicom/data-set.ts';
import { tagNumber } from '../../dicom/tag.ts';
import { describeInstance } from './describe.ts';
import { embeddedOverlaysOf, embeddedPlane, overlaysOf } from './overlays.ts';

const us = (value: number, littleEndian = true) => (littleEndian ? Uint8Array.of(value, 0) : Uint8Array.of(0, value));

function withPlane(dataSet: DataSet, values: Record<number, number>): DataSet {
  for (const [element, value] of Object.entries(values))
    dataSet.set(tagNumber(0x6000, Number(element)), us(value, dataSet.littleEndian), 'US');
  return dataSet;
}

test('bits in words of either order are the same plane', () => {
  const size = { 16: 2, 17: 8 };
  const little = withPlane(new DataSet(), size).set(tagNumber(0x6000, 0x3000), Uint8Array.of(1, 128), 'OW');
  const big = withPlane(new DataSet({ littleEndian: false }), size);
  big.set(tagNumber(0x6000, 0x3000), Uint8Array.of(128, 1), 'OW');
  expect(overlaysOf(big)).toEqual(overlaysOf(little));
  expect(atob(overlaysOf(little)[0]?.bits ?? '')).toBe('\x01\x80');
});

test('bits that no value uses are planes of every frame; those of values, of another size or beside own data are not', () => {
  const image = (bit: number, rows = 1) =>
    withPlane(
      new DataSet()
        .set('Rows', 1)
        .set('Columns', 4)
        .set('BitsAllocated', 16)
        .set('BitsStored', 12)
        .set('HighBit', 11)
        .set('SamplesPerPixel', 1),
      { 16: rows, 17: 4, 256: 16, 258: bit },
    );
  const [overlay] = embeddedOverlaysOf(image(12));
  if (!overlay) throw new Error('no overlay');
  const plane = embeddedPlane(overlay, Uint16Array.of(0x1fff, 0xe000, 0x1000, 0, 0, 0, 0, 0xf00f));
  expect(plane).toMatchObject({ rows: 1, columns: 4, frames: 2, firstFrame: 1, originRow: 1 });
  expect(atob(plane.bits).charCodeAt(0)).toBe(0b1000_0101);
  expect(embeddedOverlaysOf(image(11))).toEqual([]);
  expect(embeddedOverlaysOf(image(12, 2))).toEqual([]);
  expect(embeddedOverlaysOf(image(12).set(tagNumber(0x6000, 0x3000), Uint8Array.of(0, 0), 'OW'))).toEqual([]);
});

test('an overlay that is the shutter is no drawing; one whose group is not there covers nothing (PS3.3 C.7.6.15)', () => {
  const size = { 16: 2, 17: 4 };
  const image = (group: number) =>
    withPlane(new DataSet().set('Rows', 2).set('Columns', 4).set('BitsAllocated', 8), size)
      .set(tagNumber(0x6000, 0x3000), Uint8Array.of(0x31, 0), 'OW')
      .set('ShutterShape', 'BITMAP')
      .set('ShutterOverlayGroup', group)
      .set('ShutterPresentationColorCIELabValue', [0xffff, 0x8080, 0x8080]);
  const described = (group: number) =>
    describeInstance(image(group), { transferSyntaxUid: '1.2.840.10008.1.2.1', pixels: null, problem: '' }).image;
  const covered = described(0x6000);
  expect(covered?.overlays).toEqual([]);
  expect(covered?.shutter).toMatchObject({ shapes: ['bitmap'], bitmap: { group: 0x6000, bits: btoa('\x31') } });
  expect(covered?.shutter?.grey).toBeCloseTo(1, 2);
  const missing = described(0x6002);
  expect(missing?.overlays).toHaveLength(1);
  expect(missing?.shutter?.bitmap).toBeUndefined();
});
