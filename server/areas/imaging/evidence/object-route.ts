// What a panel shows of an object that is no image: the report's outline, key objects, graphics, masks, the document, as JSON.
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { viewObject } from '../../../../core/imaging/objects/view.ts';
import { errorTable, YishuError } from '../../../../core/kernel/errors.ts';
import type { PlainRoute } from '../../../kernel/area.ts';
import type { Caller, Kernel } from '../../../kernel/types.ts';
import type { ReadingArchive } from '../archive.ts';
import { bearerOf } from '../door.ts';
import { isExternal } from '../external/archive.ts';
import { sees } from '../sight.ts';
import { createVisitors, type Visitors } from '../visitors.ts';

const gzipped = promisify(gzip);
/** Smaller answers are not worth the trouble. */
const worthPacking = 4096;
/** Frames of a compressed segmentation that are decoded for one answer. */
const mostFrames = 4000;

/** Where objects are read: this hospital's archive, and all archives that readers look into. */
export interface ObjectPlaces {
  own(): ReadingArchive;
  all(): ReadingArchive;
}

async function answer(
  { kernel, places, visitors }: { kernel: Kernel; places: ObjectPlaces; visitors: Visitors },
  request: Request,
  caller: Caller,
  sop: string,
) {
  const visitor = await visitors.of(caller, bearerOf(request));
  // A key to one study is a key to one of this hospital's: nobody else is asked in its name.
  const archive = visitor.studyUid === null && sees(visitor.sight, null) ? places.all() : places.own();
  const row = await archive.object(sop);
  await visitors.requireStudy(visitor, 'imaging.object', row.study_uid);
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
  const dataSet = await row.read();
  const { image, pixels } = row.descriptor;
  const decoded: ArrayLike<number>[] = [];
  if (row.descriptor.kind === 'segmentation' && image && (pixels?.kind === 'encapsulated' || isExternal(row))) {
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
export function objectRoute(kernel: Kernel, places: ObjectPlaces): PlainRoute {
  const parts = { kernel, places, visitors: createVisitors(kernel) };
  return {
    method: 'GET',
    path: '/imaging/objects/:sop',
    public: true,
    tokens: true,
    handle: (request, caller, { sop = '' }) =>
      answer(parts, request, caller, sop).catch((error: unknown) => {
        if (!(error instanceof YishuError)) throw error;
        const { code, message, detail } = error;
        return Response.json({ code, message, detail }, { status: errorTable[code].http });
      }),
  };
}
