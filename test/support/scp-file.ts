// Builds SCP-ECG files for tests: sections with CRCs and pointers, leads raw, as differences, in default Huffman codes.
import { crcCcitt } from '../../core/ecg/formats/crc.ts';

export const bytesOf = (...parts: (number | Uint8Array | readonly number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'number' ? [part] : [...part])));
export const u16 = (value: number): number[] => [value & 0xff, (value >> 8) & 0xff];
export const u32 = (value: number): number[] => [...u16(value & 0xffff), ...u16(Math.floor(value / 0x10000))];

function section(id: number, body: Uint8Array, letters = ''): Uint8Array {
  const reserved = Array.from({ length: 6 }, (_, at) => letters.charCodeAt(at) || 0);
  const even = body.length % 2 === 0 ? body : bytesOf(body, 0);
  const rest = bytesOf(u16(id), u32(even.length + 16), 20, 20, reserved, even);
  return bytesOf(u16(crcCcitt(rest)), rest);
}

/** A whole file of the sections given, by id. */
export function scpFile(bodies: Record<number, Uint8Array>): Uint8Array {
  const ids = Object.keys(bodies).map(Number);
  const made = ids.map((id) => section(id, bodies[id] ?? new Uint8Array()));
  const pointersLength = 16 + 10 * (ids.length + 1);
  let at = 6 + pointersLength;
  const pointers = [u16(0), u32(pointersLength), u32(7)];
  ids.forEach((id, index) => {
    const { length } = made[index] ?? new Uint8Array();
    pointers.push(u16(id), u32(length), u32(at + 1));
    at += length;
  });
  const all = [section(0, bytesOf(...pointers), 'SCPECG'), ...made];
  const rest = bytesOf(u32(at), ...all);
  return bytesOf(u16(crcCcitt(rest)), rest);
}

/** Values as the first two absolute and second differences after. */
export const secondDifferences = (values: readonly number[]): number[] =>
  values.map((value, at) => (at < 2 ? value : value - 2 * (values[at - 1] ?? 0) + (values[at - 2] ?? 0)));

/** Default table: short codes to 8, then 8 and 16 bits. */
export function huffman(values: readonly number[]): Uint8Array {
  const bits = values
    .map((value) => {
      const size = Math.abs(value);
      if (size === 0) return '0';
      if (size <= 8) return `${'1'.repeat(size)}0${value > 0 ? 0 : 1}`;
      const [prefix, width] = value >= -128 && value <= 127 ? ['1111111110', 8] : ['1111111111', 16];
      return prefix + (value & (2 ** width - 1)).toString(2).padStart(width, '0');
    })
    .join('');
  const bytes = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0').match(/.{8}/g) ?? [];
  return Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 2));
}

/** Section 3: `[id, start, end]` a lead. */
export const leadSection = (leads: readonly (readonly [number, number, number])[], flags = 4): Uint8Array =>
  bytesOf(leads.length, flags, ...leads.flatMap(([id, start, end]) => [u32(start), u32(end), id]));

/** Section 5 or 6. */
export const dataSection = (
  nanovolts: number,
  intervalUs: number,
  difference: number,
  bimodal: number,
  leads: readonly Uint8Array[],
): Uint8Array =>
  bytesOf(u16(nanovolts), u16(intervalUs), difference, bimodal, ...leads.map(({ length }) => u16(length)), ...leads);

/** Section 1 with last name, id, date and time of acquisition. */
export function patientSection(name: string, id: string): Uint8Array {
  const text = (tag: number, value: string) =>
    bytesOf(
      tag,
      u16(value.length + 1),
      [...value].map((letter) => letter.charCodeAt(0)),
      0,
    );
  return bytesOf(
    text(0, name),
    text(2, id),
    8,
    u16(1),
    2,
    25,
    u16(4),
    u16(2024),
    3,
    9,
    26,
    u16(3),
    10,
    20,
    30,
    255,
    u16(0),
  );
}
