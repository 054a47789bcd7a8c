// Frames that claim more pixels than they can hold: the bound of each way of coding, and that real blank pictures stay above it.
import { describe, expect, test } from 'vitest';
import { checkHolds, leastBytes } from './least-bytes.ts';
import { encodeRle } from './rle.ts';

const claim = (size: number, samplesPerPixel = 1, bitsAllocated = 16) => ({
  ...{ rows: size, columns: size, samplesPerPixel, bitsAllocated },
});

describe('what a claim needs at the least', () => {
  test.each([
    ['rle', claim(16_000), 8_000_000],
    ['rle', claim(16_000, 1, 1), 500_000],
    ['rle', claim(512, 3, 8), 12_288],
    ['jpeg', claim(16_000, 1, 8), 500_000],
    ['jpeg-lossless', claim(16_000), 32_000_000],
    ['jpeg-ls', claim(16_000), 2000],
    ['wavelet', claim(16_000), 62_500],
    ['wavelet', claim(4096), 0],
    ['wavelet', claim(4097), 4099],
  ] as const)('%s, %j: %d bytes', (coding, shape, least) => {
    expect(leastBytes(coding, shape)).toBe(least);
  });
});

test('a frame that is too short is refused with both numbers', () => {
  const error = (bytes: number) => {
    try {
      checkHolds('wavelet', claim(16_000), bytes);
      return null;
    } catch (thrown) {
      return thrown;
    }
  };
  expect(error(62_500)).toBeNull();
  expect(error(102)).toMatchObject({
    code: 'NOT_RENDERABLE',
    detail: { what: expect.stringContaining('16000 x 16000 pixels need 62500 bytes at least, the frame has 102') },
  });
});

test.each([1, 2, 128, 129, 4096])('RLE of a blank picture of %d pixels is not below its bound', (pixels) => {
  const bytes = encodeRle(new Uint8Array(pixels * 2), { pixels, samples: 1, bytesPerSample: 2 });
  expect(bytes.length).toBeGreaterThanOrEqual(
    leastBytes('rle', { rows: 1, columns: pixels, samplesPerPixel: 1, bitsAllocated: 16 }),
  );
});
