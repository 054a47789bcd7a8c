// Frames of big-endian words that begin and end inside a word: colours of eight bits with an odd number of samples.
import { expect, test } from 'vitest';
import { swapInPlace } from '../../../../core/imaging/pixels/words.ts';
import type { ObjectReader } from '../objects/object-store.ts';
import { storedFrame } from './frames.ts';

const readerOf = (content: Uint8Array): ObjectReader => ({
  length: content.length,
  sha256: '',
  async read(offset, length, { before, after } = { before: 0, after: 0 }) {
    const part = content.subarray(offset, offset + length);
    const bytes = Buffer.alloc(before + part.length + after);
    bytes.set(part, before);
    return bytes;
  },
  async close() {},
});

/** Three frames of five samples 1 to 15 and the padding, as words in big-endian order, from byte 3 of the object. */
function words(): Uint8Array {
  const content = Uint8Array.from({ length: 16 }, (_, index) => (index < 15 ? index + 1 : 0));
  swapInPlace(content, 2);
  return Uint8Array.from([9, 9, 9, ...content, 9]);
}
const pixels = { kind: 'native', offset: 3, frameLength: 5, bigEndian: true } as const;

test.each([
  [1, [1, 2, 3, 4, 5]],
  [2, [6, 7, 8, 9, 10]],
  [3, [11, 12, 13, 14, 15]],
])('frame %i is whole after its pairs are swapped, between the room around it', async (frame, samples) => {
  const { bytes, skipBits } = await storedFrame(readerOf(words()), pixels, frame, { before: 2, after: 3 });
  swapInPlace(bytes.subarray(2, -3), 2);
  expect([...bytes]).toEqual([0, 0, ...samples, 0, 0, 0]);
  expect(skipBits).toBe(0);
});
