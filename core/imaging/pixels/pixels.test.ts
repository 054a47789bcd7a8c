// Pixels are what they were: RLE there and back, packed bits, high bits, byte order, colour; damaged bytes give a reason.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { YishuError } from '../../kernel/errors.ts';
import { decodeDctJpeg } from './jpeg/dct.ts';
import { decodeLosslessJpeg } from './jpeg/lossless.ts';
import { nativeSamples } from './native.ts';
import { decodeRle, encodeRle } from './rle.ts';
import type { PixelShape } from './samples.ts';
import { unpackBits } from './words.ts';

const grey = (differences: Partial<PixelShape>): PixelShape => ({
  rows: 1,
  columns: 4,
  samplesPerPixel: 1,
  photometric: 'MONOCHROME2',
  planarConfiguration: 0,
  bitsAllocated: 16,
  bitsStored: 16,
  highBit: 15,
  signed: false,
  floating: false,
  ...differences,
});
const little = { bigEndian: false, skipBits: 0 };
const words = (...values: number[]) => new Uint8Array(Uint16Array.from(values).buffer);

describe('RLE', () => {
  test('there and back for any samples', () => {
    const runs = fc
      .array(fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 1, max: 300 })), {
        minLength: 1,
        maxLength: 12,
      })
      .map((parts) => parts.flatMap(([value, count]) => Array.from({ length: count }, () => value)));
    fc.assert(
      fc.property(
        runs,
        fc.constantFrom(1, 3),
        fc.constantFrom<1 | 2 | 4>(1, 2, 4),
        (bytes, samples, bytesPerSample) => {
          const pixels = Math.max(1, Math.floor(bytes.length / (samples * bytesPerSample)));
          const data = Uint8Array.from({ length: pixels * samples * bytesPerSample }, (_, at) => bytes[at] ?? 0);
          const shape = { pixels, samples, bytesPerSample };
          expect(decodeRle(encodeRle(data, shape), shape)).toEqual(data);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('damaged frames give a reason and nothing else', () => {
    const shape = { pixels: 64, samples: 1, bytesPerSample: 2 };
    const good = encodeRle(
      Uint8Array.from({ length: 128 }, (_, at) => (at * 7) & 255),
      shape,
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 8 }),
        fc.nat(good.length),
        (changes, cut) => {
          const bytes = good.slice(0, cut);
          for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
          try {
            expect(decodeRle(bytes, shape)).toHaveLength(128);
          } catch (error) {
            expect(error).toMatchObject({ code: 'NOT_RENDERABLE' });
          }
        },
      ),
    );
  });
});

describe('stored words', () => {
  test('bits above the stored ones are masked off, the sign is extended', () => {
    const bytes = words(0xf001, 0x0800, 0x17ff, 0xffff);
    const twelve = { bitsStored: 12, highBit: 11 };
    expect([...nativeSamples(bytes.slice(), grey(twelve), little).data]).toEqual([1, 0x800, 0x7ff, 0xfff]);
    const signed = nativeSamples(bytes.slice(), grey({ ...twelve, signed: true }), little);
    expect(signed.kind).toBe('i16');
    expect([...signed.data]).toEqual([1, -2048, 2047, -1]);
  });

  test('a high bit above the lowest place shifts the value down', () => {
    const shifted = nativeSamples(words(0x0010, 0x8000, 0xfff0, 0x000f), grey({ bitsStored: 12, highBit: 15 }), little);
    expect([...shifted.data]).toEqual([1, 0x800, 0xfff, 0]);
  });

  test('big-endian words, and bytes in big-endian words', () => {
    const big = { bigEndian: true, skipBits: 0 };
    expect([...nativeSamples(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), grey({}), big).data]).toEqual([
      0x0102, 0x0304, 0x0506, 0x0708,
    ]);
    const wide = grey({ bitsAllocated: 32, bitsStored: 32, highBit: 31, columns: 2 });
    expect([...nativeSamples(Uint8Array.of(3, 4, 1, 2, 7, 8, 5, 6), wide, big).data]).toEqual([0x01020304, 0x05060708]);
    const eight = grey({ bitsAllocated: 8, bitsStored: 8, highBit: 7 });
    expect([...nativeSamples(Uint8Array.of(2, 1, 4, 3), eight, big).data]).toEqual([1, 2, 3, 4]);
  });

  test('packed bits from any bit on, any width', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 24 }),
        fc.nat(7),
        fc.array(fc.nat(), { maxLength: 20 }),
        (width, skip, raw) => {
          const values = raw.map((value) => value % 2 ** width);
          const bits =
            '0'.repeat(skip) +
            values.map((value) => [...value.toString(2).padStart(width, '0')].reverse().join('')).join('');
          const bytes = Uint8Array.from({ length: Math.ceil(bits.length / 8) }, (_, at) =>
            Number.parseInt([...bits.slice(at * 8, at * 8 + 8).padEnd(8, '0')].reverse().join(''), 2),
          );
          expect([...unpackBits(bytes, width, skip, values.length)]).toEqual(values);
        },
      ),
    );
  });

  test('floats and doubles', () => {
    const shape = grey({ bitsAllocated: 64, floating: true, columns: 2 });
    const bytes = new Uint8Array(Float64Array.of(0.5, -3).buffer);
    expect(nativeSamples(bytes, shape, little)).toMatchObject({ kind: 'f32', data: Float32Array.of(0.5, -3) });
  });

  test('colour by plane, by pixel, subsampled: the same red', () => {
    const colour = { columns: 2, samplesPerPixel: 3, bitsAllocated: 8, bitsStored: 8, highBit: 7 };
    const red = [254, 0, 0, 254, 0, 0];
    const planes = Uint8Array.of(254, 254, 0, 0, 0, 0);
    expect([
      ...nativeSamples(planes, grey({ ...colour, photometric: 'RGB', planarConfiguration: 1 }), little).data,
    ]).toEqual([...red]);
    // PS3.3 C.7.6.3.1.2: Y = 0.299 R, CB = 128 - 0.1687 R, CR = 128 + 0.5 R.
    const full = nativeSamples(
      Uint8Array.of(76, 85, 255, 76, 85, 255),
      grey({ ...colour, photometric: 'YBR_FULL' }),
      little,
    );
    const half = nativeSamples(
      Uint8Array.of(76, 76, 85, 255),
      grey({ ...colour, photometric: 'YBR_FULL_422' }),
      little,
    );
    expect([...full.data]).toEqual(red);
    expect([...half.data]).toEqual(red);
    // Said to be 4:2:2, and all samples are there.
    const said = grey({ ...colour, photometric: 'YBR_FULL_422' });
    expect([...nativeSamples(Uint8Array.of(76, 85, 255, 76, 85, 255), said, little).data]).toEqual(red);
  });

  test.each([
    ['too few bytes', grey({ columns: 5 })],
    ['a colour kind without meaning', grey({ columns: 1, samplesPerPixel: 3, photometric: 'HSV' })],
  ])('%s: refused', (_, shape) => {
    expect(() => nativeSamples(words(1, 2, 3, 4), shape, little)).toThrow(YishuError);
  });
});

test('rubbish is no JPEG, whatever it starts with', () => {
  const starts = [
    [],
    [0xff, 0xd8],
    [0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 8, 0, 8, 1, 1, 0x11, 0],
    [0xff, 0xd8, 0xff, 0xc3],
  ];
  fc.assert(
    fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 200 }), (start, rest) => {
      const bytes = Uint8Array.of(...start, ...rest);
      for (const decode of [decodeDctJpeg, decodeLosslessJpeg]) expect(() => decode(bytes)).toThrow(YishuError);
    }),
  );
});
