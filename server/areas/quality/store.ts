// Records of quality in the database: one row an exam, made by the first word about it, told to the feed at each.
import type { Kysely } from 'kysely';
import { blankQuality, type ExamQuality } from '../../../core/quality/model.ts';
import type { Database } from '../../db/schema.ts';
import type { CommandWork } from '../../kernel/types.ts';

export async function qualityOf(db: Kysely<Database>, examId: string): Promise<ExamQuality> {
  const row = await db.selectFrom('exam_quality').select('doc').where('exam_id', '=', examId).executeTakeFirst();
  return row?.doc ?? blankQuality(examId);
}

/** Call it with the exam's row locked: that is what keeps two first words apart. What did not change is not stored. */
export async function saveQuality(work: CommandWork, before: ExamQuality, after: ExamQuality): Promise<ExamQuality> {
  if (after === before) return before;
  const values = {
    version: after.version,
    technician_id: after.technician?.personId ?? null,
    technician_name: after.technician?.personName ?? '',
    image_grade: after.images?.grade ?? null,
    graded_at: after.images === null ? null : new Date(after.images.at),
    repeats: after.repeats?.count ?? null,
    doc: JSON.stringify(after),
  };
  await work.tx
    .insertInto('exam_quality')
    .values({ exam_id: after.examId, ...values })
    .onConflict((conflict) => conflict.column('exam_id').doUpdateSet(values))
    .execute();
  work.changed('examQuality', after.examId, after.version, null);
  return after;
}
