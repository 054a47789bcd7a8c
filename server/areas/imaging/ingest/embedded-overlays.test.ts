// Overlays in unused bits: drawn where the words are stored as they are, told where they were compressed.
import { expect, test } from 'vitest';
import { DataSet } from '../../../../core/dicom/data-set.ts';
import { tagNumber } from '../../../../core/dicom/tag.ts';
import { overlaysLeftOut } from '../../../../core/imaging/describe/overlays.ts';
import type { PixelLocation } from '../../../../core/imaging/descriptor.ts';
import { readEmbeddedOverlays } from './embedded-overlays.ts';

const image = new DataSet()
  .set('Rows', 1)
  .set('Columns', 4)
  .set('BitsAllocated', 16)
  .set('BitsStored', 12)
  .set('HighBit', 11)
  .set('SamplesPerPixel', 1)
  .set(tagNumber(0x6000, 0x0010), 1, 'US')
  .set(tagNumber(0x6000, 0x0011), 4, 'US')
  .set(tagNumber(0x6000, 0x0100), 16, 'US')
  .set(tagNumber(0x6000, 0x0102), 12, 'US');
const words = new Uint8Array(Uint16Array.of(0x1000, 0x0fff, 0x1001, 0).buffer);
const read = (pixels: PixelLocation) =>
  readEmbeddedOverlays(image, { pixels, frames: 1 }, async (offset, length) =>
    Buffer.from(words.subarray(offset, offset + length)),
  );

test('uncompressed: the plane of the bit', async () => {
  const { overlays, problem } = await read({ kind: 'native', offset: 0, frameLength: 8, bigEndian: false });
  expect(problem).toBe('');
  expect(overlays.map(({ bits }) => atob(bits))).toEqual(['\x05']);
});

test('compressed: nothing is drawn, and the object says so', async () => {
  const compressed = await read({ kind: 'encapsulated', frames: [[0, 8]] });
  expect(compressed).toEqual({ overlays: [], problem: overlaysLeftOut });
});
