// Pictures a PDF can hold: PNG and JPEG as they are once proved sound, the BMP that haematology analyzers send as PNG.
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const pngMark = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const starts = (bytes: Buffer, mark: number[]): boolean => mark.every((byte, at) => bytes[at] === byte);

/** Samples of a pixel by PNG colour type (PNG 3rd edition, table 7). */
const samples: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Walks the chunks and unpacks the pixels: a broken file would otherwise fail late, inside the PDF library's stream. */
function soundPng(bytes: Buffer): boolean {
  const data: Buffer[] = [];
  let at = 8;
  while (at + 12 <= bytes.length) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (at + 12 + length > bytes.length) return false;
    if (type === 'IDAT') data.push(bytes.subarray(at + 8, at + 8 + length));
    if (type === 'IEND') break;
    at += 12 + length;
  }
  if (bytes.length < 33 || data.length === 0) return false;
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const bits = (bytes[24] ?? 0) * (samples[bytes[25] ?? 0] ?? 0);
  const expected = (Math.ceil((width * bits) / 8) + 1) * height;
  if (bits === 0 || width === 0 || height === 0 || expected > 64_000_000) return false;
  try {
    const pixels = inflateSync(Buffer.concat(data), { maxOutputLength: 2 * expected + 1024 });
    return pixels.length >= expected;
  } catch {
    return false;
  }
}

/** Baseline or progressive JPEG with a frame header of some size. */
function soundJpeg(bytes: Buffer): boolean {
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return bytes.readUInt16BE(at + 5) > 0 && bytes.readUInt16BE(at + 7) > 0;
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return false;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(data.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body), body.length + 4);
  return frame;
}

function rgbPng(width: number, height: number, rows: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from(pngMark),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Uncompressed Windows bitmap of 8, 24 or 32 bits (BITMAPINFOHEADER) as PNG; null for any other kind. */
function bmpToPng(bytes: Buffer): Buffer | null {
  if (bytes.length < 54) return null;
  const [start, info] = [bytes.readUInt32LE(10), bytes.readUInt32LE(14)];
  const [width, signed] = [bytes.readInt32LE(18), bytes.readInt32LE(22)];
  const [bits, packing] = [bytes.readUInt16LE(28), bytes.readUInt32LE(30)];
  const height = Math.abs(signed);
  const stride = Math.ceil((width * bits) / 32) * 4;
  if (![8, 24, 32].includes(bits) || packing !== 0 || width <= 0 || height === 0 || width * height > 16_000_000)
    return null;
  if (start + stride * height > bytes.length) return null;
  const rows = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; y += 1) {
    const from = start + stride * (signed > 0 ? height - 1 - y : y);
    for (let x = 0; x < width; x += 1) {
      const pixel = bits === 8 ? 14 + info + 4 * (bytes[from + x] ?? 0) : from + (x * bits) / 8;
      const to = y * (width * 3 + 1) + 1 + 3 * x;
      rows.set([bytes[pixel + 2] ?? 0, bytes[pixel + 1] ?? 0, bytes[pixel] ?? 0], to);
    }
  }
  return rgbPng(width, height, rows);
}

/** A data URL that can be drawn, from base64 or a data URL; null when the picture is of another kind or broken. */
export function embeddable(picture: string): string | null {
  const bytes = Buffer.from(picture.replace(/^data:[^,]*,/u, ''), 'base64');
  if (starts(bytes, pngMark)) return soundPng(bytes) ? `data:image/png;base64,${bytes.toString('base64')}` : null;
  if (starts(bytes, [0xff, 0xd8]))
    return soundJpeg(bytes) ? `data:image/jpeg;base64,${bytes.toString('base64')}` : null;
  if (!starts(bytes, [0x42, 0x4d])) return null;
  const png = bmpToPng(bytes);
  return png === null ? null : `data:image/png;base64,${png.toString('base64')}`;
}
