// Numbers of binary and text VRs, in either byte order, and numbers as text of DS and IS (PS3.5 6.2).
import { DicomError } from './errors.ts';
import { type Tag, tagHex } from './tag.ts';
import type { Vr } from './vr.ts';

const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

type ReadOne = (from: DataView, at: number, little: boolean) => number | bigint;

const readers: Partial<Record<Vr, { size: number; read: ReadOne }>> = {
  US: { size: 2, read: (from, at, little) => from.getUint16(at, little) },
  OW: { size: 2, read: (from, at, little) => from.getUint16(at, little) },
  SS: { size: 2, read: (from, at, little) => from.getInt16(at, little) },
  UL: { size: 4, read: (from, at, little) => from.getUint32(at, little) },
  OL: { size: 4, read: (from, at, little) => from.getUint32(at, little) },
  SL: { size: 4, read: (from, at, little) => from.getInt32(at, little) },
  FL: { size: 4, read: (from, at, little) => from.getFloat32(at, little) },
  OF: { size: 4, read: (from, at, little) => from.getFloat32(at, little) },
  FD: { size: 8, read: (from, at, little) => from.getFloat64(at, little) },
  OD: { size: 8, read: (from, at, little) => from.getFloat64(at, little) },
  SV: { size: 8, read: (from, at, little) => from.getBigInt64(at, little) },
  UV: { size: 8, read: (from, at, little) => from.getBigUint64(at, little) },
  OV: { size: 8, read: (from, at, little) => from.getBigUint64(at, little) },
  OB: { size: 1, read: (from, at) => from.getUint8(at) },
  AT: {
    size: 4,
    read: (from, at, little) => from.getUint16(at, little) * 0x10000 + from.getUint16(at + 2, little),
  },
};

/** Every whole number that the bytes hold; SV, UV and OV are bigints. Empty for VRs that hold none. */
export function readNumbers(bytes: Uint8Array, vr: Vr, littleEndian: boolean): (number | bigint)[] {
  const reader = readers[vr];
  if (!reader) return [];
  const from = view(bytes);
  return Array.from({ length: Math.floor(bytes.length / reader.size) }, (_, index) =>
    reader.read(from, index * reader.size, littleEndian),
  );
}

/** One value of DS or IS; NaN when it is no number. */
export function parseNumber(text: string): number {
  const trimmed = text.trim();
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(trimmed) ? Number(trimmed) : Number.NaN;
}

/** A whole number as IS may hold it (PS3.5 6.2: 32 bit, signed); null for any other, by which nothing is ordered or counted. */
export const integerOf = (value: number | undefined): number | null =>
  value !== undefined && Number.isInteger(value) && value >= -0x80000000 && value <= 0x7fffffff ? value : null;

/** A number in at most 16 characters (DS), with all the digits that fit. */
export function formatDecimal(value: number): string {
  if (!Number.isFinite(value)) throw new DicomError('value-invalid', `${value} is not a decimal string`);
  const shortest = String(Object.is(value, -0) ? 0 : value);
  if (shortest.length <= 16) return shortest;
  for (let digits = 16; digits > 0; digits--) {
    const rounded = Number(value.toPrecision(digits));
    const shorter = [String(rounded), value.toExponential(digits - 1)].find((text) => text.length <= 16);
    // Rounded up, the greatest numbers would become infinite.
    if (shorter !== undefined && Number.isFinite(rounded)) return shorter;
  }
  throw new DicomError('value-invalid', `${value} has no decimal string`);
}

const ranges: Partial<Record<Vr, [number, number]>> = {
  US: [0, 0xffff],
  SS: [-0x8000, 0x7fff],
  UL: [0, 0xffffffff],
  SL: [-0x80000000, 0x7fffffff],
  AT: [0, 0xffffffff],
  IS: [-0x80000000, 0x7fffffff],
};

function checked(value: number | bigint, vr: Vr, tag: Tag): number {
  const number = Number(value);
  const [least, most] = ranges[vr] ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const whole = ranges[vr] === undefined || Number.isInteger(number);
  if (!whole || !(number >= least && number <= most)) {
    if (ranges[vr] || !Number.isNaN(number)) {
      throw new DicomError('value-invalid', `${value} is not a value of ${vr}`, { tag });
    }
  }
  return number;
}

/** Numbers to the bytes of a binary VR, little-endian; throws `value-invalid` when one does not fit. */
export function writeNumbers(values: readonly (number | bigint)[], vr: Vr, tag: Tag): Uint8Array {
  const size = readers[vr]?.size;
  if (size === undefined) throw new DicomError('value-invalid', `${vr} holds no numbers`, { tag });
  const bytes = new Uint8Array(size * values.length);
  const to = view(bytes);
  values.forEach((value, index) => {
    const at = index * size;
    switch (vr) {
      case 'AT': {
        const number = checked(value, vr, tag);
        to.setUint16(at, number >>> 16, true);
        to.setUint16(at + 2, number & 0xffff, true);
        return;
      }
      case 'FL':
      case 'OF':
        to.setFloat32(at, Number(value), true);
        return;
      case 'FD':
      case 'OD':
        to.setFloat64(at, Number(value), true);
        return;
      case 'SV':
        to.setBigInt64(at, BigInt(value), true);
        return;
      case 'UV':
      case 'OV':
        to.setBigUint64(at, BigInt(value), true);
        return;
      case 'SS':
      case 'US':
      case 'OW':
        to.setUint16(at, checked(value, vr, tag) & 0xffff, true);
        return;
      case 'SL':
        to.setInt32(at, checked(value, vr, tag), true);
        return;
      default:
        if (size === 4) to.setUint32(at, checked(value, vr, tag), true);
        else to.setUint8(at, checked(value, vr, tag));
    }
  });
  return bytes;
}

/** Numbers to text of DS or IS, backslashes between them. */
export function numbersAsText(values: readonly (number | bigint)[], vr: Vr, tag: Tag): string {
  return values
    .map((value) => (vr === 'IS' ? String(checked(value, vr, tag)) : formatDecimal(Number(value))))
    .join('\\');
}

/** A value for people and indexes: AT as eight hexadecimal digits, others in decimal. */
export const numberAsText = (value: number | bigint, vr: Vr): string =>
  vr === 'AT' ? tagHex(Number(value)) : String(value);

/** A copy of the bytes with each word of `unit` bytes turned round. */
export function swapped(bytes: Uint8Array, unit: 2 | 4 | 8): Uint8Array {
  // Not by slice: that of a Buffer is a view of the same bytes, which would be turned round in their place.
  const copy = Uint8Array.from(bytes);
  for (let at = 0; at + unit <= copy.length; at += unit) copy.subarray(at, at + unit).reverse();
  return copy;
}
