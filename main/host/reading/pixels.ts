// Frames for the screen: from the server while it answers, kept as they pass; from the disk when the server says that they are the same, or is away.
import { type SampleKind, sampleKinds } from '../../../core/imaging/pixels/samples.ts';
import { errorTable, YishuError } from '../../../core/kernel/errors.ts';
import type { HostSession } from '../contract/sessions.ts';
import type { SignedFetch } from '../link/server-client.ts';
import type { ServerLink } from '../link/server-link.ts';
import { createFrameReader, frameHeader, inOrder } from './frame-stream.ts';
import { type FramePlace, type KeptFrame, type KnownSeries, type Studies, tagIn } from './studies.ts';
import type { StudyGrants } from './study-grants.ts';
import type { Traffic } from './traffic.ts';

export interface PixelParts {
  studies: Studies;
  /** Who may see what is kept, while the server does not say so itself. */
  grants: Pick<StudyGrants, 'given' | 'withdrawn' | 'require'>;
  link: Pick<ServerLink, 'online' | 'worked' | 'failed'>;
  signedFetch: SignedFetch;
  /** Requests of readers that are under way. */
  traffic: Traffic;
}

/** The answer, or null: then the request goes the usual way. */
export type PixelDoor = (request: Request, url: URL, session: HostSession) => Promise<Response | null>;

const timeoutMs = 60_000;
const streamType = 'application/vnd.yishu.frames';

export function createPixelDoor(parts: PixelParts): PixelDoor {
  const { studies, grants, link, signedFetch, traffic } = parts;

  /** Null when the server is away. A page's own request never waits for what is fetched ahead. */
  async function ask(
    request: Request,
    url: URL,
    session: HostSession,
    studyUid: string,
    etag: string | null,
  ): Promise<Response | null> {
    if (!link.online() || !session.serverToken) return null;
    const headers = new Headers();
    if (etag) headers.set('if-none-match', etag);
    try {
      const answer = await signedFetch(
        { method: 'GET', path: url.pathname + url.search, headers, signal: request.signal },
        { session: session.serverToken, timeoutMs },
      );
      link.worked();
      if (answer.ok || answer.status === 304) await grants.given(studyUid, session);
      else if (answer.status === 403) await grants.withdrawn(studyUid, session);
      return answer;
    } catch (error) {
      if (request.signal.aborted) throw error;
      link.failed(error);
      return null;
    }
  }

  /**
   * A frame that was kept with its series is known by the series' content: the stream route says whether that is still so, without
   * sending anything. Null when the server is away.
   */
  async function isUnchanged(
    request: Request,
    session: HostSession,
    seriesUid: string,
    place: FramePlace,
    tag: string,
  ) {
    const at = studies.series(seriesUid)?.places.findIndex((one) => samePlace(one, place)) ?? -1;
    if (at < 0) return false;
    const url = new URL(`/imaging/stream/${encodeURIComponent(seriesUid)}?order=${at}`, request.url);
    const answer = await ask(request, url, session, place.studyUid, `"${tag}"`);
    if (!answer) return null;
    await answer.body?.cancel().catch(() => undefined);
    return answer.status === 304;
  }

  /** What is kept, while the server does not answer; or the refusal, as the server would say it. */
  async function unaided(studyUid: string, session: HostSession, kept: () => Response): Promise<Response> {
    try {
      await grants.require(studyUid, session);
      return kept();
    } catch (error) {
      if (!(error instanceof YishuError)) throw error;
      const { http, en } = errorTable[error.code];
      return Response.json({ code: error.code, message: en, data: error.detail }, { status: http });
    }
  }

  async function single(request: Request, url: URL, session: HostSession): Promise<Response | null> {
    const [, , , studyUid = '', seriesUid = '', sopInstanceUid = '', number = ''] = url.pathname
      .split('/')
      .map(decodeURIComponent);
    const place = { studyUid, sopInstanceUid, instance: 0, frame: Number(number) };
    const done = traffic.begin();
    try {
      const tag = studies.seriesTag(place);
      const asking = tag ? isUnchanged(request, session, seriesUid, place, tag) : Promise.resolve(false);
      // The disk is read while the server thinks.
      const [unchanged, kept] = await Promise.all([asking, studies.frame(place)]);
      if (kept && unchanged === true) return frameAnswer(kept);
      if (kept && unchanged === null) return await unaided(studyUid, session, () => frameAnswer(kept));
      const answer = await ask(request, url, session, studyUid, kept?.etag && !tagIn(kept.etag) ? kept.etag : null);
      if (!answer) return kept && (await unaided(studyUid, session, () => frameAnswer(kept)));
      if (answer.status === 304 && kept) return frameAnswer(kept);
      if (answer.status !== 200) return passed(answer);
      const bytes = await wholeBody(request, answer);
      if (!bytes) return kept && frameAnswer(kept);
      const fresh: KeptFrame = {
        kind: sampleKinds.indexOf((answer.headers.get('x-pixel-kind') ?? '') as SampleKind),
        width: Number(answer.headers.get('x-width')),
        height: Number(answer.headers.get('x-height')),
        etag: answer.headers.get('etag') ?? '',
        bytes,
      };
      // One that came with its series stays known as of that series.
      if (!kept || !Buffer.from(kept.bytes).equals(bytes)) {
        void studies.keepFrame(place, { ...fresh, pieces: [bytes] }, fresh.etag);
      }
      return frameAnswer(fresh);
    } finally {
      done();
    }
  }

  /** Null when the server went in the middle of it. */
  async function wholeBody(request: Request, answer: Response): Promise<Uint8Array<ArrayBuffer> | null> {
    try {
      return new Uint8Array(await answer.arrayBuffer());
    } catch (error) {
      if (request.signal.aborted) throw error;
      link.failed(error);
      return null;
    }
  }

  async function stream(request: Request, url: URL, session: HostSession): Promise<Response | null> {
    const series = studies.series(decodeURIComponent(url.pathname.split('/')[3] ?? ''));
    if (!series) return null;
    const places = inOrder(series.places, url.searchParams);
    const tags = new Set(places.map((place) => studies.seriesTag(place)));
    const [tag] = tags;
    const done = traffic.begin();
    const asking = ask(request, url, session, series.studyUid, tags.size === 1 && tag ? `"${tag}"` : null);
    const answer = await asking.catch((error: unknown) => {
      done();
      throw error;
    });
    if (!answer) {
      const there = places.filter((place) => studies.seriesTag(place) !== null);
      if (there.length > 0) {
        const kept = await unaided(series.studyUid, session, () => keptStream(there, done)).catch((error: unknown) => {
          done();
          throw error;
        });
        if (!kept.ok) done();
        return kept;
      }
      done();
      return null;
    }
    if (answer.status === 304) return keptStream(places, done);
    if (answer.status !== 200 || !answer.body) {
      done();
      return passed(answer);
    }
    const body = answer.body.pipeThrough(keeping(studies, series, answer.headers, done));
    return new Response(body, { headers: headersOf(answer.headers.get('x-frames') ?? '') });
  }

  function keptStream(places: readonly FramePlace[], done: () => void): Response {
    let next = 0;
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        // A frame whose file turned out bad is left out: the viewer asks for it alone.
        while (next < places.length) {
          const place = places[next++];
          const kept = place && (await studies.frame(place));
          if (!place || !kept) continue;
          controller.enqueue(frameHeader({ ...place, ...kept }));
          if (kept.bytes.length > 0) controller.enqueue(kept.bytes);
          return;
        }
        done();
        controller.close();
      },
      cancel: done,
    });
    return new Response(body, { headers: headersOf(String(places.length)) });
  }

  return async (request, url, session) => {
    const mayLook = session.info.rights.includes('radiology.view') || session.info.rights.includes('ecg.view');
    if (!mayLook || request.method !== 'GET') return null;
    if (/^\/imaging\/pixels\/[^/]+\/[^/]+\/[^/]+\/\d+$/.test(url.pathname)) return single(request, url, session);
    if (/^\/imaging\/stream\/[^/]+$/.test(url.pathname)) return stream(request, url, session);
    return null;
  };
}

/** Passes the bytes on as they come and keeps each whole frame, when the server counts the instances as the manifest does. */
export function keeping(
  studies: Studies,
  series: KnownSeries,
  headers: Headers,
  done: () => void,
): TransformStream<Uint8Array, Uint8Array> {
  const etag = headers.get('etag') ?? '';
  const isSame = tagIn(etag) !== '' && headers.get('x-yishu-instances') === series.instancesMark;
  const byPlace = new Map(series.places.map((place) => [`${place.instance}/${place.frame}`, place]));
  const take = createFrameReader((frame) => {
    const place = byPlace.get(`${frame.instance}/${frame.frame}`);
    if (place) void studies.keepFrame(place, frame, etag);
  });
  const transformer: Transformer<Uint8Array, Uint8Array> & { cancel(): void } = {
    transform(chunk, controller) {
      if (isSame) take(chunk);
      controller.enqueue(chunk);
    },
    flush: done,
    cancel: done,
  };
  return new TransformStream(transformer);
}

const samePlace = (a: FramePlace, b: FramePlace) => a.sopInstanceUid === b.sopInstanceUid && a.frame === b.frame;

const headersOf = (frames: string) => ({
  'content-type': streamType,
  'cache-control': 'no-store',
  'x-frames': frames,
});

function frameAnswer({ kind, width, height, bytes, etag }: KeptFrame): Response {
  return new Response(bytes, {
    headers: {
      'content-type': 'application/octet-stream',
      'content-length': String(bytes.length),
      'cache-control': 'no-store',
      ...(etag ? { etag } : {}),
      'x-pixel-kind': sampleKinds[kind] ?? '',
      'x-width': String(width),
      'x-height': String(height),
    },
  });
}

/** A refusal of the server, as it said it. */
function passed(answer: Response): Response {
  const type = answer.headers.get('content-type') ?? 'application/json';
  return new Response(answer.body, { status: answer.status, headers: { 'content-type': type } });
}
