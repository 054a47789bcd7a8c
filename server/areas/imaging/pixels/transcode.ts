// An object in another transfer syntax than it is stored in: little-endian, uncompressed (PS3.18 8.7.3.5.2), for programs that decode nothing.
import { readPart10 } from '../../../../core/dicom/read.ts';
import { transferSyntax } from '../../../../core/dicom/transfer-syntax.ts';
import { writePart10 } from '../../../../core/dicom/write.ts';
import { notRenderable, type Samples, sampleBytes } from '../../../../core/imaging/pixels/samples.ts';
import { inflate } from '../objects/inflate.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { type FrameSource, framesIn, type PixelInstance } from './frame-source.ts';

/** What can be written: implicit and explicit little endian. */
export const writableSyntaxes: readonly string[] = ['1.2.840.10008.1.2.1', '1.2.840.10008.1.2'];

/** An object is held whole while it is rewritten. */
const largestObject = 1 << 30;

function declare(dataSet: ReturnType<typeof readPart10>['dataSet'], sample: Samples, stored: number): void {
  const bits = sample.data.BYTES_PER_ELEMENT * 8;
  const kept = sample.kind === 'rgb8' ? 8 : Math.min(stored, bits);
  dataSet
    .set('BitsAllocated', bits)
    .set('BitsStored', kept)
    .set('HighBit', kept - 1);
  if (sample.kind === 'rgb8') dataSet.set('PhotometricInterpretation', 'RGB').set('PlanarConfiguration', 0);
  dataSet.delete('ExtendedOffsetTable');
  dataSet.delete('ExtendedOffsetTableLengths');
}

/**
 * A Part 10 file of the object in `target`.
 * @throws NOT_RENDERABLE when its frames cannot be decoded without loss of what is in them
 */
export async function transcoded(
  parts: { objects: ObjectStore; frames: FrameSource },
  instance: PixelInstance,
  target: string,
): Promise<Uint8Array> {
  const reader = await parts.objects.open(instance.path);
  const read = async () => {
    if (reader.length > largestObject)
      throw notRenderable(`objects over ${largestObject} bytes are sent as stored only`);
    return reader.read(0, reader.length);
  };
  const { dataSet, transferSyntax: stored } = readPart10(await read().finally(() => reader.close()), { inflate });
  if (!stored.encapsulated || dataSet.element('PixelData')?.kind !== 'encapsulated') {
    return writePart10(dataSet, { transferSyntax: target });
  }
  const { image } = instance.descriptor;
  if (image && image.samplesPerPixel > 1 && image.bitsStored > 8) {
    throw notRenderable(`colours of ${image.bitsStored} bits are sent as stored only`);
  }
  const count = framesIn(instance);
  if (!image || count === 0) throw notRenderable(instance.descriptor.problem || transferSyntax(stored.uid).name);
  const pieces: Uint8Array[] = [];
  for (let frame = 1; frame <= count; frame += 1) {
    const sample = await parts.frames.frame(instance, frame);
    if (frame === 1) declare(dataSet, sample, image.bitsStored);
    pieces.push(sampleBytes(sample));
  }
  const joined = Buffer.concat(pieces);
  const even = joined.length % 2 === 0 ? joined : Buffer.concat([joined, Buffer.alloc(1)]);
  dataSet.set('PixelData', even, image.bitsAllocated > 8 ? 'OW' : 'OB');
  return writePart10(dataSet, { transferSyntax: target });
}
