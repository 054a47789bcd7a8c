// The trash: studies that were removed, by whom, until when they can be restored, and how they are purged for good.
import type { z } from 'zod';
import type { TrashEntry } from '../../../../core/imaging/keeping.ts';
import type { CommandMeta } from '../../../../core/kernel/contract.ts';
import { fail } from '../../../../core/kernel/errors.ts';
import type { Caller, CommandWork, Kernel } from '../../../kernel/types.ts';
import { moveStudy } from '../../orders/module.ts';
import { forgetPackedStudy } from '../packing/ledger.ts';
import { requireStudySight, type Sight } from '../sight.ts';
import { sightCondition } from '../sight-places.ts';
import { lockStudy } from '../studies.ts';
import { hasUnsignedReport, holdsRecording } from './eligible.ts';
import { readPolicy } from './policy.ts';

type Entry = z.infer<typeof TrashEntry>;

const dayMs = 86_400_000;

export async function trash(db: Kernel['db'], sight: Sight): Promise<Entry[]> {
  const seen = sightCondition(sight, 'imaging_study');
  const { policy } = await readPolicy(db);
  let query = db
    .selectFrom('imaging_study')
    .leftJoin('imaging_removal', 'imaging_removal.study_uid', 'imaging_study.uid')
    .select(['uid', 'removed_at', 'last_at', 'person', 'reason', 'by_policy'])
    .select((eb) => [hasUnsignedReport(eb).as('unsigned'), holdsRecording(eb).as('recording')])
    .where('removed_at', 'is not', null);
  if (seen) query = query.where(seen);
  const rows = await query.orderBy('removed_at', 'desc').limit(2000).execute();
  return rows.map((row) => {
    const removed = row.removed_at ?? row.last_at;
    return {
      studyUid: row.uid,
      removedAt: removed.toISOString(),
      person: row.person ?? '',
      reason: row.reason ?? '',
      byPolicy: row.by_policy ?? false,
      purgeAt: new Date(removed.getTime() + policy.retention.recoverableDays * dayMs).toISOString(),
      automatic: policy.retention.active,
      kept: row.unsigned
        ? 'unsigned-report'
        : row.recording
          ? 'ecg-recording'
          : row.last_at > removed
            ? 'new-objects'
            : '',
    };
  });
}

/** Notes who removed a study and why, beside the audit trail, for the trash. */
export async function noteRemoval(work: CommandWork, studyUid: string, reason: string): Promise<void> {
  const { person, mode } = work.caller;
  const values = { at: work.now, person: person?.name ?? '', reason, by_policy: mode === 'system' };
  await work.tx
    .insertInto('imaging_removal')
    .values({ study_uid: studyUid, ...values })
    .onConflict((conflict) => conflict.column('study_uid').doUpdateSet(values))
    .execute();
}

export interface Purge {
  command: z.infer<typeof CommandMeta>;
  studyUid: string;
  expectedRevision: number;
  reason: string;
}

/**
 * Deletes the rows of a removed study and lists its files for deletion, all in one transaction; the files follow after the commit and,
 * after an interruption, at the next start. What stays is one row that says what there was, and the audit trail.
 * @throws STATE_REFUSED when it is not in the trash, when a report is not signed, when an ECG recording stands on it
 */
export function purgeStudy(kernel: Kernel, caller: Caller, input: Purge): Promise<{ ok: true }> {
  const { studyUid, reason } = input;
  const request = {
    ...input.command,
    name: 'imaging.purge',
    right: 'radiology.archive' as const,
    subject: studyUid,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    const { tx } = work;
    await requireStudySight(kernel, tx, caller, [studyUid]);
    const row = await lockStudy(tx, studyUid, input.expectedRevision, true);
    if (!row.removed_at) throw fail('STATE_REFUSED', { studyUid, state: 'present' });
    const kept = await tx
      .selectFrom('imaging_study')
      .select((eb) => [hasUnsignedReport(eb).as('unsigned'), holdsRecording(eb).as('recording')])
      .where('uid', '=', studyUid)
      .executeTakeFirstOrThrow();
    if (kept.unsigned) throw fail('STATE_REFUSED', { studyUid, state: 'unsigned-report' });
    if (kept.recording) throw fail('STATE_REFUSED', { studyUid, state: 'ecg-recording' });
    const instances = await tx
      .selectFrom('imaging_instance')
      .select(['path', 'length'])
      .where('study_uid', '=', studyUid)
      .execute();
    const series = await tx
      .selectFrom('imaging_series')
      .select('metadata_path')
      .where('study_uid', '=', studyUid)
      .execute();
    const files = [
      ...instances.map(({ path }) => ({ path, store: 'objects' as const, at: work.now })),
      ...series.flatMap(({ metadata_path: path }) => (path ? [{ path, store: 'derived' as const, at: work.now }] : [])),
    ];
    for (let at = 0; at < files.length; at += 1000) {
      const some = files.slice(at, at + 1000);
      await tx
        .insertInto('imaging_purge_file')
        .values(some)
        .onConflict((conflict) => conflict.column('path').doNothing())
        .execute();
    }
    const study = { uid: row.uid, instanceCount: row.instance_count, description: row.description };
    await moveStudy(work, study, row.exam_id, null);
    await forgetPackedStudy(tx, studyUid);
    await tx.deleteFrom('imaging_instance').where('study_uid', '=', studyUid).execute();
    await tx.deleteFrom('imaging_series').where('study_uid', '=', studyUid).execute();
    await tx.deleteFrom('imaging_annotation').where('study_uid', '=', studyUid).execute();
    await tx.deleteFrom('imaging_removal').where('study_uid', '=', studyUid).execute();
    await tx.deleteFrom('access_token').where('study_uid', '=', studyUid).execute();
    await tx.deleteFrom('imaging_study').where('uid', '=', studyUid).execute();
    await tx
      .insertInto('imaging_purged')
      .values({
        id: work.newId(),
        study_uid: studyUid,
        patient_uuid: row.patient_uuid,
        at: work.now,
        person: work.caller.person?.name ?? '',
        reason,
        instance_count: instances.length,
        size_bytes: instances.reduce((sum, { length }) => sum + Number(length), 0),
      })
      .execute();
    work.changed('study', studyUid, row.revision + 1, null);
    const detail = `${instances.length} objects: ${reason}`;
    work.audit({ act: 'imaging.purge', subject: studyUid, patientId: row.patient_uuid, detail });
    return { ok: true };
  });
}
