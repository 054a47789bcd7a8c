// What a viewer fetches: one frame as plain samples, or a series' frames in one stream.
import { createHash } from 'node:crypto';
import { sampleBytes } from '../../../../core/imaging/pixels/samples.ts';
import { errorTable, fail, YishuError } from '../../../../core/kernel/errors.ts';
import type { PlainRoute } from '../../../kernel/area.ts';
import type { Caller, Kernel } from '../../../kernel/types.ts';
import { type ArchiveVisitor, archiveVisitor, bearerOf, requireStudy } from '../door.ts';
import type { FrameSource, PixelInstance } from './frame-source.ts';
import { frameStream, placesOf } from './stream.ts';

/** A token that was good is good for a moment: a thousand frames a second do not ask the database a thousand times. */
const tokenBelievedMs = 3_000;
/** One row says that somebody looked at a study; a viewer that scrolls through it does not write a thousand. */
const lookMs = 300_000;
const mostKept = 500;

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

function keep<V extends { until: number }>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > mostKept && oldest !== undefined) map.delete(oldest);
}

export function pixelRoutes(kernel: Kernel, source: () => FrameSource): PlainRoute[] {
  const tokens = new Map<string, { until: number; visitor: ArchiveVisitor }>();
  const looks = new Map<string, { until: number }>();
  const now = () => kernel.clock.now().getTime();

  async function visitorOf(request: Request, caller: Caller): Promise<ArchiveVisitor> {
    const token = bearerOf(request);
    if (token === undefined) return archiveVisitor(kernel, caller, undefined);
    const key = `${caller.address} ${token}`;
    const kept = tokens.get(key);
    if (kept && kept.until > now()) return kept.visitor;
    const visitor = await archiveVisitor(kernel, caller, token);
    keep(tokens, key, { until: now() + tokenBelievedMs, visitor });
    return visitor;
  }

  async function lookedAt({ caller }: ArchiveVisitor, studyUid: string): Promise<void> {
    const key = `${caller.person?.id ?? caller.address} ${studyUid}`;
    const kept = looks.get(key);
    if (kept && kept.until > now()) return;
    const audit = { act: 'imaging.pixels', subject: studyUid };
    await kernel.read({ ...caller, mode: 'system' }, null, audit, async () => null);
    keep(looks, key, { until: now() + lookMs });
  }

  async function one(request: Request, caller: Caller, params: Record<string, string>): Promise<Response> {
    const { study = '', series = '', sop = '', frame = '' } = params;
    const visitor = await visitorOf(request, caller);
    requireStudy(visitor, study);
    const { instances } = await source().series(study, series);
    const instance = instances.find(({ sop_uid }) => sop_uid === sop);
    if (!instance) throw fail('NOT_FOUND', { what: sop });
    await lookedAt(visitor, study);
    const etag = `"${instance.sha256.slice(0, 32)}-${frame}"`;
    const caching = { etag, 'cache-control': 'private, max-age=31536000, immutable', vary: 'authorization, cookie' };
    if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers: caching });
    const samples = await source().frame(instance, Number(frame));
    const body = sampleBytes(samples);
    return new Response(body, {
      headers: {
        ...caching,
        'content-type': 'application/octet-stream',
        'content-length': String(body.length),
        'x-pixel-kind': samples.kind,
        'x-width': String(samples.width),
        'x-height': String(samples.height),
      },
    });
  }

  async function stream(request: Request, caller: Caller, params: Record<string, string>): Promise<Response> {
    const visitor = await visitorOf(request, caller);
    const { studyUid, instances } = await source().series(visitor.studyUid, params.series ?? '');
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
