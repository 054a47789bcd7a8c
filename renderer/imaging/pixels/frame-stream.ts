// Many frames out of one answer: six little-endian 32-bit numbers before each, then its bytes, as the stream route sends them.
import { type Samples, sampleKinds } from '../../../core/imaging/pixels/samples.ts';
import { samplesFrom } from './wire.ts';

const headerBytes = 24;
/** Kind of a frame that cannot be shown; its bytes say why, as JSON. */
const refusedKind = 255;

export interface StreamedFrame {
  /** Place of the instance in the series of the manifest, and the frame in it from 1. */
  instance: number;
  frame: number;
  samples: Samples | Error;
}

function frameOf(header: DataView, bytes: Uint8Array<ArrayBuffer>): StreamedFrame {
  const number = (at: number) => header.getUint32(at * 4, true);
  const kind = number(2);
  const place = { instance: number(0), frame: number(1) };
  if (kind === refusedKind) return { ...place, samples: refusal(bytes) };
  try {
    return { ...place, samples: samplesFrom(sampleKinds[kind] ?? '', number(3), number(4), bytes.buffer) };
  } catch (error) {
    return { ...place, samples: error instanceof Error ? error : new Error(String(error)) };
  }
}

function refusal(bytes: Uint8Array): Error {
  const text = new TextDecoder().decode(bytes);
  try {
    const { code, what } = JSON.parse(text) as { code?: unknown; what?: unknown };
    return new Error([code, what].filter((part) => typeof part === 'string').join(' '));
  } catch {
    return new Error(text.slice(0, 200));
  }
}

/** Exactly so many bytes, or null at the end. Where the engine can, they are read straight into the memory of the frame. */
type Take = (length: number) => Promise<Uint8Array<ArrayBuffer> | null>;

function intoOwnMemory(reader: ReadableStreamBYOBReader): Take {
  return async (length) => {
    let buffer = new ArrayBuffer(length);
    for (let filled = 0; filled < length; ) {
      const { done, value } = await reader.read(new Uint8Array(buffer, filled));
      if (done || !value) return null;
      buffer = value.buffer;
      filled += value.length;
    }
    return new Uint8Array(buffer);
  };
}

function outOfChunks(reader: ReadableStreamDefaultReader<Uint8Array>): Take {
  let chunk: Uint8Array = new Uint8Array(0);
  return async (length) => {
    const target = new Uint8Array(length);
    for (let filled = 0; filled < length; ) {
      if (chunk.length === 0) {
        const { done, value } = await reader.read();
        if (done) return null;
        chunk = value;
      }
      const piece = chunk.subarray(0, length - filled);
      target.set(piece, filled);
      filled += piece.length;
      chunk = chunk.subarray(piece.length);
    }
    return target;
  };
}

function taker(body: ReadableStream<Uint8Array>): Take {
  try {
    return intoOwnMemory(body.getReader({ mode: 'byob' }));
  } catch {
    // A stream of values, not of bytes.
    return outOfChunks(body.getReader());
  }
}

/** Each whole frame as soon as it is there. A body that ends inside a frame ends quietly: the caller asks for what is missing. */
export async function readFrameStream(
  body: ReadableStream<Uint8Array>,
  onFrame: (frame: StreamedFrame) => void,
): Promise<void> {
  const take = taker(body);
  for (;;) {
    const head = await take(headerBytes);
    if (!head) return;
    const header = new DataView(head.buffer);
    const bytes = await take(header.getUint32(20, true));
    if (!bytes) return;
    onFrame(frameOf(header, bytes));
  }
}
