// Which encoding the bytes of a message are in: MSH-18 (table 0211) says so, and senders that lie are caught by the bytes.

export type Hl7Encoding = 'us-ascii' | 'utf-8' | 'gb18030' | 'big5' | `iso-8859-${number}`;

/** Turns bytes into text; the caller brings it (iconv-lite on a host or a server), because core has no tables. */
export type DecodeBytes = (bytes: Uint8Array, encoding: Hl7Encoding) => string;

/** MSH-18 as makers write it, to an encoding; null when empty or unknown. */
export function encodingNamed(charset: string): Hl7Encoding | null {
  const name = charset
    .trim()
    .toUpperCase()
    .replace(/[\s_-]/g, '');
  if (name === 'UNICODE' || name === 'UNICODEUTF8' || name === 'UTF8') return 'utf-8';
  if (name === 'ASCII' || name === 'USASCII') return 'us-ascii';
  if (/^GB(?:K|2312|18030)/.test(name)) return 'gb18030';
  if (name === 'BIG5') return 'big5';
  const latin = /^(?:ISO)?8859\/?(\d{1,2})$/.exec(name)?.[1];
  return latin === undefined ? null : `iso-8859-${Number(latin)}`;
}

function isUtf8(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] ?? 0;
    const tail =
      lead < 0x80
        ? 0
        : lead >= 0xc2 && lead < 0xe0
          ? 1
          : lead >= 0xe0 && lead < 0xf0
            ? 2
            : lead >= 0xf0 && lead < 0xf5
              ? 3
              : -1;
    if (tail < 0) return false;
    for (let next = 1; next <= tail; next++) if (((bytes[at + next] ?? 0) & 0xc0) !== 0x80) return false;
    at += tail + 1;
  }
  return true;
}

/** GB 2312 text comes in pairs of high bytes; a lone one (`µ` in a unit) is Latin-1, which GBK would turn into a wrong character. */
function looksLikeGb(bytes: Uint8Array): boolean {
  let run = 0;
  for (let at = 0; at <= bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0xa1 && byte !== 0xff) run++;
    else if (byte >= 0x80 || run % 2 === 1) return false;
    else run = 0;
  }
  return true;
}

const isAscii = (bytes: Uint8Array) => bytes.every((byte) => byte < 0x80);

export interface DecodedText {
  text: string;
  encoding: Hl7Encoding;
  /** Set when the bytes are not what MSH-18 claims: a person should look at names and comments. */
  contradiction?: string;
}

/** Bytes of one message to text. `charset` is MSH-18 as sent; `usual` is what this sender writes when it names none. */
export function decodeHl7(bytes: Uint8Array, charset: string, decode: DecodeBytes, usual?: Hl7Encoding): DecodedText {
  const named = encodingNamed(charset);
  const declared = named ?? usual ?? null;
  if (isAscii(bytes)) return { text: decode(bytes, 'us-ascii'), encoding: 'us-ascii' };
  const byItself = declared !== null && declared !== 'utf-8' && declared !== 'us-ascii';
  if (byItself) return { text: decode(bytes, declared), encoding: declared };
  if (isUtf8(bytes)) return { text: decode(bytes, 'utf-8'), encoding: 'utf-8' };
  const encoding: Hl7Encoding = looksLikeGb(bytes) ? 'gb18030' : 'iso-8859-1';
  const contradiction = `MSH-18 says "${charset}", the bytes are not; read as ${encoding}`;
  return { text: decode(bytes, encoding), encoding, contradiction };
}

/** One character a byte: for looking at the ASCII part of a message before its encoding is known. */
export function byteText(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += 8192)
    text += String.fromCharCode(...bytes.subarray(from, from + 8192));
  return text;
}
