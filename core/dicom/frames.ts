// Where each frame of an image lies in its file: by rows and bits, by offset table, by fragment, or by looking.
import type { DataSet } from './data-set.ts';
import type { ByteRange, Element } from './element.ts';
import { DicomError, type Problem } from './errors.ts';
import type { TransferSyntax } from './transfer-syntax.ts';

/** Frames one after the other without headers; frame `n` (from 0) starts `n * frameBits` bits after `offset`. */
export interface NativeFrames {
  kind: 'native';
  count: number;
  offset: number;
  /** A multiple of 8 unless pixels are single or packed bits. */
  frameBits: number;
}

/** Frames in fragments; the bytes of a frame are those of its ranges, one after the other. */
export interface EncapsulatedFrames {
  kind: 'encapsulated';
  frames: ByteRange[][];
}

/** One compressed stream that holds all frames (MPEG, H.264, HEVC): `count` is what the header says. */
export interface VideoFrames {
  kind: 'video';
  count: number;
  stream: ByteRange[];
}

export type FrameIndex = (NativeFrames | EncapsulatedFrames | VideoFrames) & { problems: Problem[] };

/** Pixel data as it lies in the file; offsets are absolute. */
export type PixelLocation =
  | { kind: 'native'; offset: number; length: number }
  | { kind: 'encapsulated'; offsetTable: Uint8Array; fragments: readonly ByteRange[] };

/** Location of a pixel element that was read into memory. */
export function pixelLocation(element: Element): PixelLocation | undefined {
  if (element.kind === 'encapsulated') return element;
  if (element.kind === 'bytes') return { kind: 'native', offset: element.offset ?? 0, length: element.bytes.length };
  return undefined;
}

export interface FrameInput {
  /** Needs Rows, Columns, Bits Allocated, Samples per Pixel, Photometric Interpretation, Number of Frames; offset tables. */
  dataSet: DataSet;
  transferSyntax: TransferSyntax;
  location: PixelLocation;
  /** First bytes of a fragment, for images whose offset table is missing; may return fewer. */
  peek?: (offset: number, length: number) => Uint8Array;
}

const problem = (code: Problem['code'], message: string, offset?: number): Problem => ({
  code,
  message,
  tag: 0x7fe00010,
  offset,
});

function frameCount(dataSet: DataSet, problems: Problem[]): number {
  const count = dataSet.number('NumberOfFrames') ?? 1;
  if (Number.isInteger(count) && count >= 1) return count;
  problems.push(problem('frame-count', `Number of Frames is ${count}; read as 1`));
  return 1;
}

/** Bits of one native frame, of `present` bits in all (PS3.5 8.1.1, 8.2.1; YBR_FULL_422 has two samples a pixel: PS3.3 C.7.6.3.1.2). */
function bitsOfFrame(dataSet: DataSet, present: number): number {
  const rows = dataSet.number('Rows') ?? 0;
  const columns = dataSet.number('Columns') ?? 0;
  const allocated =
    dataSet.number('BitsAllocated') ??
    (dataSet.has('FloatPixelData') ? 32 : dataSet.has('DoubleFloatPixelData') ? 64 : 0);
  const photometric = dataSet.string('PhotometricInterpretation');
  const samples = dataSet.number('SamplesPerPixel') ?? 1;
  const whole = rows * columns * allocated * samples;
  const halved = photometric === 'YBR_FULL_422' || photometric === 'YBR_PARTIAL_422';
  // Decompressed without a word about it, all three samples may be there: the length tells.
  return halved && present < whole * Math.max(1, dataSet.number('NumberOfFrames') ?? 1)
    ? rows * columns * allocated * 2
    : whole;
}

function nativeFrames({ dataSet }: FrameInput, { offset, length }: ByteRange, problems: Problem[]): NativeFrames {
  const frameBits = bitsOfFrame(dataSet, length * 8);
  if (frameBits === 0) {
    throw new DicomError('frames-invalid', 'Rows, Columns or Bits Allocated are missing', { tag: 0x7fe00010, offset });
  }
  const declared = frameCount(dataSet, problems);
  const present = Math.floor((length * 8) / frameBits);
  const missing = problem('frame-count', `${declared} frames are declared, the pixel data holds ${present}`, offset);
  if (present < declared) problems.push(missing);
  return { kind: 'native', count: Math.min(declared, present), offset, frameBits };
}

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Offsets of the frames from the first fragment's item tag, by the extended table (PS3.3 C.7.6.3.1.8) or the basic one. */
function tableOf(dataSet: DataSet, basic: Uint8Array): { offsets: number[]; lengths?: number[] } | undefined {
  const long = (key: 'ExtendedOffsetTable' | 'ExtendedOffsetTableLengths'): number[] => {
    const bytes = dataSet.bytes(key);
    if (!bytes) return [];
    const from = view(bytes);
    return Array.from({ length: Math.floor(bytes.length / 8) }, (_, index) =>
      Number(from.getBigUint64(index * 8, true)),
    );
  };
  const offsets = long('ExtendedOffsetTable');
  if (offsets.length > 0) return { offsets, lengths: long('ExtendedOffsetTableLengths') };
  const from = view(basic);
  const short = Array.from({ length: Math.floor(basic.length / 4) }, (_, index) => from.getUint32(index * 4, true));
  return short.length > 0 ? { offsets: short } : undefined;
}

/** Frames as an offset table cuts the fragments; undefined when one of its entries meets no fragment. */
function byTable(
  fragments: readonly ByteRange[],
  table: { offsets: number[]; lengths?: number[] },
): ByteRange[][] | undefined {
  const first = (fragments[0]?.offset ?? 8) - 8;
  const frames: ByteRange[][] = [];
  let at = 0;
  for (const [index, offset] of table.offsets.entries()) {
    if (fragments[at]?.offset !== first + offset + 8) return undefined;
    const next = table.offsets[index + 1];
    const end = next === undefined ? Number.POSITIVE_INFINITY : first + next;
    const frame: ByteRange[] = [];
    for (let one = fragments[at]; one && one.offset < end; one = fragments[++at]) frame.push(one);
    const length = table.lengths?.[index];
    const only = frame[0];
    // The extended table says where a frame ends without its padding byte.
    frames.push(
      only && frame.length === 1 && length && length < only.length ? [{ offset: only.offset, length }] : frame,
    );
  }
  return frames;
}

const starts: Partial<Record<TransferSyntax['pixels'], readonly (readonly number[])[]>> = {
  jpeg: [[0xff, 0xd8, 0xff]],
  'jpeg-ls': [[0xff, 0xd8, 0xff]],
  'jpeg-2000': [
    [0xff, 0x4f, 0xff, 0x51],
    [0, 0, 0, 0x0c, 0x6a, 0x50],
  ],
  htj2k: [
    [0xff, 0x4f, 0xff, 0x51],
    [0, 0, 0, 0x0c, 0x6a, 0x50],
  ],
  'jpeg-xl': [
    [0xff, 0x0a],
    [0, 0, 0, 0x0c, 0x4a, 0x58],
  ],
};

/** A frame starts with each fragment that begins as its coding begins. */
function byMarkers({ transferSyntax, peek }: FrameInput, fragments: readonly ByteRange[]): ByteRange[][] | undefined {
  const marks =
    starts[transferSyntax.pixels] ?? (transferSyntax.pixels === 'unknown' ? Object.values(starts).flat() : []);
  if (!peek || marks.length === 0) return undefined;
  const frames: ByteRange[][] = [];
  for (const fragment of fragments) {
    const head = peek(fragment.offset, Math.min(8, fragment.length));
    const begins = marks.some((mark) => mark.every((byte, index) => head[index] === byte));
    const current = frames.at(-1);
    if (begins || !current) frames.push([fragment]);
    else current.push(fragment);
  }
  return frames;
}

function encapsulatedFrames(
  input: FrameInput,
  table: Uint8Array,
  all: readonly ByteRange[],
  problems: Problem[],
): EncapsulatedFrames | VideoFrames {
  const count = frameCount(input.dataSet, problems);
  const ranges = all.map(({ offset, length }) => ({ offset, length }));
  const fragments = ranges.filter(({ length }) => length > 0);
  const [one] = fragments;
  if (!one) throw new DicomError('frames-invalid', 'Encapsulated pixel data has no fragments', { tag: 0x7fe00010 });
  if (input.transferSyntax.pixels === 'video') return { kind: 'video', count, stream: fragments };
  const offsets = tableOf(input.dataSet, table);
  // A table may name an empty fragment for a frame that is not there.
  const tabled = offsets && (byTable(ranges, offsets) ?? byTable(fragments, offsets));
  if (offsets && !tabled) {
    problems.push(
      problem('offset-table-wrong', 'The offset table does not meet the fragments; they were used', one.offset),
    );
  }
  if (tabled?.length === count) return { kind: 'encapsulated', frames: tabled };
  if (tabled) {
    const message = `The offset table has ${tabled.length} entries for ${count} frames`;
    problems.push(problem('offset-table-wrong', message, one.offset));
  }
  if (count === 1) return { kind: 'encapsulated', frames: [fragments] };
  const each = fragments.map((fragment) => [fragment]);
  // RLE has one fragment a frame always (PS3.5 A.4.2); elsewhere equal numbers mean the same.
  const frames =
    each.length === count || input.transferSyntax.pixels === 'rle' ? each : (byMarkers(input, fragments) ?? each);
  if (frames.length !== count) {
    problems.push(problem('frame-count', `${count} frames are declared, ${frames.length} were found`, one.offset));
  }
  return { kind: 'encapsulated', frames: frames.slice(0, count) };
}

/**
 * Frame index of an image: ranges to read from disk as they lie there, frame numbers from 0. Throws `frames-invalid` when
 * the header does not say how big a frame is or when there are no bytes; lesser contradictions are in `problems`.
 */
export function indexFrames(input: FrameInput): FrameIndex {
  const problems: Problem[] = [];
  const { location } = input;
  const frames =
    location.kind === 'native'
      ? nativeFrames(input, location, problems)
      : encapsulatedFrames(input, location.offsetTable, location.fragments, problems);
  return { ...frames, problems };
}

/** Bytes of one frame, from 0; `skipBits` is where in the first byte it starts (0 but for packed bits). Undefined beyond the last. */
export function frameRanges(index: FrameIndex, frame: number): { ranges: ByteRange[]; skipBits: number } | undefined {
  switch (index.kind) {
    case 'native': {
      if (!(frame >= 0 && frame < index.count)) return undefined;
      const from = frame * index.frameBits;
      const first = Math.floor(from / 8);
      const length = Math.ceil((from + index.frameBits) / 8) - first;
      return { ranges: [{ offset: index.offset + first, length }], skipBits: from % 8 };
    }
    case 'encapsulated': {
      const ranges = index.frames[frame];
      return ranges && { ranges, skipBits: 0 };
    }
    case 'video':
      return undefined;
    default:
      return index satisfies never;
  }
}
