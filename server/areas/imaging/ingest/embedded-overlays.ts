// Overlays that lie in unused bits of the pixel words: read once at reception, for what is served later are the values alone.
import type { DataSet } from '../../../../core/dicom/data-set.ts';
import { DicomError } from '../../../../core/dicom/errors.ts';
import type { TransferSyntax } from '../../../../core/dicom/transfer-syntax.ts';
import {
  embeddedOverlaysOf,
  embeddedPlane,
  overlaysLeftOut,
  overlaysLost,
} from '../../../../core/imaging/describe/overlays.ts';
import type { OverlayPlane, PixelLocation } from '../../../../core/imaging/descriptor.ts';
import { readJpegHeader } from '../../../../core/imaging/pixels/jpeg/header.ts';
import type { PixelShape, Samples } from '../../../../core/imaging/pixels/samples.ts';
import { swapInPlace } from '../../../../core/imaging/pixels/words.ts';
import { YishuError } from '../../../../core/kernel/errors.ts';
import type { FrameJob } from '../pixels/decode.ts';
import { codestreamHeader } from '../pixels/stream-headers.ts';
import type { ReadAt } from './locate-pixels.ts';

/** Words are held whole while their bits are gathered; runs longer than this are shown without. */
const largestPixels = 64 << 20;

export interface OverlayParts {
  transferSyntax: TransferSyntax;
  read: ReadAt;
  /** @throws NOT_RENDERABLE, SERVER_BUSY */
  decode(job: FrameJob): Promise<Samples>;
}

interface Whole {
  words: Uint8Array | Uint16Array;
  /** Bits of a word that the stored form keeps, from the least significant. */
  kept: number;
}

/** Bits that a frame's stream keeps of each word; none where its own header says that it loses some. */
function keptBits(bytes: Uint8Array, { pixels }: TransferSyntax, allocated: number): number {
  switch (pixels) {
    case 'jpeg': {
      const { process, precision } = readJpegHeader(bytes).frame;
      return process === 3 ? precision : 0;
    }
    case 'jpeg-ls':
      return readJpegHeader(bytes).frame.precision;
    case 'jpeg-2000':
    case 'htj2k':
      return codestreamHeader(bytes).precision;
    default:
      return allocated;
  }
}

/** The words of all frames with every bit that their streams keep, as if all of them were one value. */
async function decodedWords(
  frames: readonly (readonly number[])[],
  shape: PixelShape,
  { transferSyntax, read, decode }: OverlayParts,
): Promise<Whole> {
  const size = shape.rows * shape.columns;
  const words = new Uint16Array(size * frames.length);
  let kept = shape.bitsAllocated;
  for (const [index, ranges] of frames.entries()) {
    const parts: Uint8Array[] = [];
    for (let at = 0; at + 1 < ranges.length; at += 2) parts.push(await read(ranges[at] ?? 0, ranges[at + 1] ?? 0));
    const bytes = Uint8Array.from(Buffer.concat(parts));
    kept = Math.min(kept, keptBits(bytes, transferSyntax, shape.bitsAllocated));
    if (kept === 0) break;
    const job = { bytes, transferSyntaxUid: transferSyntax.uid, shape, bigEndian: false, skipBits: 0 };
    words.set((await decode(job)).data.subarray(0, size), index * size);
  }
  return { words, kept };
}

/** What of them can be drawn, and why not the others. An object is never refused for its overlays. */
export async function readEmbeddedOverlays(
  dataSet: DataSet,
  { pixels, frames }: { pixels: PixelLocation | null; frames: number },
  parts: OverlayParts,
): Promise<{ overlays: OverlayPlane[]; problem: string }> {
  const embedded = pixels ? embeddedOverlaysOf(dataSet) : [];
  if (!pixels || embedded.length === 0) return { overlays: [], problem: '' };
  if (parts.transferSyntax.lossy) return { overlays: [], problem: overlaysLost };
  const bitsAllocated = dataSet.number('BitsAllocated') === 8 ? 8 : 16;
  const shape: PixelShape = {
    ...{ rows: dataSet.number('Rows') ?? 0, columns: dataSet.number('Columns') ?? 0, samplesPerPixel: 1 },
    ...{ photometric: 'MONOCHROME2', planarConfiguration: 0, signed: false, floating: false },
    ...{ bitsAllocated, bitsStored: bitsAllocated, highBit: bitsAllocated - 1 },
  };
  const length = (shape.rows * shape.columns * frames * bitsAllocated) / 8;
  // What lies in a deflated data set has no place of its own in the file.
  if (pixels.kind === 'deflated' || length > largestPixels) return { overlays: [], problem: overlaysLeftOut };
  try {
    const { words, kept } =
      pixels.kind === 'native'
        ? await nativeWords(pixels, length, bitsAllocated, parts.read)
        : await decodedWords(pixels.frames, shape, parts);
    const here = embedded.filter(({ bit }) => bit < kept);
    return {
      overlays: here.map((one) => embeddedPlane(one, words)),
      problem: here.length < embedded.length ? overlaysLost : '',
    };
  } catch (error) {
    // A damaged frame is told where it is shown; that the server is busy says nothing about the object.
    const damaged = error instanceof DicomError || (error instanceof YishuError && error.code === 'NOT_RENDERABLE');
    if (damaged) return { overlays: [], problem: overlaysLeftOut };
    throw error;
  }
}

async function nativeWords(
  { offset, bigEndian }: Extract<PixelLocation, { kind: 'native' }>,
  length: number,
  bitsAllocated: 8 | 16,
  read: ReadAt,
): Promise<Whole> {
  const bytes = Uint8Array.from(await read(offset, length));
  if (bigEndian) swapInPlace(bytes, 2);
  const words = bitsAllocated === 8 ? bytes : new Uint16Array(bytes.buffer, 0, bytes.length >> 1);
  return { words, kept: bitsAllocated };
}
