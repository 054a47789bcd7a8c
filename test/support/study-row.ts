// A study in the archive's index without its objects, for tests that ask about the study alone.
import type { Kysely } from 'kysely';
import type { Database } from '../../server/db/schema.ts';

/** @param at when it came */
export async function insertStudy(
  db: Kysely<Database>,
  uid: string,
  at: Date,
  part: { patient_id: string; patient_name: string; instance_count?: number },
): Promise<void> {
  await db
    .insertInto('imaging_study')
    .values({
      ...{ uid, issuer: '', name_search: part.patient_name.toLowerCase(), sex: '', birth_date: '' },
      ...{ study_date: '', study_time: '', accession: '', study_id: '', description: '', referring: '' },
      ...{ institution: '', modalities: ['CT'], body_parts: [], series_count: 1, instance_count: 0, size_bytes: 1 },
      ...{ main: '{}', exam_id: null, patient_uuid: null, first_at: at, last_at: at, removed_at: null, revision: 1 },
      ...part,
    })
    .execute();
}
