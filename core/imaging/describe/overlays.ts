// Overlay planes of an object: with data of their own (PS3.3 C.9.2), or in bits of the pixel words that no value uses (retired in 2004).
import type { DataSet } from '../../dicom/data-set.ts';
import { tagNumber } from '../../dicom/tag.ts';
import type { OverlayPlane } from '../descriptor.ts';

function base64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

const groups = Array.from({ length: 16 }, (_, index) => 0x6000 + index * 2);

function planeOf(dataSet: DataSet, group: number): Omit<OverlayPlane, 'bits'> | null {
  const rows = dataSet.number(tagNumber(group, 0x0010));
  const columns = dataSet.number(tagNumber(group, 0x0011));
  if (!rows || !columns) return null;
  const [originRow = 1, originColumn = 1] = dataSet.numbers(tagNumber(group, 0x0050));
  return {
    group,
    rows,
    columns,
    originRow,
    originColumn,
    frames: dataSet.number(tagNumber(group, 0x0015)) ?? 1,
    firstFrame: dataSet.number(tagNumber(group, 0x0051)) ?? 1,
    kind: dataSet.string(tagNumber(group, 0x0040)) === 'R' ? 'roi' : 'graphics',
    description: dataSet.string(tagNumber(group, 0x0022)) ?? dataSet.string(tagNumber(group, 0x1500)) ?? '',
  };
}

/** Overlays with data of their own. */
export function overlaysOf(dataSet: DataSet): OverlayPlane[] {
  return groups.flatMap((group) => {
    const element = dataSet.element(tagNumber(group, 0x3000));
    const plane = planeOf(dataSet, group);
    if (element?.kind !== 'bytes' || !plane) return [];
    const bits = dataSet.littleEndianBytes(element);
    const needed = Math.ceil((plane.rows * plane.columns * plane.frames) / 8);
    return bits.length < needed ? [] : [{ ...plane, bits: base64(bits.subarray(0, needed)) }];
  });
}

/** An overlay whose bits lie in the pixel words: `bit` counts from the least significant. */
export interface EmbeddedOverlay {
  plane: Omit<OverlayPlane, 'bits'>;
  bit: number;
}

/** Said of an object whose compression kept no bits but those of values: lossy forms, and streams that are narrower than the words were. */
export const overlaysLost = 'Overlays in unused bits were lost when the pixel data were compressed.';
/** Said of an object of which such overlays may be there but were not read: very long runs, damaged frames, objects that lie elsewhere. */
export const overlaysLeftOut = 'Overlays in unused bits of the pixel data are not drawn.';

/** Those of an image of 8 or 16 bits allocated; one of other size than the image, or in bits that values use, is none. */
export function embeddedOverlaysOf(dataSet: DataSet): EmbeddedOverlay[] {
  const allocated = dataSet.number('BitsAllocated') ?? 0;
  const stored = dataSet.number('BitsStored') ?? allocated;
  const high = dataSet.number('HighBit') ?? stored - 1;
  if ((allocated !== 8 && allocated !== 16) || dataSet.number('SamplesPerPixel') !== 1) return [];
  return groups.flatMap((group) => {
    const plane = planeOf(dataSet, group);
    const bit = dataSet.number(tagNumber(group, 0x0102));
    const own = dataSet.bytes(tagNumber(group, 0x3000));
    if (!plane || own || bit === undefined || bit >= allocated || (bit <= high && bit > high - stored)) return [];
    const same = plane.rows === dataSet.number('Rows') && plane.columns === dataSet.number('Columns');
    return same ? [{ plane, bit }] : [];
  });
}

/** The plane with its bits taken from the words of the frames, which follow each other without gaps. */
export function embeddedPlane({ plane, bit }: EmbeddedOverlay, words: Uint8Array | Uint16Array): OverlayPlane {
  const pixels = plane.rows * plane.columns;
  const frames = Math.floor(words.length / pixels);
  const bits = new Uint8Array(Math.ceil((frames * pixels) / 8));
  for (let at = 0; at < frames * pixels; at += 1) {
    if (((words[at] as number) >> bit) & 1) bits[at >> 3] = (bits[at >> 3] as number) | (1 << (at & 7));
  }
  return { ...plane, frames, firstFrame: 1, bits: base64(bits) };
}
