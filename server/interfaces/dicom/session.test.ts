// A whole session as bytes on a stream in memory: any chunking gives the same objects and answers, any damage ends in order.
import { duplexPair } from 'node:stream';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { explicitLittle, type Kept, keeping, testServer } from '../../../test/support/dicom-tools.ts';
import { encodeCommand } from './dimse/message.ts';
import type { DicomServer } from './scp.ts';
import { encodeAssociateRequest } from './ul/associate.ts';
import { encodeDataHead, encodeReleaseRequest } from './ul/pdu.ts';
import { dicomApplicationContext, emptyUser } from './ul/pdu-types.ts';
import { systemTimers, type Timers } from './ul/timers.ts';

const ct = '1.2.840.10008.5.1.4.1.1.2';
const kept = new Map<string, Kept>();
let server: DicomServer;
/** A busy machine looks like a sender that waits for acknowledgements (reading-pace.ts): its millisecond is a turn here, for each read has a few bytes. */
const timers: Timers = {
  after(ms, task) {
    if (ms > 1) return systemTimers.after(ms, task);
    const handle = setImmediate(task);
    return () => clearImmediate(handle);
  },
};
beforeAll(async () => {
  server = await testServer({ store: keeping(kept) }, { limits: { artimMs: 20, highWater: 5000 }, timers });
});
afterAll(() => server.stop(0));

const pdv = (isCommand: boolean, isLast: boolean, bytes: Uint8Array): Buffer =>
  Buffer.concat([encodeDataHead(1, isCommand, isLast, bytes.length), bytes]);
const image = Uint8Array.from({ length: 9000 }, (_, index) => index % 251);

/** Two C-STOREs in fragments of odd sizes, then a release. */
const session = Buffer.concat([
  encodeAssociateRequest({
    ...{ protocolVersion: 1, calledAe: 'YISHU', callingAe: 'CT', applicationContext: dicomApplicationContext },
    contexts: [{ id: 1, abstractSyntax: ct, transferSyntaxes: [explicitLittle] }],
    user: { ...emptyUser, maxLength: 16_384, implementationClassUid: '1.2' },
  }),
  ...[1, 2].flatMap((messageId) => {
    const command = encodeCommand({
      ...{ kind: 'C-STORE-RQ' as const, hasDataSet: true, messageId, priority: 0 },
      ...{ affectedSopClassUid: ct, affectedSopInstanceUid: `1.2.${messageId}` },
    });
    return [
      pdv(true, false, command.subarray(0, 21)),
      pdv(true, true, command.subarray(21)),
      pdv(false, false, image.subarray(0, 4001)),
      pdv(false, false, new Uint8Array(0)),
      pdv(false, false, image.subarray(4001)),
      pdv(false, true, new Uint8Array(0)),
    ];
  }),
  encodeReleaseRequest(),
]);

/**
 * Plays bytes in chunks of those sizes; resolves to everything that came back, once the server has closed its side. The
 * request and the rest go apart: a requestor waits for the accept (PS3.8 9.2).
 */
async function play(bytes: Buffer, sizes: readonly number[], patienceMs = 5): Promise<Buffer> {
  const [near, far] = duplexPair();
  const got: Buffer[] = [];
  near.on('data', (chunk: Buffer) => got.push(chunk));
  const over = new Promise<void>((resolve) => far.once('close', resolve));
  server.serve(far, 'memory', null);
  let turn = 0;
  for (const part of [bytes.subarray(0, requestLength), bytes.subarray(requestLength)]) {
    for (let at = 0; at < part.length; turn += 1) {
      const size = sizes[turn % sizes.length] ?? 1;
      near.write(part.subarray(at, at + size));
      at += size;
    }
    for (let wait = 0; wait < 6; wait += 1) await new Promise((resolve) => setImmediate(resolve));
  }
  // A damaged length may leave the server waiting for more; a closed connection settles it.
  await Promise.race([over, new Promise((resolve) => setTimeout(resolve, patienceMs))]);
  near.end();
  await over;
  return Buffer.concat(got);
}
const requestLength = 6 + session.readUInt32BE(2);
/** A session that is whole ends by itself, on a busy machine later. */
const playWhole = (sizes: readonly number[]) => play(session, sizes, 4000);

test('any chunking stores the same bytes and gives the same answers', async () => {
  const reference = await playWhole([session.length]);
  expect(reference.subarray(-10)).toEqual(Buffer.from([6, 0, 0, 0, 0, 4, 0, 0, 0, 0]));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 6000 }), { minLength: 1, maxLength: 8 }), async (sizes) => {
      kept.clear();
      expect((await playWhole(sizes)).equals(reference)).toBe(true);
      expect([...kept.keys()]).toEqual(['1.2.1', '1.2.2']);
      for (const { bytes } of kept.values()) expect(Buffer.from(bytes).equals(image)).toBe(true);
    }),
    { numRuns: 30 },
  );
});

test('damaged, truncated and doubled sessions end, and the next one is served', async () => {
  const edit = fc.tuple(fc.nat(session.length - 1), fc.nat(255));
  await fc.assert(
    fc.asyncProperty(
      fc.array(edit, { maxLength: 5 }),
      fc.nat(session.length),
      fc.array(fc.integer({ min: 50, max: 6000 }), { minLength: 1, maxLength: 4 }),
      async (edits, length, sizes) => {
        const bytes = Buffer.from(session);
        for (const [at, value] of edits) bytes[at] = value;
        await play(Buffer.concat([bytes.subarray(0, length), session]), sizes);
        expect(server.associations).toBe(0);
      },
    ),
    { numRuns: 80 },
  );
  kept.clear();
  await playWhole([session.length]);
  expect(kept.size).toBe(2);
});
