// The state machine over a pair of streams in memory, with time that the test moves.
import { type Duplex, duplexPair } from 'node:stream';
import { expect, test } from 'vitest';
import { encodeAssociateRequest } from './associate.ts';
import { type Agreement, type Association, createAssociation, type Side, usualLimits } from './association.ts';
import type { AssociationError } from './errors.ts';
import { negotiate, refusal } from './negotiation.ts';
import { encodeAbort, encodeDataHead, encodeReleaseRequest, encodeReleaseResponse } from './pdu.ts';
import { type AssociateRequest, dicomApplicationContext, emptyUser } from './pdu-types.ts';
import type { Timers } from './timers.ts';

const request: AssociateRequest = {
  protocolVersion: 1,
  calledAe: 'A',
  callingAe: 'B',
  applicationContext: dicomApplicationContext,
  contexts: [{ id: 1, abstractSyntax: '1.2.840.10008.1.1', transferSyntaxes: ['1.2.840.10008.1.2'] }],
  user: { ...emptyUser, maxLength: 16_384, implementationClassUid: '1.2.3' },
};
const own = { maxLength: 131_072, implementationClassUid: '1.2.3', implementationVersion: '' };
const requestor: Side = { role: 'requestor', request };
const acceptor: Side = {
  role: 'acceptor',
  decide: (rq) =>
    negotiate(
      rq,
      { callingAe: rq.callingAe, calledAe: rq.calledAe, address: '', secure: null },
      {
        admit: () => (rq.calledAe === 'A' ? { ok: true } : { ok: false, refusal: refusal.calledAeUnknown }),
        context: () => ({ transferSyntaxes: ['1.2.840.10008.1.2'], order: 'ours' }),
      },
      own,
    ),
};

interface Clock extends Timers {
  pass(ms: number): void;
}
function clock(): Clock {
  const tasks = new Set<{ at: number; task: () => void }>();
  let now = 0;
  return {
    after(ms, task) {
      const entry = { at: now + ms, task };
      tasks.add(entry);
      return () => void tasks.delete(entry);
    },
    pass(ms) {
      now += ms;
      for (const entry of [...tasks]) {
        if (entry.at > now || !tasks.delete(entry)) continue;
        entry.task();
      }
    },
  };
}

interface Party {
  association: Association;
  agreed: Agreement | null;
  ended: AssociationError | null | undefined;
  received: number[];
  owes: boolean;
}
function party(stream: Duplex, side: Side, timers: Timers): Party {
  const self: Party = {
    association: createAssociation({
      stream,
      side,
      timers,
      limits: usualLimits,
      handlers: {
        established: (agreement) => {
          self.agreed = agreement;
        },
        fragment: ({ bytes }) => void self.received.push(...bytes),
        ended: (error) => {
          self.ended = error;
        },
        beforeRelease: () => Promise.resolve(),
        peerOwes: () => self.owes,
      },
    }),
    agreed: null,
    ended: undefined,
    received: [],
    owes: false,
  };
  return self;
}

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};
async function pair() {
  const [left, right] = duplexPair();
  const time = clock();
  const calling = party(left, requestor, time);
  const called = party(right, acceptor, time);
  await settle();
  return { calling, called, time, left, right };
}
/** An acceptor and a raw stream that says what it likes. */
function bare(side: Side = acceptor) {
  const [raw, right] = duplexPair();
  const time = clock();
  const got: Buffer[] = [];
  raw.on('data', (chunk: Buffer) => got.push(chunk));
  return { raw, time, party: party(right, side, time), answer: () => Buffer.concat(got) };
}

test('request, data, release: both sides end in good order and the streams close', async () => {
  const { calling, called, time } = await pair();
  expect(calling.agreed?.contexts.get(1)?.transferSyntax).toBe('1.2.840.10008.1.2');
  expect(called.agreed?.peer.maxLength).toBe(16_384);
  await calling.association.write([encodeDataHead(1, true, true, 2), Uint8Array.of(7, 8)]);
  await settle();
  expect(called.received).toEqual([7, 8]);
  const released = calling.association.release();
  await settle();
  time.pass(usualLimits.artimMs);
  await released;
  expect([calling.ended, called.ended]).toEqual([null, null]);
  await expect(calling.association.write([])).rejects.toMatchObject({ code: 'released' });
});

test('both ask for release at once: the collision is resolved', async () => {
  const { calling, called } = await pair();
  const both = Promise.all([calling.association.release(), called.association.release()]);
  await settle();
  await both;
  expect([calling.ended, called.ended]).toEqual([null, null]);
});

test('a refusal comes with its reason', async () => {
  const { party: calling, raw } = bare({ role: 'requestor', request: { ...request, calledAe: 'OTHER' } });
  const time = clock();
  const [left, right] = duplexPair();
  const called = party(right, acceptor, time);
  raw.pipe(left).pipe(raw);
  await settle();
  expect(calling.ended).toMatchObject({ code: 'rejected' });
  expect(calling.ended?.message).toMatch(/called AE title not recognized/);
  expect(called.ended).toMatchObject({ code: 'rejected' });
});

test('nothing comes: the acceptor closes after ARTIM', async () => {
  const { party: called, time } = bare();
  time.pass(usualLimits.artimMs);
  await called.association.closed;
  expect(called.ended).toMatchObject({ code: 'time-out' });
});

test('nothing is answered: the requestor aborts after ARTIM and closes after another', async () => {
  const { party: calling, time, answer } = bare(requestor);
  time.pass(usualLimits.artimMs);
  await settle();
  expect(calling.ended).toMatchObject({ code: 'time-out' });
  expect([...answer().subarray(-10)]).toEqual([...encodeAbort({ source: 0, reason: 0 })]);
  time.pass(usualLimits.artimMs);
  await calling.association.closed;
});

const outOfTurn: Record<string, Uint8Array> = {
  'data before association': Buffer.concat([encodeDataHead(1, true, true, 2), Uint8Array.of(0, 0)]),
  'release request before association': encodeReleaseRequest(),
  'release response before association': encodeReleaseResponse(),
  garbage: Buffer.from('GET / HTTP/1.1\r\n\r\n'),
};
for (const [name, bytes] of Object.entries(outOfTurn)) {
  test(`${name}: A-ABORT by the provider, then closed`, async () => {
    const { party: called, raw, time, answer } = bare();
    raw.write(bytes);
    await settle();
    expect(called.ended).toMatchObject({ code: 'protocol' });
    expect([...answer().subarray(0, 9)]).toEqual([7, 0, 0, 0, 0, 4, 0, 0, 2]);
    raw.write(Buffer.alloc(100_000));
    await settle();
    time.pass(usualLimits.artimMs);
    await called.association.closed;
  });
}

test('a second A-ASSOCIATE-RQ on an established association aborts it', async () => {
  const { party: called, raw } = bare();
  raw.write(encodeAssociateRequest(request));
  await settle();
  expect(called.association.state).toBe('Sta6-established');
  raw.write(encodeAssociateRequest(request));
  await settle();
  expect(called.ended).toMatchObject({ code: 'protocol' });
});

test('a maximum length that would split everything to bits is not agreed to', async () => {
  const { party: called, raw } = bare();
  raw.write(encodeAssociateRequest({ ...request, user: { ...request.user, maxLength: 8 } }));
  await settle();
  expect(called.ended).toMatchObject({ code: 'protocol' });
});

test('the abort of a peer and the loss of a connection are told apart', async () => {
  const first = await pair();
  first.calling.association.abort('enough');
  await settle();
  expect(first.calling.ended).toMatchObject({ code: 'aborted-here' });
  expect(first.called.ended).toMatchObject({ code: 'aborted-by-peer' });
  const second = await pair();
  second.left.destroy();
  await settle();
  expect(second.called.ended).toMatchObject({ code: 'connection-lost' });
});

test('silence is a fault only where the peer owes something', async () => {
  const { called, calling, time } = await pair();
  time.pass(usualLimits.idleMs);
  time.pass(usualLimits.idleMs);
  expect(called.ended).toBeUndefined();
  called.owes = true;
  await calling.association.write([encodeDataHead(1, true, false, 2), Uint8Array.of(7, 8)]);
  await settle();
  time.pass(usualLimits.idleMs);
  expect(called.ended).toBeUndefined();
  time.pass(usualLimits.idleMs);
  expect(called.ended).toMatchObject({ code: 'time-out' });
});
