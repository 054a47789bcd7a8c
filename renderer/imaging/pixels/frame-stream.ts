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

/** Collects bytes of any chunking into whole pieces. */
class Gatherer {
  private target = new Uint8Array(headerBytes);
  private filled = 0;

  /** Fills the piece; true when it is whole. Takes from `chunk` at `from` and says how much. */
  take(chunk: Uint8Array, from: number): number {
    const count = Math.min(chunk.length - from, this.target.length - this.filled);
    this.target.set(chunk.subarray(from, from + count), this.filled);
    this.filled += count;
    return count;
  }

  get whole(): boolean {
    return this.filled === this.target.length;
  }

  peek(): Uint8Array<ArrayBuffer> {
    return this.target;
  }

  /** The finished piece; the next one has `length` bytes. */
  next(length: number): Uint8Array<ArrayBuffer> {
    const done = this.target;
    this.target = new Uint8Array(length);
    this.filled = 0;
    return done;
  }
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

/** Each whole frame as soon as it is there. A body that ends inside a frame ends quietly: the caller asks for what is missing. */
export async function readFrameStream(
  body: ReadableStream<Uint8Array>,
  onFrame: (frame: StreamedFrame) => void,
): Promise<void> {
  const reader = body.getReader();
  const gatherer = new Gatherer();
  let header: DataView | null = null;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    let from = 0;
    while (from < value.length) {
      from += gatherer.take(value, from);
      if (!gatherer.whole) continue;
      if (header) {
        onFrame(frameOf(header, gatherer.next(headerBytes)));
        header = null;
        continue;
      }
      header = takeHeader(gatherer);
    }
  }
}

function takeHeader(gatherer: Gatherer): DataView {
  const peeked = gatherer.peek();
  const view = new DataView(peeked.buffer.slice(0));
  gatherer.next(view.getUint32(20, true));
  return view;
}
