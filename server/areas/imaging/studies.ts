// Studies of the archive as lists show them.
import { type Selectable, sql } from 'kysely';
import type { z } from 'zod';
import type { ArchivedStudy as Schema } from '../../../core/imaging/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { Kernel, Tx } from '../../kernel/types.ts';
import type { Sight } from './sight.ts';
import { sightCondition } from './sight-places.ts';
import type { ImagingStudyTable } from './tables.ts';

export type ArchivedStudy = z.infer<typeof Schema>;

/** Whether a reconciliation of the study `t` stands that nobody took back. */
const decided = sql<boolean>`exists (
  select 1 from imaging_reconcile r where r.study_uid = t.uid and r.undone_at is null)`.as('decided');

export async function isDecided(tx: Tx, uid: string): Promise<boolean> {
  const row = await tx.selectFrom('imaging_study as t').select(decided).where('uid', '=', uid).executeTakeFirst();
  return row?.decided ?? false;
}

export function archivedStudy(row: Selectable<ImagingStudyTable> & { decided: boolean }): ArchivedStudy {
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
    institution: row.institution,
    modalities: row.modalities,
    bodyParts: row.body_parts,
    seriesCount: row.series_count,
    instanceCount: row.instance_count,
    sizeBytes: row.size_bytes,
    examId: row.exam_id,
    decided: row.decided,
    lastAt: row.last_at.toISOString(),
    removedAt: row.removed_at?.toISOString() ?? null,
    revision: row.revision,
  };
}

export async function archivedStudies(
  db: Kernel['db'],
  uids: readonly string[],
  sight: Sight,
): Promise<ArchivedStudy[]> {
  if (uids.length === 0) return [];
  const seen = sightCondition(sight);
  let query = db
    .selectFrom('imaging_study as t')
    .selectAll()
    .select(decided)
    .where('uid', 'in', [...uids]);
  if (seen) query = query.where(seen);
  const rows = await query.execute();
  return rows.map(archivedStudy);
}

export interface StudyFilter {
  text: string;
  from: string;
  to: string;
  modality: string;
  unmatchedOnly: boolean;
  removed: boolean;
  limit: number;
}

export async function listStudies(db: Kernel['db'], filter: StudyFilter, sight: Sight): Promise<ArchivedStudy[]> {
  let query = db
    .selectFrom('imaging_study as t')
    .selectAll()
    .select(decided)
    .where('removed_at', filter.removed ? 'is not' : 'is', null);
  const text = filter.text.trim().toLowerCase();
  if (text) {
    const like = `%${text.replace(/[\\%_]/g, '\\$&')}%`;
    query = query.where((eb) =>
      eb.or([
        eb('name_search', 'like', like),
        eb('patient_id', 'ilike', like),
        eb('accession', 'ilike', like),
        eb('uid', '=', text),
      ]),
    );
  }
  if (filter.from) query = query.where('study_date', '>=', filter.from);
  if (filter.to) query = query.where('study_date', '<=', filter.to);
  if (filter.modality) query = query.where(sql<boolean>`${filter.modality} = any(modalities)`);
  if (filter.unmatchedOnly) query = query.where('exam_id', 'is', null);
  const seen = sightCondition(sight);
  if (seen) query = query.where(seen);
  const rows = await query.orderBy('last_at', 'desc').limit(filter.limit).execute();
  return rows.map(archivedStudy);
}

/**
 * @param whole whether the decision is about every image of it: then none may have come since the person looked. Else images that
 * came since say nothing against it, only another decision does.
 * @throws NOT_FOUND, VERSION_CONFLICT
 */
export async function lockStudy(tx: Tx, uid: string, expectedRevision: number, whole: boolean) {
  const row = await tx.selectFrom('imaging_study').selectAll().where('uid', '=', uid).forUpdate().executeTakeFirst();
  if (!row) throw fail('NOT_FOUND', { what: 'study', studyUid: uid });
  const oldest = whole ? row.revision : row.decided_revision;
  if (expectedRevision < oldest || expectedRevision > row.revision) {
    throw fail('VERSION_CONFLICT', { studyUid: uid, expected: expectedRevision, actual: row.revision });
  }
  return row;
}
