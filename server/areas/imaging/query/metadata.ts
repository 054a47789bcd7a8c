// Metadata of instances for WADO-RS: the whole data set without its bulk, made when a series came to rest and kept as an object.
import { gunzipSync, gzipSync } from 'node:zlib';
import type { BytesElement, Element } from '../../../../core/dicom/element.ts';
import { type DicomJson, toJson } from '../../../../core/dicom/json.ts';
import type { Kernel } from '../../../kernel/types.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { headOf } from '../objects/read-head.ts';

export interface InstanceAt {
  sop_uid: string;
  series_uid: string;
  study_uid: string;
  path: string;
  length: number;
  transfer_syntax: string;
}

/** Values longer than this stand outside, under a URI of their own (PS3.18 8.7.3.3.2 leaves the size to the server). */
const inlineLimit = 4096;

/** Written in place of the address of the service, which only a request knows. */
export const basePlaceholder = 'yishu-base:';

/** Path of a value below its instance: `bulk/7FE00010`, or `frames` for pixels. */
export function instancePath(at: Pick<InstanceAt, 'study_uid' | 'series_uid' | 'sop_uid'>): string {
  return `/studies/${at.study_uid}/series/${at.series_uid}/instances/${at.sop_uid}`;
}

const isBulk = (element: Element): element is BytesElement =>
  element.kind === 'bytes' && element.bytes.length > inlineLimit;

/** Reads the head of one stored object and gives its metadata. */
export async function instanceMetadata(objects: ObjectStore, at: InstanceAt): Promise<DicomJson> {
  const reader = await objects.open(at.path);
  try {
    const { dataSet, pending, transferSyntax } = await headOf(reader);
    const json = toJson(dataSet, {
      bulkData: (element, path) => (isBulk(element) ? `${basePlaceholder}${instancePath(at)}/bulk/${path}` : undefined),
    });
    if (pending) {
      const tag = pending.tag.toString(16).toUpperCase().padStart(8, '0');
      json[tag] = { vr: pending.vr, BulkDataURI: `${basePlaceholder}${instancePath(at)}/frames` };
    }
    json['00083002'] = { vr: 'UI', Value: [transferSyntax.uid] };
    return json;
  } finally {
    await reader.close();
  }
}

/** The values that {@link instanceMetadata} gives an address for, but for the pixels; `path` is what stands behind `bulk/` in it. */
export async function bulkValues(
  objects: ObjectStore,
  at: Pick<InstanceAt, 'path'>,
): Promise<{ path: string; bytes: Uint8Array }[]> {
  const reader = await objects.open(at.path);
  try {
    const found: { path: string; bytes: Uint8Array }[] = [];
    const { dataSet } = await headOf(reader);
    toJson(dataSet, {
      bulkData(element, path) {
        if (!isBulk(element)) return undefined;
        found.push({ path, bytes: dataSet.littleEndianBytes(element) });
        return path;
      },
    });
    return found;
  } finally {
    await reader.close();
  }
}

async function build(objects: ObjectStore, instances: readonly InstanceAt[]): Promise<string> {
  const parts: string[] = [];
  for (const at of instances) parts.push(JSON.stringify(await instanceMetadata(objects, at)));
  return `[${parts.join(',')}]`;
}

/** Metadata of a whole series as JSON text with `basePlaceholder`; made and kept when it is not there for this revision. */
export async function seriesMetadata(
  kernel: Pick<Kernel, 'db'>,
  stores: { objects: ObjectStore; derived: ObjectStore },
  seriesUid: string,
): Promise<string | null> {
  const { db } = kernel;
  const { objects, derived } = stores;
  const series = await db
    .selectFrom('imaging_series')
    .select(['uid', 'revision', 'metadata_path', 'metadata_revision'])
    .where('uid', '=', seriesUid)
    .executeTakeFirst();
  if (!series) return null;
  if (series.metadata_path && series.metadata_revision === series.revision) {
    const reader = await derived.open(series.metadata_path).catch(() => null);
    if (reader) {
      const packed = await reader.read(0, reader.length).finally(() => reader.close());
      return gunzipSync(packed).toString('utf8');
    }
  }
  const instances = await db
    .selectFrom('imaging_instance')
    .select(['sop_uid', 'series_uid', 'study_uid', 'path', 'length', 'transfer_syntax'])
    .where('series_uid', '=', seriesUid)
    .where('state', '=', 'current')
    .orderBy('number')
    .orderBy('sop_uid')
    .execute();
  const text = await build(objects, instances);
  const writer = await derived.create();
  await writer.write(gzipSync(text, { level: 1 }));
  const { path } = await writer.finish();
  const kept = await db
    .updateTable('imaging_series')
    .set({ metadata_path: path, metadata_revision: series.revision })
    .where('uid', '=', seriesUid)
    .where('revision', '=', series.revision)
    .executeTakeFirst();
  const former = kept.numUpdatedRows > 0n ? series.metadata_path : path;
  if (former) await derived.remove(former);
  return text;
}
