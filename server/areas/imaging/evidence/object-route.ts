// What a panel shows of an object that is no image: the report's outline, key objects, graphics, masks, the document, as JSON.
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { viewObject } from '../../../../core/imaging/objects/view.ts';
import { errorTable, fail, YishuError } from '../../../../core/kernel/errors.ts';
import type { PlainRoute } from '../../../kernel/area.ts';
import type { Caller, Kernel } from '../../../kernel/types.ts';
import type { Archive } from '../archive.ts';
import { archiveVisitor, bearerOf, requireStudy } from '../door.ts';
import { storedObject } from './read-object.ts';

const gzipped = promisify(gzip);
/** Smaller answers are not worth the trouble. */
const worthPacking = 4096;
/** Frames of a compressed segmentation that are decoded for one answer. */
const mostFrames = 4000;

async function find(kernel: Kernel, sopUid: string) {
  const row = await kernel.db
    .selectFrom('imaging_instance')
    .innerJoin('imaging_study', 'imaging_study.uid', 'imaging_instance.study_uid')
    .select(['sop_uid', 'study_uid', 'patient_uuid', 'path', 'sha256', 'descriptor'])
    .where('sop_uid', '=', sopUid)
    .where('state', '=', 'current')
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (!row) throw fail('NOT_FOUND', { what: sopUid });
  return row;
}

async function answer(kernel: Kernel, archive: Archive, request: Request, caller: Caller, sop: string) {
  const visitor = await archiveVisitor(kernel, caller, bearerOf(request));
  const row = await find(kernel, sop);
  requireStudy(visitor, row.study_uid);
  const look = { act: 'imaging.object', subject: row.study_uid, patientId: row.patient_uuid, detail: sop };
  await kernel.read({ ...visitor.caller, mode: 'system' }, null, look, async () => null);
  const etag = `"${row.sha256.slice(0, 32)}-1"`;
  const headers: Record<string, string> = {
    etag,
    'cache-control': 'private, no-cache',
    'content-type': 'application/json; charset=utf-8',
    vary: 'authorization, cookie, accept-encoding',
  };
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
  const { dataSet } = await storedObject(archive.objects, row.path);
  const { image, pixels } = row.descriptor;
  const decoded: ArrayLike<number>[] = [];
  if (row.descriptor.kind === 'segmentation' && image && pixels?.kind === 'encapsulated') {
    const count = Math.min(image.frames, mostFrames);
    for (let frame = 1; frame <= count; frame += 1) decoded.push((await archive.frames.frame(row, frame)).data);
  }
  const view = viewObject(dataSet, decoded.length > 0 ? (frame) => decoded[frame] ?? [] : undefined);
  const body = Buffer.from(JSON.stringify(view));
  const packs = body.length >= worthPacking && /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '');
  if (!packs) return new Response(body, { headers });
  return new Response(await gzipped(body, { level: 4 }), { headers: { ...headers, 'content-encoding': 'gzip' } });
}

/** `/imaging/objects/{sop}`: core/imaging/objects/view.ts ObjectView. */
export function objectRoute(kernel: Kernel, archive: () => Archive): PlainRoute {
  return {
    method: 'GET',
    path: '/imaging/objects/:sop',
    public: true,
    tokens: true,
    handle: (request, caller, { sop = '' }) =>
      answer(kernel, archive(), request, caller, sop).catch((error: unknown) => {
        if (!(error instanceof YishuError)) throw error;
        const { code, message, detail } = error;
        return Response.json({ code, message, detail }, { status: errorTable[code].http });
      }),
  };
}
