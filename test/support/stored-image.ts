// A DICOM file opened as the archive describes it, its frames ready to be decoded.
import { readHead } from '../../core/dicom/read.ts';
import { describeInstance } from '../../core/imaging/describe/describe.ts';
import type { InstanceDescriptor } from '../../core/imaging/descriptor.ts';
import { locatePixels } from '../../server/areas/imaging/ingest/locate-pixels.ts';
import { inflate } from '../../server/areas/imaging/objects/inflate.ts';
import type { ObjectReader } from '../../server/areas/imaging/objects/object-store.ts';
import type { FrameJob } from '../../server/areas/imaging/pixels/decode.ts';
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
  const located = await locatePixels(dataSet, pending, { length: bytes.length, transferSyntax, read });
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
