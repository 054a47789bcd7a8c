// The tables that core leaves out: HL7 text to bytes and back by iconv-lite.

import iconv from 'iconv-lite';
import { type DecodeBytes, encodingNamed, type Hl7Encoding } from '../../core/hl7/index.ts';

/** us-ascii is read as Latin-1, so that a stray byte stays visible. */
const table = (encoding: Hl7Encoding) => (encoding === 'us-ascii' ? 'iso-8859-1' : encoding);

export const decodeHl7Bytes: DecodeBytes = (bytes, encoding) => iconv.decode(bytes, table(encoding));

/** Bytes of a message in the encoding that its MSH-18 names; `usual` (default UTF-8) when it names none or ASCII. */
export function encodeHl7Text(text: string, charset: string, usual: Hl7Encoding = 'utf-8'): Uint8Array {
  const named = encodingNamed(charset);
  const encoding = named === null || named === 'us-ascii' ? usual : named;
  return new Uint8Array(iconv.encode(text, table(encoding)));
}
