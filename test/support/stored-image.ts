// A DICOM file opened as the archive describes it, its frames ready to be decoded.
import { readFile } from 'node:fs/promises';
import { readHead, readPart10 } from '../../core/dicom/read.ts';
import { describeInstance } from '../../core/imaging/describe/describe.ts';
import type { InstanceDescriptor } from '../../core/imaging/descriptor.ts';
import { locatePixels } from '../../server/areas/imaging/ingest/locate-pixels.ts';
import { inflate } from '../../server/areas/imaging/objects/inflate.ts';
import type { ObjectReader } from '../../server/areas/imaging/objects/object-store.ts';
import { createCodecs } from '../../server/areas/imaging/pixels/codecs.ts';
import { decodeFrame, type FrameJob } from '../../server/areas/imaging/pixels/decode.ts';
import { frameCount, storedFrame } from '../../server/areas/imaging/query/frames.ts';

export interface StoredImage {
  descriptor: InstanceDescriptor;
  frames: number;
  /** @param frame 1-based */
  job(frame: number): Promise<FrameJob>;
}

/** Null when the file has no pixels that can be found. */
export async function openStoredImage(bytes: Uint8Array): Promise<StoredImage | null> {
  const found = readHead(bytes, bytes.length, { inflate });
  if (!('object' in found)) return null;
  const { dataSet, pending, transferSyntax, source } = found.object;
  const read = async (offset: number, length: number) => source.subarray(offset, offset + length);
  const codecs = createCodecs();
  const decode = (job: FrameJob) => decodeFrame(job, codecs);
  const located = await locatePixels(dataSet, pending, { length: bytes.length, transferSyntax, read, decode });
  const descriptor = describeInstance(dataSet, { transferSyntaxUid: transferSyntax.uid, ...located });
  const { image, pixels } = descriptor;
  if (!image || !pixels) return null;
  const reader: ObjectReader = {
    length: bytes.length,
    sha256: '',
    read: async (offset, length) => Buffer.from(bytes.subarray(offset, offset + length)),
    close: async () => {},
  };
  return {
    descriptor,
    frames: frameCount(pixels, image.frames),
    async job(frame) {
      const stored = await storedFrame(reader, pixels, frame);
      const bigEndian = pixels.kind === 'native' && pixels.bigEndian;
      return { ...stored, transferSyntaxUid: transferSyntax.uid, shape: image, bigEndian };
    },
  };
}

/** A pixel's value by rescale slope and intercept, from the file of unsigned 16-bit values that has this object. */
export async function valueIn(paths: readonly string[], sop: string, column: number, row: number): Promise<number> {
  for (const path of paths) {
    const { dataSet } = readPart10(await readFile(path));
    const bytes = dataSet.bytes('PixelData');
    if (dataSet.string('SOPInstanceUID') !== sop || !bytes) continue;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const stored = view.getUint16((row * (dataSet.number('Columns') ?? 0) + column) * 2, true);
    return stored * (dataSet.number('RescaleSlope') ?? 1) + (dataSet.number('RescaleIntercept') ?? 0);
  }
  throw new Error(`no file of ${sop}`);
}
