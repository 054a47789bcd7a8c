// Overlays that lie in unused bits of the pixel words: read once at reception, for what is served later are the values alone.
import type { DataSet } from '../../../../core/dicom/data-set.ts';
import { embeddedOverlaysOf, embeddedPlane, overlaysLeftOut } from '../../../../core/imaging/describe/overlays.ts';
import type { OverlayPlane, PixelLocation } from '../../../../core/imaging/descriptor.ts';
import { swapInPlace } from '../../../../core/imaging/pixels/words.ts';
import type { ReadAt } from './locate-pixels.ts';

/** Pixels are held whole while their bits are gathered; runs longer than this are shown without. */
const largestPixels = 64 << 20;

/** Of uncompressed objects; compressed ones that kept such bits are not known to exist, and the decoders drop them. */
export async function readEmbeddedOverlays(
  dataSet: DataSet,
  { pixels, frames }: { pixels: PixelLocation | null; frames: number },
  read: ReadAt,
): Promise<{ overlays: OverlayPlane[]; problem: string }> {
  const embedded = pixels ? embeddedOverlaysOf(dataSet) : [];
  if (!pixels || embedded.length === 0) return { overlays: [], problem: '' };
  const length = pixels.kind === 'native' ? pixels.frameLength * frames : Number.POSITIVE_INFINITY;
  if (pixels.kind !== 'native' || length > largestPixels) {
    return { overlays: [], problem: overlaysLeftOut };
  }
  const bytes = Uint8Array.from(await read(pixels.offset, length));
  if (pixels.bigEndian) swapInPlace(bytes, 2);
  const words = dataSet.number('BitsAllocated') === 8 ? bytes : new Uint16Array(bytes.buffer, 0, bytes.length >> 1);
  return { overlays: embedded.map((one) => embeddedPlane(one, words)), problem: '' };
}
