// Finds where the frames of a stored object lie without reading its pixels, but for bits beside the values: a frame then leaves the disk by offset.
import type { DataSet } from '../../../../core/dicom/data-set.ts';
import type { ByteRange } from '../../../../core/dicom/element.ts';
import { DicomError } from '../../../../core/dicom/errors.ts';
import { indexFrames, type PixelLocation as RawLocation } from '../../../../core/dicom/frames.ts';
import type { PendingElement } from '../../../../core/dicom/read-elements.ts';
import { itemTag, sequenceDelimitationTag } from '../../../../core/dicom/tag.ts';
import type { OverlayPlane, PixelLocation } from '../../../../core/imaging/descriptor.ts';
import { type OverlayParts, readEmbeddedOverlays } from './embedded-overlays.ts';

/** Bytes of the object by offset, fewer at its end. */
export type ReadAt = (offset: number, length: number) => Promise<Uint8Array>;

export interface Located {
  pixels: PixelLocation | null;
  /** Frames that are there, of those that the header declares. */
  frames: number;
  /** Why frames cannot be found, or what is odd about them. */
  problem: string;
  /** The pixels are Float (7FE0,0008) or Double Float Pixel Data (7FE0,0009). */
  floating: boolean;
}

/** What is read at once while walking: item headers of small fragments share it. */
const windowBytes = 1 << 18;
/** Of each fragment: enough to know the start of a JPEG, JPEG 2000 or JPEG XL frame. */
const peekBytes = 12;

const little32 = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0;

/** Encapsulation is little-endian in every syntax that has it: group and element are two 16-bit words (PS3.5 A.4). */
function tagAt(bytes: Uint8Array, at: number): number {
  const word = little32(bytes, at);
  return (((word & 0xffff) << 16) | (word >>> 16)) >>> 0;
}

const startsPart = (bytes: Uint8Array, at: number): boolean =>
  [itemTag, sequenceDelimitationTag].includes(tagAt(bytes, at));

interface Walked {
  offsetTable: Uint8Array;
  fragments: ByteRange[];
  heads: Map<number, Uint8Array>;
  closed: boolean;
}

async function walkFragments(read: ReadAt, offset: number, end: number): Promise<Walked> {
  let window: { start: number; bytes: Uint8Array } = { start: 0, bytes: new Uint8Array() };
  const found: ByteRange[] = [];
  const heads = new Map<number, Uint8Array>();
  let closed = false;
  for (let at = offset; at + 8 <= end; ) {
    const wanted = Math.min(8 + peekBytes, end - at);
    if (at < window.start || at + wanted > window.start + window.bytes.length) {
      window = { start: at, bytes: await read(at, Math.min(windowBytes, end - at)) };
    }
    const here = at - window.start;
    const tag = tagAt(window.bytes, here);
    const length = little32(window.bytes, here + 4);
    closed = tag === sequenceDelimitationTag;
    if (tag !== itemTag || at + 8 + length > end) break;
    found.push({ offset: at + 8, length });
    heads.set(at + 8, window.bytes.slice(here + 8, here + 8 + Math.min(peekBytes, length)));
    at += 8 + length;
    // An odd length is forbidden; writers that count without the padding byte still write it.
    if (length % 2 === 1 && at + 9 <= end) {
      const next = await read(at, 5);
      if (!startsPart(next, 0) && startsPart(next, 1)) at += 1;
    }
  }
  const [table, ...fragments] = found;
  const offsetTable = table && table.length > 0 ? await read(table.offset, table.length) : new Uint8Array();
  return { offsetTable, fragments, heads, closed };
}

/**
 * Where the frames are, and what else their words hold.
 * @param pending where reading of the head stopped: the pixel data element
 * @param options.length of the whole object; for a deflated one, of the inflated data set
 */
export async function locatePixels(
  dataSet: DataSet,
  pending: PendingElement | undefined,
  options: LocateOptions,
): Promise<Located & { overlays: OverlayPlane[] }> {
  const located = await findFrames(dataSet, pending, options);
  const { overlays, problem } = await readEmbeddedOverlays(dataSet, located, options);
  return { ...located, overlays, problem: [located.problem, problem].filter(Boolean).join(' ') };
}

interface LocateOptions extends OverlayParts {
  length: number;
}

async function findFrames(
  dataSet: DataSet,
  pending: PendingElement | undefined,
  options: LocateOptions,
): Promise<Located> {
  if (!pending) return { pixels: null, frames: 0, problem: '', floating: false };
  const floating = pending.tag === 0x7fe00008 || pending.tag === 0x7fe00009;
  const { transferSyntax } = options;
  const encapsulated = pending.length === undefined;
  const walked = encapsulated ? await walkFragments(options.read, pending.offset, options.length) : null;
  const end = transferSyntax.deflated ? Number.POSITIVE_INFINITY : options.length;
  const location: RawLocation = walked
    ? { kind: 'encapsulated', offsetTable: walked.offsetTable, fragments: walked.fragments }
    : {
        kind: 'native',
        offset: pending.offset,
        length: Math.max(0, Math.min(pending.length ?? 0, end - pending.offset)),
      };
  try {
    const index = indexFrames({
      dataSet,
      transferSyntax,
      location,
      peek: (offset, length) => (walked?.heads.get(offset) ?? new Uint8Array()).subarray(0, length),
    });
    const open = walked && !walked.closed ? ['The fragments of the pixel data are not closed.'] : [];
    const problem = [...open, ...index.problems.map(({ message }) => message)].join(' ');
    if (index.kind === 'native') {
      if (index.count === 0) return { pixels: null, frames: 0, problem, floating };
      const { offset, frameBits } = index;
      const at = { offset, frameLength: frameBits / 8 };
      return {
        pixels: transferSyntax.deflated
          ? { kind: 'deflated', ...at }
          : // Bytes (OB) have no order; words (OW) have, whatever lies in them.
            { kind: 'native', ...at, bigEndian: transferSyntax.bigEndianPixels && pending.vr !== 'OB' },
        frames: index.count,
        problem,
        floating,
      };
    }
    const frames = index.kind === 'video' ? [index.stream] : index.frames;
    return {
      pixels: {
        kind: 'encapsulated',
        frames: frames.map((ranges) => ranges.flatMap(({ offset, length }) => [offset, length])),
      },
      // Each frame of a video takes bytes of its stream.
      frames: index.kind === 'video' ? Math.min(index.count, options.length) : index.frames.length,
      problem,
      floating,
    };
  } catch (error) {
    if (error instanceof DicomError) return { pixels: null, frames: 0, problem: error.message, floating };
    throw error;
  }
}
