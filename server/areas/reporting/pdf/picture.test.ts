// Which pictures reach the paper: sound PNG and JPEG, bitmaps turned into PNG, nothing broken.
import { describe, expect, test } from 'vitest';
import { embeddable } from './picture.ts';

/** 2 x 2 pixels, 24 bits, rows of 8 bytes, bottom row first. */
function bitmap(): Buffer {
  const bytes = Buffer.alloc(54 + 16);
  bytes.write('BM', 0, 'latin1');
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(2, 18);
  bytes.writeInt32LE(2, 22);
  bytes.writeUInt16LE(24, 28);
  bytes.set([0, 0, 255], 54);
  return bytes;
}

describe('embeddable', () => {
  test('a bitmap becomes a PNG that is itself sound', () => {
    const png = embeddable(bitmap().toString('base64'));
    expect(png).toMatch(/^data:image\/png;base64,/u);
    expect(embeddable(png ?? '')).toBe(png);
  });

  test('a PNG cut short at any byte of its content, a cut bitmap, or other bytes are refused', () => {
    const png = Buffer.from((embeddable(bitmap().toString('base64')) ?? '').split(',')[1] ?? '', 'base64');
    for (let length = 0; length < png.length - 12; length += 1)
      expect(embeddable(png.subarray(0, length).toString('base64'))).toBeNull();
    expect(embeddable(bitmap().subarray(0, 60).toString('base64'))).toBeNull();
    expect(embeddable(Buffer.from('GIF89a').toString('base64'))).toBeNull();
    expect(embeddable('')).toBeNull();
  });
});
