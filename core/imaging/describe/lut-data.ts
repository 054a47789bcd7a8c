// Entries of look-up tables as they lie in an object: bytes in their order, words for the descriptor.
import type { DataSet } from '../../dicom/data-set.ts';
import type { TagOrKeyword } from '../../dicom/dictionary.ts';

/** Little-endian 16-bit words, base64. */
export function wordsAsBase64(words: Uint16Array): string {
  let text = '';
  for (const word of words) text += String.fromCharCode(word & 255, word >> 8);
  return btoa(text);
}

/** Bytes of a table in little-endian order: 8-bit entries are packed two a word, low byte first (C.11.1.1.1). Empty where there are none. */
export function lutBytes(dataSet: DataSet, key: TagOrKeyword): Uint8Array {
  const element = dataSet.element(key);
  return element?.kind === 'bytes' ? dataSet.littleEndianBytes(element) : (dataSet.bytes(key) ?? new Uint8Array());
}
