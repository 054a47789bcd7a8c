// Where a prepared export is fetched from: its zip as a stream, by the person who asked for it, within its hour.

import { createHmac } from 'node:crypto';
import { Readable } from 'node:stream';
import { makePseudonyms } from '../../../../core/dicom/deidentify/pseudonyms.ts';
import { uidFromRandom } from '../../../../core/dicom/uids.ts';
import { fail } from '../../../../core/kernel/errors.ts';
import { hospitalDay } from '../../../../core/kernel/hospital-time.ts';
import { requireAccess } from '../../../kernel/access.ts';
import type { PlainRoute } from '../../../kernel/area.ts';
import type { Caller, Kernel } from '../../../kernel/types.ts';
import type { Archive } from '../archive.ts';
import { anonymisedEntries } from './anonymised-zip.ts';
import { exportObjects } from './export-objects.ts';
import { mediaEntries } from './media-zip.ts';
import { zipStream } from './zip-stream.ts';

async function prepared(kernel: Kernel, caller: Caller, id: string) {
  requireAccess(caller, 'radiology.archive');
  const wellFormed = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
  const row = wellFormed
    ? await kernel.db.selectFrom('imaging_export').selectAll().where('id', '=', id).executeTakeFirst()
    : undefined;
  // Somebody else's export is as if it were not there.
  if (!row || row.created_by !== caller.person?.id || row.expires_at <= kernel.clock.now()) {
    throw fail('NOT_FOUND', { what: 'export' });
  }
  return row;
}

async function download(kernel: Kernel, archive: Archive, caller: Caller, id: string): Promise<Response> {
  const row = await prepared(kernel, caller, id);
  const detail = `${row.kind}, ${row.instance_ids.length}: ${row.reason}`;
  await kernel.audit(caller, { act: 'imaging.export', subject: row.id, detail });
  const missing: string[] = [];
  const now = kernel.clock.now();
  const secret = kernel.fields.decrypt(row.secret);
  const keyed = (text: string) => createHmac('sha256', secret).update(text).digest();
  const objects = exportObjects(kernel, archive.objects, row.instance_ids, missing);
  const entries =
    row.kind === 'anonymised'
      ? anonymisedEntries(objects, row.options, makePseudonyms(keyed), missing, now)
      : mediaEntries(objects, {
          hospital: kernel.hospital,
          fileSetUid: uidFromRandom(keyed('file-set')),
          options: row.options,
          missing,
          now,
        });
  const body = Readable.from(zipStream(entries), { objectMode: false });
  body.on('error', (error) => kernel.log('error', 'an export ended early', { id, error: String(error) }));
  return new Response(Readable.toWeb(body) as ReadableStream<Uint8Array>, {
    headers: {
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="yishu-${row.kind}-${hospitalDay(now)}.zip"`,
      'cache-control': 'no-store',
    },
  });
}

export function exportRoute(kernel: Kernel, archive: () => Archive): PlainRoute {
  return {
    method: 'GET',
    path: '/imaging/exports/:id',
    public: false,
    handle: (_request, caller, { id = '' }) => download(kernel, archive(), caller, id),
  };
}
