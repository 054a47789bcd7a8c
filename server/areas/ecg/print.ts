// The recording that an exam's report is printed with: its newest one with a waveform, of a long one the beginning.
import type { RecordingDetail } from '../../../core/ecg/flow/recording.ts';
import { cutSamples, headerBytes, unpackSamples } from '../../../core/ecg/flow/samples.ts';
import type { Arrangement } from '../../../core/ecg/paper/arrange.ts';
import type { EcgWaveform } from '../../../core/ecg/recording.ts';
import { detailOf } from './queries.ts';
import type { EcgServices } from './services.ts';
import { settingsOf } from './settings.ts';

/** Of a long record no more is read than a page shows. */
const printedMs = 20_000;

/** Null when no recording belongs to the exam. Rights are the report's: who may read it may see its tracing. */
export async function recordingForPrint(
  { kernel, objects }: EcgServices,
  examId: string,
): Promise<{ detail: RecordingDetail; waveforms: EcgWaveform[]; arrangement: Arrangement } | null> {
  const rows = await kernel.db
    .selectFrom('ecg_recording')
    .select(['doc', 'samples_path', 'samples_header'])
    .where('exam_id', '=', examId)
    .where('state', '=', 'matched')
    .orderBy('received_at', 'desc')
    .execute();
  const row = rows.find(({ samples_path }) => samples_path !== null) ?? rows[0];
  if (!row) return null;
  const detail = await detailOf(kernel.db, row.doc);
  const { printArrangement: arrangement } = await settingsOf(kernel.db);
  if (row.samples_path === null || row.samples_header === null) return { detail, waveforms: [], arrangement };
  const part = cutSamples(row.samples_header, { fromMs: 0, toMs: printedMs, leads: [] });
  const reader = await objects.open(row.samples_path);
  try {
    const pieces: Uint8Array[] = [headerBytes(part.header)];
    for (const { offset, length } of part.ranges)
      pieces.push(await reader.read(offset, length), new Uint8Array((4 - (length % 4)) % 4));
    const { waveforms } = unpackSamples(new Uint8Array(Buffer.concat(pieces)));
    return { detail, waveforms, arrangement };
  } finally {
    await reader.close();
  }
}
