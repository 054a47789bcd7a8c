// The segments of a JPEG stream before and between its scans (ITU-T T.81 annex B, T.87 for JPEG-LS).
import { notRenderable } from '../samples.ts';

export interface JpegComponent {
  id: number;
  horizontal: number;
  vertical: number;
  quantisation: number;
}

export interface JpegFrame {
  /** Low nibble of the SOF marker: 0 baseline, 1 extended, 2 progressive, 3 lossless; 55 for JPEG-LS. */
  process: number;
  precision: number;
  width: number;
  height: number;
  components: JpegComponent[];
}

export interface JpegHeader {
  frame: JpegFrame;
  jfif: boolean;
  /** Colour transform of an Adobe APP14 segment: 0 none, 1 YCbCr, 2 YCCK. */
  adobe: number | null;
}

/** A marker segment: its marker's low byte and its parameters, which end at `end`. */
export interface Segment {
  marker: number;
  start: number;
  end: number;
}

const u16 = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);

/** Markers without parameters: TEM, RSTn, SOI, EOI. */
const alone = (marker: number): boolean => marker === 1 || (marker >= 0xd0 && marker <= 0xd9);

/** The next segment from `at`, skipping fill bytes and what is no marker; null at the end. */
export function nextSegment(bytes: Uint8Array, at: number): Segment | null {
  let here = at;
  while (here + 1 < bytes.length) {
    const marker = bytes[here + 1] ?? 0;
    if (bytes[here] !== 0xff || marker === 0 || marker === 0xff) {
      here += 1;
      continue;
    }
    if (alone(marker)) return { marker, start: here + 2, end: here + 2 };
    const length = u16(bytes, here + 2);
    if (length < 2 || here + 2 + length > bytes.length) return null;
    return { marker, start: here + 4, end: here + 2 + length };
  }
  return null;
}

/** SOF0 to SOF15 without DHT, JPG and DAC; SOF55. */
export const isFrameMarker = (marker: number): boolean =>
  marker === 0xf7 || ((marker & 0xf0) === 0xc0 && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc);

/** @throws NOT_RENDERABLE */
export function readFrame(bytes: Uint8Array, { marker, start, end }: Segment): JpegFrame {
  const count = bytes[start + 5] ?? 0;
  if (start + 6 + count * 3 > end || count === 0) throw notRenderable('the frame header of the JPEG stream is damaged');
  const components = Array.from({ length: count }, (_, index): JpegComponent => {
    const at = start + 6 + index * 3;
    const sampling = bytes[at + 1] ?? 0x11;
    return { id: bytes[at] ?? 0, horizontal: sampling >> 4, vertical: sampling & 15, quantisation: bytes[at + 2] ?? 0 };
  });
  const height = u16(bytes, start + 1);
  const width = u16(bytes, start + 3);
  // A stream of a few bytes may claim any size; memory is taken only for what a picture can be.
  if (width * height * count > 1 << 28)
    throw notRenderable(`a JPEG of ${width} x ${height} is larger than can be shown`);
  return {
    process: marker === 0xf7 ? 55 : marker & 15,
    precision: bytes[start] ?? 0,
    height,
    width,
    components,
  };
}

/** @throws NOT_RENDERABLE when there is no frame header */
export function readJpegHeader(bytes: Uint8Array): JpegHeader {
  let jfif = false;
  let adobe: number | null = null;
  for (let segment = nextSegment(bytes, 0); segment; segment = nextSegment(bytes, segment.end)) {
    const { marker, start, end } = segment;
    const text = String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 5)));
    if (marker === 0xe0 && text.startsWith('JFIF')) jfif = true;
    if (marker === 0xee && text === 'Adobe' && end - start >= 12) adobe = bytes[start + 11] ?? null;
    if (isFrameMarker(marker)) return { frame: readFrame(bytes, segment), jfif, adobe };
    if (marker === 0xda || marker === 0xd9) break;
  }
  throw notRenderable('the frame is no JPEG stream');
}

/**
 * Whether three components are YCbCr: the stream's own marks count before the photometric interpretation, which is
 * often wrong where a JPEG was wrapped as it came.
 */
export function isYcc({ jfif, adobe, frame }: JpegHeader, photometric: string): boolean {
  if (adobe !== null) return adobe === 1;
  if (jfif) return true;
  const ids = String.fromCharCode(...frame.components.map(({ id }) => id));
  return ids !== 'RGB' && photometric !== 'RGB';
}
