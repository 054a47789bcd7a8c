// Which studies a rule may remove, and what keeps a study whatever a rule says.
import { type ExpressionBuilder, sql } from 'kysely';
import type { RetentionRule } from '../../../../core/imaging/keeping.ts';
import type { Database } from '../../../db/schema.ts';
import type { Kernel, Tx } from '../../../kernel/types.ts';

const dayMs = 86_400_000;

type Studies = ExpressionBuilder<Database, 'imaging_study'>;

/** A report of its exam is missing, being written or waiting for a signature; a cancelled exam waits for none. */
export function hasUnsignedReport(eb: Studies) {
  return eb.exists(
    eb
      .selectFrom('exam')
      .select('exam.id')
      .whereRef('exam.id', '=', 'imaging_study.exam_id')
      .where((on) =>
        on.or([
          on.and([on('exam.report_state', '<>', 'final'), on('exam.state', '<>', 'cancelled')]),
          on.exists(
            on
              .selectFrom('exam_report')
              .select('exam_report.id')
              .whereRef('exam_report.exam_id', '=', 'exam.id')
              .where('exam_report.state', 'in', ['draft', 'submitted', 'returned']),
          ),
        ]),
      ),
  );
}

/** An ECG recording stands on one of its objects. */
export function holdsRecording(eb: Studies) {
  return eb.exists(
    eb
      .selectFrom('ecg_recording')
      .innerJoin('imaging_instance', 'imaging_instance.id', 'ecg_recording.instance_id')
      .select('ecg_recording.id')
      .whereRef('imaging_instance.study_uid', '=', 'imaging_study.uid'),
  );
}

/** Studies that are present and that the rule removes at this time. */
export function studiesUnder(db: Kernel['db'] | Tx, rule: RetentionRule, now: Date) {
  let query = db
    .selectFrom('imaging_study')
    .where('removed_at', 'is', null)
    .where('last_at', '<', new Date(now.getTime() - rule.olderThanDays * dayMs))
    .where((eb) => eb.not(hasUnsignedReport(eb)))
    .where((eb) => eb.not(holdsRecording(eb)));
  // Every image of the study is of a modality that the rule names; reports and states that go with them do not count.
  if (rule.modalities.length > 0) {
    const names = sql`array[${sql.join([...rule.modalities, 'SR', 'PR', 'KO', 'DOC', 'SEG'])}]::text[]`;
    const own = sql`array[${sql.join(rule.modalities)}]::text[]`;
    query = query.where(sql<boolean>`modalities && ${own} and modalities <@ ${names}`);
  }
  switch (rule.state) {
    case 'unmatched':
      return query.where('exam_id', 'is', null);
    case 'reported':
      return query
        .where('exam_id', 'is not', null)
        .where((eb) =>
          eb.exists(
            eb
              .selectFrom('exam')
              .select('exam.id')
              .whereRef('exam.id', '=', 'imaging_study.exam_id')
              .where('exam.report_state', '=', 'final'),
          ),
        );
    default:
      return rule.state satisfies never;
  }
}
