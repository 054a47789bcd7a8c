// Many frames in one response: each a small header and its bytes, in the order asked for, no faster than the client takes them.
import { type SampleKind, type Samples, sampleBytes, sampleKinds } from '../../../../core/imaging/pixels/samples.ts';
import { errorTable, fail, YishuError } from '../../../../core/kernel/errors.ts';
import { type FrameSource, framesIn, type PixelInstance } from './frame-source.ts';

/** Frames that are read or decoded ahead of the client. */
const ahead = 4;
/** Six little-endian 32-bit numbers: instance (place in the manifest), frame from 1, kind, width, height, bytes that follow. */
export const frameHeaderBytes = 24;
/** Kind of a frame that cannot be shown; its bytes are JSON: code and what. */
export const refusedKind = 255;

interface Place {
  instance: number;
  frame: number;
}

/**
 * Positions in the flat list of a series' frames: `0-99,250,120-110`. Ranges may go down.
 * @throws INPUT_INVALID
 */
export function parseOrder(text: string, count: number): number[] {
  const places: number[] = [];
  for (const part of text.split(',')) {
    const [, first = '', last = first] = /^(\d{1,7})(?:-(\d{1,7}))?$/.exec(part) ?? [];
    const from = Number(first);
    const to = Number(last);
    if (first === '' || from >= count || to >= count) {
      throw fail('INPUT_INVALID', { what: `order is made of positions from 0 to ${count - 1}: ${part}` });
    }
    const step = from <= to ? 1 : -1;
    for (let at = from; at !== to + step; at += step) places.push(at);
    if (places.length > count) throw fail('INPUT_INVALID', { what: 'order names frames more than once' });
  }
  return places;
}

/** The middle first, then its neighbours by turns outwards. */
export function outwards<T>(list: readonly T[], from: number): T[] {
  const out: T[] = [];
  for (let distance = 0; out.length < list.length; distance += 1) {
    for (const at of distance === 0 ? [from] : [from + distance, from - distance]) {
      if (at >= 0 && at < list.length) out.push(list[at] as T);
    }
  }
  return out;
}

/** @throws INPUT_INVALID */
export function placesOf(instances: readonly PixelInstance[], query: URLSearchParams): Place[] {
  const flat = instances.flatMap((one, instance) =>
    Array.from({ length: framesIn(one) }, (_, frame): Place => ({ instance, frame: frame + 1 })),
  );
  const order = query.get('order');
  const list = order ? parseOrder(order, flat.length).map((at) => flat[at] as Place) : flat;
  const from = query.get('from');
  if (from === null) return list;
  const at = Number(from);
  if (!Number.isInteger(at) || at < 0 || at >= Math.max(1, list.length)) {
    throw fail('INPUT_INVALID', { what: `from is a position in the list of ${list.length} frames` });
  }
  return outwards(list, at);
}

function header(place: Place, kind: SampleKind | null, width: number, height: number, length: number): Uint8Array {
  const bytes = new Uint8Array(frameHeaderBytes);
  const view = new DataView(bytes.buffer);
  const code = kind === null ? refusedKind : sampleKinds.indexOf(kind);
  for (const [at, value] of [place.instance, place.frame, code, width, height, length].entries()) {
    view.setUint32(at * 4, value, true);
  }
  return bytes;
}

function refusal(error: unknown): Uint8Array<ArrayBuffer> {
  if (!(error instanceof YishuError)) throw error;
  const { code, detail } = error;
  return new TextEncoder().encode(JSON.stringify({ code, what: String(detail.what ?? errorTable[code].en) }));
}

/** The body of the response; reading ends when the client goes. */
export function frameStream(
  source: FrameSource,
  instances: readonly PixelInstance[],
  places: readonly Place[],
): ReadableStream<Uint8Array> {
  const gone = new AbortController();
  const under: Promise<Samples | { error: unknown }>[] = [];
  let next = 0;
  let sent = 0;
  function fill(): void {
    while (under.length < ahead && next < places.length) {
      const place = places[next++] as Place;
      const instance = instances[place.instance] as PixelInstance;
      under.push(source.frame(instance, place.frame, gone.signal).catch((error: unknown) => ({ error })));
    }
  }
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      fill();
      const place = places[sent];
      const coming = under.shift();
      if (!place || !coming) return controller.close();
      sent += 1;
      const result = await coming;
      fill();
      if (gone.signal.aborted) return;
      if ('error' in result) {
        const text = refusal(result.error);
        controller.enqueue(header(place, null, 0, 0, text.length));
        controller.enqueue(text);
        return;
      }
      const bytes = sampleBytes(result);
      controller.enqueue(header(place, result.kind, result.width, result.height, bytes.length));
      controller.enqueue(bytes);
    },
    cancel() {
      gone.abort();
    },
  });
}
