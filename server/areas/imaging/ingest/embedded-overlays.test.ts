// Overlays in unused bits: drawn where the stored words keep them, told where compression lost them or nobody read them.
import { expect, test } from 'vitest';
import { DataSet } from '../../../../core/dicom/data-set.ts';
import { tagNumber } from '../../../../core/dicom/tag.ts';
import { transferSyntax } from '../../../../core/dicom/transfer-syntax.ts';
import { overlaysLeftOut, overlaysLost } from '../../../../core/imaging/describe/overlays.ts';
import type { PixelLocation } from '../../../../core/imaging/descriptor.ts';
import { encodeRle } from '../../../../core/imaging/pixels/rle.ts';
import { fail } from '../../../../core/kernel/errors.ts';
import { createCodecs } from '../pixels/codecs.ts';
import { decodeFrame } from '../pixels/decode.ts';
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
const syntax = { native: '1.2.840.10008.1.2.1', rle: '1.2.840.10008.1.2.5', baseline: '1.2.840.10008.1.2.4.51' };
const codecs = createCodecs();

const read = (pixels: PixelLocation, uid: string, bytes = words, frames = 1) =>
  readEmbeddedOverlays(
    image,
    { pixels, frames },
    {
      transferSyntax: transferSyntax(uid),
      read: async (offset, length) => Buffer.from(bytes.subarray(offset, offset + length)),
      decode: (job) => decodeFrame(job, codecs),
    },
  );

test('uncompressed: the plane of the bit', async () => {
  const native = { kind: 'native' as const, offset: 0, frameLength: 8, bigEndian: false };
  const { overlays, problem } = await read(native, syntax.native);
  expect(problem).toBe('');
  expect(overlays.map(({ bits }) => atob(bits))).toEqual(['\x05']);
});

test('RLE keeps every bit of the words: the same planes, of each frame its own', async () => {
  const packed = encodeRle(words, { pixels: 4, samples: 1, bytesPerSample: 2 });
  const other = encodeRle(
    words.map((_, at) => words[(at + 6) % 8] as number),
    { pixels: 4, samples: 1, bytesPerSample: 2 },
  );
  const bytes = Uint8Array.from([...packed, ...other]);
  // The first frame lies in two fragments.
  const frames = [
    [0, 20, 20, packed.length - 20],
    [packed.length, other.length],
  ];
  const { overlays, problem } = await read({ kind: 'encapsulated', frames }, syntax.rle, bytes, 2);
  expect(problem).toBe('');
  expect(overlays).toMatchObject([{ frames: 2, firstFrame: 1, bits: btoa('\xa5') }]);
});

test('a lossy form has none left, and the object says so without anything being decoded', async () => {
  const compressed = await read({ kind: 'encapsulated', frames: [[0, 8]] }, syntax.baseline);
  expect(compressed).toEqual({ overlays: [], problem: overlaysLost });
});

test('a damaged frame leaves them out and refuses no object; a busy server says nothing about them', async () => {
  const damaged: PixelLocation = { kind: 'encapsulated', frames: [[0, 8]] };
  expect(await read(damaged, syntax.rle)).toEqual({ overlays: [], problem: overlaysLeftOut });
  const busy = readEmbeddedOverlays(
    image,
    { pixels: damaged, frames: 1 },
    {
      transferSyntax: transferSyntax(syntax.rle),
      read: async () => words,
      decode: async () => {
        throw fail('SERVER_BUSY', { what: 'the archive is being closed' });
      },
    },
  );
  await expect(busy).rejects.toMatchObject({ code: 'SERVER_BUSY' });
});
