// The record of an SCP-ECG file (EN 1064, 5.2): length and CRC, section 0 with its pointers, and the sections they lead to.
import { crcCcitt } from '../crc.ts';
import { EcgRefusal, type ProblemList } from '../refusal.ts';

const headerLength = 16;
/** Sections 0 to 11 of the standard, and those of manufacturers from 128 to 1023. */
const highestSection = 1023;

export interface ScpSection {
  id: number;
  version: number;
  /** After the header of 16 bytes. */
  body: Uint8Array;
  crcRight: boolean;
}

const u16 = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
const u32 = (bytes: Uint8Array, at: number): number => u16(bytes, at) + u16(bytes, at + 2) * 0x10000;

/** Section 0 begins at byte 6 with id 0 and the letters SCPECG; records before version 1.3 leave the letters out. */
export function looksLikeScp(bytes: Uint8Array): boolean {
  if (bytes.length < 6 + headerLength + 10 || u16(bytes, 8) !== 0) return false;
  if ([0x53, 0x43, 0x50, 0x45, 0x43, 0x47].every((letter, at) => bytes[16 + at] === letter)) return true;
  const sectionLength = u32(bytes, 10);
  const lengthFits = Math.abs(u32(bytes, 2) - bytes.length) <= 16;
  return lengthFits && sectionLength >= headerLength + 10 && sectionLength <= bytes.length && u16(bytes, 22) === 0;
}

/**
 * Sections by id. A wrong CRC and a wrong length are problems; pointers out of the file leave their section out. Throws
 * EcgRefusal `MALFORMED` when section 0 cannot be read.
 */
export function readSections(bytes: Uint8Array, problems: ProblemList): Map<number, ScpSection> {
  const length = u32(bytes, 2);
  if (length !== bytes.length) {
    problems.add('LENGTH_WRONG', 'record', `The record says ${length} bytes, the file has ${bytes.length}`);
  }
  const end = length > 6 && length <= bytes.length ? length : bytes.length;
  if (crcCcitt(bytes.subarray(2, end)) !== u16(bytes, 0)) {
    problems.add('CRC_WRONG', 'record', 'The CRC of the record is wrong: something in it was changed or cut');
  }
  const pointersLength = u32(bytes, 10);
  if (pointersLength < headerLength || pointersLength > bytes.length - 6) {
    throw new EcgRefusal('MALFORMED', 'section 0', `Section 0 of ${pointersLength} bytes does not fit into the file`);
  }
  const sections = new Map<number, ScpSection>();
  for (let at = 6 + headerLength; at + 10 <= 6 + pointersLength; at += 10) {
    const id = u16(bytes, at);
    const announced = u32(bytes, at + 2);
    const start = u32(bytes, at + 6) - 1;
    if (announced === 0 || id === 0 || id > highestSection) continue;
    const where = `section ${id}`;
    if (announced < headerLength || start < 6 || start + headerLength > bytes.length) {
      problems.add(
        'SECTION_INVALID',
        where,
        `A section of ${announced} bytes at byte ${start} does not fit into the file`,
      );
      continue;
    }
    if (u16(bytes, start + 2) !== id) {
      problems.add('SECTION_INVALID', where, `The pointer leads to section ${u16(bytes, start + 2)}`);
      continue;
    }
    const own = u32(bytes, start + 4);
    if (own !== announced) problems.add('LENGTH_WRONG', where, `${announced} bytes in section 0, ${own} in its header`);
    const stop = start + Math.min(announced, Math.max(own, headerLength));
    if (stop > bytes.length)
      problems.add('SECTION_CUT', where, `The section ends ${stop - bytes.length} bytes after the file`);
    const whole = bytes.subarray(start, Math.min(stop, bytes.length));
    const crcRight = crcCcitt(whole.subarray(2)) === u16(whole, 0);
    if (!crcRight) problems.add('CRC_WRONG', where, 'The CRC of the section is wrong: its content may be damaged');
    if (sections.has(id)) problems.add('SECTION_TWICE', where, 'The section is there twice; the first is used');
    else sections.set(id, { id, version: whole[8] ?? 0, body: whole.subarray(headerLength), crcRight });
  }
  return sections;
}
