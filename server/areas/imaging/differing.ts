// Objects that came twice with one UID and different content: both are kept, a person says which one is shown.
import type { z } from 'zod';
import type { DifferingObject } from '../../../core/imaging/contract.ts';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { recount } from './index/study-news.ts';
import { requireStudySight, type Sight } from './sight.ts';
import { sightCondition } from './sight-places.ts';

export async function differingObjects(db: Kernel['db'], sight: Sight): Promise<z.infer<typeof DifferingObject>[]> {
  const seen = sightCondition(sight);
  let query = db
    .selectFrom('imaging_instance as other')
    .innerJoin('imaging_instance as shown', 'shown.sop_uid', 'other.sop_uid')
    .innerJoin('imaging_study as t', 't.uid', 'shown.study_uid')
    .innerJoin('imaging_series as s', 's.uid', 'shown.series_uid')
    .select([
      'other.sop_uid',
      'shown.study_uid',
      't.patient_name',
      's.description',
      'shown.id as shown_id',
      'shown.received_at as shown_at',
      'shown.source as shown_source',
      'shown.length as shown_length',
      'other.id as other_id',
      'other.received_at as other_at',
      'other.source as other_source',
      'other.length as other_length',
    ])
    .where('other.state', '=', 'differing')
    .where('shown.state', '=', 'current');
  if (seen) query = query.where(seen);
  const rows = await query.orderBy('other.received_at', 'desc').limit(500).execute();
  return rows.map((row) => ({
    sopInstanceUid: row.sop_uid,
    studyUid: row.study_uid,
    patientName: row.patient_name,
    seriesDescription: row.description,
    current: {
      id: row.shown_id,
      receivedAt: row.shown_at.toISOString(),
      source: row.shown_source,
      length: row.shown_length,
    },
    other: {
      id: row.other_id,
      receivedAt: row.other_at.toISOString(),
      source: row.other_source,
      length: row.other_length,
    },
  }));
}

export async function decideDiffering(
  kernel: Kernel,
  caller: Caller,
  input: { command: z.infer<typeof CommandMeta>; keepId: string; otherId: string; reason: string },
): Promise<{ ok: true }> {
  const request = {
    ...input.command,
    name: 'imaging.decideDiffering',
    right: 'radiology.archive' as const,
    subject: input.keepId,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    const rows = await work.tx
      .selectFrom('imaging_instance')
      .select(['id', 'sop_uid', 'study_uid', 'state'])
      .where('id', 'in', [input.keepId, input.otherId])
      .forUpdate()
      .execute();
    const keep = rows.find(({ id }) => id === input.keepId);
    const other = rows.find(({ id }) => id === input.otherId);
    if (!keep || !other || keep.sop_uid !== other.sop_uid) throw fail('NOT_FOUND', { what: 'the two objects' });
    await requireStudySight(kernel, work.tx, caller, [keep.study_uid]);
    if (![keep, other].some(({ state }) => state === 'differing')) {
      throw fail('STATE_REFUSED', { what: 'somebody decided already', sopInstanceUid: keep.sop_uid });
    }
    // One current row per UID: the other leaves first.
    await work.tx.updateTable('imaging_instance').set({ state: 'superseded' }).where('id', '=', other.id).execute();
    await work.tx.updateTable('imaging_instance').set({ state: 'current' }).where('id', '=', keep.id).execute();
    const study = await recount(work, keep.study_uid);
    work.audit({
      act: 'imaging.decideDiffering',
      subject: keep.sop_uid,
      patientId: null,
      detail: `${study?.uid ?? keep.study_uid}: ${input.reason}`,
    });
    return { ok: true as const };
  });
}
