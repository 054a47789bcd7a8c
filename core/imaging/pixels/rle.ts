// RLE Lossless (PS3.5 annex G): segments of PackBits, one for each byte of a sample, most significant first.
import { notRenderable } from './samples.ts';

export interface RleShape {
  pixels: number;
  samples: number;
  bytesPerSample: number;
}

const headerBytes = 64;

/** One segment into every `step`-th byte of `out` from `first` on. */
function unpackSegment(segment: Uint8Array, out: Uint8Array, first: number, step: number): void {
  let at = 0;
  let to = first;
  const { length } = segment;
  const end = out.length;
  while (to < end) {
    if (at >= length) throw notRenderable('a segment of the RLE frame ends too early');
    const control = segment[at++] as number;
    if (control < 128) {
      const stop = Math.min(at + control + 1, length);
      while (at < stop && to < end) {
        out[to] = segment[at++] as number;
        to += step;
      }
    } else if (control > 128) {
      if (at >= length) throw notRenderable('a segment of the RLE frame ends too early');
      const value = segment[at++] as number;
      for (let left = 257 - control; left > 0 && to < end; left -= 1) {
        out[to] = value;
        to += step;
      }
    }
  }
}

/** Samples by pixel as little-endian words. @throws NOT_RENDERABLE for damaged frames */
export function decodeRle(bytes: Uint8Array, { pixels, samples, bytesPerSample }: RleShape): Uint8Array<ArrayBuffer> {
  if (bytes.length < headerBytes) throw notRenderable('the RLE frame is shorter than its header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint32(0, true);
  const wanted = samples * bytesPerSample;
  if (count !== wanted) throw notRenderable(`the RLE frame has ${count} segments, its header says ${wanted}`);
  const out = new Uint8Array(pixels * wanted);
  for (let index = 0; index < count; index += 1) {
    const start = view.getUint32(4 + index * 4, true);
    const next = index + 1 < count ? view.getUint32(8 + index * 4, true) : bytes.length;
    if (start < headerBytes || start > bytes.length) throw notRenderable(`RLE segment ${index + 1} lies outside`);
    const stop = next > start && next <= bytes.length ? next : bytes.length;
    const sample = Math.floor(index / bytesPerSample);
    const significance = bytesPerSample - 1 - (index % bytesPerSample);
    unpackSegment(bytes.subarray(start, stop), out, sample * bytesPerSample + significance, wanted);
  }
  return out;
}

/** PackBits of one segment, padded to even length (G.3.1): for objects that are written here. */
function packSegment(bytes: Uint8Array): number[] {
  const out: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    let run = 1;
    while (run < 128 && at + run < bytes.length && bytes[at + run] === bytes[at]) run += 1;
    if (run > 1) {
      out.push(257 - run, bytes[at] as number);
      at += run;
      continue;
    }
    let literal = 1;
    while (literal < 128 && at + literal < bytes.length && bytes[at + literal] !== bytes[at + literal + 1])
      literal += 1;
    out.push(literal - 1, ...bytes.subarray(at, at + literal));
    at += literal;
  }
  if (out.length % 2 === 1) out.push(128);
  return out;
}

/** The inverse of `decodeRle`. At most 15 segments (G.2). */
export function encodeRle(data: Uint8Array, { pixels, samples, bytesPerSample }: RleShape): Uint8Array<ArrayBuffer> {
  const step = samples * bytesPerSample;
  const segments = Array.from({ length: step }, (_, index) => {
    const first = Math.floor(index / bytesPerSample) * bytesPerSample + bytesPerSample - 1 - (index % bytesPerSample);
    return packSegment(Uint8Array.from({ length: pixels }, (_none, pixel) => data[pixel * step + first] as number));
  });
  const out = new Uint8Array(headerBytes + segments.reduce((sum, { length }) => sum + length, 0));
  const view = new DataView(out.buffer);
  view.setUint32(0, step, true);
  let at = headerBytes;
  for (const [index, segment] of segments.entries()) {
    view.setUint32(4 + index * 4, at, true);
    out.set(segment, at);
    at += segment.length;
  }
  return out;
}
