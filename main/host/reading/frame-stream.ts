// The framing of many frames in one answer, as the server's stream route has it: read to keep the frames, written to serve the kept ones.
import { fail } from '../../../core/kernel/errors.ts';

/** Six little-endian 32-bit numbers: instance (place in the manifest), frame from 1, kind, width, height, bytes that follow. */
export const frameHeaderBytes = 24;
/** A frame that cannot be shown; what follows is why. Not kept. */
export const refusedKind = 255;

export interface StreamedFrame {
  instance: number;
  frame: number;
  /** Place in `sampleKinds`. */
  kind: number;
  width: number;
  height: number;
  bytes: Uint8Array;
}

export function frameHeader({ instance, frame, kind, width, height, bytes }: StreamedFrame): Uint8Array {
  const head = new Uint8Array(frameHeaderBytes);
  const view = new DataView(head.buffer);
  for (const [at, value] of [instance, frame, kind, width, height, bytes.length].entries()) {
    view.setUint32(at * 4, value, true);
  }
  return head;
}

/** A frame as it came: parts of the chunks that held it, in their order, not put together. */
export interface FrameInPieces extends Omit<StreamedFrame, 'bytes'> {
  pieces: readonly Uint8Array[];
}

/** Takes the bytes in any chunking and hands over each frame once it is whole; what is cut is never handed over. Chunks are not copied. */
export function createFrameReader(onFrame: (frame: FrameInPieces) => void): (chunk: Uint8Array) => void {
  const start = new Uint8Array(frameHeaderBytes);
  const view = new DataView(start.buffer);
  let filled = 0;
  let head: Omit<FrameInPieces, 'pieces'> | null = null;
  let left = 0;
  let pieces: Uint8Array[] = [];

  function whole(): void {
    if (head) onFrame({ ...head, pieces });
    head = null;
    pieces = [];
    filled = 0;
  }

  return (chunk) => {
    for (let from = 0; from < chunk.length; ) {
      if (head === null) {
        const count = Math.min(chunk.length - from, frameHeaderBytes - filled);
        start.set(chunk.subarray(from, from + count), filled);
        filled += count;
        from += count;
        if (filled < frameHeaderBytes) return;
        const number = (at: number) => view.getUint32(at * 4, true);
        head = { instance: number(0), frame: number(1), kind: number(2), width: number(3), height: number(4) };
        left = number(5);
      } else {
        const piece = chunk.subarray(from, from + left);
        pieces.push(piece);
        from += piece.length;
        left -= piece.length;
      }
      if (left === 0) whole();
    }
  };
}

/** Positions in the flat list of a series' frames: `0-99,250,120-110`. @throws INPUT_INVALID */
function positions(text: string, count: number): number[] {
  const places: number[] = [];
  for (const part of text.split(',')) {
    const [, first = '', last = first] = /^(\d{1,7})(?:-(\d{1,7}))?$/.exec(part) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (first === '' || from >= count || to >= count || places.length > count) {
      throw fail('INPUT_INVALID', { what: `order is made of positions from 0 to ${count - 1}: ${part}` });
    }
    const step = from <= to ? 1 : -1;
    for (let at = from; at !== to + step; at += step) places.push(at);
  }
  return places;
}

/** The frames in the order that a request asks for, as the server would send them. @throws INPUT_INVALID */
export function inOrder<Place>(all: readonly Place[], query: URLSearchParams): Place[] {
  const order = query.get('order');
  const list = order ? positions(order, all.length).flatMap((at) => all[at] ?? []) : [...all];
  const from = query.get('from');
  if (from === null) return list;
  const start = Number(from);
  if (!Number.isInteger(start) || start < 0 || start >= Math.max(1, list.length)) {
    throw fail('INPUT_INVALID', { what: `from is a position in the list of ${list.length} frames` });
  }
  // The middle first, then its neighbours by turns outwards.
  const distance = (at: number) => Math.abs(at - start) * 2 - Number(at > start);
  return list
    .map((place, at) => ({ place, at }))
    .sort((left, right) => distance(left.at) - distance(right.at))
    .map(({ place }) => place);
}
