// State that a JPEG stream builds up between its scans: quantisation and Huffman tables, restart interval (T.81 B.2.4).
import { notRenderable } from '../samples.ts';
import { type HuffmanTable, huffmanTable } from './entropy.ts';
import type { Segment } from './header.ts';

/** Place in an 8 x 8 block, row by row, of the n-th coefficient of the stream (T.81 figure A.6). */
export const zigzag = Uint8Array.of(
  ...[0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48],
  ...[41, 34, 27, 20, 13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15],
  ...[23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63],
);

export interface JpegTables {
  quantisation: (Uint16Array | undefined)[];
  dc: (HuffmanTable | undefined)[];
  ac: (HuffmanTable | undefined)[];
  restartInterval: number;
}

export const emptyTables = (): JpegTables => ({ quantisation: [], dc: [], ac: [], restartInterval: 0 });

const u16 = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);

function readQuantisation(bytes: Uint8Array, { start, end }: Segment, tables: JpegTables): void {
  for (let at = start; at < end; ) {
    const info = bytes[at++] ?? 0;
    const wide = info >> 4 !== 0;
    if (at + (wide ? 128 : 64) > end) throw notRenderable('a quantisation table of the JPEG stream is damaged');
    const table = new Uint16Array(64);
    for (const place of zigzag) {
      table[place] = wide ? u16(bytes, at) : (bytes[at] ?? 0);
      at += wide ? 2 : 1;
    }
    tables.quantisation[info & 3] = table;
  }
}

function readHuffman(bytes: Uint8Array, { start, end }: Segment, tables: JpegTables): void {
  for (let at = start; at + 17 <= end; ) {
    const info = bytes[at] ?? 0;
    const counts = bytes.subarray(at + 1, at + 17);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const values = bytes.slice(at + 17, at + 17 + total);
    (info >> 4 === 0 ? tables.dc : tables.ac)[info & 3] = huffmanTable(counts, values);
    at += 17 + total;
  }
}

/** Takes DQT, DHT and DRI in; other segments are left alone. */
export function takeTables(bytes: Uint8Array, segment: Segment, tables: JpegTables): void {
  if (segment.marker === 0xdb) readQuantisation(bytes, segment, tables);
  if (segment.marker === 0xc4) readHuffman(bytes, segment, tables);
  if (segment.marker === 0xdd) tables.restartInterval = u16(bytes, segment.start);
}

export interface Scan {
  /** Index into the frame's components, with its tables. */
  components: { index: number; dc: number; ac: number }[];
  /** Spectral selection; of a lossless scan `from` is the predictor. */
  from: number;
  to: number;
  /** Successive approximation; of a lossless scan `low` is the point transform. */
  high: number;
  low: number;
}

/** @throws NOT_RENDERABLE */
export function readScan(bytes: Uint8Array, { start, end }: Segment, ids: readonly number[]): Scan {
  const count = bytes[start] ?? 0;
  if (count < 1 || count > 4 || start + 4 + count * 2 > end)
    throw notRenderable('a scan of the JPEG stream is damaged');
  const components = Array.from({ length: count }, (_, position) => {
    const at = start + 1 + position * 2;
    const index = ids.indexOf(bytes[at] ?? 0);
    if (index < 0) throw notRenderable('a scan of the JPEG stream names a component that is not there');
    const tables = bytes[at + 1] ?? 0;
    return { index, dc: (tables >> 4) & 3, ac: tables & 3 };
  });
  const at = start + 1 + count * 2;
  const approximation = bytes[at + 2] ?? 0;
  return {
    components,
    from: bytes[at] ?? 0,
    to: Math.min(63, bytes[at + 1] ?? 63),
    high: approximation >> 4,
    low: approximation & 15,
  };
}
