// Who comes in, and what breaks: refusals, slow readers, senders that die, raw bytes that are no DICOM, floods and the stop.
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { clientOf, endPairs, instance, serverWith, verification } from '../../../test/support/dicom-pair.ts';
import { implicitLittle, openPolicy } from '../../../test/support/dicom-tools.ts';
import { encodeAssociateRequest } from './ul/associate.ts';
import { refusal } from './ul/negotiation.ts';
import { encodeDataHead } from './ul/pdu.ts';
import { dicomApplicationContext, emptyUser } from './ul/pdu-types.ts';
import { readBytes } from './ul/reused-memory.ts';

afterEach(endPairs);

describe('who comes in, and what breaks', () => {
  test('a refused caller reads why; nobody listening is unreachable', async () => {
    const admit = () => ({ ok: false as const, refusal: refusal.callingAeUnknown });
    const server = await serverWith({}, { negotiate: { ...openPolicy, admit } });
    await expect(clientOf(server)).rejects.toMatchObject({
      code: 'rejected',
      message: /calling AE title not recognized/,
    });
    await server.stop(0);
    await expect(clientOf(server)).rejects.toMatchObject({ code: 'unreachable' });
  });

  test('one association too many is told to come later', async () => {
    const server = await serverWith({}, { maxAssociations: 1 });
    const first = await clientOf(server);
    await expect(clientOf(server)).rejects.toMatchObject({ code: 'rejected', message: /congestion/ });
    expect((await first.echo()).status).toBe(0);
  });

  test('a reader that is behind stops the sender: what waits stays under the high-water mark', async () => {
    let most = 0;
    const highWater = 200_000;
    const server = await serverWith(
      {
        async store({ data }) {
          let taken = 0;
          await data.consume((bytes) => {
            most = Math.max(most, data.received - taken);
            taken += bytes.length;
            return new Promise((resolve) => setTimeout(resolve, 1));
          });
          return taken === data.received ? { status: 0 } : { status: 0xc000 };
        },
      },
      { limits: { highWater } },
    );
    const client = await clientOf(server);
    expect(await client.store(instance(new Uint8Array(8_000_000)))).toMatchObject({ status: 0 });
    expect(most).toBeGreaterThan(0);
    // One read of the socket may come on top.
    expect(most).toBeLessThanOrEqual(highWater + readBytes);
  });

  test('a sender that dies in the middle: the service is told, the server lives', async () => {
    const failed = Promise.withResolvers<unknown>();
    const server = await serverWith({
      async store({ data }) {
        try {
          for await (const _ of data);
        } catch (error) {
          failed.resolve(error);
          throw error;
        }
        return { status: 0 };
      },
    });
    const client = await clientOf(server);
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (let count = 0; ; count += 1) {
        if (count === 20) client.abort('gone');
        yield new Uint8Array(100_000);
      }
    }
    await expect(client.store({ ...instance(new Uint8Array()), open: endless })).rejects.toMatchObject({
      code: 'aborted-here',
    });
    expect(await failed.promise).toMatchObject({ code: 'aborted-by-peer' });
    expect((await (await clientOf(server)).echo()).status).toBe(0);
  });

  const associate = encodeAssociateRequest({
    ...{ protocolVersion: 1, calledAe: 'YISHU', callingAe: 'EVIL', applicationContext: dicomApplicationContext },
    contexts: [{ id: 1, abstractSyntax: verification, transferSyntaxes: [implicitLittle] }],
    user: { ...emptyUser, maxLength: 16_384, implementationClassUid: '1.2' },
  });
  const fragment = (contextId: number, isCommand: boolean, isLast: boolean, bytes: Uint8Array): Buffer =>
    Buffer.concat([encodeDataHead(contextId, isCommand, isLast, bytes.length), bytes]);
  const echo = Buffer.from(
    '0000000004000000380000000000020012000000312e322e3834302e31303030382e312e31000000000102000000300000001001020000000100' +
      '00000008020000000101',
    'hex',
  );
  const evil: Record<string, Buffer> = {
    'data without a command': fragment(1, false, true, new Uint8Array(8)),
    'a context that was not agreed': fragment(3, true, true, echo),
    'a command set that never ends': Buffer.concat(Array(20).fill(fragment(1, true, false, new Uint8Array(8000)))),
    'a broken command set': fragment(1, true, true, new Uint8Array(30).fill(0xee)),
    'a response that nobody waits for': fragment(1, true, true, Buffer.from(echo).fill(0x80, 67, 68)),
    'a PDU of 4 GB': Buffer.from([4, 0, 0xff, 0xff, 0xff, 0xff, 0, 0]),
    'a flood of requests': Buffer.concat(Array(5000).fill(fragment(1, true, true, echo))),
  };
  for (const [name, bytes] of Object.entries(evil)) {
    test(`${name}: A-ABORT, and the server serves on`, async () => {
      const server = await serverWith({});
      const got: Buffer[] = [];
      const socket = connect({ host: '127.0.0.1', port: server.port });
      socket.on('error', () => undefined);
      const aborted = new Promise<boolean>((resolve) => {
        socket.on('data', (chunk) => {
          got.push(chunk);
          const end = Buffer.concat(got).subarray(-10);
          if (end[0] === 7 && end[5] === 4) resolve(true);
        });
        socket.on('close', () => resolve(Buffer.concat(got).subarray(-10)[0] === 7));
      });
      socket.write(associate);
      socket.write(bytes);
      expect(await aborted).toBe(true);
      socket.destroy();
      expect((await (await clientOf(server)).echo()).status).toBe(0);
    });
  }

  test('stop lets the work that is under way end, then aborts', async () => {
    const started = Promise.withResolvers<void>();
    const server = await serverWith({
      async store({ data }) {
        started.resolve();
        for await (const _ of data);
        await new Promise((resolve) => setTimeout(resolve, 50));
        return { status: 0 };
      },
    });
    const client = await clientOf(server);
    const idle = await clientOf(server);
    const deaf = connect({ host: '127.0.0.1', port: server.port, allowHalfOpen: true });
    deaf.on('error', () => undefined);
    deaf.write(associate);
    const stored = client.store(instance(new Uint8Array(1000)));
    await started.promise;
    const stopped = server.stop(5000);
    expect(await stored).toMatchObject({ status: 0 });
    await stopped;
    deaf.destroy();
    await expect(idle.echo()).rejects.toMatchObject({ code: expect.stringMatching(/abort|lost/) });
    expect(server.associations).toBe(0);
  });
});
