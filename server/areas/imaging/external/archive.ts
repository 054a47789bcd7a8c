// An archive of others behind the interface of our own: studies, manifests, frames and objects are read over DICOMweb, nothing is stored.

import { DicomError } from '../../../../core/dicom/errors.ts';
import { type DicomJson, fromJson } from '../../../../core/dicom/json.ts';
import { readPart10 } from '../../../../core/dicom/read.ts';
import type { ArchiveSource, ExternalStudy } from '../../../../core/imaging/external.ts';
import { notRenderable } from '../../../../core/imaging/pixels/samples.ts';
import { fail, YishuError } from '../../../../core/kernel/errors.ts';
import type { ReadingArchive, ReadObject } from '../archive.ts';
import { studyOf } from '../index/entry.ts';
import { inflate } from '../objects/inflate.ts';
import type { FrameDecoder } from '../pixels/decoder.ts';
import { framesIn, type PixelInstance } from '../pixels/frame-source.ts';
import { type StoredFrame, storedFrame } from '../query/frames.ts';
import type { DicomwebClient, InstanceAddress } from './client.ts';
import { type ReadStudy, readStudy } from './describe.ts';
import type { WholeObjects } from './whole-objects.ts';

export interface ExternalReading extends ReadingArchive {
  source: ArchiveSource;
  /** Studies whose keys match, at most `limit`. @throws EXTERNAL_ARCHIVE_… */
  find(keys: Record<string, string>, limit: number): Promise<{ studies: ExternalStudy[]; more: boolean }>;
}

export interface ExternalParts {
  source: ArchiveSource;
  client: DicomwebClient;
  decoder: FrameDecoder;
  whole: WholeObjects;
  now(): number;
}

/** A manifest asked for again within this is the same; frames go by it for as long as it is kept. */
const freshMs = 30_000;
const mostStudies = 40;
/** Keys that are not answered unless they are asked for (PS3.18 10.6.3.3). */
const further = 'StudyDescription,ModalitiesInStudy,NumberOfStudyRelatedSeries,NumberOfStudyRelatedInstances';

const first = (json: DicomJson, tag: string): string => String(json[tag]?.Value?.[0] ?? '');
const count = (json: DicomJson, tag: string): number | null => {
  const number = Number.parseInt(first(json, tag), 10);
  return Number.isInteger(number) ? number : null;
};

function found(json: DicomJson): ExternalStudy {
  const row = studyOf(fromJson(json));
  return {
    uid: row.uid,
    patientId: row.patient_id,
    patientName: row.patient_name,
    sex: row.sex,
    birthDate: row.birth_date,
    date: row.study_date,
    time: row.study_time,
    accession: row.accession,
    description: row.description,
    modalities: (json['00080061']?.Value ?? []).flatMap((one) => (typeof one === 'string' ? [one] : [])),
    seriesCount: count(json, '00201206'),
    instanceCount: count(json, '00201208'),
  };
}

const prefixOf = ({ id }: ArchiveSource): string => `external:${id}/`;

/** Whether an instance is of an archive of others. */
export const isExternal = ({ path }: Pick<PixelInstance, 'path'>): boolean => path.startsWith('external:');
export const archiveOf = ({ path }: Pick<PixelInstance, 'path'>): string =>
  path.slice('external:'.length, path.indexOf('/'));

export function externalArchive(parts: ExternalParts): ExternalReading {
  const { source, client, decoder, whole, now } = parts;
  const opened = new Map<string, { at: number; study: Promise<ReadStudy> }>();
  const studyOfSeries = new Map<string, string>();

  function addressOf({ path }: Pick<PixelInstance, 'path'>): InstanceAddress {
    const [study = '', series = '', sop = ''] = path.slice(prefixOf(source).length).split('/');
    return { study, series, sop };
  }

  async function open(studyUid: string, since: number): Promise<ReadStudy> {
    const known = opened.get(studyUid);
    if (known && known.at >= since) return known.study;
    const study = readStudy(
      client,
      source,
      studyUid,
      (series, sop) => `${prefixOf(source)}${studyUid}/${series}/${sop}`,
    );
    const entry = { at: now(), study };
    opened.delete(studyUid);
    opened.set(studyUid, entry);
    study.catch(() => {
      if (opened.get(studyUid) === entry) opened.delete(studyUid);
    });
    const [oldest] = opened.keys();
    if (opened.size > mostStudies && oldest !== undefined) opened.delete(oldest);
    const read = await study;
    for (const uid of read.series.keys()) studyOfSeries.set(uid, studyUid);
    for (const uid of studyOfSeries.keys()) {
      if (studyOfSeries.size <= 50 * mostStudies) break;
      studyOfSeries.delete(uid);
    }
    return read;
  }

  /** Where a series or an instance lies: after a restart of the server a viewer goes on with what it has open. */
  async function lookUp(path: '/series' | '/instances', key: string, uid: string): Promise<InstanceAddress> {
    const [hit] = await client.search(path, { [key]: uid, limit: '1' });
    const study = hit ? first(hit, '0020000D') : '';
    if (!hit || study === '') throw fail('NOT_FOUND', { what: uid });
    return { study, series: first(hit, '0020000E'), sop: first(hit, '00080018') };
  }

  /** Not given up when one of its readers goes: others wait for the same object. */
  function ofWhole(instance: Pick<PixelInstance, 'path'>, frame: number) {
    const at = addressOf(instance);
    return whole.use(
      instance.path,
      source.name,
      () => client.object(at),
      async ({ descriptor }, reader) => {
        const { pixels, image, problem, transferSyntaxUid } = descriptor;
        if (!pixels || !image) throw notRenderable(problem || 'the object has no pixels');
        const { bytes, skipBits } = await storedFrame(reader, pixels, frame);
        const bigEndian = pixels.kind === 'native' && pixels.bigEndian;
        return { bytes, skipBits, bigEndian, transferSyntaxUid, shape: image };
      },
    );
  }

  type Job = Awaited<ReturnType<typeof ofWhole>>;
  /** Archives that answered a frame of this series with an error once: its objects are read whole from then on. */
  const wholeOnly = new Set<string>();

  /** The frame alone where the archive can give it, else the whole object: not every archive cuts every transfer syntax. */
  async function coded(instance: Omit<PixelInstance, 'sha256'>, frame: number, signal?: AbortSignal): Promise<Job> {
    const { image } = instance.descriptor;
    const frames = framesIn(instance);
    if (!image) throw notRenderable(instance.descriptor.problem || 'the object has no pixels');
    if (!(frame >= 1 && frame <= frames)) throw fail('NOT_FOUND', { what: `frame ${frame} of ${frames}` });
    const at = addressOf(instance);
    // WADO-RS knows no frames of real numbers, and packed bits may begin inside a byte.
    const uncut = image.floating || image.bitsAllocated === 1 || wholeOnly.has(at.series);
    if (uncut) return ofWhole(instance, frame);
    try {
      const { bytes, syntax } = await client.frame(at, frame, signal);
      return {
        bytes: Buffer.from(bytes.buffer),
        skipBits: 0,
        bigEndian: false,
        transferSyntaxUid: syntax,
        shape: image,
      };
    } catch (error) {
      const code = error instanceof YishuError ? error.code : '';
      if (code !== 'EXTERNAL_ARCHIVE_ANSWER' && code !== 'NOT_FOUND') throw error;
      const job = await ofWhole(instance, frame);
      if (wholeOnly.size > 2_000) wholeOnly.clear();
      wholeOnly.add(at.series);
      return job;
    }
  }

  const frames: ReadingArchive['frames'] = {
    async series(studyUid, seriesUid) {
      const study =
        studyUid ?? studyOfSeries.get(seriesUid) ?? (await lookUp('/series', 'SeriesInstanceUID', seriesUid)).study;
      const series = (await open(study, 0)).series.get(seriesUid);
      if (!series) throw fail('NOT_FOUND', { what: seriesUid });
      return { studyUid: study, instances: series.instances };
    },
    async instance(studyUid, seriesUid, sopUid) {
      for (const since of [0, now() - freshMs]) {
        const { series } = await open(studyUid, since);
        const one = series.get(seriesUid)?.instances.find(({ sop_uid }) => sop_uid === sopUid);
        if (one) return one;
      }
      throw fail('NOT_FOUND', { what: sopUid });
    },
    async stored(instance, frame, room = { before: 0, after: 0 }): Promise<StoredFrame> {
      const { bytes, skipBits } = await coded(instance, frame);
      const padded = Buffer.alloc(room.before + bytes.length + room.after);
      padded.set(bytes, room.before);
      return { bytes: padded, skipBits };
    },
    async frame(instance, frame, signal) {
      const job = await coded(instance, frame, signal);
      signal?.throwIfAborted();
      return decoder.decode(job, signal);
    },
    // The decoder is shared with the other archives.
    close: async () => {},
  };

  return {
    source,
    frames,
    manifest: async (studyUid) => (await open(studyUid, now() - freshMs)).manifest,
    async object(sopUid): Promise<ReadObject> {
      const at = await lookUp('/instances', 'SOPInstanceUID', sopUid);
      const instance = await frames.instance(at.study, at.series, sopUid);
      return {
        ...instance,
        study_uid: at.study,
        patient_uuid: null,
        read: () =>
          whole.use(
            instance.path,
            source.name,
            () => client.object(at),
            async (_, reader) => {
              try {
                return readPart10(await reader.read(0, reader.length), { inflate }).dataSet;
              } catch (error) {
                if (!(error instanceof DicomError)) throw error;
                throw fail('EXTERNAL_ARCHIVE_ANSWER', { archive: source.name, what: error.message });
              }
            },
          ),
      };
    },
    async find(keys, limit) {
      const asked = { ...keys, includefield: further, limit: String(limit + 1) };
      const list = await client.search('/studies', asked);
      try {
        const studies = list.slice(0, limit).map(found);
        return { studies, more: list.length > limit };
      } catch (error) {
        if (error instanceof DicomError || (error instanceof YishuError && error.code === 'DICOM_REFUSED')) {
          throw fail('EXTERNAL_ARCHIVE_ANSWER', { archive: source.name, what: error.message });
        }
        throw error;
      }
    },
    receive: () => Promise.reject(fail('EXTERNAL_ARCHIVE_READ_ONLY', { archive: source.name })),
  };
}
