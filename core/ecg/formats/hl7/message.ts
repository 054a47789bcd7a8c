// An HL7 v2 result message (ORU) that carries an ECG: its text, whose it is, and the files encapsulated in it (OBX of type ED).
import {
  firstSegment,
  get,
  type Hl7Message,
  type Hl7Segment,
  readHl7,
  repeats,
  segmentsOf,
  unescapeHl7,
} from '../../../hl7/index.ts';
import { readPatient } from '../../../integration/order-message.ts';
import type { EcgPatient } from '../../recording.ts';
import { decodeBase64 } from '../base64.ts';
import { documentKind } from '../document.ts';
import { readSex } from '../person.ts';
import { EcgRefusal, type ProblemList } from '../refusal.ts';

/** MSH and a field separator, after byte order mark and white space. */
export const looksLikeHl7 = (bytes: Uint8Array): boolean =>
  /^\uFEFF?\s*MSH[^A-Za-z0-9\s]/.test(new TextDecoder().decode(bytes.subarray(0, 32)));

/** @throws EcgRefusal `MALFORMED` for text that is no message, `UNSUPPORTED` for several messages or several patients */
export function ecgMessage(bytes: Uint8Array, problems: ProblemList): Hl7Message {
  const read = readHl7(bytes, (part, encoding) => new TextDecoder(encoding).decode(part));
  const [message, ...more] = read.messages;
  if (!message) throw new EcgRefusal('MALFORMED', 'HL7', 'There is no HL7 message in it');
  if (more.length > 0 || segmentsOf(message, 'PID').length > 1) {
    throw new EcgRefusal(
      'UNSUPPORTED',
      'HL7',
      'Several messages or patients at once: whose the recording is cannot be told',
    );
  }
  for (const { at, text } of read.problems) problems.add('HL7_PROBLEM', at, text);
  return message;
}

export interface Encapsulated {
  /** Place among the segments, as `OBX 3`. */
  where: string;
  bytes: Uint8Array;
  isPicture: boolean;
}

/** ED (chapter 2A): source application, type of data, subtype, encoding (A, Hex, Base64), data. */
function bytesOf(parts: readonly string[], where: string, problems: ProblemList): Uint8Array | undefined {
  const [, , , encoding = '', data = ''] = parts;
  switch (encoding.toUpperCase()) {
    case 'BASE64':
      return decodeBase64(data, where, problems);
    case 'HEX':
      if (/^([0-9a-f]{2})*$/i.test(data.replaceAll(/\s/g, ''))) {
        return Uint8Array.from(data.replaceAll(/\s/g, '').match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
      }
      problems.add('HEX_INVALID', where, 'The data are no hexadecimal digits');
      return undefined;
    case 'A':
      return new TextEncoder().encode(data);
    default:
      problems.add('CODING_UNSUPPORTED', where, `Data coded as "${encoding.slice(0, 20)}" are left out`);
      return undefined;
  }
}

/** Files in the message, in its order; those that cannot be decoded are problems. */
export function encapsulatedFiles(message: Hl7Message, problems: ProblemList): Encapsulated[] {
  return segmentsOf(message, 'OBX').flatMap((obx, at) => {
    if (get(obx, 2) !== 'ED') return [];
    const where = `OBX ${get(obx, 1) || at + 1}`;
    return repeats(obx, 5).flatMap((repeat): Encapsulated[] => {
      const parts = repeat.split(obx.delimiters.component).map((part) => unescapeHl7(part, obx.delimiters));
      const bytes = bytesOf(parts, where, problems);
      if (!bytes || bytes.length === 0) return [];
      return [{ where, bytes, isPicture: documentKind(bytes) !== undefined }];
    });
  });
}

/** The patient of PID; names as they are in the rest of the suite. */
export function messagePatient(message: Hl7Message, problems: ProblemList): EcgPatient {
  const { number, name, sex, birthDate } = readPatient(message).patient;
  const pid = firstSegment(message, 'PID');
  const said = (field: number) => (pid?.fields[field] ?? '').trim();
  if (!number && said(3))
    problems.add('ID_INVALID', 'PID-3', `"${said(3).slice(0, 40)}" holds no number of the patient`);
  if (!name && said(5)) problems.add('NAME_INVALID', 'PID-5', `"${said(5).slice(0, 40)}" holds no name`);
  if (birthDate === null && /[^0"]/.test(said(7)))
    problems.add('DATE_INVALID', 'PID-7', `"${said(7).slice(0, 40)}" is no date of birth`);
  if (sex !== 'male' && sex !== 'female') readSex(get(pid, 8) || said(8), 'PID-8', problems);
  return {
    ...(number && { id: number }),
    ...(name && { name }),
    ...((sex === 'male' || sex === 'female') && { sex }),
    ...(birthDate !== null && { birthDate }),
  };
}

export interface EcgOrderNumbers {
  /** OBR-3, the number of the department that does the exam. */
  accession: string;
  /** OBR-2 or ORC-2, the number of the one who asked. */
  requestNumber: string;
  patientNumber: string;
}

export function orderNumbers(message: Hl7Message): EcgOrderNumbers {
  const of = (segment: Hl7Segment | undefined, field: number) => get(segment, field);
  const obr = firstSegment(message, 'OBR');
  const orc = firstSegment(message, 'ORC');
  return {
    accession: of(obr, 3) || of(orc, 3),
    requestNumber: of(obr, 2) || of(orc, 2),
    patientNumber: readPatient(message).patient.number,
  };
}
