// Deflated data sets, as the readers of core/dicom ask for them.
import { inflateRawSync } from 'node:zlib';

/** Raw deflate (RFC 1951). @throws when more than `maximum` bytes come out */
export function inflate(bytes: Uint8Array, maximum: number): Uint8Array {
  return inflateRawSync(bytes, { maxOutputLength: maximum });
}
