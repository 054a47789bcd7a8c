// Lowest and highest of a whole recording, read in pieces from the stored samples: a day of one lead goes to the screen as a few kilobytes.
import { packOverview } from '../../../core/ecg/flow/overview.ts';
import { envelopeSink } from '../../../core/ecg/paper/envelope.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { EcgServices } from './services.ts';
import type { RecordingRow } from './store.ts';

/** A multiple of four: no sample is cut in two. */
const pieceBytes = 1 << 20;
const mostSteps = 8000;
const gap = -32768;

/** @throws NOT_FOUND without samples or such a lead, INPUT_INVALID */
export async function overview({ objects }: EcgServices, request: Request, row: RecordingRow): Promise<Response> {
  if (row.samples_path === null || row.samples_header === null)
    throw fail('NOT_FOUND', { what: 'samples', recordingId: row.id });
  const { searchParams } = new URL(request.url);
  const steps = Number(searchParams.get('steps') ?? 2000);
  if (!Number.isInteger(steps) || steps < 1 || steps > mostSteps)
    throw fail('INPUT_INVALID', { fields: [`steps: 1 to ${mostSteps}`] });
  const rhythm = row.samples_header.waveforms.find(({ kind }) => kind === 'rhythm');
  const wanted = searchParams.get('lead');
  const lead = rhythm?.leads.find(({ name }) => wanted === null || name === wanted) ?? rhythm?.leads[0];
  if (!rhythm || !lead) throw fail('NOT_FOUND', { what: 'lead', recordingId: row.id });
  const width = lead.encoding === 'int16' ? 2 : 4;
  const sink = envelopeSink(lead.count, rhythm.sampleRateHz, steps);
  const reader = await objects.open(row.samples_path);
  try {
    const length = lead.count * width;
    for (let done = 0; done < length; done += pieceBytes) {
      const piece = await reader.read(lead.byteOffset + done, Math.min(pieceBytes, length - done));
      const view = new DataView(piece.buffer, piece.byteOffset, piece.byteLength);
      for (let at = 0; at + width <= piece.byteLength; at += width) {
        if (width === 4) sink.push(view.getFloat32(at, true));
        else {
          const value = view.getInt16(at, true);
          sink.push(value === gap ? Number.NaN : value * lead.scaleMicrovolt);
        }
      }
    }
  } finally {
    await reader.close();
  }
  return Response.json(packOverview(lead.name, sink.made()), { headers: { 'cache-control': 'private, max-age=3600' } });
}
