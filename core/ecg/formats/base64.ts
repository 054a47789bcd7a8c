// Base64 of waveform elements, with what is wrong in it as a refusal of that lead, not of the file.
import { fromBase64 } from '../../dicom/base64.ts';
import type { ProblemList } from './refusal.ts';

/** Bytes of the text; `undefined` and a problem `BASE64_INVALID` where it is no Base64. */
export function decodeBase64(text: string, where: string, problems: ProblemList): Uint8Array | undefined {
  try {
    return fromBase64(text);
  } catch {
    problems.add('BASE64_INVALID', where, 'The data are no Base64; the lead is left out');
    return undefined;
  }
}

/** Signed 16-bit little-endian values; an odd byte at the end is left over. */
export function int16s(bytes: Uint8Array): Int16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Int16Array.from({ length: bytes.length >> 1 }, (_, at) => view.getInt16(at * 2, true));
}
