// Whether two data sets say the same, however they were encoded: a program that passes an object on may write its sequences, lengths,
// padding and file meta information in another way without changing a value (PS3.5 7.5.2, 6.2, 7.2).
import type { DataSet } from './data-set.ts';
import type { BytesElement, Element } from './element.ts';
import type { Tag } from './tag.ts';
import { isText } from './vr.ts';

/** Data Set Trailing Padding (FFFC,FFFC). */
export const trailingPaddingTag: Tag = 0xfffcfffc;

/** Group lengths, Length to End (0008,0001), the file's meta information and trailing padding tell of the encoding alone. */
const ofEncoding = (tag: Tag): boolean =>
  (tag & 0xffff) === 0 || tag >>> 16 === 2 || tag === 0x00080001 || tag === trailingPaddingTag;

const told = (dataSet: DataSet): Element[] => dataSet.elements().filter(({ tag }) => !ofEncoding(tag));

const equal = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);

/** Without the spaces or NULs that fill up the length of a text. */
function unpadded(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0x20 || bytes[end - 1] === 0)) end -= 1;
  return bytes.subarray(0, end);
}

/** A private value is UN where implicit VR hides what it is: its bytes decide, and padding only where one side knows it for a text. */
function sameBytes(a: DataSet, one: BytesElement, b: DataSet, other: BytesElement): boolean {
  const [mine, theirs] = [a.littleEndianBytes(one), b.littleEndianBytes(other)];
  if (one.vr !== other.vr && one.vr !== 'UN' && other.vr !== 'UN') return false;
  return isText(one.vr) || isText(other.vr) ? equal(unpadded(mine), unpadded(theirs)) : equal(mine, theirs);
}

function sameElement(a: DataSet, one: Element, b: DataSet, other: Element): boolean {
  if (one.tag !== other.tag) return false;
  if (one.kind === 'bytes' && other.kind === 'bytes') return sameBytes(a, one, b, other);
  if (one.kind === 'sequence' && other.kind === 'sequence') {
    return (
      one.items.length === other.items.length &&
      one.items.every((item, index) => {
        const opposite = other.items[index];
        return opposite !== undefined && sameContent(item, opposite);
      })
    );
  }
  if (one.kind === 'encapsulated' && other.kind === 'encapsulated') {
    return (
      one.fragments.length === other.fragments.length &&
      one.fragments.every(({ bytes }, index) => equal(bytes, other.fragments[index]?.bytes ?? new Uint8Array()))
    );
  }
  return false;
}

/**
 * Both as they were read. Values of another spelling or character set count as different, even where they would mean the same: only a
 * person may say so. `false` is always the safe answer.
 */
export function sameContent(a: DataSet, b: DataSet): boolean {
  const [mine, theirs] = [told(a), told(b)];
  return (
    mine.length === theirs.length &&
    mine.every((one, index) => {
      const other = theirs[index];
      return other !== undefined && sameElement(a, one, b, other);
    })
  );
}
