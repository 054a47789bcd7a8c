// Text of senders that declare no character set and yet write Chinese: the default repertoire has none of these bytes, so they speak for themselves.

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });
const strictGb = new TextDecoder('gb18030', { fatal: true });

function decodeStrictly(decoder: TextDecoder, bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

export const ideographs = /\p{Script=Han}/u;
export const highBytes = (bytes: Uint8Array): number =>
  bytes.reduce((count, byte) => count + (byte >= 0x80 ? 1 : 0), 0);

/** GB text comes in runs of high bytes; a lone one before a letter is an accent of Latin 1, which GBK too reads as Han. */
function comesInPairs(bytes: Uint8Array): boolean {
  const runs = bytes.reduce((count, byte, at) => count + (byte >= 0x80 && (bytes[at - 1] ?? 0) < 0x80 ? 1 : 0), 0);
  return highBytes(bytes) >= 2 * runs;
}

export const asUtf8 = (bytes: Uint8Array): string | undefined => decodeStrictly(strictUtf8, bytes);

/** The text as GB 18030 when all of it then is Chinese. */
export function asGb(bytes: Uint8Array): string | undefined {
  if (!comesInPairs(bytes)) return undefined;
  const text = decodeStrictly(strictGb, bytes);
  const other = text?.replaceAll(/[\p{Script=Han}\x00-\x7f\u3000-\u303f\uff00-\uffef]/gu, '');
  return text !== undefined && other === '' && ideographs.test(text) ? text : undefined;
}

export interface Reading {
  /** Defined term of Specific Character Set (0008,0005). */
  characterSet: 'ISO_IR 192' | 'GB18030';
  text: string;
}

/**
 * What bytes beyond ASCII say by themselves: UTF-8 or Chinese of GB 18030, each without a single fault; undefined for anything else, Latin
 * letters among it, which nothing tells from one another. Two Han of GB can be two other letters of UTF-8: then Han are meant.
 */
export function undeclared(bytes: Uint8Array): Reading | undefined {
  const utf8 = asUtf8(bytes);
  if (utf8 !== undefined && ideographs.test(utf8)) return { characterSet: 'ISO_IR 192', text: utf8 };
  const gb = asGb(bytes);
  if (gb !== undefined) return { characterSet: 'GB18030', text: gb };
  return utf8 === undefined ? undefined : { characterSet: 'ISO_IR 192', text: utf8 };
}
