// XLI, the compression of Philips ECG XML: per lead a chunk of 10-bit LZW codes over high and low bytes of second differences.
import type { ProblemList } from '../refusal.ts';
import { isEmptyChannel } from './calibration.ts';

/** Codes have 10 bits; the last one stays unused. */
const codeBits = 10;
const lastCode = (1 << codeBits) - 2;

/** LZW with a table that fills up and stays. Output stops at `most` bytes. */
function decompress(bytes: Uint8Array, most: number): Uint8Array {
  const out = new Uint8Array(most);
  // A string of the table is where its bytes stand in the output, or a single byte.
  const starts = new Int32Array(lastCode + 1);
  const lengths = new Int32Array(lastCode + 1);
  let next = 256;
  let previousAt = 0;
  let previousLength = 0;
  let written = 0;
  let bits = 0;
  let held = 0;
  let from = 0;
  while (written < most) {
    while (held < codeBits && from < bytes.length) {
      bits = ((bits << 8) | (bytes[from++] ?? 0)) & 0x3fffff;
      held += 8;
    }
    if (held < codeBits) break;
    const code = (bits >> (held - codeBits)) & 0x3ff;
    held -= codeBits;
    if (code > lastCode || code > next || (code === next && previousLength === 0)) break;
    const at = written;
    if (code < 256) out[written++] = code;
    else {
      // A code that is only now being made is the previous string and its first byte.
      const source = code < next ? (starts[code] ?? 0) : previousAt;
      const length = code < next ? (lengths[code] ?? 0) : previousLength + 1;
      for (let i = 0; i < length && written < most; i++) {
        out[written++] = code === next && i === previousLength ? (out[at] ?? 0) : (out[source + i] ?? 0);
      }
    }
    // The new string is the previous one and the first byte of this one, which follow each other in the output.
    if (previousLength > 0 && next <= lastCode) {
      starts[next] = previousAt;
      lengths[next] = previousLength + 1;
      next++;
    }
    previousAt = at;
    previousLength = written - at;
  }
  return out.subarray(0, written);
}

/** High bytes first, then low bytes; the first two values are absolute, the others predicted from the two before. */
function undifference(bytes: Uint8Array, start: number): Int16Array {
  const count = bytes.length >> 1;
  const values = new Int16Array(count);
  for (let at = 0; at < count; at++) values[at] = ((bytes[at] ?? 0) << 8) | (bytes[count + at] ?? 0);
  let last = start;
  for (let at = 2; at < count; at++) {
    const value = 2 * (values[at - 1] ?? 0) - (values[at - 2] ?? 0) - last;
    last = (values[at] ?? 0) - 64;
    values[at] = value;
  }
  return values;
}

/** Carts write all the channels they have; those beyond the leads carry no signal. */
function onlyEmptyChannels(bytes: Uint8Array, from: number, samplesPerLead: number): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = from;
  while (at + 8 <= bytes.length) {
    const size = view.getUint32(at, true);
    const start = view.getInt16(at + 6, true);
    at += 8;
    if (size === 0 || size > bytes.length - at) return false;
    const values = undifference(decompress(bytes.subarray(at, at + size), samplesPerLead * 2 + 2), start);
    if (values.length !== samplesPerLead || !isEmptyChannel(values)) return false;
    at += size;
  }
  return at === bytes.length;
}

/** One lead after the other, `samplesPerLead` each. A chunk that is cut or too long ends the list with a problem. */
export function decodeXli(
  bytes: Uint8Array,
  leads: number,
  samplesPerLead: number,
  problems: ProblemList,
): Int16Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const made: Int16Array[] = [];
  let at = 0;
  while (made.length < leads && at + 8 <= bytes.length) {
    const size = view.getUint32(at, true);
    const start = view.getInt16(at + 6, true);
    at += 8;
    const where = `XLI chunk ${made.length + 1}`;
    if (size > bytes.length - at) {
      problems.add('WAVEFORM_CUT', where, `${size} bytes are announced, ${bytes.length - at} are there`);
      break;
    }
    // Room for one sample more than announced shows a chunk that is longer.
    const unpacked = decompress(bytes.subarray(at, at + size), samplesPerLead * 2 + 2);
    const values = undifference(unpacked, start);
    if (values.length !== samplesPerLead) {
      const text = `${values.length > samplesPerLead ? 'more' : values.length} samples where ${samplesPerLead} are announced; the lead is left out`;
      problems.add('LEAD_LENGTH', where, text);
    }
    // High and low bytes lie apart by the count of samples: with a wrong count every value is wrong.
    made.push(values.length === samplesPerLead ? values : new Int16Array());
    at += size;
  }
  if (made.length === leads && !onlyEmptyChannels(bytes, at, samplesPerLead)) {
    problems.add('WAVEFORM_LONGER', 'XLI', `${bytes.length - at} bytes are left after ${made.length} leads`);
  }
  if (made.length < leads) problems.add('WAVEFORM_CUT', 'XLI', `${made.length} leads where ${leads} are announced`);
  return made;
}
