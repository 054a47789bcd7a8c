// All that a viewer needs to open a study, from the index alone: no file is opened for it.
import { sql } from 'kysely';
import type { DicomJson } from '../../../../core/dicom/json.ts';
import type { InstanceDescriptor, SeriesManifest, StudyManifest } from '../../../../core/imaging/descriptor.ts';
import { fail } from '../../../../core/kernel/errors.ts';
import type { Kernel } from '../../../kernel/types.ts';

function text(json: DicomJson, tag: string): string {
  const first = json[tag]?.Value?.[0];
  return typeof first === 'string' || typeof first === 'number' ? String(first) : '';
}

/**
 * The pixel offsets stay behind: they are the server's affair, and of a slide they are megabytes.
 * `pixels` keeps its kind so that the viewer knows whether there is something to draw.
 */
function forViewer(descriptor: InstanceDescriptor): InstanceDescriptor {
  const { pixels } = descriptor;
  if (pixels?.kind !== 'encapsulated') return descriptor;
  return { ...descriptor, pixels: { kind: 'encapsulated', frames: [] } };
}

/** @throws NOT_FOUND */
export async function studyManifest(db: Kernel['db'], studyUid: string): Promise<StudyManifest> {
  const study = await db
    .selectFrom('imaging_study')
    .selectAll()
    .where('uid', '=', studyUid)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (!study) throw fail('NOT_FOUND', { what: 'study', studyUid });
  const series = await db
    .selectFrom('imaging_series')
    .selectAll()
    .where('study_uid', '=', studyUid)
    .orderBy(sql`number nulls last`)
    .orderBy('uid')
    .execute();
  const instances = await db
    .selectFrom('imaging_instance')
    .select(['series_uid', 'descriptor'])
    .where('study_uid', '=', studyUid)
    .where('state', '=', 'current')
    .orderBy(sql`number nulls last`)
    .orderBy('sop_uid')
    .execute();
  const bySeries = Map.groupBy(instances, ({ series_uid }) => series_uid);
  return {
    studyInstanceUid: study.uid,
    patientId: study.patient_id,
    patientName: study.patient_name,
    sex: study.sex,
    birthDate: study.birth_date,
    age: text(study.main, '00101010'),
    date: study.study_date,
    time: study.study_time,
    accession: study.accession,
    description: study.description,
    institution: study.institution,
    examId: study.exam_id,
    revision: study.revision,
    series: series.map(
      (one): SeriesManifest => ({
        seriesInstanceUid: one.uid,
        modality: one.modality,
        number: one.number,
        description: one.description,
        bodyPart: one.body_part,
        protocol: text(one.main, '00181030'),
        date: text(one.main, '00080021'),
        time: text(one.main, '00080031'),
        frameOfReferenceUid: text(one.main, '00200052'),
        instances: (bySeries.get(one.uid) ?? []).map(({ descriptor }) => forViewer(descriptor)),
      }),
    ),
  };
}
