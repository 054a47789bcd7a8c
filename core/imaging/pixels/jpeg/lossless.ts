// JPEG lossless, Huffman coded (T.81 annex H, process 14): each sample predicted from its neighbours, 2 to 16 bit.
import { notRenderable } from '../samples.ts';
import type { DecodedJpeg } from './dct.ts';
import { BitReader } from './entropy.ts';
import { isFrameMarker, type JpegFrame, nextSegment, readFrame } from './header.ts';
import { emptyTables, type JpegTables, readScan, type Scan, takeTables } from './tables.ts';

/** Table H.1: a is left, b above, c above left. */
function predict(selection: number, a: number, b: number, c: number): number {
  switch (selection) {
    case 1:
      return a;
    case 2:
      return b;
    case 3:
      return c;
    case 4:
      return a + b - c;
    case 5:
      return a + ((b - c) >> 1);
    case 6:
      return b + ((a - c) >> 1);
    case 7:
      return (a + b) >> 1;
    default:
      throw notRenderable(`JPEG predictor ${selection} is not known`);
  }
}

interface Target {
  frame: JpegFrame;
  data: Uint16Array<ArrayBuffer>;
}

function decodeScan(bytes: Uint8Array, start: number, scan: Scan, tables: JpegTables, { frame, data }: Target): number {
  const { width, height, precision, components } = frame;
  const bits = new BitReader(bytes, start);
  const count = components.length;
  const parts = scan.components.map(({ index, dc }) => {
    const table = tables.dc[dc];
    if (!table) throw notRenderable('a Huffman table of the JPEG stream is missing');
    return { index, table };
  });
  const selection = scan.from;
  predict(selection, 0, 0, 0);
  const initial = 2 ** (precision - scan.low - 1);
  const rowStep = width * count;
  let sinceRestart = 0;
  // The row after a restart is predicted as the first one is (H.1.1).
  let firstRow = 0;
  let firstColumn = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (tables.restartInterval > 0 && sinceRestart === tables.restartInterval) {
        bits.restart();
        sinceRestart = 0;
        firstRow = y;
        firstColumn = x;
      }
      sinceRestart += 1;
      const pixel = (y * width + x) * count;
      for (const { index, table } of parts) {
        const at = pixel + index;
        let predicted: number;
        if (y === firstRow) {
          predicted = x === firstColumn ? initial : (data[at - count] as number);
        } else if (x === 0) predicted = data[at - rowStep] as number;
        else {
          const above = data[at - rowStep] as number;
          const left = data[at - count] as number;
          predicted = selection === 1 ? left : predict(selection, left, above, data[at - rowStep - count] as number);
        }
        const size = bits.code(table);
        if (size > 16) throw notRenderable('the JPEG stream has differences of more than 16 bits');
        const difference = size === 16 ? 32768 : bits.signed(size);
        // Modulo 65536 (H.1.2.1): the array does that.
        data[at] = predicted + difference;
      }
    }
  }
  if (scan.low > 0) {
    for (const { index } of parts) {
      for (let at = index; at < data.length; at += count) data[at] = (data[at] as number) << scan.low;
    }
  }
  return bits.at;
}

/** @throws NOT_RENDERABLE for other processes and for damaged streams */
export function decodeLosslessJpeg(bytes: Uint8Array): DecodedJpeg {
  const tables = emptyTables();
  let target: Target | null = null;
  let scans = 0;
  for (let segment = nextSegment(bytes, 0); segment; ) {
    const { marker } = segment;
    let next = segment.end;
    takeTables(bytes, segment, tables);
    if (isFrameMarker(marker)) {
      if (target) throw notRenderable('the JPEG stream has two frames');
      const frame = readFrame(bytes, segment);
      if (frame.process !== 3) throw notRenderable(`JPEG process SOF${frame.process} is not the lossless one`);
      if (frame.precision < 2 || frame.precision > 16) throw notRenderable(`JPEG with ${frame.precision} bits`);
      if (frame.components.some(({ horizontal, vertical }) => horizontal !== 1 || vertical !== 1)) {
        throw notRenderable('JPEG lossless with subsampled colour is not supported');
      }
      target = { frame, data: new Uint16Array(frame.width * frame.height * frame.components.length) };
    } else if (marker === 0xda) {
      if (!target) throw notRenderable('the JPEG stream has no frame header');
      const scan = readScan(
        bytes,
        segment,
        target.frame.components.map(({ id }) => id),
      );
      next = decodeScan(bytes, segment.end, scan, tables, target);
      scans += scan.components.length;
    } else if (marker === 0xd9) break;
    segment = nextSegment(bytes, next);
  }
  if (!target || scans < target.frame.components.length) throw notRenderable('the JPEG stream holds no whole picture');
  const { width, height, precision, components } = target.frame;
  return { width, height, precision, components: components.length, data: target.data };
}
