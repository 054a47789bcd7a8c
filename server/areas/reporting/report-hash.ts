// The hash of a report's content: SM3 (GB/T 32905-2016) everywhere, from OpenSSL where it has it, else from the library that ships.
import { createHash, getHashes } from 'node:crypto';
import { sm3 } from 'sm-crypto-v2';

/** SM3 of the text in UTF-8 without OpenSSL: some builds of Node (BoringSSL in Electron) leave it out. */
export const sm3OfLibrary = (text: string): string => sm3(new TextEncoder().encode(text));

/** SM3 of the text in UTF-8, lower-case hex; the same on every machine, or a report would look altered after a move. */
export function reportHash(text: string, available: readonly string[] = getHashes()): string {
  return available.includes('sm3') ? createHash('sm3').update(text, 'utf8').digest('hex') : sm3OfLibrary(text);
}
