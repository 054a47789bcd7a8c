// The colour tables of an object, plain or segmented, as 16-bit entries (PS3.3 C.7.6.3.1.5, C.7.9.2).
import type { DataSet } from '../../dicom/data-set.ts';
import type { LookUpTable, Palette } from '../descriptor.ts';
import { lutBytes, wordsAsBase64 } from './lut-data.ts';

const colours = [
  ['RedPaletteColorLookupTableDescriptor', 'RedPaletteColorLookupTableData', 'SegmentedRedPaletteColorLookupTableData'],
  [
    'GreenPaletteColorLookupTableDescriptor',
    'GreenPaletteColorLookupTableData',
    'SegmentedGreenPaletteColorLookupTableData',
  ],
  [
    'BluePaletteColorLookupTableDescriptor',
    'BluePaletteColorLookupTableData',
    'SegmentedBluePaletteColorLookupTableData',
  ],
] as const;

/**
 * Discrete and linear runs, and repeats of earlier ones, in units of 8 or 16 bit.
 * Null when they do not give `length` entries: they were written in units of another size.
 */
function expandSegments(units: Uint8Array | Uint16Array, length: number): Uint16Array | null {
  const out: number[] = [];
  const starts = new Set<number>();
  const size = units.BYTES_PER_ELEMENT;
  const offsetUnits = 4 / size;
  const offsetAt = (at: number): number =>
    size === 1
      ? ((units[at] ?? 0) | ((units[at + 1] ?? 0) << 8) | ((units[at + 2] ?? 0) << 16)) + (units[at + 3] ?? 0) * 2 ** 24
      : (units[at] ?? 0) + (units[at + 1] ?? 0) * 65_536;
  function run(from: number, limit: number): boolean {
    let at = from;
    for (let count = 0; at + 1 < units.length && count < limit && out.length < length; count += 1) {
      starts.add(at);
      const code = units[at];
      const many = units[at + 1] ?? 0;
      if (code === 0) {
        for (let index = 0; index < many; index += 1) out.push(units[at + 2 + index] ?? 0);
        at += 2 + many;
      } else if (code === 1) {
        const first = out.at(-1) ?? 0;
        const last = units[at + 2] ?? 0;
        for (let index = 1; index <= many; index += 1) out.push(Math.round(first + ((last - first) * index) / many));
        at += 3;
      } else if (code === 2) {
        const told = offsetAt(at + 2);
        // Bytes by the standard; some writers count entries.
        const offset = [told / size, told].find((one) => starts.has(one));
        // A repeat may not repeat a repeat: it runs over the plain ones that lie before it.
        if (offset === undefined || units[offset] === 2 || !run(offset, many)) return false;
        at += 2 + offsetUnits;
      } else return false;
    }
    return true;
  }
  return run(0, Number.POSITIVE_INFINITY) && out.length === length ? Uint16Array.from(out) : null;
}

interface Table {
  words: Uint16Array;
  first: number;
  bits: number;
}

function tableOf(dataSet: DataSet, [descriptor, data, segmented]: (typeof colours)[number]): Table | null {
  const [count = 0, first = 0, bits = 16] = dataSet.numbers(descriptor);
  // The descriptor may be read with a sign (US or SS); its first value never has one.
  const entries = count <= 0 ? count + 65_536 : count;
  const bytes = lutBytes(dataSet, data);
  if (bytes.length > 0) {
    const packed = bits <= 8 && bytes.length < entries * 2;
    const words = packed ? Uint16Array.from(bytes.subarray(0, entries)) : dataSet.words(data).slice(0, entries);
    return { words, first, bits };
  }
  const runs = dataSet.words(segmented);
  if (runs.length === 0) return null;
  const words =
    expandSegments(runs, entries) ?? (bits <= 8 ? expandSegments(lutBytes(dataSet, segmented), entries) : null);
  return words && { words, first, bits };
}

/** The three tables of a palette, entries widened to 16 bit; null when one is missing or cannot be read. */
export function paletteOf(dataSet: DataSet, signed: boolean): Palette | null {
  const tables = colours.map((names) => tableOf(dataSet, names));
  const [red, green, blue] = tables;
  if (!red || !green || !blue) return null;
  const all = [red, green, blue];
  // Tables that say 16 bit and fill only 8 are common in ultrasound, as are those that say 8 and fill 16. One colour alone may well be dark.
  const eight = all.every(({ words }) => words.every((word) => word < 256));
  const made = ({ words, first }: Table): LookUpTable => ({
    firstMapped: signed ? (first > 32_767 ? first - 65_536 : first) : first < 0 ? first + 65_536 : first,
    bitsPerEntry: 16,
    data: wordsAsBase64(eight ? words.map((word) => word * 257) : words),
    explanation: '',
  });
  return { red: made(red), green: made(green), blue: made(blue) };
}
