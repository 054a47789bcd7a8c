// Lowest and highest of a whole recording, read in pieces from the stored samples: a day of one lead goes to the screen as a few kilobytes.
import { packOverview } from '../../../core/ecg/flow/overview.ts';
import type { SamplesHeader } from '../../../core/ecg/flow/recording.ts';
import { type Envelope, envelopeSink } from '../../../core/ecg/paper/envelope.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { ObjectReader } from '../imaging/module.ts';
import type { EcgServices } from './services.ts';
import type { RecordingRow } from './store.ts';

/** A multiple of four: no sample is cut in two. */
const pieceBytes = 1 << 20;
const mostSteps = 8000;
const gap = -32768;

type Rhythm = SamplesHeader['waveforms'][number];

export interface RhythmLead {
  rhythm: Rhythm;
  lead: Rhythm['leads'][number];
}

/** The lead of that name, else the first; null without a rhythm. */
export function leadOf(header: SamplesHeader, wanted: string | null): RhythmLead | null {
  const rhythm = header.waveforms.find(({ kind }) => kind === 'rhythm');
  const lead = rhythm?.leads.find(({ name }) => wanted === null || name === wanted) ?? rhythm?.leads[0];
  return rhythm && lead ? { rhythm, lead } : null;
}

/** Read in pieces: a day is never in memory at once. */
export async function leadEnvelope(
  reader: ObjectReader,
  { rhythm, lead }: RhythmLead,
  steps: number,
): Promise<Envelope> {
  const width = lead.encoding === 'int16' ? 2 : 4;
  const sink = envelopeSink(lead.count, rhythm.sampleRateHz, steps);
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
  return sink.made();
}

/** @throws NOT_FOUND without samples or such a lead, INPUT_INVALID */
export async function overview({ objects }: EcgServices, request: Request, row: RecordingRow): Promise<Response> {
  if (row.samples_path === null || row.samples_header === null)
    throw fail('NOT_FOUND', { what: 'samples', recordingId: row.id });
  const { searchParams } = new URL(request.url);
  const steps = Number(searchParams.get('steps') ?? 2000);
  if (!Number.isInteger(steps) || steps < 1 || steps > mostSteps)
    throw fail('INPUT_INVALID', { fields: [`steps: 1 to ${mostSteps}`] });
  const found = leadOf(row.samples_header, searchParams.get('lead'));
  if (!found) throw fail('NOT_FOUND', { what: 'lead', recordingId: row.id });
  const reader = await objects.open(row.samples_path);
  const envelope = await leadEnvelope(reader, found, steps).finally(() => reader.close());
  return Response.json(packOverview(found.lead.name, envelope), { headers: { 'cache-control': 'private, no-store' } });
}
