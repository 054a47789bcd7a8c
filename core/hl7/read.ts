// Bytes of one or many messages to their segments: finds MSH-18 first, decodes by it, then splits.

import type { InstrumentProblem } from '../lab/instrument-message.ts';
import { byteText, type DecodeBytes, decodeHl7, type Hl7Encoding } from './charset.ts';
import { readHeader } from './header.ts';
import { type Hl7Message, parseHl7 } from './message.ts';

export interface Hl7ReadResult {
  messages: Hl7Message[];
  problems: InstrumentProblem[];
}

/** The first MSH line of the bytes, one character a byte; enough to know sender, type and character set. */
export function peekHeader(bytes: Uint8Array) {
  const start = byteText(bytes.subarray(0, 4096));
  const message = parseHl7(start)[0];
  const msh = message?.segments[0];
  return msh === undefined ? null : readHeader(msh);
}

/**
 * Framing is already gone. Problems: CONTENT_EMPTY, CONTENT_NO_HEADER (nothing that begins with MSH), CONTENT_CHARSET
 * (bytes contradict MSH-18). Decodes before it splits: in GB 18030 the second byte of a character may be `|` or `^`.
 */
export function readHl7(bytes: Uint8Array, decode: DecodeBytes, usual?: Hl7Encoding): Hl7ReadResult {
  if (bytes.every((byte) => byte <= 0x20)) {
    return { messages: [], problems: [{ code: 'CONTENT_EMPTY', at: 'byte 0', text: 'There are no bytes to read.' }] };
  }
  const header = peekHeader(bytes);
  const decoded = decodeHl7(bytes, header?.charset ?? '', decode, usual);
  const messages = parseHl7(decoded.text);
  if (messages.length === 0) {
    return {
      messages,
      problems: [{ code: 'CONTENT_NO_HEADER', at: 'byte 0', text: 'No MSH segment: this is not an HL7 v2 message.' }],
    };
  }
  const problems: InstrumentProblem[] = [];
  if (decoded.contradiction !== undefined) {
    problems.push({ code: 'CONTENT_CHARSET', at: 'MSH-18', text: decoded.contradiction });
  }
  return { messages, problems };
}
