// What a file is by its bytes: the four kinds, cut off ones, impossible ones, and everything else that people try.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attachmentLimits } from './attachment.ts';
import { attachmentContent } from './attachment-content.ts';

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const joined = (...parts: (Uint8Array | readonly number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]));

const pdf = ascii('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n0\n%%EOF\n');

/** Marker, length and body of a JPEG segment. */
const segment = (marker: number, body: readonly number[]) => [
  0xff,
  marker,
  (body.length + 2) >> 8,
  (body.length + 2) & 0xff,
  ...body,
];
const frame = (width: number, height: number) =>
  segment(0xc0, [8, height >> 8, height & 0xff, width >> 8, width & 0xff, 1, 1, 0x11, 0]);
const jpeg = (width = 4, height = 3) =>
  joined([0xff, 0xd8], segment(0xe0, [1, 2, 3]), frame(width, height), segment(0xda, [1]), [1, 2, 3, 0xff, 0xd9]);

const chunk = (name: string, body: readonly number[]) => [0, 0, 0, body.length, ...ascii(name), ...body, 0, 0, 0, 0];
const png = (width: readonly number[] = [0, 0, 0, 4]) =>
  joined(
    [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    chunk('IHDR', [...width, 0, 0, 0, 3, 8, 2, 0, 0, 0]),
    chunk('IDAT', [1, 2, 3]),
    chunk('IEND', []),
  );

describe('the four kinds', () => {
  test.each([
    ['a PDF', pdf, { type: 'pdf' }],
    ['a PDF behind a mail header', joined(ascii('x'.repeat(900)), pdf), { type: 'pdf' }],
    ['a JPEG', jpeg(), { type: 'jpeg' }],
    ['a JPEG with something behind it', joined(jpeg(), [1, 2, 3]), { type: 'jpeg' }],
    ['a PNG', png(), { type: 'png' }],
    ['UTF-8', ascii('既往史：高血压\n'), { type: 'text', charset: 'utf-8' }],
    ['GB 18030', Uint8Array.of(0xd6, 0xd0, 0xce, 0xc4), { type: 'text', charset: 'gb18030' }],
    ['UTF-16', Uint8Array.of(0xff, 0xfe, 0x2d, 0x4e, 0x0a, 0), { type: 'text', charset: 'utf-16le' }],
  ])('%s', (_what, bytes, found) => expect(attachmentContent(bytes)).toEqual(found));
});

describe('what is refused', () => {
  test.each([
    ['nothing', new Uint8Array(), 'empty'],
    ['blanks', ascii('  \n'), 'empty'],
    ['a PDF cut off', pdf.slice(0, -8), 'damaged'],
    ['a JPEG cut off', jpeg().slice(0, -3), 'damaged'],
    ['a JPEG without a frame', joined([0xff, 0xd8], segment(0xda, [1]), [0xff, 0xd9]), 'damaged'],
    ['a JPEG of no height', jpeg(4, 0), 'damaged'],
    ['a PNG cut off', png().slice(0, -12), 'damaged'],
    ['a PNG of 16 million columns by 3, twice over', png([0x7f, 0, 0, 0]), 'damaged'],
    ['a Word document (zip)', joined(ascii('PK'), [3, 4, 0, 0]), 'unknown'],
    ['an old Word document', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1), 'unknown'],
    ['a program', joined(ascii('MZ'), [0x90, 0, 3, 0]), 'unknown'],
    ['RTF', ascii('{\\rtf1 hello}'), 'unknown'],
    ['a page', ascii('<!DOCTYPE html><script>alert(1)</script>'), 'unknown'],
    ['SVG', ascii('<?xml version="1.0"?><svg/>'), 'unknown'],
    ['a GIF', joined(ascii('GIF89a'), [1, 0, 1, 0, 0, 0]), 'unknown'],
    ['DICOM', joined(new Uint8Array(128), ascii('DICM')), 'unknown'],
  ])('%s', (_what, bytes, refused) => expect(attachmentContent(bytes)).toEqual({ refused }));

  test('one byte more than the limit', () => {
    const bytes = new Uint8Array(attachmentLimits.bytes + 1).fill(0x41);
    expect(attachmentContent(bytes)).toEqual({ refused: 'tooLarge' });
    expect(attachmentContent(bytes.subarray(1))).toMatchObject({ type: 'text' });
  });
});

test('any bytes, and any cut or change of good ones, get an answer', () => {
  const good = [pdf, jpeg(), png()];
  const cut = fc
    .tuple(fc.constantFrom(...good), fc.nat(), fc.nat(), fc.nat(255))
    .map(([bytes, end, at, value]) =>
      Uint8Array.from(bytes.slice(0, end % (bytes.length + 1)), (byte, index) =>
        index === at % bytes.length ? value : byte,
      ),
    );
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), cut), (bytes) => {
      const found = attachmentContent(bytes);
      expect('type' in found || 'refused' in found).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
