// A parked file is read again, by a person's wish or after an update of the readers; a discarded recording comes back.

import { waitsForDevice } from '../../../core/ecg/flow/device-match.ts';
import type { RecordingDocument } from '../../../core/ecg/flow/recording.ts';
import { fail, YishuError } from '../../../core/kernel/errors.ts';
import { hospitalDay } from '../../../core/kernel/hospital-time.ts';
import { systemCaller } from '../../kernel/access.ts';
import type { Caller } from '../../kernel/types.ts';
import { requirePlacing } from './access.ts';
import { admitObject } from './admission.ts';
import type { RecordingInput } from './assign.ts';
import { documentOf, saidOf } from './document.ts';
import { settle } from './intake.ts';
import { activeRuleSet } from './rule-sets.ts';
import { type EcgServices, readerVersion, readObject, writeObject } from './services.ts';
import { lockRecording, type RecordingRow, recordingRow, requireVersion, saveRecording } from './store.ts';

export async function rawOf(
  { objects, archive }: EcgServices,
  row: Pick<RecordingRow, 'store' | 'path'>,
): Promise<Buffer> {
  return readObject(row.store === 'archive' ? archive().objects : objects, row.path);
}

/** Whose it is: one that waits for its device is read when that is approved. @throws STATE_REFUSED while it is not */
async function sourceNow(
  services: EcgServices,
  { doc, store, path }: RecordingRow,
): Promise<RecordingDocument['source']> {
  if (!waitsForDevice(doc.parked?.code)) return doc.source;
  const bytes = Uint8Array.from(await rawOf(services, { store, path }));
  const { source, refused } = await admitObject(services.kernel, bytes, doc.source.name, false);
  if (refused) throw fail('STATE_REFUSED', { recordingId: doc.id, device: refused.text, remedy: 'approve the device' });
  return source;
}

/** Before the file is read and measured: that is work nobody does for somebody who may not ask for it. */
async function refusalOf({ kernel }: EcgServices, caller: Caller, seen: RecordingRow): Promise<YishuError | null> {
  try {
    if (caller.mode !== 'system') await requirePlacing(kernel, kernel.db, caller, seen.doc);
    const isOver = seen.state !== 'parked' && seen.state !== 'discarded';
    return isOver ? fail('STATE_REFUSED', { recordingId: seen.id, state: seen.state }) : null;
  } catch (error) {
    if (error instanceof YishuError) return error;
    throw error;
  }
}

/** @throws STATE_REFUSED for one that is neither parked nor discarded, and while its device is not approved */
export async function retryRecording(
  services: EcgServices,
  caller: Caller,
  input: RecordingInput,
): Promise<RecordingDocument> {
  const { kernel, objects } = services;
  const request = { ...input.command, name: 'ecg.retry', right: null, subject: input.recordingId, input };
  const seen = await recordingRow(kernel.db, input.recordingId);
  const refusal = await refusalOf(services, caller, seen);
  // In a command, so that it stands in the trail.
  if (refusal) return kernel.command(caller, request, () => Promise.reject(refusal));
  const source = await sourceNow(services, seen);
  const ruleSet = await activeRuleSet(kernel.db);
  const wasParked = seen.doc.parked !== null;
  const reply = wasParked
    ? await services.analyser.analyse({
        recordingId: seen.id,
        bytes: Uint8Array.from(await rawOf(services, seen)),
        name: seen.doc.fileName,
        ruleSet,
      })
    : null;
  const samplesPath = reply?.kind === 'read' && reply.samples ? await writeObject(objects, reply.samples) : null;
  return kernel.command(caller, request, async (work) => {
    const row = await lockRecording(work.tx, input.recordingId);
    if (caller.mode !== 'system') await requirePlacing(kernel, work.tx, caller, row.doc);
    requireVersion(row, input.expectedVersion);
    if (reply === null)
      return saveRecording(
        work,
        row,
        await settle(services, work, { ...row.doc, state: 'unmatched', unmatchedReason: '' }, null),
      );
    const { id, fileName, byteLength, sha256, receivedAt } = row.doc;
    const given = { ...row.said, recordingId: '' };
    const document = documentOf({ recordingId: id, fileName, byteLength, sha256, receivedAt, source, given }, reply);
    if (reply.kind === 'read') {
      await work.tx
        .updateTable('ecg_recording')
        .set({
          samples_path: samplesPath,
          institution_id: source.institutionId,
          upload_point_id: source.uploadPoint?.id ?? null,
          samples_header: reply.header ? JSON.stringify(reply.header) : null,
          said: JSON.stringify(saidOf(document, given, hospitalDay(receivedAt))),
        })
        .where('id', '=', id)
        .execute();
      await work.tx.insertInto('ecg_measurement').values({ recording_id: id, doc: reply.detail }).execute();
      if (row.doc.source.deviceId === null && source.deviceId !== null)
        await work.tx
          .updateTable('ecg_device')
          .set((at) => ({ recordings: at('recordings', '+', 1) }))
          .where('id', '=', source.deviceId)
          .execute();
    }
    return saveRecording(work, row, await settle(services, work, document, null));
  });
}

/** What older readers could not read; called once at the start. */
export async function retryParked(services: EcgServices): Promise<number> {
  const { kernel } = services;
  const rows = await kernel.db
    .selectFrom('ecg_recording')
    .select(['id', 'version', 'doc'])
    .where('state', '=', 'parked')
    .execute();
  const old = rows.filter(
    ({ doc }) => doc.parked?.readerVersion !== readerVersion && !waitsForDevice(doc.parked?.code),
  );
  for (const { id, version } of old) {
    const command = { id: kernel.newId(), at: kernel.clock.now().toISOString() };
    await retryRecording(services, systemCaller('ecg'), { command, recordingId: id, expectedVersion: version }).catch(
      (error: unknown) =>
        kernel.log('warn', 'a parked recording could not be read again', { recordingId: id, error: String(error) }),
    );
  }
  return old.length;
}
