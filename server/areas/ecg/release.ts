// Reads what was kept unread until its device was approved.
import { waitsForDevice } from '../../../core/ecg/flow/device-match.ts';
import { systemCaller } from '../../kernel/access.ts';
import { retryRecording } from './retry.ts';
import type { EcgServices } from './services.ts';

/** After a device was approved, and at the start: each on its own, so that one failure holds up no other. */
export async function releaseWaiting(services: EcgServices): Promise<number> {
  const { kernel } = services;
  const rows = await kernel.db
    .selectFrom('ecg_recording')
    .select(['id', 'version', 'doc'])
    .where('state', '=', 'parked')
    .orderBy('received_at')
    .execute();
  let released = 0;
  for (const { id, version } of rows.filter(({ doc }) => waitsForDevice(doc.parked?.code))) {
    const command = { id: kernel.newId(), at: kernel.clock.now().toISOString() };
    try {
      await retryRecording(services, systemCaller('ecg'), { command, recordingId: id, expectedVersion: version });
      released += 1;
    } catch (error) {
      // Another device's: it goes on waiting.
      kernel.log('info', 'a recording still waits for its device', { recordingId: id, error: String(error) });
    }
  }
  return released;
}
