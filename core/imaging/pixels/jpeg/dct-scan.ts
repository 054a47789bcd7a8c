// One scan of DCT coefficients: sequential, or one pass of a progressive picture (T.81 F.2, G.2).
import { notRenderable } from '../samples.ts';
import { BitReader, type HuffmanTable } from './entropy.ts';
import { type JpegTables, type Scan, zigzag } from './tables.ts';

/** Coefficients of one component, block by block, each row by row. */
export interface Plane {
  horizontal: number;
  vertical: number;
  /** Blocks that the picture needs, and blocks that are held: whole MCUs. */
  blocksWide: number;
  blocksHigh: number;
  heldWide: number;
  coefficients: Int32Array;
  quantisation: number;
}

interface Pass {
  bits: BitReader;
  scan: Scan;
  /** Blocks that a band of zeros still covers (G.1.2.2). */
  endOfBand: { run: number };
}

type BlockDecoder = (
  pass: Pass,
  block: Int32Array,
  state: { predicted: number },
  dc: HuffmanTable,
  ac: HuffmanTable,
) => void;

const sequential: BlockDecoder = ({ bits }, block, state, dc, ac) => {
  state.predicted += bits.signed(bits.code(dc));
  block[0] = state.predicted;
  for (let at = 1; at < 64; at += 1) {
    const symbol = bits.code(ac);
    const size = symbol & 15;
    const run = symbol >> 4;
    if (size === 0) {
      if (run < 15) return;
      at += 15;
      continue;
    }
    at += run;
    if (at > 63) throw notRenderable('a block of the JPEG stream is too long');
    block[zigzag[at] as number] = bits.signed(size);
  }
};

const dcFirst: BlockDecoder = ({ bits, scan }, block, state, dc) => {
  state.predicted += bits.signed(bits.code(dc));
  block[0] = state.predicted * 2 ** scan.low;
};

const dcRefine: BlockDecoder = ({ bits, scan }, block) => {
  if (bits.bit() === 1) block[0] = (block[0] as number) | (1 << scan.low);
};

const acFirst: BlockDecoder = ({ bits, scan, endOfBand }, block, _state, _dc, ac) => {
  if (endOfBand.run > 0) {
    endOfBand.run -= 1;
    return;
  }
  for (let at = scan.from; at <= scan.to; at += 1) {
    const symbol = bits.code(ac);
    const size = symbol & 15;
    const run = symbol >> 4;
    if (size === 0) {
      if (run < 15) {
        endOfBand.run = (1 << run) - 1 + bits.bits(run);
        return;
      }
      at += 15;
      continue;
    }
    at += run;
    if (at > 63) throw notRenderable('a block of the JPEG stream is too long');
    block[zigzag[at] as number] = bits.signed(size) * 2 ** scan.low;
  }
};

/** One more bit for each coefficient that is not zero yet met, on the way past `zeros` that are (figure G.7). */
function refineUntil({ bits, scan }: Pass, block: Int32Array, from: number, zeros: number): number {
  let left = zeros;
  let at = from;
  const step = 1 << scan.low;
  for (; at <= scan.to; at += 1) {
    const place = zigzag[at] as number;
    const value = block[place] as number;
    if (value === 0) {
      if (left === 0) break;
      left -= 1;
    } else if (bits.bit() === 1 && (Math.abs(value) & step) === 0) {
      block[place] = value + (value > 0 ? step : -step);
    }
  }
  return at;
}

const acRefine: BlockDecoder = (pass, block, _state, _dc, ac) => {
  const { bits, scan, endOfBand } = pass;
  let at = scan.from;
  if (endOfBand.run === 0) {
    while (at <= scan.to) {
      const symbol = bits.code(ac);
      const run = symbol >> 4;
      let value = 0;
      if ((symbol & 15) === 0) {
        if (run < 15) {
          endOfBand.run = (1 << run) + bits.bits(run);
          break;
        }
      } else value = bits.bit() === 1 ? 1 << scan.low : -(1 << scan.low);
      at = refineUntil(pass, block, at, run);
      if (value !== 0 && at <= 63) block[zigzag[at] as number] = value;
      at += 1;
    }
  }
  if (endOfBand.run > 0) {
    refineUntil(pass, block, at, 64);
    endOfBand.run -= 1;
  }
};

function decoderOf(scan: Scan, progressive: boolean): BlockDecoder {
  if (!progressive) return sequential;
  if (scan.from === 0) return scan.high === 0 ? dcFirst : dcRefine;
  return scan.high === 0 ? acFirst : acRefine;
}

const none: HuffmanTable = {
  look: new Uint16Array(512),
  maximum: new Int32Array(18).fill(-1),
  offset: new Int32Array(18),
  values: new Uint8Array(),
};

/** Decodes the scan at `start` into the planes; returns where it ended. @throws NOT_RENDERABLE */
export function decodeScan(
  bytes: Uint8Array,
  start: number,
  input: { scan: Scan; planes: readonly Plane[]; tables: JpegTables; progressive: boolean },
): number {
  const { scan, planes, tables, progressive } = input;
  const pass: Pass = { bits: new BitReader(bytes, start), scan, endOfBand: { run: 0 } };
  const decode = decoderOf(scan, progressive);
  const parts = scan.components.map(({ index, dc, ac }) => {
    const plane = planes[index];
    if (!plane) throw notRenderable('a scan of the JPEG stream names a component that is not there');
    return { plane, dc: tables.dc[dc] ?? none, ac: tables.ac[ac] ?? none, state: { predicted: 0 } };
  });
  const block = (part: (typeof parts)[number], row: number, column: number): void => {
    const first = (row * part.plane.heldWide + column) * 64;
    decode(pass, part.plane.coefficients.subarray(first, first + 64), part.state, part.dc, part.ac);
  };
  const [only] = parts;
  const single = parts.length === 1 && only ? only : null;
  const unitsWide = single
    ? single.plane.blocksWide
    : Math.max(...planes.map((plane) => plane.heldWide / plane.horizontal));
  const unitsHigh = single
    ? single.plane.blocksHigh
    : Math.max(...planes.map((plane) => plane.coefficients.length / 64 / plane.heldWide / plane.vertical));
  const units = unitsWide * unitsHigh;
  for (let unit = 0; unit < units; unit += 1) {
    if (tables.restartInterval > 0 && unit > 0 && unit % tables.restartInterval === 0) {
      pass.bits.restart();
      pass.endOfBand.run = 0;
      for (const part of parts) part.state.predicted = 0;
    }
    const row = Math.floor(unit / unitsWide);
    const column = unit % unitsWide;
    if (single) {
      block(single, row, column);
      continue;
    }
    for (const part of parts) {
      const { horizontal, vertical } = part.plane;
      for (let down = 0; down < vertical; down += 1) {
        for (let right = 0; right < horizontal; right += 1) {
          block(part, row * vertical + down, column * horizontal + right);
        }
      }
    }
  }
  return pass.bits.at;
}
