// Every service between the server and our own client: bytes, statuses, counts, cancels.
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import {
  all,
  clientOf,
  commitment,
  commitmentInstance,
  ct,
  endPairs,
  instance,
  patients,
  roles,
  serverWith,
} from '../../../test/support/dicom-pair.ts';
import { explicitLittle, type Kept, keeping, models } from '../../../test/support/dicom-tools.ts';
import type { AttributesRequest, DicomServices, PeerAssociation } from './dimse/services.ts';
import { DimseFailure, status } from './dimse/status.ts';
import type { RetrieveProgress } from './scu/client.ts';

afterEach(endPairs);

describe('services', () => {
  test('store: bytes, class, instance and caller arrive; several at once do not mix', async () => {
    const kept = new Map<string, Kept>();
    const server = await serverWith({ store: keeping(kept) });
    await Promise.all(
      [1, 2, 3, 4].map(async (number) => {
        const client = await clientOf(server, {
          callingAe: `CT${number}`,
          limits: { maxLength: 4096 + number * 1000 },
        });
        for (const part of [0, 1, 2]) {
          const bytes = new Uint8Array(100_000 * part + 2 * number).fill(number * 16 + part);
          const seen: number[] = [];
          const result = await client.store(instance(bytes, `1.2.${number}.${part}`), {
            onProgress: (n) => seen.push(n),
          });
          expect(result).toMatchObject({ status: 0, sent: true, transferSyntaxUid: explicitLittle });
          expect(seen.at(-1)).toBe(bytes.length);
          const got = kept.get(`1.2.${number}.${part}`);
          expect(Buffer.from(bytes).equals(got?.bytes ?? new Uint8Array())).toBe(true);
          expect(got?.request).toMatchObject({
            sopClassUid: ct,
            association: { callingAe: `CT${number}`, address: '127.0.0.1' },
          });
        }
        await client.release();
      }),
    );
    expect(kept.size).toBe(12);
  });

  test('store: whenever a service begins to read, it gets its own bytes, though all sockets read into the same memory', async () => {
    const begins = [
      () => null,
      () => Promise.resolve(),
      () => turn(),
      () => new Promise((done) => setTimeout(done, 5)),
    ];
    const got = new Map<string, Buffer>();
    const server = await serverWith({
      async store({ sopInstanceUid, data }) {
        await begins[got.size % begins.length]?.();
        const parts: Buffer[] = [];
        await data.consume((bytes) => void parts.push(Buffer.from(bytes)));
        got.set(sopInstanceUid, Buffer.concat(parts));
        return { status: 0 };
      },
    });
    await Promise.all(
      [1, 2, 3, 4].map(async (number) => {
        const client = await clientOf(server);
        for (let part = 0; part < 8; part += 1) {
          const bytes = new Uint8Array(150_000 + 2 * part).fill(number * 16 + part);
          expect(await client.store(instance(bytes, `1.3.${number}.${part}`))).toMatchObject({ status: 0 });
          expect(got.get(`1.3.${number}.${part}`)?.equals(bytes)).toBe(true);
        }
      }),
    );
    expect(got.size).toBe(32);
  });

  test('a status of the service, a failure thrown and a service that does not read all keep the association', async () => {
    const logged: string[] = [];
    const server = await serverWith(
      {
        async store({ sopInstanceUid, data }) {
          if (sopInstanceUid === '1.1') return { status: 0xb007, comment: 'coerced' };
          if (sopInstanceUid === '1.2') throw new DimseFailure(status.outOfResources, 'disk full');
          if (sopInstanceUid === '1.3') throw new Error('secret path');
          for await (const _ of data) break;
          return { status: 0 };
        },
      },
      { log: (level, message, facts) => void logged.push(`${level} ${message} ${JSON.stringify(facts)}`) },
    );
    const client = await clientOf(server);
    const big = new Uint8Array(5_000_000);
    expect(await client.store(instance(big, '1.1'))).toMatchObject({ status: 0xb007, comment: 'coerced' });
    expect(await client.store(instance(big, '1.2'))).toMatchObject({ status: 0xa700, comment: 'disk full' });
    const third = await client.store(instance(big, '1.3'));
    expect(third.status).toBe(status.processingFailure);
    expect(third.comment).not.toContain('secret');
    expect(logged.join('\n')).toContain('secret path');
    expect(await client.store(instance(big, '1.4'))).toMatchObject({ status: 0 });
    expect((await client.echo()).status).toBe(0);
  });

  test('an instance that cannot be read, or has no context, costs a result and not the association', async () => {
    const server = await serverWith({ store: async () => ({ status: 0 }) });
    const client = await clientOf(server);
    const unreadable = { ...instance(new Uint8Array(2)), open: () => failing() };
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield await Promise.reject(new Error('no such file'));
    }
    expect(await client.store(unreadable)).toMatchObject({
      sent: false,
      comment: expect.stringMatching(/no such file/),
    });
    const other = instance(new Uint8Array(2), '1.2', ['1.2.840.10008.1.2.4.50']);
    expect(await client.store(other)).toMatchObject({ sent: false, status: status.classNotSupported });
    expect((await client.echo()).status).toBe(0);
  });

  test('find: matches in order, a failure with its status, no service', async () => {
    const server = await serverWith({
      async *find(_request, key) {
        if (Buffer.from(key).includes('BAD')) throw new DimseFailure(0xa900, 'bad key');
        yield* patients(['A', 'B']);
        yield { status: status.pendingWarning, identifier: patients(['C'])[0] ?? new Uint8Array() };
      },
    });
    const client = await clientOf(server);
    const found = await all(client.find(models.studyFind, patients(['*'])[0] ?? new Uint8Array()));
    expect(found.map((match) => Buffer.from(match.identifier).toString('latin1', 8, 9))).toEqual(['A', 'B', 'C']);
    expect(found[2]?.status).toBe(status.pendingWarning);
    await expect(all(client.find(models.studyFind, patients(['BAD'])[0] ?? new Uint8Array()))).rejects.toThrow(
      /a900 \(bad key\)/,
    );
    const nothing = await clientOf(await serverWith({}));
    await expect(all(nothing.find(models.studyFind, new Uint8Array(8)))).rejects.toMatchObject({ status: 0x0122 });
  });

  test('find: leaving the loop cancels at the server, and the association goes on', async () => {
    let given = 0;
    let stopped = false;
    const server = await serverWith({
      async *find({ signal }) {
        try {
          while (!signal.aborted && given < 100_000) {
            given += 1;
            yield* patients([`P${given}`]);
            await new Promise((resolve) => setImmediate(resolve));
          }
        } finally {
          stopped = true;
        }
      },
    });
    const client = await clientOf(server);
    for await (const _ of client.find(models.studyFind, new Uint8Array(8))) break;
    expect((await client.echo()).status).toBe(0);
    expect(stopped).toBe(true);
    expect(given).toBeLessThan(100_000);
  });

  test('get: counts, the failed list for what the requestor has no context for, cancel in the middle', async () => {
    const kept = new Map<string, Kept>();
    const cancel = new AbortController();
    const server = await serverWith({
      get: async (_request, key) => ({
        instances: Buffer.from(key).includes('MANY')
          ? Array.from({ length: 200 }, (_, index) => instance(new Uint8Array(4000), `1.2.9.${index}`))
          : [
              instance(Uint8Array.of(1, 2), '1.2.1'),
              instance(Uint8Array.of(3, 4), '1.2.2', ['1.2.840.10008.1.2.4.50']),
            ],
      }),
    });
    const client = await clientOf(server, { roles, services: { store: keeping(kept) } });
    const steps = await all(client.get(models.studyGet, new Uint8Array(8)));
    expect(steps.at(-1)).toMatchObject({
      status: status.subOperationsWarning,
      completed: 1,
      failed: 1,
      remaining: null,
    });
    expect(Buffer.from(steps.at(-1)?.dataSet ?? []).toString('latin1')).toContain('UI\x06\x001.2.2\0');
    expect([...kept.keys()]).toEqual(['1.2.1']);

    let last: RetrieveProgress | null = null;
    for await (const step of client.get(models.studyGet, patients(['MANY'])[0] ?? new Uint8Array(), cancel.signal)) {
      last = step;
      if (step.completed === 5) cancel.abort();
    }
    expect(last?.status).toBe(status.cancel);
    expect((last?.completed ?? 0) + (last?.remaining ?? 0)).toBe(200);
    expect(last?.remaining).toBeGreaterThan(0);
  });

  test('move: one object that makes the destination fail does not take the others along', async () => {
    const kept = new Map<string, Kept>();
    const keep = keeping(kept);
    const lost: PeerAssociation[] = [];
    const destination = await serverWith({
      async store(request) {
        if (request.sopInstanceUid !== '1.2.2') return keep(request);
        lost.push(request.association);
        throw new DimseFailure(status.dataSetDoesNotMatchClass, 'not this one');
      },
    });
    const server = await serverWith({
      move: async ({ destinationAe }) => {
        if (destinationAe !== 'DEST') throw new DimseFailure(status.moveDestinationUnknown, 'Unknown destination.');
        return {
          destination: { host: '127.0.0.1', port: destination.port, callingAe: 'YISHU', tls: null },
          instances: ['1.2.1', '1.2.2', '1.2.3'].map((uid) => instance(Uint8Array.of(9, 9), uid)),
        };
      },
    });
    const client = await clientOf(server);
    const steps = await all(client.move(models.studyMove, 'DEST', new Uint8Array(8)));
    expect(steps.map(({ remaining }) => remaining)).toEqual([2, 1, null]);
    expect(steps.at(-1)).toMatchObject({ status: status.subOperationsWarning, completed: 2, failed: 1 });
    expect([...kept.keys()]).toEqual(['1.2.1', '1.2.3']);
    expect(kept.get('1.2.1')?.request.moveOriginator).toMatchObject({ aeTitle: 'TEST' });
    const unknown = await all(client.move(models.studyMove, 'NOBODY', new Uint8Array(8)));
    expect(unknown).toMatchObject([{ status: status.moveDestinationUnknown, comment: 'Unknown destination.' }]);
  });

  test('the N-services carry class, instance, number and data set both ways', async () => {
    const asked: (Partial<AttributesRequest> & Record<string, unknown>)[] = [];
    const answer = async ({ association: _, signal: __, ...request }: AttributesRequest) => {
      asked.push({ ...request });
      return { status: 0, dataSet: request.dataSet, sopInstanceUid: request.sopInstanceUid ?? '1.2.77' };
    };
    const server = await serverWith({
      ...{ nCreate: answer, nSet: answer, nGet: answer, nAction: answer, nDelete: answer },
      nEventReport: answer,
    });
    const client = await clientOf(server);
    const dataSet = patients(['N'])[0] ?? new Uint8Array();
    const about = { sopClassUid: commitment, sopInstanceUid: '1.2.5', dataSet };
    const replies = [
      await client.attributes({ ...about, operation: 'N-CREATE', sopInstanceUid: null }),
      await client.attributes({ ...about, operation: 'N-SET' }),
      await client.attributes({ ...about, operation: 'N-GET', dataSet: null, attributeIdentifiers: [0x00100020] }),
      await client.attributes({ ...about, operation: 'N-ACTION', actionTypeId: 3 }),
      await client.attributes({ ...about, operation: 'N-DELETE', dataSet: null }),
      await client.attributes({ ...about, operation: 'N-EVENT-REPORT', eventTypeId: 2 }),
    ];
    expect(replies.map((reply) => [reply.status, reply.affectedSopInstanceUid, reply.dataSet !== null])).toEqual([
      [0, '1.2.77', true],
      [0, '1.2.5', true],
      [0, '1.2.5', false],
      [0, '1.2.5', true],
      [0, '1.2.5', false],
      [0, '1.2.5', true],
    ]);
    expect(asked[2]).toMatchObject({ attributeIdentifiers: [0x00100020], sopClassUid: commitment });
    expect(asked[3]).toMatchObject({ actionTypeId: 3, dataSet });
    expect(asked[5]).toMatchObject({ eventTypeId: 2 });
    const none = await clientOf(await serverWith({}));
    expect(await none.attributes({ ...about, operation: 'N-SET' })).toMatchObject({ status: 0x0211 });
  });

  test('storage commitment: the event comes on the same association, or on one that the server opens', async () => {
    const events: (number | string)[] = [];
    const services: DicomServices = {
      async nEventReport({ eventTypeId, dataSet }) {
        // Both may come in one segment: whoever asked is told first then.
        await turn();
        events.push(eventTypeId, dataSet?.length ?? 0);
        return { status: 0 };
      },
    };
    const reported = Promise.withResolvers<number>();
    const server = await serverWith({
      async nAction({ association, dataSet }) {
        const event = { sopClassUid: commitment, sopInstanceUid: commitmentInstance, eventTypeId: 1, dataSet };
        association.report(event).then(reported.resolve, reported.reject);
        return { status: 0 };
      },
    });
    const client = await clientOf(server, { services });
    const action = { sopClassUid: commitment, sopInstanceUid: commitmentInstance, dataSet: new Uint8Array(10) };
    expect(await client.attributes({ ...action, operation: 'N-ACTION', actionTypeId: 1 })).toMatchObject({ status: 0 });
    events.push('answered');
    expect(await reported.promise).toBe(0);
    expect(events).toEqual(['answered', 1, 10]);

    const modality = await serverWith(services);
    const back = await clientOf(modality, { roles: [{ sopClassUid: commitment, scu: false, scp: true }] });
    await back.attributes({ ...action, operation: 'N-EVENT-REPORT', eventTypeId: 2 });
    expect(events).toEqual(['answered', 1, 10, 2, 10]);
  });
});
