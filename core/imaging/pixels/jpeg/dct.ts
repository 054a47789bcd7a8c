// JPEG with DCT, 8 or 12 bit, sequential and progressive with Huffman coding (T.81 processes 1, 2, 4, 6, 8, 10, 12).
import { notRenderable } from '../samples.ts';
import { decodeScan, type Plane } from './dct-scan.ts';
import { isFrameMarker, type JpegFrame, nextSegment, readFrame } from './header.ts';
import { emptyTables, type JpegTables, readScan, takeTables } from './tables.ts';

export interface DecodedJpeg {
  width: number;
  height: number;
  components: number;
  precision: number;
  /** By pixel. */
  data: Uint16Array<ArrayBuffer>;
}

/** cos((2x + 1) u pi / 16) / 2, with 1 / sqrt 2 for u = 0: one dimension of the inverse DCT (T.81 A.3.3). */
const basis = Float64Array.from({ length: 64 }, (_, index) => {
  const x = index >> 3;
  const u = index & 7;
  return (u === 0 ? Math.SQRT1_2 : Math.cos(((2 * x + 1) * u * Math.PI) / 16)) / 2;
});

function makePlanes({ components, width, height }: JpegFrame): Plane[] {
  const most = {
    horizontal: Math.max(...components.map(({ horizontal }) => horizontal)),
    vertical: Math.max(...components.map(({ vertical }) => vertical)),
  };
  const wide = Math.ceil(width / (8 * most.horizontal));
  const high = Math.ceil(height / (8 * most.vertical));
  return components.map(({ horizontal, vertical, quantisation }) => {
    if (horizontal < 1 || horizontal > 4 || vertical < 1 || vertical > 4) {
      throw notRenderable('the sampling of the JPEG stream is damaged');
    }
    return {
      horizontal,
      vertical,
      blocksWide: Math.ceil(Math.ceil((width * horizontal) / most.horizontal) / 8),
      blocksHigh: Math.ceil(Math.ceil((height * vertical) / most.vertical) / 8),
      heldWide: wide * horizontal,
      coefficients: new Int32Array(wide * horizontal * high * vertical * 64),
      quantisation,
    };
  });
}

/** Values of a component, as many as blocks are held. */
function samplesOf(plane: Plane, tables: JpegTables, precision: number): { values: Uint16Array; width: number } {
  const quantisation = tables.quantisation[plane.quantisation & 3];
  if (!quantisation) throw notRenderable('a quantisation table of the JPEG stream is missing');
  const width = plane.heldWide * 8;
  const blocks = plane.coefficients.length / 64;
  const values = new Uint16Array(blocks * 64);
  const half = 2 ** (precision - 1);
  const most = 2 ** precision - 1;
  const rows = new Float64Array(64);
  for (let block = 0; block < blocks; block += 1) {
    const from = block * 64;
    for (let v = 0; v < 8; v += 1) {
      for (let x = 0; x < 8; x += 1) {
        let sum = 0;
        for (let u = 0; u < 8; u += 1) {
          const place = v * 8 + u;
          const coefficient = plane.coefficients[from + place] as number;
          if (coefficient !== 0) sum += coefficient * (quantisation[place] as number) * (basis[x * 8 + u] as number);
        }
        rows[v * 8 + x] = sum;
      }
    }
    const top = Math.floor(block / plane.heldWide) * 8;
    const left = (block % plane.heldWide) * 8;
    for (let y = 0; y < 8; y += 1) {
      for (let x = 0; x < 8; x += 1) {
        let sum = 0;
        for (let v = 0; v < 8; v += 1) sum += (rows[v * 8 + x] as number) * (basis[y * 8 + v] as number);
        values[(top + y) * width + left + x] = Math.max(0, Math.min(most, Math.round(sum + half)));
      }
    }
  }
  return { values, width };
}

function compose(frame: JpegFrame, planes: readonly Plane[], tables: JpegTables): DecodedJpeg {
  const { width, height, precision } = frame;
  const count = planes.length;
  const data = new Uint16Array(width * height * count);
  const mostWide = Math.max(...planes.map(({ horizontal }) => horizontal));
  const mostHigh = Math.max(...planes.map(({ vertical }) => vertical));
  for (const [component, plane] of planes.entries()) {
    const { values, width: stride } = samplesOf(plane, tables, precision);
    for (let y = 0; y < height; y += 1) {
      const row = Math.floor((y * plane.vertical) / mostHigh) * stride;
      for (let x = 0; x < width; x += 1) {
        const value = values[row + Math.floor((x * plane.horizontal) / mostWide)] as number;
        data[(y * width + x) * count + component] = value;
      }
    }
  }
  return { width, height, components: count, precision, data };
}

/** @throws NOT_RENDERABLE for other processes and for damaged streams */
export function decodeDctJpeg(bytes: Uint8Array): DecodedJpeg {
  const tables = emptyTables();
  let frame: JpegFrame | null = null;
  let planes: Plane[] = [];
  let scans = 0;
  for (let segment = nextSegment(bytes, 0); segment; ) {
    const { marker } = segment;
    let next = segment.end;
    takeTables(bytes, segment, tables);
    if (isFrameMarker(marker)) {
      if (frame) throw notRenderable('the JPEG stream has two frames');
      frame = readFrame(bytes, segment);
      const { process, precision, width, height } = frame;
      if (process > 2) throw notRenderable(`JPEG process SOF${process} is not supported`);
      if (precision !== 8 && precision !== 12) throw notRenderable(`JPEG with ${precision} bits is not supported`);
      if (width * height === 0) throw notRenderable('the JPEG stream does not say its size');
      planes = makePlanes(frame);
    } else if (marker === 0xda) {
      if (!frame) throw notRenderable('the JPEG stream has no frame header');
      const scan = readScan(
        bytes,
        segment,
        frame.components.map(({ id }) => id),
      );
      next = decodeScan(bytes, segment.end, { scan, planes, tables, progressive: frame.process === 2 });
      scans += 1;
    } else if (marker === 0xd9) break;
    segment = nextSegment(bytes, next);
  }
  if (!frame || scans === 0) throw notRenderable('the JPEG stream holds no picture');
  return compose(frame, planes, tables);
}
