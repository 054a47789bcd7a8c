// The objects of a prepared export, opened one after the other as the download asks for them.
import type { DicomObject } from '../../../../core/dicom/read.ts';
import type { InstanceDescriptor } from '../../../../core/imaging/descriptor.ts';
import { YishuError } from '../../../../core/kernel/errors.ts';
import type { Kernel } from '../../../kernel/types.ts';
import type { ObjectReader, ObjectStore } from '../objects/object-store.ts';
import { headOf } from '../objects/read-head.ts';

export interface ExportObject {
  reader: ObjectReader;
  object: DicomObject;
  descriptor: InstanceDescriptor;
  studyUid: string;
  seriesUid: string;
  /** From 1: of the study in the export, of the series in the study, of the object in the series. */
  numbers: { study: number; series: number; object: number };
}

const rowsPerQuery = 200;
const reading = 1 << 20;

export async function* wholeObject(reader: ObjectReader): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < reader.length; offset += reading) yield await reader.read(offset, reading);
}

/** Numbers each study, each series in its study and each object in its series in the order of first sight. */
function numbering(): (studyUid: string, seriesUid: string) => ExportObject['numbers'] {
  const studies = new Map<string, Map<string, number>>();
  return (studyUid, seriesUid) => {
    const series = studies.get(studyUid) ?? new Map<string, number>();
    studies.set(studyUid, series);
    const object = (series.get(seriesUid) ?? 0) + 1;
    series.set(seriesUid, object);
    return {
      study: [...studies.keys()].indexOf(studyUid) + 1,
      series: [...series.keys()].indexOf(seriesUid) + 1,
      object,
    };
  };
}

/**
 * Each object is closed when the next one is asked for. One that was removed since, or that cannot be read, goes to `missing`.
 */
export async function* exportObjects(
  kernel: Kernel,
  objects: ObjectStore,
  ids: readonly string[],
  missing: string[],
): AsyncGenerator<ExportObject> {
  const number = numbering();
  for (let at = 0; at < ids.length; at += rowsPerQuery) {
    const some = ids.slice(at, at + rowsPerQuery);
    const rows = await kernel.db
      .selectFrom('imaging_instance')
      .innerJoin('imaging_study', 'imaging_study.uid', 'imaging_instance.study_uid')
      .select(['id', 'path', 'descriptor', 'study_uid', 'series_uid', 'sop_uid'])
      .where('id', 'in', some)
      .where('removed_at', 'is', null)
      .execute();
    const byId = new Map(rows.map((row) => [row.id, row]));
    for (const id of some) {
      const row = byId.get(id);
      const reader = row ? await objects.open(row.path).catch(() => null) : null;
      if (!row || !reader) {
        missing.push(id);
        continue;
      }
      try {
        const object = await headOf(reader);
        const { descriptor, study_uid: studyUid, series_uid: seriesUid } = row;
        yield { reader, object, descriptor, studyUid, seriesUid, numbers: number(studyUid, seriesUid) };
      } catch (error) {
        if (!(error instanceof YishuError)) throw error;
        missing.push(id);
      } finally {
        await reader.close();
      }
    }
  }
}
