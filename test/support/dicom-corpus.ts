// The small DICOM objects of test/corpora/dicom, and the inflate that a Node test passes to the reader.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { deflateRawSync, inflateRawSync } from 'node:zlib';

const root = fileURLToPath(new URL('../corpora/dicom/', import.meta.url));

export const dicomSample = (path: string): Uint8Array => new Uint8Array(readFileSync(`${root}${path}`));

export const inflate = (bytes: Uint8Array, maxOutputLength: number): Uint8Array =>
  new Uint8Array(inflateRawSync(bytes, { maxOutputLength }));

export const deflate = (bytes: Uint8Array): Uint8Array => new Uint8Array(deflateRawSync(bytes));
