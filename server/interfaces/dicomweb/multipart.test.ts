// multipart/related: whatever the chunking, the parts come out as they went in.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mediaType, multipartResponse, type Part, readMultipart } from './multipart.ts';

async function* chunked(bytes: Uint8Array, sizes: number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let index = 0; at < bytes.length; index += 1) {
    const size = Math.max(1, sizes[index % Math.max(1, sizes.length)] ?? 7);
    yield bytes.slice(at, at + size);
    at += size;
  }
}

async function* parts(bodies: Uint8Array[]): AsyncGenerator<Part> {
  for (const body of bodies) {
    yield {
      contentType: 'application/dicom',
      length: body.length,
      body: (async function* () {
        yield body;
      })(),
    };
  }
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const found: Uint8Array[] = [];
  for await (const bytes of source) found.push(Buffer.from(bytes));
  return Buffer.concat(found);
}

test('there and back, any chunking, delimiter look-alikes included', async () => {
  const tricky = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.constantFrom(...['\r\n--bound', '\r\n--', '--bounda', '\r\n\r\n--boundar', ''].map((text) => Buffer.from(text))),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        // A body may hold all of the delimiter but its last byte; a sender picks a boundary that its bodies do not hold.
        fc
          .array(tricky, { maxLength: 4 })
          .map((some) => Buffer.concat(some))
          .filter((body) => !body.includes('\r\n--boundary')),
        { maxLength: 4 },
      ),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
      async (bodies, sizes) => {
        const sent = Buffer.from(await multipartResponse('boundary', 'application/dicom', parts(bodies)).arrayBuffer());
        const got: Buffer[] = [];
        for await (const part of readMultipart(chunked(sent, sizes), 'boundary')) {
          expect(part.headers.get('content-type')).toBe('application/dicom');
          got.push(await collect(part.body));
        }
        expect(got.map((body) => body.toString('hex'))).toEqual(bodies.map((body) => body.toString('hex')));
      },
    ),
    { numRuns: 150 },
  );
});

test('a part that nobody read does not spoil the next', async () => {
  const sent = Buffer.from(
    await multipartResponse('b', 'x/y', parts([Buffer.alloc(5000, 1), Buffer.from('two')])).arrayBuffer(),
  );
  const bodies: string[] = [];
  let first = true;
  for await (const part of readMultipart(chunked(sent, [100]), 'b')) {
    if (!first) bodies.push((await collect(part.body)).toString());
    first = false;
  }
  expect(bodies).toEqual(['two']);
});

test.each(['--b\r\nContent-Type: x/y\r\n\r\nabc', '--b\r\nContent-Ty', 'no delimiter at all'])(
  'cut off: %j',
  async (text) => {
    const read = async () => {
      for await (const part of readMultipart(chunked(Buffer.from(text), [4]), 'b')) await collect(part.body);
    };
    await expect(read()).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  },
);

test('media types', () => {
  const { type, parameters } = mediaType('Multipart/Related; type="application/dicom"; boundary="a;b=c"');
  expect(type).toBe('multipart/related');
  expect(Object.fromEntries(parameters)).toEqual({ type: 'application/dicom', boundary: 'a;b=c' });
});
