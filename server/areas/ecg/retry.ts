// A parked file is read again, by a person's wish or after an update of the readers; a discarded recording comes back.
import type { RecordingDocument } from '../../../core/ecg/flow/recording.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { systemCaller } from '../../kernel/access.ts';
import type { Caller } from '../../kernel/types.ts';
import { placers, requireOneOf, requireSight } from './access.ts';
import type { RecordingInput } from './assign.ts';
import { documentOf, saidOf } from './document.ts';
import { settle } from './intake.ts';
import { localDay } from './matching.ts';
import { activeRuleSet } from './rule-sets.ts';
import { type EcgServices, readerVersion, readObject, writeObject } from './services.ts';
import { lockRecording, type RecordingRow, recordingRow, requireVersion, saveRecording } from './store.ts';

export async function rawOf(
  { objects, archive }: EcgServices,
  row: Pick<RecordingRow, 'store' | 'path'>,
): Promise<Buffer> {
  return readObject(row.store === 'archive' ? archive().objects : objects, row.path);
}

/** @throws STATE_REFUSED for one that is neither parked nor discarded */
export async function retryRecording(
  services: EcgServices,
  caller: Caller,
  input: RecordingInput,
): Promise<RecordingDocument> {
  const { kernel, objects } = services;
  const seen = await recordingRow(kernel.db, input.recordingId);
  if (seen.state !== 'parked' && seen.state !== 'discarded')
    throw fail('STATE_REFUSED', { recordingId: seen.id, state: seen.state });
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
  const request = { ...input.command, name: 'ecg.retry', right: null, subject: input.recordingId, input };
  return kernel.command(caller, request, async (work) => {
    if (caller.mode !== 'system') requireOneOf(caller, placers);
    const row = await lockRecording(work.tx, input.recordingId);
    if (caller.mode !== 'system') await requireSight(kernel, work.tx, caller, row.doc);
    requireVersion(row, input.expectedVersion);
    if (reply === null)
      return saveRecording(
        work,
        row,
        await settle(services, work, { ...row.doc, state: 'unmatched', unmatchedReason: '' }, null),
      );
    const { id, fileName, byteLength, sha256, receivedAt, source } = row.doc;
    const given = { ...row.said, recordingId: '' };
    const document = documentOf({ recordingId: id, fileName, byteLength, sha256, receivedAt, source, given }, reply);
    if (reply.kind === 'read') {
      await work.tx
        .updateTable('ecg_recording')
        .set({
          samples_path: samplesPath,
          samples_header: reply.header ? JSON.stringify(reply.header) : null,
          said: JSON.stringify(saidOf(document, given, localDay(receivedAt))),
        })
        .where('id', '=', id)
        .execute();
      await work.tx.insertInto('ecg_measurement').values({ recording_id: id, doc: reply.detail }).execute();
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
  const old = rows.filter(({ doc }) => doc.parked?.readerVersion !== readerVersion);
  for (const { id, version } of old) {
    const command = { id: kernel.newId(), at: kernel.clock.now().toISOString() };
    await retryRecording(services, systemCaller('ecg'), { command, recordingId: id, expectedVersion: version }).catch(
      (error: unknown) =>
        kernel.log('warn', 'a parked recording could not be read again', { recordingId: id, error: String(error) }),
    );
  }
  return old.length;
}
