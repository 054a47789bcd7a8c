// Samples, raw files and the overview of a long recording as bytes, to people with the right.

import type { SamplesHeader } from '../../../core/ecg/flow/recording.ts';
import { cutSamples, headerBytes, versionHeader } from '../../../core/ecg/flow/samples.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { storableText } from '../../../core/kernel/storable-text.ts';
import type { PlainRoute } from '../../kernel/area.ts';
import type { AuditEntry, Caller } from '../../kernel/types.ts';
import type { ObjectReader } from '../imaging/module.ts';
import { requireSight } from './access.ts';
import { handOn } from './hand-on.ts';
import { noteLook } from './looks.ts';
import { overview } from './overview.ts';
import { rawOf } from './retry.ts';
import type { EcgServices } from './services.ts';
import { type RecordingRow, recordingRow } from './store.ts';

const pieceBytes = 1 << 20;
const pageMs = 10_000;
const types: Readonly<Record<string, string>> = { pdf: 'application/pdf', jpeg: 'image/jpeg', png: 'image/png' };

interface Range {
  offset: number;
  length: number;
}

/** Header and ranges one after the other, each range padded to 4 bytes; the reader is closed however it ends. */
async function* pieces(first: Uint8Array, reader: ObjectReader, ranges: readonly Range[]): AsyncGenerator<Uint8Array> {
  try {
    yield first;
    for (const { offset, length } of ranges) {
      for (let done = 0; done < length; done += pieceBytes)
        yield await reader.read(offset + done, Math.min(pieceBytes, length - done));
      if (length % 4 !== 0) yield new Uint8Array(4 - (length % 4));
    }
  } finally {
    await reader.close();
  }
}

function streamOf(parts: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await parts.return(undefined);
    },
  });
}

function numberOf(url: URL, name: string, otherwise: number): number {
  const text = url.searchParams.get(name);
  if (text === null) return otherwise;
  const value = Number(text);
  if (!Number.isFinite(value) || text === '') throw fail('INPUT_INVALID', { fields: [`${name}: not a number`] });
  return value;
}

/** What of the stored block is asked for. */
function wanted(url: URL, header: SamplesHeader, length: number): { header: SamplesHeader; ranges: Range[] } {
  const parameters = ['fromMs', 'toMs', 'leads'];
  if (!parameters.some((name) => url.searchParams.has(name))) return { header, ranges: [{ offset: 0, length }] };
  const leads = (url.searchParams.get('leads') ?? '').split(',').filter(Boolean);
  return cutSamples(header, {
    fromMs: numberOf(url, 'fromMs', 0),
    toMs: numberOf(url, 'toMs', header.durationMs),
    leads,
  });
}

export async function samples({ objects }: EcgServices, request: Request, row: RecordingRow): Promise<Response> {
  if (row.samples_path === null || row.samples_header === null)
    throw fail('NOT_FOUND', { what: 'samples', recordingId: row.id });
  const reader = await objects.open(row.samples_path);
  const part = wanted(new URL(request.url), row.samples_header, reader.length);
  const first = headerBytes(part.header);
  const length = part.ranges.reduce((sum, range) => sum + Math.ceil(range.length / 4) * 4, first.length);
  return new Response(streamOf(pieces(first, reader, part.ranges)), {
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(length),
      // Not in a browser's cache: another person there would see it without the server knowing, and its files are not enciphered.
      'cache-control': 'private, no-store',
      // Which version of the recording they are of: a station that keeps both shows none beside the other's values.
      [versionHeader]: String(row.version),
    },
  });
}

export async function rawFile(services: EcgServices, row: RecordingRow): Promise<Response> {
  const bytes = Uint8Array.from(await rawOf(services, row));
  const { fileName, format } = row.doc;
  const inline = types[format];
  return new Response(bytes, {
    headers: {
      'content-type': inline ?? 'application/octet-stream',
      'content-disposition': `${inline ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(storableText(fileName))}`,
      'cache-control': 'private, no-store',
      [versionHeader]: String(row.version),
    },
  });
}

export function sampleRoutes(services: () => EcgServices): PlainRoute[] {
  async function forPerson(caller: Caller, id: string, act: string): Promise<RecordingRow> {
    const { kernel } = services();
    if (!/^[0-9a-f-]{36}$/i.test(id)) throw fail('NOT_FOUND', { what: 'recording' });
    const entry: AuditEntry = { act, subject: id };
    return kernel.read(caller, 'ecg.view', entry, async (db) => {
      const row = await recordingRow(db, id);
      entry.patientId = row.patient_id;
      await requireSight(kernel, db, caller, row.doc);
      return row;
    });
  }
  /** A station fetches what it keeps: before nobody's eyes, so it is no look. */
  const isAhead = (request: Request) => new URL(request.url).searchParams.has('ahead');
  /** A page of it with all its leads: what a screen shows at once. A shorter cut is no look at the tracing. */
  function showsPage(request: Request, { doc }: RecordingRow): boolean {
    const url = new URL(request.url);
    const lengthMs = numberOf(url, 'toMs', doc.durationMs) - numberOf(url, 'fromMs', 0);
    return !url.searchParams.get('leads') && lengthMs >= Math.min(doc.durationMs, pageMs);
  }
  return [
    {
      method: 'GET',
      path: '/ecg/recordings/:id/samples',
      public: false,
      async handle(request, caller, { id = '' }) {
        const row = await forPerson(caller, id, isAhead(request) ? 'ecg.ahead' : 'ecg.samples');
        if (!isAhead(request) && showsPage(request, row)) await noteLook(services().kernel, caller, row);
        return samples(services(), request, row);
      },
    },
    {
      method: 'GET',
      path: '/ecg/recordings/:id/overview',
      public: false,
      handle: async (request, caller, { id = '' }) =>
        overview(services(), request, await forPerson(caller, id, 'ecg.overview')),
    },
    {
      method: 'GET',
      path: '/ecg/recordings/:id/standard',
      public: false,
      handle: async (request, caller, { id = '' }) =>
        handOn(services(), request, await forPerson(caller, id, 'ecg.handOn')),
    },
    {
      method: 'GET',
      path: '/ecg/recordings/:id/file',
      public: false,
      async handle(request, caller, { id = '' }) {
        const row = await forPerson(caller, id, isAhead(request) ? 'ecg.ahead' : 'ecg.file');
        // The file of a cart's paper is what there is to look at.
        if (!isAhead(request) && row.samples_path === null) await noteLook(services().kernel, caller, row);
        return rawFile(services(), row);
      },
    },
  ];
}
