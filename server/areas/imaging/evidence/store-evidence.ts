// A reader's annotations of a study as DICOM objects in that study: a measurement report, presentation states, a key object selection.
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { DataSet } from '../../../../core/dicom/data-set.ts';
import { DicomError } from '../../../../core/dicom/errors.ts';
import { uidFromRandom } from '../../../../core/dicom/uids.ts';
import { AnnotationDocument } from '../../../../core/imaging/annotation/model.ts';
import type { StoredEvidence } from '../../../../core/imaging/contract.ts';
import { type EvidenceContext, type EvidenceImage, evidenceFile } from '../../../../core/imaging/objects/evidence.ts';
import { writePresentations } from '../../../../core/imaging/objects/gsps.ts';
import { writeKeyObjects } from '../../../../core/imaging/objects/ko.ts';
import { writeMeasurementReport } from '../../../../core/imaging/objects/tid1500.ts';
import type { CommandMeta } from '../../../../core/kernel/contract.ts';
import { fail } from '../../../../core/kernel/errors.ts';
import { CHINA_ZONE, compactTime } from '../../../../core/kernel/hospital-time.ts';
import type { AuditEntry, Caller, Kernel } from '../../../kernel/types.ts';
import type { Archive } from '../archive.ts';
import { requireStudySight } from '../sight.ts';
import { storedHead } from './read-object.ts';

type Stored = z.infer<typeof StoredEvidence>;
type Kind = Stored['objects'][number]['kind'];

/** Equal annotations give equal objects: asked twice, or again after a cut, nothing is stored twice. */
function uidOf(studyUid: string, personId: string, version: number, purpose: string): string {
  // What is tracked keeps its UID from one revision to the next (PS3.16 TID 1501 row 3).
  const scope = purpose.startsWith('track:') ? purpose : `${version} ${purpose}`;
  return uidFromRandom(createHash('sha256').update(`${studyUid} ${personId} ${scope}`).digest());
}

function localTime(at: Date): EvidenceContext['at'] {
  const digits = compactTime(at);
  return { date: digits.slice(0, 8), time: digits.slice(8), offset: CHINA_ZONE.replace(':', '') };
}

async function annotationsOf(db: Kernel['db'], studyUid: string, personId: string, expected: number) {
  const row = await db
    .selectFrom('imaging_annotation')
    .select(['version', 'saved_at', 'doc'])
    .where('study_uid', '=', studyUid)
    .where('author_id', '=', personId)
    .executeTakeFirst();
  if (!row) throw fail('NOT_FOUND', { what: 'annotations', studyUid });
  if (row.version !== expected) throw fail('VERSION_CONFLICT', { studyUid, expected, actual: row.version });
  const read = AnnotationDocument.safeParse(row.doc);
  if (!read.success)
    throw fail('STATE_REFUSED', { what: 'the annotations were saved by another version of the program' });
  return { version: row.version, savedAt: row.saved_at, document: read.data };
}

/** Images that annotations lie on, in the order of the study, and the path of the first. */
async function imagesOf(db: Kernel['db'], studyUid: string, wanted: ReadonlySet<string>) {
  const images = new Map<string, EvidenceImage>();
  if (wanted.size === 0) return { images, path: undefined };
  const rows = await db
    .selectFrom('imaging_instance')
    .select(['sop_uid', 'series_uid', 'sop_class', 'path', 'descriptor'])
    .where('study_uid', '=', studyUid)
    .where('state', '=', 'current')
    .where('sop_uid', 'in', [...wanted])
    .orderBy('series_uid')
    .orderBy('number')
    .orderBy('sop_uid')
    .execute();
  for (const { sop_uid, series_uid, sop_class, descriptor } of rows) {
    const { image } = descriptor;
    if (!image) continue;
    images.set(sop_uid, { seriesUid: series_uid, sopInstanceUid: sop_uid, sopClassUid: sop_class, image });
  }
  return { images, path: rows.find(({ sop_uid }) => images.has(sop_uid))?.path };
}

/** Reports of earlier versions that are in the archive, the latest first. */
async function formerReports(db: Kernel['db'], studyUid: string, personId: string, version: number) {
  const byUid = new Map<string, number>();
  for (let old = 1; old < version; old += 1) byUid.set(uidOf(studyUid, personId, old, 'sr'), old);
  if (byUid.size === 0) return [];
  const rows = await db
    .selectFrom('imaging_instance')
    .select(['sop_uid', 'series_uid'])
    .where('study_uid', '=', studyUid)
    .where('source', '=', 'evidence')
    .where('state', '=', 'current')
    .execute();
  return rows
    .flatMap(({ sop_uid, series_uid }) => {
      const old = byUid.get(sop_uid);
      return old === undefined ? [] : [{ old, sopInstanceUid: sop_uid, seriesUid: series_uid }];
    })
    .sort((a, b) => b.old - a.old);
}

interface Written {
  objects: { kind: Kind; object: DataSet }[];
  left: string[];
}

function written(document: AnnotationDocument, context: EvidenceContext, former: readonly Former[]): Written {
  const objects: Written['objects'] = [];
  // The chain of predecessors leads from one to the next: only the last one is named.
  const report = writeMeasurementReport(document.annotations, context, former.slice(0, 1));
  if (report.object) objects.push({ kind: 'report', object: report.object });
  const states = writePresentations(document, context);
  for (const { object } of states) objects.push({ kind: 'presentation', object });
  const keyObjects = writeKeyObjects(document.keyMarks, context, ({ sopInstanceUid, frame }) => {
    const state = states.find(({ frames }) => frames.has(`${sopInstanceUid}/${frame}`))?.object;
    const [sopClassUid, uid] = [state?.string('SOPClassUID'), state?.string('SOPInstanceUID')];
    return sopClassUid && uid ? { sopClassUid, sopInstanceUid: uid } : undefined;
  });
  if (keyObjects.object) objects.push({ kind: 'key-objects', object: keyObjects.object });
  const left = [...report.left, ...keyObjects.left.map(({ sopInstanceUid, frame }) => `${sopInstanceUid}/${frame}`)];
  return { objects, left };
}
type Former = Awaited<ReturnType<typeof formerReports>>[number];

async function* once(bytes: Uint8Array) {
  yield bytes;
}

/**
 * Stores them and says what was stored. Objects of former versions stay; the new report names the one before.
 * @throws LOGIN_REQUIRED, RIGHT_MISSING, NOT_FOUND, VERSION_CONFLICT, STATE_REFUSED
 */
export async function storeEvidence(
  kernel: Kernel,
  archive: Pick<Archive, 'objects' | 'receive' | 'announce'>,
  caller: Caller,
  input: { command: z.infer<typeof CommandMeta>; studyUid: string; expectedVersion: number },
): Promise<Stored> {
  const { person } = caller;
  if (!person) throw fail('LOGIN_REQUIRED');
  const { studyUid, expectedVersion } = input;
  const right = 'radiology.write' as const;
  const entry: AuditEntry = { act: 'imaging.annotations', subject: studyUid };
  const read = await kernel.read(caller, right, entry, async (db) => {
    await requireStudySight(kernel, db, caller, [studyUid], entry);
    const study = await db
      .selectFrom('imaging_study')
      .select('uid')
      .where('uid', '=', studyUid)
      .where('removed_at', 'is', null)
      .executeTakeFirst();
    if (!study) throw fail('NOT_FOUND', { what: 'study', studyUid });
    const saved = await annotationsOf(db, studyUid, person.id, expectedVersion);
    const { annotations, keyMarks } = saved.document;
    const wanted = new Set([...annotations, ...keyMarks].map(({ sopInstanceUid }) => sopInstanceUid));
    const former = await formerReports(db, studyUid, person.id, saved.version);
    return { ...saved, ...(await imagesOf(db, studyUid, wanted)), former };
  });
  const { document, version, former } = read;
  let made: Written = {
    objects: [],
    left: document.annotations.map(({ id }) => id),
  };
  if (read.path !== undefined) {
    const subject = (await storedHead(archive.objects, read.path)).dataSet;
    const context: EvidenceContext = {
      subject,
      images: read.images,
      observer: { name: person.name, organization: kernel.hospital.name },
      at: localTime(read.savedAt),
      revision: version,
      uid: (purpose) => uidOf(studyUid, person.id, version, purpose),
      softwareVersion: 'YISHU_1',
    };
    made = writtenOrRefused(document, context, former);
  }
  const objects: Stored['objects'] = [];
  for (const { kind, object } of made.objects) {
    const received = await archive.receive({
      prefix: new Uint8Array(),
      data: once(evidenceFile(object)),
      source: 'evidence',
      studyUid,
    });
    objects.push({ kind, sopInstanceUid: received.sopInstanceUid, seriesUid: received.seriesUid });
  }
  await archive.announce();
  const stored = { version, objects, left: made.left, superseded: former.map(({ sopInstanceUid }) => sopInstanceUid) };
  const request = { ...input.command, name: 'imaging.storeEvidence', right, subject: studyUid, input };
  return kernel.command(caller, request, async (work) => {
    const study = await work.tx
      .selectFrom('imaging_study')
      .select('patient_uuid')
      .where('uid', '=', studyUid)
      .executeTakeFirst();
    work.audit({
      act: 'imaging.storeEvidence',
      subject: studyUid,
      patientId: study?.patient_uuid ?? null,
      detail: `version ${version}: ${objects.map(({ sopInstanceUid }) => sopInstanceUid).join(' ')}`,
    });
    return stored;
  });
}

function writtenOrRefused(document: AnnotationDocument, context: EvidenceContext, former: readonly Former[]): Written {
  try {
    return written(document, context, former);
  } catch (error) {
    if (!(error instanceof DicomError)) throw error;
    throw fail('STATE_REFUSED', { what: error.message });
  }
}
