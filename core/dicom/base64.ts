// Base64 of RFC 4648 for InlineBinary; the runtimes that this code runs in do not share one function for it.
import { DicomError } from './errors.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const letters = [...alphabet];
const values = new Uint8Array(128).fill(255);
letters.forEach((letter, value) => {
  values[letter.charCodeAt(0)] = value;
});

export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const word = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    parts.push(
      `${letters[word >> 18]}${letters[(word >> 12) & 63]}`,
      `${left > 1 ? letters[(word >> 6) & 63] : '='}${left > 2 ? letters[word & 63] : '='}`,
    );
  }
  return parts.join('');
}

/** Throws `value-invalid` for anything but Base64; white space is allowed. */
export function fromBase64(text: string): Uint8Array {
  const bare = text.replaceAll(/\s/g, '').replace(/={1,2}$/, '');
  const bytes = new Uint8Array(Math.floor((bare.length * 3) / 4));
  let word = 0;
  let to = 0;
  for (let at = 0; at < bare.length; at++) {
    const value = values[bare.charCodeAt(at)] ?? 255;
    if (value === 255 || bare.length % 4 === 1) throw new DicomError('value-invalid', 'This is no Base64');
    word = ((word << 6) | value) & 0xffffff;
    if (at % 4 > 0) bytes[to++] = (word >> (6 - 2 * (at % 4))) & 0xff;
  }
  return bytes;
}
