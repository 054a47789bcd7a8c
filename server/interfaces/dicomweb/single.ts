// One thing as the whole body of an answer, or a range of its bytes (RFC 9110 14), for clients that ask for no multipart.

export interface SinglePart {
  contentType: string;
  length: number;
  /** Its bytes from `start` on, as many as `length` says. */
  read(start: number, length: number): AsyncIterable<Uint8Array>;
}

/** First and last byte of a range header with one range; null: send everything. `beyond`: nothing of it is there. */
export function rangeOf(header: string | null, length: number): { start: number; end: number } | 'beyond' | null {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header?.replaceAll(' ', '') ?? '');
  const [, from = '', to = ''] = found ?? [];
  if (!found || (from === '' && to === '')) return null;
  if (from === '') {
    const last = Math.min(Number(to), length);
    return last === 0 ? 'beyond' : { start: length - last, end: length - 1 };
  }
  const start = Number(from);
  const end = to === '' ? length - 1 : Math.min(Number(to), length - 1);
  // A range that ends before it starts is no range.
  if (to !== '' && Number(to) < start) return null;
  return start >= length ? 'beyond' : { start, end };
}

export function singleResponse(part: SinglePart, range: string | null): Response {
  const wanted = rangeOf(range, part.length);
  const headers = new Headers({ 'content-type': part.contentType, 'accept-ranges': 'bytes' });
  if (wanted === 'beyond') {
    return new Response(null, { status: 416, headers: { 'content-range': `bytes */${part.length}` } });
  }
  const { start, end } = wanted ?? { start: 0, end: part.length - 1 };
  if (wanted) headers.set('content-range', `bytes ${start}-${end}/${part.length}`);
  headers.set('content-length', String(end - start + 1));
  const iterator = part.read(start, end - start + 1)[Symbol.asyncIterator]();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await iterator.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await iterator.return?.(undefined);
    },
  });
  return new Response(body, { status: wanted ? 206 : 200, headers });
}

/** A part whose bytes are at hand. */
export const heldPart = (contentType: string, bytes: Uint8Array): SinglePart => ({
  contentType,
  length: bytes.length,
  async *read(start, length) {
    yield bytes.subarray(start, start + length);
  },
});
