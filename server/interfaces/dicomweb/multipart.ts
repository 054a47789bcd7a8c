// multipart/related both ways: parts written one after the other, and read from a stream of any chunking (RFC 2046 5.1, RFC 2387).
import { fail } from '../../../core/kernel/errors.ts';

export interface Part {
  contentType: string;
  location?: string;
  length: number;
  body: AsyncIterable<Uint8Array>;
}

export function partHead(boundary: string, part: Omit<Part, 'body'>): string {
  const location = part.location ? `Content-Location: ${part.location}\r\n` : '';
  return `--${boundary}\r\nContent-Type: ${part.contentType}\r\nContent-Length: ${part.length}\r\n${location}\r\n`;
}
export const partsEnd = (boundary: string): string => `\r\n--${boundary}--\r\n`;

export const multipartType = (boundary: string, type: string): string =>
  `multipart/related; type="${type}"; boundary=${boundary}`;

/** A response of parts; nothing is held but the part that is being sent. */
export function multipartResponse(boundary: string, type: string, parts: AsyncIterable<Part>, status = 200): Response {
  const text = new TextEncoder();
  async function* bytes(): AsyncGenerator<Uint8Array> {
    for await (const part of parts) {
      yield text.encode(partHead(boundary, part));
      yield* part.body;
      yield text.encode('\r\n');
    }
    yield text.encode(`--${boundary}--\r\n`);
  }
  const iterator = bytes();
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await iterator.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await iterator.return(undefined);
    },
  });
  return new Response(stream, { status, headers: { 'content-type': multipartType(boundary, type) } });
}

/** Parameters of a media type: `multipart/related; type="application/dicom"; boundary=x`. Names in lower case. */
export function mediaType(text: string): { type: string; parameters: Map<string, string> } {
  const [type = '', ...rest] = text.split(/;(?=(?:[^"]*"[^"]*")*[^"]*$)/);
  const parameters = new Map<string, string>();
  for (const one of rest) {
    const at = one.indexOf('=');
    if (at < 0) continue;
    parameters.set(
      one.slice(0, at).trim().toLowerCase(),
      one
        .slice(at + 1)
        .trim()
        .replace(/^"(.*)"$/, '$1'),
    );
  }
  return { type: type.trim().toLowerCase(), parameters };
}

export interface IncomingPart {
  headers: Map<string, string>;
  /** Must be read to its end before the next part is asked for. */
  body: AsyncIterable<Uint8Array>;
}

const largestHeader = 16_384;

/** Bytes that may still become a delimiter are held back; everything before them is handed on at once. */
class PartReader {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #delimiter: Buffer;
  #held: Buffer = Buffer.from('\r\n');
  #ended = false;

  constructor(source: AsyncIterable<Uint8Array>, boundary: string) {
    this.#source = source[Symbol.asyncIterator]();
    this.#delimiter = Buffer.from(`\r\n--${boundary}`);
  }

  async #more(): Promise<boolean> {
    if (this.#ended) return false;
    const next = await this.#source.next();
    if (next.done) this.#ended = true;
    else this.#held = Buffer.concat([this.#held, next.value]);
    return !this.#ended;
  }

  /** Bytes up to the next delimiter, which is taken away. */
  async *body(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const at = this.#held.indexOf(this.#delimiter);
      if (at >= 0) {
        if (at > 0) yield this.#held.subarray(0, at);
        this.#held = this.#held.subarray(at + this.#delimiter.length);
        return;
      }
      const free = this.#held.length - this.#delimiter.length + 1;
      if (free > 0) {
        yield this.#held.subarray(0, free);
        this.#held = this.#held.subarray(free);
      }
      if (!(await this.#more())) throw fail('INPUT_INVALID', { what: 'the multipart body ends inside a part' });
    }
  }

  /** The rest of the delimiter's line and the headers; null after the last part. */
  async headers(): Promise<Map<string, string> | null> {
    for (;;) {
      if (this.#held.subarray(0, 2).equals(Buffer.from('--'))) return null;
      const end = this.#held.indexOf('\r\n\r\n');
      if (end >= 0) {
        const lines = this.#held.subarray(0, end).toString('latin1').split('\r\n').slice(1);
        this.#held = this.#held.subarray(end + 4);
        // A part without content ends where its delimiter starts: give it back its line break.
        return new Map(
          lines.map((line): [string, string] => {
            const at = line.indexOf(':');
            return [line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim()];
          }),
        );
      }
      if (this.#held.length > largestHeader) throw fail('INPUT_INVALID', { what: 'the header of a part is too long' });
      if (!(await this.#more())) throw fail('INPUT_INVALID', { what: 'the multipart body ends inside a header' });
    }
  }
}

/** @throws INPUT_INVALID when the body is cut off or no delimiter is found */
export async function* readMultipart(
  source: AsyncIterable<Uint8Array>,
  boundary: string,
): AsyncGenerator<IncomingPart> {
  const reader = new PartReader(source, boundary);
  // What stands before the first delimiter is no part.
  for await (const _ of reader.body());
  for (;;) {
    const headers = await reader.headers();
    if (!headers) return;
    const body = reader.body();
    yield { headers, body };
    // A consumer that gave up early: the next part starts after the rest of this one.
    for await (const _ of body);
  }
}
