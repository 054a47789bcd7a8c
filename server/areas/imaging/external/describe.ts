// A study of another archive as a viewer needs it, made from WADO-RS metadata: no object is fetched for it.
import { createHash } from 'node:crypto';
import type { DataSet } from '../../../../core/dicom/data-set.ts';
import { DicomError } from '../../../../core/dicom/errors.ts';
import { type DicomJson, type DicomJsonElement, fromJson } from '../../../../core/dicom/json.ts';
import { describeInstance } from '../../../../core/imaging/describe/describe.ts';
import { embeddedOverlaysOf, overlaysLeftOut } from '../../../../core/imaging/describe/overlays.ts';
import type {
  InstanceDescriptor,
  PixelLocation,
  SeriesManifest,
  StudyManifest,
} from '../../../../core/imaging/descriptor.ts';
import type { ArchiveSource } from '../../../../core/imaging/external.ts';
import { fail, YishuError } from '../../../../core/kernel/errors.ts';
import { requiredUid, seriesOf, studyOf } from '../index/entry.ts';
import type { PixelInstance } from '../pixels/frame-source.ts';
import type { DicomwebClient } from './client.ts';

export interface ReadSeries {
  manifest: SeriesManifest;
  /** In the manifest's order. */
  instances: PixelInstance[];
}

export interface ReadStudy {
  manifest: StudyManifest;
  series: Map<string, ReadSeries>;
}

/** Series whose metadata are asked for at a time. */
const seriesAtOnce = 3;
const mostSeries = 2_000;
/** Tables and overlays that are fetched for one series. */
const mostValues = 2_000;
const iconImage = '00880200';

/** Tables of palettes, of modality and VOI LUTs, bits of overlays: without them the picture would look different. */
const shown = (tag: string): boolean => /^002812[02][123]$|^00283006$|^60[01][02468ACE]3000$/i.test(tag);

function valuesNeeded(json: DicomJson, into: Set<string>): void {
  for (const [tag, element] of Object.entries(json)) {
    if (tag === iconImage || typeof element !== 'object' || element === null) continue;
    if (element.BulkDataURI !== undefined && shown(tag)) into.add(element.BulkDataURI);
    if (element.vr !== 'SQ' || !Array.isArray(element.Value)) continue;
    for (const item of element.Value)
      if (typeof item === 'object' && item !== null) valuesNeeded(item as DicomJson, into);
  }
}

const text = (element: DicomJsonElement | undefined): string => String(element?.Value?.[0] ?? '');

/** Frames lie with the archive: of the location only its number of frames is asked (frame-source.ts framesIn). */
function pixelsOf(dataSet: DataSet): PixelLocation {
  const size =
    (dataSet.number('Rows') ?? 0) * (dataSet.number('Columns') ?? 0) * (dataSet.number('SamplesPerPixel') ?? 1);
  const frameLength = Math.ceil((size * (dataSet.number('BitsAllocated') ?? 8)) / 8);
  return { kind: 'native', offset: 0, frameLength, bigEndian: false };
}

function describe(json: DicomJson, dataSet: DataSet): InstanceDescriptor {
  const floating = '7FE00008' in json || '7FE00009' in json;
  // Available Transfer Syntax UID (0008,3002), or the one of the file where the archive tells it.
  const transferSyntaxUid = text(json['00083002']) || text(json['00020010']);
  // Bits beside the values lie in the frames, which are not fetched for a description.
  const problem = embeddedOverlaysOf(dataSet).length > 0 ? overlaysLeftOut : '';
  return describeInstance(dataSet, { transferSyntaxUid, pixels: pixelsOf(dataSet), problem, floating });
}

const byNumber = (left: number | null, right: number | null): number =>
  (left ?? Number.POSITIVE_INFINITY) === (right ?? Number.POSITIVE_INFINITY)
    ? 0
    : (left ?? Number.POSITIVE_INFINITY) - (right ?? Number.POSITIVE_INFINITY);
const byUid = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** Reads a study's series and instances. @throws NOT_FOUND, EXTERNAL_ARCHIVE_… */
export async function readStudy(
  client: DicomwebClient,
  source: ArchiveSource,
  studyUid: string,
  /** What stands for an instance in {@link PixelInstance}. */
  pathOf: (series: string, sop: string) => string,
): Promise<ReadStudy> {
  const wrong = (what: string) => fail('EXTERNAL_ARCHIVE_ANSWER', { archive: source.name, what });

  async function series(uid: string): Promise<{ read: ReadSeries; head: DataSet } | null> {
    const list = await client.metadata(studyUid, uid).catch((error: unknown) => {
      // Removed between the search and now.
      if (error instanceof YishuError && error.code === 'NOT_FOUND') return [];
      throw error;
    });
    const wanted = new Set<string>();
    for (const json of list) valuesNeeded(json, wanted);
    if (wanted.size > mostValues) throw wrong(`series ${uid} refers to ${wanted.size} tables and overlays`);
    const values = new Map<string, Uint8Array>();
    await Promise.all([...wanted].map(async (uri) => values.set(uri, await client.bulk(uri))));
    const described = list.map((json) => {
      const dataSet = fromJson(json, { bulkData: (uri) => values.get(uri) });
      if (requiredUid(dataSet, 'StudyInstanceUID') !== studyUid || requiredUid(dataSet, 'SeriesInstanceUID') !== uid) {
        throw wrong(`the metadata of series ${uid} are of another`);
      }
      const sop = requiredUid(dataSet, 'SOPInstanceUID');
      const sha256 = createHash('sha256')
        .update(`${source.id}\n${JSON.stringify(json)}`)
        .digest('hex');
      const descriptor = describe(json, dataSet);
      return { dataSet, instance: { sop_uid: sop, path: pathOf(uid, sop), sha256, descriptor } };
    });
    described.sort(
      ({ instance: left }, { instance: right }) =>
        byNumber(left.descriptor.instanceNumber, right.descriptor.instanceNumber) || byUid(left.sop_uid, right.sop_uid),
    );
    const head = described[0]?.dataSet;
    if (!head) return null;
    const row = seriesOf(head);
    const instances = described.map(({ instance }) => instance);
    const manifest: SeriesManifest = {
      seriesInstanceUid: uid,
      modality: row.modality,
      number: row.number,
      description: row.description,
      bodyPart: row.body_part,
      protocol: head.string('ProtocolName') ?? '',
      date: head.string('SeriesDate') ?? '',
      time: head.string('SeriesTime') ?? '',
      frameOfReferenceUid: head.string('FrameOfReferenceUID') ?? '',
      instances: instances.map(({ descriptor }) => descriptor),
    };
    return { read: { manifest, instances }, head };
  }

  try {
    const found = await client.search(`/studies/${encodeURIComponent(studyUid)}/series`, {});
    const uids = [...new Set(found.map((json) => text(json['0020000E'])).filter(Boolean))];
    if (uids.length > mostSeries) throw wrong(`the study has ${uids.length} series`);
    const read: { read: ReadSeries; head: DataSet }[] = [];
    const waiting = uids[Symbol.iterator]();
    const reader = async () => {
      for (const uid of waiting) {
        const one = await series(uid);
        if (one) read.push(one);
      }
    };
    await Promise.all(Array.from({ length: seriesAtOnce }, reader));
    read.sort(
      ({ read: { manifest: left } }, { read: { manifest: right } }) =>
        byNumber(left.number, right.number) || byUid(left.seriesInstanceUid, right.seriesInstanceUid),
    );
    const [first] = read;
    if (!first) throw fail('NOT_FOUND', { what: 'study', studyUid });
    const row = studyOf(first.head);
    const manifest: StudyManifest = {
      studyInstanceUid: studyUid,
      patientId: row.patient_id,
      patientName: row.patient_name,
      sex: row.sex,
      birthDate: row.birth_date,
      age: first.head.string('PatientAge') ?? '',
      date: row.study_date,
      time: row.study_time,
      accession: row.accession,
      description: row.description,
      institution: row.institution,
      examId: null,
      series: read.map((one) => one.read.manifest),
      revision: 0,
      source,
    };
    return { manifest, series: new Map(read.map(({ read: one }) => [one.manifest.seriesInstanceUid, one])) };
  } catch (error) {
    if (error instanceof DicomError) throw wrong(error.message);
    if (error instanceof YishuError && error.code === 'DICOM_REFUSED') throw wrong(String(error.detail.what));
    throw error;
  }
}
