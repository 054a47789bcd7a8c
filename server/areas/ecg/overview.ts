// Lowest and highest of a whole recording, read in pieces from the stored samples: a day of one lead goes to the screen as a few kilobytes.
import { leadEnvelope, leadOf, mostOverviewSteps, packOverview } from '../../../core/ecg/flow/overview.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { EcgServices } from './services.ts';
import type { RecordingRow } from './store.ts';

/** @throws NOT_FOUND without samples or such a lead, INPUT_INVALID */
export async function overview({ objects }: EcgServices, request: Request, row: RecordingRow): Promise<Response> {
  if (row.samples_path === null || row.samples_header === null)
    throw fail('NOT_FOUND', { what: 'samples', recordingId: row.id });
  const { searchParams } = new URL(request.url);
  const steps = Number(searchParams.get('steps') ?? 2000);
  if (!Number.isInteger(steps) || steps < 1 || steps > mostOverviewSteps)
    throw fail('INPUT_INVALID', { fields: [`steps: 1 to ${mostOverviewSteps}`] });
  const found = leadOf(row.samples_header, searchParams.get('lead'));
  if (!found) throw fail('NOT_FOUND', { what: 'lead', recordingId: row.id });
  const reader = await objects.open(row.samples_path);
  const envelope = await leadEnvelope(reader, found, steps).finally(() => reader.close());
  return Response.json(packOverview(found.lead.name, envelope), { headers: { 'cache-control': 'private, no-store' } });
}
