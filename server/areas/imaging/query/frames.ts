// Frames as they are stored, by offset: what WADO-RS sends and what the decoder takes.
import { readPart10 } from '../../../../core/dicom/read.ts';
import type { PixelLocation } from '../../../../core/imaging/descriptor.ts';
import { fail } from '../../../../core/kernel/errors.ts';
import { inflate } from '../ingest/receiver.ts';
import type { ObjectReader } from '../objects/object-store.ts';

/** Bytes from which packed bits of a frame start: only one-bit pixels have a start inside a byte. */
export interface StoredFrame {
  bytes: Buffer;
  skipBits: number;
}

export function frameCount(pixels: PixelLocation, declared: number): number {
  return pixels.kind === 'encapsulated' ? pixels.frames.length : declared;
}

async function inflated(reader: ObjectReader): Promise<Uint8Array> {
  const object = readPart10(await reader.read(0, reader.length), { inflate });
  return object.source;
}

/**
 * @param frame 1-based (PS3.18)
 * @throws NOT_FOUND beyond the last frame
 */
export async function storedFrame(reader: ObjectReader, pixels: PixelLocation, frame: number): Promise<StoredFrame> {
  if (!Number.isInteger(frame) || frame < 1) throw fail('NOT_FOUND', { what: `frame ${frame}` });
  if (pixels.kind === 'encapsulated') {
    const ranges = pixels.frames[frame - 1];
    if (!ranges) throw fail('NOT_FOUND', { what: `frame ${frame}` });
    const parts: Buffer[] = [];
    for (let index = 0; index + 1 < ranges.length; index += 2) {
      parts.push(await reader.read(ranges[index] ?? 0, ranges[index + 1] ?? 0));
    }
    return { bytes: parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts), skipBits: 0 };
  }
  const startBit = pixels.frameLength * 8 * (frame - 1);
  const start = pixels.offset + Math.floor(startBit / 8);
  const skipBits = startBit % 8;
  const length = Math.ceil((skipBits + pixels.frameLength * 8) / 8);
  if (pixels.kind === 'native') {
    const bytes = await reader.read(start, length);
    if (bytes.length < length) throw fail('NOT_FOUND', { what: `frame ${frame}: the object ends before it` });
    return { bytes, skipBits };
  }
  const whole = await inflated(reader);
  if (start + length > whole.length) throw fail('NOT_FOUND', { what: `frame ${frame}: the object ends before it` });
  return { bytes: Buffer.from(whole.subarray(start, start + length)), skipBits };
}
