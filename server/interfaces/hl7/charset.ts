// Bytes and text of HL7 messages by MSH-18, GB18030 included.
import iconv from 'iconv-lite';
import type { DecodeBytes } from '../../../core/hl7/index.ts';
import { encodingNamed } from '../../../core/hl7/index.ts';

const names = { 'us-ascii': 'ascii', 'utf-8': 'utf8', gb18030: 'gb18030', big5: 'big5' } as const;

function iconvName(encoding: string): string {
  return encoding in names ? names[encoding as keyof typeof names] : encoding;
}

export const decodeBytes: DecodeBytes = (bytes, encoding) => iconv.decode(Buffer.from(bytes), iconvName(encoding));

/** Encodes by the name in MSH-18; a name that is not known means UTF-8. */
export function encodeText(text: string, charset: string): Uint8Array {
  return new Uint8Array(iconv.encode(text, iconvName(encodingNamed(charset) ?? 'utf-8')));
}
