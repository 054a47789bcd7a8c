// Which studies a person may open, for the time when the server is away (RAD-78); and what was then opened at a station, or refused there.
import type { z } from 'zod';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { AuditEntry, Caller, Kernel } from '../../kernel/types.ts';
import { sees, sightOf } from './sight.ts';
import { sightCondition } from './sight-places.ts';

/**
 * The rule of every other door, for many studies at once. What is not in the own archive may be in one of others: who those are open to
 * is let in. @throws RIGHT_MISSING
 */
export function openableStudies(
  kernel: Kernel,
  caller: Caller,
  studyUids: readonly string[],
): Promise<{ studyUids: string[] }> {
  const entry: AuditEntry = { act: 'imaging.openable', subject: '', detail: `${studyUids.length} studies` };
  return kernel.read(caller, 'radiology.view', entry, async (db) => {
    const sight = await sightOf(kernel, db, caller);
    const seen = sightCondition(sight);
    const asked = [...new Set(studyUids)];
    const here = db.selectFrom('imaging_study as t').select(['t.uid', 't.removed_at']).where('t.uid', 'in', asked);
    const known = new Set((await here.execute()).map(({ uid }) => uid));
    const kept = here.where('t.removed_at', 'is', null);
    const opened = await (seen ? kept.where(seen) : kept).execute();
    const elsewhere = sees(sight, null) ? asked.filter((uid) => !known.has(uid)) : [];
    return { studyUids: [...opened.map(({ uid }) => uid), ...elsewhere] };
  });
}

/** On record whatever has become of the person's right since. @throws LOGIN_REQUIRED */
export function recordOffline(
  kernel: Kernel,
  caller: Caller,
  input: { command: z.infer<typeof CommandMeta>; studyUid: string; outcome: 'done' | 'refused' },
): Promise<{ ok: true }> {
  const { command, studyUid, outcome } = input;
  const request = { ...command, name: 'imaging.recordOffline', right: null, subject: studyUid, input, ownAudit: true };
  return kernel.command(caller, request, async (work) => {
    if (!caller.person) throw fail('LOGIN_REQUIRED');
    const study = await work.tx
      .selectFrom('imaging_study')
      .select('patient_uuid')
      .where('uid', '=', studyUid)
      .executeTakeFirst();
    work.audit({
      act: 'imaging.open',
      subject: studyUid,
      patientId: study?.patient_uuid ?? null,
      outcome,
      detail: `at the station without the server, ${work.at.toISOString()}`,
    });
    return { ok: true as const };
  });
}
