// Which VR form and byte order bytes are in when nothing says so, or when what they say cannot be true.
import { entryOf } from './dictionary.ts';
import { groupOf, isGroupLength, isPrivate, tagNumber } from './tag.ts';
import { layoutOf, vrOfBytes } from './vr.ts';

export interface Encoding {
  explicitVr: boolean;
  littleEndian: boolean;
}

const undefinedLength = 0xffffffff;
const encodings: readonly Encoding[] = [
  { explicitVr: true, littleEndian: true },
  { explicitVr: false, littleEndian: true },
  { explicitVr: true, littleEndian: false },
  { explicitVr: false, littleEndian: false },
];

/**
 * Whether the first elements at `start` make sense in that encoding: tags ascend, VRs exist, lengths stay inside
 * `length` (that of the whole file, which may be longer than the bytes at hand). Four elements are enough to tell.
 */
export function looksLike(bytes: Uint8Array, start: number, encoding: Encoding, length = bytes.length): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { explicitVr, littleEndian } = encoding;
  let at = start;
  let last = -1;
  for (let count = 0; count < 4; count++) {
    if (at === length && count > 0) return true;
    if (at + 8 > bytes.length) return count > 0;
    const tag = tagNumber(view.getUint16(at, littleEndian), view.getUint16(at + 2, littleEndian));
    if (tag <= last || groupOf(tag) > 0x7fe0 || (count === 0 && groupOf(tag) > 0x28)) return false;
    const vr = explicitVr ? vrOfBytes(((bytes[at + 4] ?? 0) << 8) | (bytes[at + 5] ?? 0)) : undefined;
    if (explicitVr && vr === undefined) return false;
    if (!explicitVr && !entryOf(tag) && !isPrivate(tag) && !isGroupLength(tag)) return false;
    const long = vr !== undefined && layoutOf(vr).long;
    if (long && at + 12 > bytes.length) return count > 0;
    const size = !explicitVr
      ? view.getUint32(at + 4, littleEndian)
      : long
        ? view.getUint32(at + 8, littleEndian)
        : view.getUint16(at + 6, littleEndian);
    if (size === undefinedLength) return true;
    at += (long ? 12 : 8) + size;
    if (at > length) return false;
    last = tag;
  }
  return true;
}

/** The first encoding in which the bytes at `start` make sense; undefined when they are no data set in any. */
export const sniffEncoding = (bytes: Uint8Array, start: number, length = bytes.length): Encoding | undefined =>
  encodings.find((encoding) => looksLike(bytes, start, encoding, length));
