// The header of a stored object, by its open reader: its pixels are not read into memory.
import { DicomError } from '../../../../core/dicom/errors.ts';
import { type DicomObject, readHead } from '../../../../core/dicom/read.ts';
import { fail } from '../../../../core/kernel/errors.ts';
import { inflate } from './inflate.ts';
import type { ObjectReader } from './object-store.ts';

const firstBytes = 1 << 15;

/** @throws OBJECT_DAMAGED */
export async function headOf(reader: ObjectReader): Promise<DicomObject> {
  try {
    let bytes = await reader.read(0, firstBytes);
    for (;;) {
      const found = readHead(bytes, reader.length, { inflate });
      if ('object' in found) return found.object;
      bytes = await reader.read(0, Math.max(found.needed, bytes.length * 2));
    }
  } catch (error) {
    throw error instanceof DicomError ? fail('OBJECT_DAMAGED', { what: error.message }) : error;
  }
}
