// Little-endian values and texts of SCP-ECG sections, read past no end.
import { asGb } from '../../../dicom/undeclared.ts';

export class ScpReader {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  /** `undefined` past the end, and from then on. */
  u8(): number | undefined {
    return this.left < 1 ? undefined : this.#view.getUint8(this.at++);
  }

  u16(): number | undefined {
    if (this.left < 2) return undefined;
    this.at += 2;
    return this.#view.getUint16(this.at - 2, true);
  }

  i16(): number | undefined {
    const value = this.u16();
    return value === undefined ? undefined : (value << 16) >> 16;
  }

  u32(): number | undefined {
    if (this.left < 4) return undefined;
    this.at += 4;
    return this.#view.getUint32(this.at - 4, true);
  }

  take(length: number): Uint8Array {
    const taken = this.bytes.subarray(this.at, this.at + Math.max(0, length));
    this.at += taken.length;
    return taken;
  }
}

/** Language support code of tag 14 (EN 1064, 5.4.3.1), as TextDecoder knows the sets. */
const sets: readonly (readonly [number, string])[] = [
  [0x03, 'iso-8859-2'],
  [0x0b, 'iso-8859-4'],
  [0x13, 'iso-8859-5'],
  [0x1b, 'iso-8859-6'],
  [0x23, 'iso-8859-7'],
  [0x2b, 'iso-8859-8'],
  [0x33, 'windows-874'],
  [0x3b, 'iso-8859-15'],
  [0x07, 'utf-8'],
  [0x0f, 'shift_jis'],
  [0x17, 'euc-jp'],
  [0x1f, 'euc-jp'],
  [0x27, 'gb18030'],
  [0x2f, 'euc-kr'],
];

/** Text up to its first NUL: what follows it is what the writer's buffer held before. Bytes that are no text give nothing. */
export function scpText(bytes: Uint8Array, language: number): string {
  const text = decoded(bytes, language);
  // Fields that hold numbers in place of text are told by their control characters.
  return /[\u0001-\u0008\u000e-\u001f]/.test(text) ? '' : text;
}

function decoded(bytes: Uint8Array, language: number): string {
  const end = bytes.indexOf(0);
  const used = end < 0 ? bytes : bytes.subarray(0, end);
  const named = sets.find(([code]) => code === language)?.[1];
  if (named) return new TextDecoder(named).decode(used).trim();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(used).trim();
  } catch {
    // Chinese devices that declare no set mean GB; letters with accents do not come in pairs.
    return (asGb(used) ?? new TextDecoder('windows-1252').decode(used)).trim();
  }
}
