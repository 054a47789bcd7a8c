// Huffman decoding of SCP-ECG (EN 1064, section 2 and annex C): the default table, tables of the file, table switches.
import { EcgRefusal } from '../refusal.ts';
import { ScpReader } from './bytes.ts';

interface Code {
  prefixBits: number;
  /** Bits after the prefix that hold the value itself, signed. */
  valueBits: number;
  base: number;
  /** A code that changes to the table of number `base`. */
  switches: boolean;
}

/** Codes by prefix length and prefix, most significant bit first. */
type Table = Map<number, Code>;
const keyOf = (bits: number, prefix: number): number => bits * 0x100000 + prefix;
const longestPrefix = 16;

function defaultTable(): Table {
  const table: Table = new Map();
  const put = (bits: number, prefix: number, base: number, valueBits = 0) =>
    table.set(keyOf(bits, prefix), { prefixBits: bits, valueBits, base, switches: false });
  put(1, 0, 0);
  // 100 is 1, 101 is -1, 1100 is 2, 1101 is -2, and so on to 8.
  for (let value = 1; value <= 8; value++) {
    const ones = ((1 << value) - 1) << 2;
    put(value + 2, ones, value);
    put(value + 2, ones | 1, -value);
  }
  put(10, 0x3fe, 0, 8);
  put(10, 0x3ff, 0, 16);
  return table;
}

const reversed = (value: number, bits: number): number => {
  let out = 0;
  for (let bit = 0; bit < bits; bit++) out |= ((value >>> bit) & 1) << (bits - 1 - bit);
  return out;
};

/** The number of tables that says: the default one. */
const useDefault = 19_999;

/** Tables of section 2; throws EcgRefusal `MALFORMED` for tables that cannot be. */
export function readTables(body: Uint8Array): Table[] {
  const reader = new ScpReader(body);
  const count = reader.u16() ?? 0;
  if (count === useDefault) return [defaultTable()];
  if (count < 1 || count > 64) throw new EcgRefusal('MALFORMED', 'section 2', `${count} Huffman tables`);
  return Array.from({ length: count }, (_, number) => {
    const table: Table = new Map();
    const codes = reader.u16() ?? 0;
    for (let code = 0; code < codes; code++) {
      const prefixBits = reader.u8();
      const entireBits = reader.u8();
      const mode = reader.u8();
      const base = reader.i16();
      const prefix = reader.u32();
      if (prefixBits === undefined || entireBits === undefined || base === undefined || prefix === undefined) {
        throw new EcgRefusal('MALFORMED', 'section 2', `Huffman table ${number + 1} is cut`);
      }
      if (prefixBits < 1 || prefixBits > longestPrefix || entireBits < prefixBits || entireBits - prefixBits > 16) {
        throw new EcgRefusal('MALFORMED', 'section 2', `Huffman code of ${prefixBits} in ${entireBits} bits`);
      }
      // The first bit of a code is the lowest bit of the stored word.
      const key = keyOf(prefixBits, reversed(prefix, prefixBits));
      table.set(key, { prefixBits, valueBits: entireBits - prefixBits, base, switches: mode === 0 });
    }
    if (table.size === 0) throw new EcgRefusal('MALFORMED', 'section 2', `Huffman table ${number + 1} is empty`);
    return table;
  });
}

export interface Decoded {
  values: Int32Array;
  /** Bits left over after the last value; a byte of padding and an even length leave up to 15. */
  bitsLeft: number;
}

/** Decodes up to `count` values; fewer when the bits end or form no code. */
export function decodeHuffman(bytes: Uint8Array, tables: readonly Table[], count: number): Decoded {
  const values = new Int32Array(Math.min(count, bytes.length * 8));
  const bits = bytes.length * 8;
  const bitAt = (at: number) => ((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1;
  let table = tables[0];
  let written = 0;
  let at = 0;
  while (written < values.length && table) {
    let prefix = 0;
    let length = 0;
    let code: Code | undefined;
    while (!code && length < longestPrefix && at + length < bits) {
      prefix = (prefix << 1) | bitAt(at + length);
      length++;
      code = table.get(keyOf(length, prefix));
    }
    if (!code || at + length + code.valueBits > bits) break;
    at += length;
    if (code.switches) {
      table = tables[code.base - 1];
      continue;
    }
    let value = code.base;
    if (code.valueBits > 0) {
      let raw = 0;
      for (let bit = 0; bit < code.valueBits; bit++) raw = (raw << 1) | bitAt(at++);
      value += (raw << (32 - code.valueBits)) >> (32 - code.valueBits);
    }
    values[written++] = value;
  }
  return { values: values.subarray(0, written), bitsLeft: bits - at };
}

export type HuffmanTables = readonly Table[];
