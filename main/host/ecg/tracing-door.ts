// Samples, files and the overview of ECGs that lie here, for the time without the server; with it every look goes there and is on record there.
import { leadEnvelope, leadOf, mostOverviewSteps, packOverview } from '../../../core/ecg/flow/overview.ts';
import { cutSamples, headerBytes, unpackHeader } from '../../../core/ecg/flow/samples.ts';
import { errorTable, fail, YishuError } from '../../../core/kernel/errors.ts';
import type { HostSession } from '../contract/sessions.ts';
import type { ServerLink } from '../link/server-link.ts';
import type { TracingReads } from './tracing-reads.ts';

/** The answer, or null: then the request goes the usual way. */
export type TracingDoor = (request: Request, url: URL, session: HostSession) => Promise<Response | null>;

const mediaTypes: Record<string, string> = { pdf: 'application/pdf', jpeg: 'image/jpeg', png: 'image/png' };
const noStore = { 'cache-control': 'private, no-store' };

export function createTracingDoor(reads: Pick<TracingReads, 'body'>, link: Pick<ServerLink, 'online'>): TracingDoor {
  async function answer(url: URL, recordingId: string, what: string, session: HostSession): Promise<Response> {
    const { detail, bytes } = await reads.body(recordingId, session);
    const { kind, format } = detail.recording;
    if (what === 'file') {
      // The raw file of a waveform is the server's: what lies here are its samples.
      if (kind === 'waveform') throw fail('OFFLINE_UNAVAILABLE', { what: 'file', recordingId });
      const type = mediaTypes[format] ?? 'application/octet-stream';
      return new Response(bytes, { headers: { ...noStore, 'content-type': type } });
    }
    if (kind !== 'waveform') throw fail('NOT_FOUND', { what: 'samples', recordingId });
    if (what === 'overview') return Response.json(await overviewOf(bytes, url), { headers: noStore });
    const headers = { ...noStore, 'content-type': 'application/octet-stream' };
    return new Response(cut(bytes, url), { headers });
  }

  return async (request, url, session) => {
    const found = /^\/ecg\/recordings\/([0-9a-f-]{36})\/(samples|file|overview)$/.exec(url.pathname);
    if (!found || request.method !== 'GET' || (link.online() && session.serverToken)) return null;
    const [, recordingId = '', what = ''] = found;
    try {
      return await answer(url, recordingId, what, session);
    } catch (error) {
      if (!(error instanceof YishuError)) throw error;
      const { http, en } = errorTable[error.code];
      return Response.json({ code: error.code, message: en, data: error.detail }, { status: http });
    }
  };
}

/** As the server's route cuts it. */
function cut(bytes: Uint8Array<ArrayBuffer>, { searchParams }: URL): Uint8Array<ArrayBuffer> {
  if (!['fromMs', 'toMs', 'leads'].some((name) => searchParams.has(name))) return bytes;
  const { header, start } = unpackHeader(bytes);
  const leads = (searchParams.get('leads') ?? '').split(',').filter(Boolean);
  const number = (name: string, otherwise: number) => Number(searchParams.get(name) ?? otherwise);
  const [fromMs, toMs] = [number('fromMs', 0), number('toMs', header.durationMs)];
  if (!Number.isFinite(fromMs) || !Number.isFinite(toMs)) throw fail('INPUT_INVALID', { fields: ['fromMs, toMs'] });
  const part = cutSamples(header, { fromMs, toMs, leads });
  const first = headerBytes(part.header);
  const padded = (length: number) => Math.ceil(length / 4) * 4;
  const made = new Uint8Array(part.ranges.reduce((sum, { length }) => sum + padded(length), first.length));
  made.set(first);
  let at = first.length;
  for (const { offset, length } of part.ranges) {
    made.set(bytes.subarray(start + offset, start + offset + length), at);
    at += padded(length);
  }
  return made;
}

async function overviewOf(bytes: Uint8Array, { searchParams }: URL) {
  const steps = Number(searchParams.get('steps') ?? 2000);
  if (!Number.isInteger(steps) || steps < 1 || steps > mostOverviewSteps)
    throw fail('INPUT_INVALID', { fields: [`steps: 1 to ${mostOverviewSteps}`] });
  const { header, start } = unpackHeader(bytes);
  const found = leadOf(header, searchParams.get('lead'));
  if (!found) throw fail('NOT_FOUND', { what: 'lead' });
  const read = async (offset: number, length: number) => bytes.subarray(start + offset, start + offset + length);
  return packOverview(found.lead.name, await leadEnvelope({ read }, found, steps));
}
