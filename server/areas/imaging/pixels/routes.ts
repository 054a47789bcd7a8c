// What a viewer fetches: one frame as plain samples, or a series' frames in one stream.
import { createHash } from 'node:crypto';
import { sampleBytes } from '../../../../core/imaging/pixels/samples.ts';
import { errorTable, YishuError } from '../../../../core/kernel/errors.ts';
import type { PlainRoute } from '../../../kernel/area.ts';
import { onceSent } from '../../../kernel/sent.ts';
import type { Caller, Kernel } from '../../../kernel/types.ts';
import type { Archive } from '../archive.ts';
import { type ArchiveVisitor, bearerOf } from '../door.ts';
import { giveBack } from '../objects/give-back.ts';
import { sees } from '../sight.ts';
import { createVisitors } from '../visitors.ts';
import type { PixelInstance } from './frame-source.ts';
import { frameStream, placesOf } from './stream.ts';

function refusal(error: unknown): Response {
  if (!(error instanceof YishuError)) throw error;
  const { code, message, detail } = error;
  return Response.json({ code, message, detail }, { status: errorTable[code].http });
}

/** 32 hex digits that stand for a list. */
const listHash = (parts: readonly string[]): string =>
  createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);

/**
 * What a station that keeps frames goes by: `etag` is the content of the series, `x-yishu-instances` the instances in their order,
 * by which the numbers in the stream are read.
 */
function seriesMarks(instances: readonly PixelInstance[]): { etag: string; 'x-yishu-instances': string } {
  return {
    etag: `"${listHash(instances.map(({ sop_uid, sha256 }) => `${sop_uid} ${sha256}`))}"`,
    'x-yishu-instances': listHash(instances.map(({ sop_uid }) => sop_uid)),
  };
}

export function pixelRoutes(kernel: Kernel, archive: () => Pick<Archive, 'frames' | 'looks'>): PlainRoute[] {
  const visitors = createVisitors(kernel);
  const visitorOf = (request: Request, caller: Caller) => visitors.of(caller, bearerOf(request));
  const source = () => archive().frames;
  const lookedAt = (visitor: ArchiveVisitor, studyUid: string) =>
    archive().looks.looked(visitor.caller, 'imaging.pixels', studyUid);

  async function one(request: Request, caller: Caller, params: Record<string, string>): Promise<Response> {
    const { study = '', series = '', sop = '', frame = '' } = params;
    const visitor = await visitorOf(request, caller);
    await visitors.requireStudy(visitor, 'imaging.pixels', study);
    const instance = await source().instance(study, series, sop);
    await lookedAt(visitor, study);
    const etag = `"${instance.sha256.slice(0, 32)}-${frame}"`;
    const caching = { etag, 'cache-control': 'private, max-age=31536000, immutable', vary: 'authorization, cookie' };
    if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers: caching });
    const samples = await source().frame(instance, Number(frame));
    const body = sampleBytes(samples);
    const answer = new Response(body, {
      headers: {
        ...caching,
        'content-type': 'application/octet-stream',
        'content-length': String(body.length),
        'x-pixel-kind': samples.kind,
        'x-width': String(samples.width),
        'x-height': String(samples.height),
      },
    });
    return onceSent(answer, () => giveBack(body));
  }

  async function stream(request: Request, caller: Caller, params: Record<string, string>): Promise<Response> {
    const visitor = await visitorOf(request, caller);
    const { studyUid, instances } = await source().series(
      visitor.studyUid,
      params.series ?? '',
      sees(visitor.sight, null),
    );
    await visitors.requireStudy(visitor, 'imaging.pixels', studyUid);
    const places = placesOf(instances, new URL(request.url).searchParams);
    await lookedAt(visitor, studyUid);
    const marks = seriesMarks(instances);
    if (request.headers.get('if-none-match') === marks.etag) return new Response(null, { status: 304, headers: marks });
    return new Response(frameStream(source(), instances, places), {
      headers: {
        ...marks,
        'content-type': 'application/vnd.yishu.frames',
        'cache-control': 'no-store',
        'x-frames': String(places.length),
      },
    });
  }

  const route = (path: string, act: typeof one): PlainRoute => ({
    method: 'GET',
    path,
    public: true,
    tokens: true,
    handle: (request, caller, params) => act(request, caller, params).catch(refusal),
  });
  return [route('/imaging/pixels/:study/:series/:sop/:frame', one), route('/imaging/stream/:series', stream)];
}
