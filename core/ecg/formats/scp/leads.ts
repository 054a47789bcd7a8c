// Sections 3 to 6 of SCP-ECG: which leads there are, and their samples out of Huffman codes, differences and reference beats.
import type { ProblemList } from '../refusal.ts';
import { EcgRefusal } from '../refusal.ts';
import { ScpReader } from './bytes.ts';
import { decodeHuffman, type HuffmanTables } from './huffman.ts';

export interface LeadRange {
  id: number;
  /** First and last sample of the lead in the recording, counted as the file does. */
  start: number;
  end: number;
}

export interface LeadSet {
  leads: LeadRange[];
  /** Samples of section 6 are what is left after the reference beat was subtracted. */
  subtracted: boolean;
}

/** 24 h at 1 kHz. */
const maximumSamples = 100_000_000;

export function readLeadSet(body: Uint8Array, problems: ProblemList): LeadSet {
  const reader = new ScpReader(body);
  const count = reader.u8() ?? 0;
  const flags = reader.u8() ?? 0;
  if (count === 0) throw new EcgRefusal('MALFORMED', 'section 3', 'No leads');
  const leads = Array.from({ length: count }, (_, at): LeadRange => {
    const start = reader.u32();
    const end = reader.u32();
    const id = reader.u8();
    if (start === undefined || end === undefined || id === undefined) {
      throw new EcgRefusal(
        'MALFORMED',
        'section 3',
        `${count} leads are announced, the section ends in lead ${at + 1}`,
      );
    }
    if (end < start || end - start >= maximumSamples) {
      throw new EcgRefusal('MALFORMED', 'section 3', `Lead ${at + 1} goes from sample ${start} to ${end}`);
    }
    return { id, start, end };
  });
  // Leads are recorded at once or in turn: ranges that overlap and are not the same may be damaged.
  const apart = leads.find((one) =>
    leads.some(
      (other) =>
        one.start <= other.end && other.start <= one.end && (one.start !== other.start || one.end !== other.end),
    ),
  );
  if (apart) {
    const text = 'The leads are not of one stretch of time: each is put where it says that it begins';
    problems.add('LEADS_APART', 'section 3', text);
  }
  return { leads, subtracted: (flags & 1) === 1 };
}

export interface CodedLeads {
  nanovolts: number;
  intervalUs: number;
  difference: number;
  bimodal: boolean;
  data: Uint8Array[];
}

/** Sections 5 and 6 have one shape. `undefined` and a problem for one that cannot be. */
export function readCodedLeads(
  body: Uint8Array,
  count: number,
  section: number,
  problems: ProblemList,
): CodedLeads | undefined {
  const reader = new ScpReader(body);
  const nanovolts = reader.u16() ?? 0;
  const intervalUs = reader.u16() ?? 0;
  const difference = reader.u8() ?? 0;
  const bimodal = reader.u8() === 1 && section === 6;
  const lengths = Array.from({ length: count }, () => reader.u16());
  if (nanovolts === 0 || intervalUs === 0 || difference > 2 || lengths.includes(undefined)) {
    const text = `${nanovolts} nV, ${intervalUs} us, differences of order ${difference}: the section cannot be read`;
    problems.add('SECTION_INVALID', `section ${section}`, text);
    return undefined;
  }
  const data = lengths.map((length = 0, at) => {
    const bytes = reader.take(length);
    if (bytes.length < length) {
      problems.add('LEAD_CUT', `section ${section}, lead ${at + 1}`, `${bytes.length} of ${length} bytes are there`);
    }
    return bytes;
  });
  return { nanovolts, intervalUs, difference, bimodal, data };
}

/** Undoes first and second differences in place; the first one or two values are absolute. False when a value leaves 16 bits. */
function integrate(values: Int32Array, order: number): boolean {
  for (let at = order; at < values.length && order > 0; at++) {
    const before = values[at - 1] ?? 0;
    const value = (values[at] ?? 0) + (order === 1 ? before : 2 * before - (values[at - 2] ?? 0));
    if (value > 32_767 || value < -32_768) return false;
    values[at] = value;
  }
  return true;
}

/**
 * Stored values of one lead. `undefined` and a problem where the bits do not give the announced count or a value no
 * amplifier gave: such a lead is damaged from an unknown sample on.
 */
export function decodeLead(
  bytes: Uint8Array,
  tables: HuffmanTables | undefined,
  expected: number,
  order: number,
  where: string,
  problems: ProblemList,
): Int32Array | undefined {
  let values: Int32Array;
  if (tables) {
    const decoded = decodeHuffman(bytes, tables, expected);
    values = decoded.values;
    if (decoded.bitsLeft > 31 && values.length === expected) {
      problems.add('LEAD_LENGTH', where, `${decoded.bitsLeft} bits are left after ${expected} samples`);
    }
  } else {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    values = Int32Array.from({ length: bytes.length >> 1 }, (_, at) => view.getInt16(at * 2, true));
    // A range that counts from 0 is announced one too long.
    if (Math.abs(values.length - expected) > 1) {
      problems.add('LEAD_LENGTH', where, `${values.length} samples where ${expected} are announced`);
    }
  }
  if (values.length === 0) {
    problems.add('LEAD_EMPTY', where, 'The lead has no samples');
    return undefined;
  }
  if (tables && values.length < expected - 1) {
    problems.add(
      'LEAD_CUT',
      where,
      `The codes end after ${values.length} of ${expected} samples; the lead is left out`,
    );
    return undefined;
  }
  if (!integrate(values, order)) {
    problems.add('LEAD_DAMAGED', where, 'The differences add up to values beyond 16 bits; the lead is left out');
    return undefined;
  }
  return values;
}
