// Links for the browser viewer of a clinician (在线回放): one recording, some minutes, read only; the token is shown once and never stored.
import { createHash, randomBytes } from 'node:crypto';
import type { CommandMeta } from '../../../core/kernel/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { systemCaller } from '../../kernel/access.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { requireSight } from './access.ts';
import { type RecordingRow, recordingRow } from './store.ts';

const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url');

export function makeLink(
  kernel: Kernel,
  caller: Caller,
  input: { command: CommandMeta; recordingId: string; minutes: number },
): Promise<{ url: string; token: string; expiresAt: string }> {
  const request = { ...input.command, name: 'ecg.link', right: 'ecg.view' as const, subject: input.recordingId, input };
  return kernel.command(caller, request, async (work) => {
    const row = await recordingRow(work.tx, input.recordingId);
    await requireSight(kernel, work.tx, caller, row.doc);
    const token = randomBytes(32).toString('base64url');
    const expires = new Date(work.now.getTime() + input.minutes * 60_000);
    await work.tx
      .insertInto('ecg_link')
      .values({
        hash: hashOf(token),
        recording_id: row.id,
        created_by: caller.person?.user ?? caller.station?.name ?? 'system',
        created_at: work.now,
        expires_at: expires,
      })
      .execute();
    work.audit({ act: 'ecg.link', subject: row.id, patientId: row.patient_id, detail: `${input.minutes} min` });
    return { url: `/ecg-view/${token}`, token, expiresAt: expires.toISOString() };
  });
}

/** @throws LOGIN_REQUIRED for an unknown or expired token. The look is audited under the name of who gave the link. */
export async function recordingOfLink(
  kernel: Kernel,
  address: string,
  token: string,
  act: string,
): Promise<RecordingRow> {
  const link = await kernel.db.selectFrom('ecg_link').selectAll().where('hash', '=', hashOf(token)).executeTakeFirst();
  if (!link || link.expires_at <= kernel.clock.now()) throw fail('LOGIN_REQUIRED', { what: 'link' });
  const row = await recordingRow(kernel.db, link.recording_id);
  await kernel.audit(systemCaller(address), {
    act,
    subject: row.id,
    patientId: row.patient_id,
    detail: `link of ${link.created_by}`,
  });
  return row;
}
