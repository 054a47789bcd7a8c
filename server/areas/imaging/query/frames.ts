// Frames as they are stored, by offset: what WADO-RS sends and what the decoder takes.
import { readPart10 } from '../../../../core/dicom/read.ts';
import type { PixelLocation } from '../../../../core/imaging/descriptor.ts';
import { swapInPlace } from '../../../../core/imaging/pixels/words.ts';
import { fail } from '../../../../core/kernel/errors.ts';
import { inflate } from '../objects/inflate.ts';
import type { ObjectReader, Room } from '../objects/object-store.ts';

/** Bytes from which packed bits of a frame start: only one-bit pixels have a start inside a byte. */
export interface StoredFrame {
  bytes: Buffer<ArrayBuffer>;
  skipBits: number;
}

const noRoom: Room = { before: 0, after: 0 };

export function frameCount(pixels: PixelLocation, declared: number): number {
  return pixels.kind === 'encapsulated' ? pixels.frames.length : declared;
}

function nativePlace(pixels: Exclude<PixelLocation, { kind: 'encapsulated' }>, frame: number) {
  const startBit = pixels.frameLength * 8 * (frame - 1);
  const skipBits = startBit % 8;
  const length = Math.ceil((skipBits + pixels.frameLength * 8) / 8);
  return { start: pixels.offset + Math.floor(startBit / 8), length, skipBits };
}

/** Bytes that {@link storedFrame} gives for a frame. @param frame 1-based */
export function storedLength(pixels: PixelLocation, frame: number): number {
  if (pixels.kind !== 'encapsulated') return nativePlace(pixels, frame).length;
  return (pixels.frames[frame - 1] ?? []).reduce((sum, value, index) => (index % 2 === 1 ? sum + value : sum), 0);
}

async function inflated(reader: ObjectReader): Promise<Uint8Array> {
  const object = readPart10(await reader.read(0, reader.length), { inflate });
  return object.source;
}

/**
 * Words of 16 bit in big-endian order, of which a frame has a part: such a frame comes as if a word began with it, so that who swaps the
 * pairs of its bytes has it right to its last byte.
 */
async function partsOfWords(
  reader: ObjectReader,
  { start, length, before }: { start: number; length: number; before: number },
): Promise<Buffer<ArrayBuffer> | null> {
  const whole = before + length + ((before + length) % 2);
  const words = await reader.read(start - before, whole, noRoom);
  if (words.length < whole) return null;
  swapInPlace(words, 2);
  const bytes = Buffer.from(words.subarray(before, before + length));
  swapInPlace(bytes, 2);
  return bytes;
}

/**
 * @param frame 1-based (PS3.18)
 * @param room free bytes around the frame in the buffer that is answered
 * @throws NOT_FOUND beyond the last frame
 */
export async function storedFrame(
  reader: ObjectReader,
  pixels: PixelLocation,
  frame: number,
  room: Room = noRoom,
): Promise<StoredFrame> {
  if (!Number.isInteger(frame) || frame < 1) throw fail('NOT_FOUND', { what: `frame ${frame}` });
  if (pixels.kind === 'encapsulated') {
    const ranges = pixels.frames[frame - 1];
    if (!ranges) throw fail('NOT_FOUND', { what: `frame ${frame}` });
    const parts: Buffer<ArrayBuffer>[] = [];
    for (let index = 0; index + 1 < ranges.length; index += 2) {
      const around = { before: index === 0 ? room.before : 0, after: index + 3 < ranges.length ? 0 : room.after };
      parts.push(await reader.read(ranges[index] ?? 0, ranges[index + 1] ?? 0, around));
    }
    if (parts.length === 0) parts.push(Buffer.alloc(room.before + room.after));
    return { bytes: parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts), skipBits: 0 };
  }
  const { start, length, skipBits } = nativePlace(pixels, frame);
  const roomed = (content: Uint8Array): Buffer<ArrayBuffer> => {
    const bytes = Buffer.alloc(room.before + length + room.after);
    bytes.set(content, room.before);
    return bytes;
  };
  if (pixels.kind === 'native') {
    const before = (start - pixels.offset) % 2;
    if (pixels.bigEndian && (before > 0 || length % 2 > 0)) {
      const content = await partsOfWords(reader, { start, length, before });
      if (content) return { bytes: roomed(content), skipBits };
    }
    const bytes = await reader.read(start, length, room);
    if (bytes.length < room.before + length + room.after)
      throw fail('NOT_FOUND', { what: `frame ${frame}: the object ends before it` });
    return { bytes, skipBits };
  }
  const whole = await inflated(reader);
  if (start + length > whole.length) throw fail('NOT_FOUND', { what: `frame ${frame}: the object ends before it` });
  return { bytes: roomed(whole.subarray(start, start + length)), skipBits };
}
