// Stored objects read back as data sets: only the head of an image, the whole of a report, a presentation state or a segmentation.
import { DicomError } from '../../../../core/dicom/errors.ts';
import { type DicomObject, readPart10 } from '../../../../core/dicom/read.ts';
import { fail } from '../../../../core/kernel/errors.ts';
import type { Kernel } from '../../../kernel/types.ts';
import type { ReadObject } from '../archive.ts';
import { inflate } from '../objects/inflate.ts';
import type { ObjectReader, ObjectStore } from '../objects/object-store.ts';
import { headOf } from '../objects/read-head.ts';

/** Objects that are read whole: masks of a whole body have some ten megabytes. */
const largest = 256 << 20;

async function using<T>(objects: ObjectStore, path: string, act: (reader: ObjectReader) => Promise<T>): Promise<T> {
  const reader = await objects.open(path);
  try {
    return await act(reader);
  } catch (error) {
    throw error instanceof DicomError ? fail('OBJECT_DAMAGED', { what: error.message }) : error;
  } finally {
    await reader.close();
  }
}

/** @throws OBJECT_DAMAGED */
export function storedHead(objects: ObjectStore, path: string): Promise<DicomObject> {
  return using(objects, path, headOf);
}

/** @throws OBJECT_DAMAGED, NOT_RENDERABLE for one too large to be read at once */
export function storedObject(objects: ObjectStore, path: string): Promise<DicomObject> {
  return using(objects, path, async (reader) => {
    if (reader.length > largest) {
      throw fail('NOT_RENDERABLE', { what: `the object has ${reader.length} bytes; ${largest} are the limit` });
    }
    return readPart10(await reader.read(0, reader.length), { inflate });
  });
}

/** A current object of this archive by its UID. @throws NOT_FOUND */
export async function ownObject(db: Kernel['db'], objects: ObjectStore, sopUid: string): Promise<ReadObject> {
  const row = await db
    .selectFrom('imaging_instance')
    .innerJoin('imaging_study', 'imaging_study.uid', 'imaging_instance.study_uid')
    .select(['sop_uid', 'study_uid', 'patient_uuid', 'path', 'sha256', 'descriptor'])
    .where('sop_uid', '=', sopUid)
    .where('state', '=', 'current')
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (!row) throw fail('NOT_FOUND', { what: sopUid });
  return { ...row, read: async () => (await storedObject(objects, row.path)).dataSet };
}
