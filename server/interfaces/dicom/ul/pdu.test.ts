// PDUs: whatever the chunking, the same events; whatever the bytes, an answer or a protocol error, never more memory than the limits.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeAssociateRequest, encodeAssociateAccept, encodeAssociateRequest } from './associate.ts';
import { ProtocolError } from './errors.ts';
import {
  createPduReader,
  encodeAbort,
  encodeAssociateReject,
  encodeDataHead,
  encodeReleaseRequest,
  encodeReleaseResponse,
  type PduLimits,
} from './pdu.ts';
import { type AssociateRequest, dicomApplicationContext, emptyUser } from './pdu-types.ts';

const limits: PduLimits = { maxAssociateLength: 100_000, maxDataLength: 16_384 };
type Seen = [string, unknown];

/** Events of a byte stream; data pieces of one fragment are joined, so that chunking does not show. */
function read(chunks: readonly Uint8Array[], own = limits): Seen[] {
  const seen: Seen[] = [];
  let open: number[] = [];
  const reader = createPduReader(own, {
    associateRequest: (pdu) => void seen.push(['rq', pdu]),
    associateAccept: (pdu) => void seen.push(['ac', pdu]),
    associateReject: (pdu) => void seen.push(['rj', pdu]),
    fragment({ bytes, ends, ...head }) {
      open.push(...bytes);
      if (!ends) return;
      seen.push(['data', { ...head, bytes: open }]);
      open = [];
    },
    releaseRequest: () => void seen.push(['release-rq', null]),
    releaseResponse: () => void seen.push(['release-rp', null]),
    abort: (pdu) => void seen.push(['abort', pdu]),
  });
  for (const chunk of chunks) reader.push(chunk);
  return seen;
}

function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  let at = 0;
  for (let index = 0; at < bytes.length; index += 1) {
    const size = sizes[index % sizes.length] ?? 1;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

const join = (parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
const uid = fc.stringMatching(/^[1-9](\.[1-9][0-9]{0,8}){1,6}$/);
const title = fc.stringMatching(/^[A-Z0-9_]{1,16}$/);
const blob = fc.uint8Array({ maxLength: 60 });
const user = fc.record({
  maxLength: fc.nat(),
  implementationClassUid: uid,
  implementationVersion: fc.stringMatching(/^[A-Z0-9_]{0,16}$/),
  roles: fc.array(fc.record({ sopClassUid: uid, scu: fc.boolean(), scp: fc.boolean() }), { maxLength: 3 }),
  asyncOperations: fc.option(fc.record({ invoked: fc.nat(65_535), performed: fc.nat(65_535) })),
  extended: fc.array(fc.record({ sopClassUid: uid, information: blob }), { maxLength: 2 }),
  commonExtended: fc.array(
    fc.record({ sopClassUid: uid, serviceClassUid: uid, relatedGeneralSopClasses: fc.array(uid, { maxLength: 3 }) }),
    { maxLength: 2 },
  ),
  identity: fc.option(
    fc.record({
      type: fc.integer({ min: 1, max: 5 }),
      responseRequested: fc.boolean(),
      primary: blob,
      secondary: blob,
    }),
  ),
  identityResponse: fc.option(blob),
});
const request: fc.Arbitrary<AssociateRequest> = fc
  .record({
    calledAe: title,
    callingAe: title,
    contexts: fc.array(
      fc.record({ abstractSyntax: uid, transferSyntaxes: fc.array(uid, { minLength: 1, maxLength: 5 }) }),
      { minLength: 1, maxLength: 10 },
    ),
    user,
  })
  .map(({ contexts, ...rest }) => ({
    ...rest,
    protocolVersion: 1,
    applicationContext: dicomApplicationContext,
    contexts: contexts.map((context, index) => ({ ...context, id: 2 * index + 1 })),
  }));

const data = (contextId: number, control: number, bytes: Uint8Array): Uint8Array =>
  join([encodeDataHead(contextId, (control & 1) === 1, (control & 2) === 2, bytes.length), bytes]);

describe('PDU codec', () => {
  test('an A-ASSOCIATE-RQ with every user item comes back as it was written', () => {
    fc.assert(
      fc.property(request, (rq) => {
        expect(read([encodeAssociateRequest(rq)])).toEqual([['rq', rq]]);
      }),
      { numRuns: 60 },
    );
  });

  test('an A-ASSOCIATE-AC too', () => {
    const accept = {
      protocolVersion: 1,
      calledAe: 'A',
      callingAe: 'B',
      applicationContext: dicomApplicationContext,
      contexts: [
        { id: 1, result: 0, transferSyntax: '1.2.840.10008.1.2' },
        { id: 3, result: 4, transferSyntax: '1.2.840.10008.1.2.1' },
      ],
      user: { ...emptyUser, maxLength: 16384, implementationClassUid: '1.2.3', identityResponse: new Uint8Array([1]) },
    };
    expect(read([encodeAssociateAccept(accept)])).toEqual([['ac', accept]]);
  });

  test('any chunking gives the same events', () => {
    const rest = fc.array(
      fc.oneof(
        fc
          .tuple(fc.integer({ min: 0, max: 127 }), fc.nat(3), fc.uint8Array({ maxLength: 300 }))
          .map(([id, control, bytes]) => data(2 * id + 1, control, bytes)),
        fc.constant(encodeReleaseRequest()),
        fc.constant(encodeReleaseResponse()),
        fc.constant(encodeAbort({ source: 2, reason: 6 })),
        fc.constant(encodeAssociateReject({ result: 1, source: 1, reason: 7 })),
      ),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(request, rest, fc.array(fc.integer({ min: 1, max: 97 }), { minLength: 1 }), (rq, more, sizes) => {
        const bytes = join([encodeAssociateRequest(rq), ...more]);
        const whole = read([bytes]);
        expect(whole).toHaveLength(1 + more.length);
        expect(read(cut(bytes, sizes))).toEqual(whole);
        expect(read(cut(bytes, [1]))).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  test('several fragments in one PDU, the data not copied', () => {
    const bytes = join([
      Uint8Array.of(4, 0, 0, 0, 0, 16, 0, 0, 0, 4, 1, 3, 0xaa, 0xbb, 0, 0, 0, 4, 1, 2, 0xcc, 0xdd),
      encodeReleaseRequest(),
    ]);
    const views: Uint8Array[] = [];
    const reader = createPduReader(limits, {
      associateRequest: () => undefined,
      associateAccept: () => undefined,
      associateReject: () => undefined,
      fragment: (fragment) => void views.push(fragment.bytes),
      releaseRequest: () => undefined,
      releaseResponse: () => undefined,
      abort: () => undefined,
    });
    reader.push(bytes);
    expect(views.map((view) => [...view])).toEqual([
      [0xaa, 0xbb],
      [0xcc, 0xdd],
    ]);
    expect(views.every((view) => view.buffer === bytes.buffer)).toBe(true);
    expect(reader.idle).toBe(true);
  });
});

describe('hostile bytes', () => {
  const hostile: Record<string, number[]> = {
    'an unknown type': [9, 0, 0, 0, 0, 4, 0, 0, 0, 0],
    'an associate of 4 GB': [1, 0, 0xff, 0xff, 0xff, 0xff],
    'an associate that is too short': [1, 0, 0, 0, 0, 10],
    'a data PDU over the agreed length': [4, 0, 0xff, 0xff, 0xff, 0xf0],
    'a data PDU without a fragment': [4, 0, 0, 0, 0, 2, 0, 0],
    'a fragment longer than its PDU': [4, 0, 0, 0, 0, 8, 0, 0, 0, 200, 1, 3],
    'a fragment without its two head bytes': [4, 0, 0, 0, 0, 8, 0, 0, 0, 1, 1, 3],
    'a tail that fits nothing': [4, 0, 0, 0, 0, 9, 0, 0, 0, 4, 1, 3, 7, 7, 7],
    'a release of five bytes': [5, 0, 0, 0, 0, 5],
  };
  for (const [name, bytes] of Object.entries(hostile)) {
    test(name, () => expect(() => read([Uint8Array.from(bytes)])).toThrow(ProtocolError));
  }

  test('an even or doubled context id, no context, no user item', () => {
    const good = { protocolVersion: 1, calledAe: 'A', callingAe: 'B', applicationContext: '1', user: emptyUser };
    const of = (ids: number[]) =>
      encodeAssociateRequest({
        ...good,
        contexts: ids.map((id) => ({ id, abstractSyntax: '1.2', transferSyntaxes: ['1.2'] })),
      });
    expect(() => read([of([2])])).toThrow(/not odd/);
    expect(() => read([of([1, 1])])).toThrow(/twice/);
    expect(() => read([of([])])).toThrow(/No presentation context/);
    expect(() => decodeAssociateRequest(of([1]).subarray(6, 6 + 68 + 5))).toThrow(/user information/);
  });

  test('changed and random bytes never throw anything else', () => {
    const base = fc.tuple(request, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 }));
    const changed = base.map(([rq, edits]) => {
      const bytes = encodeAssociateRequest(rq);
      for (const [at, value] of edits) bytes[at % bytes.length] = value;
      return bytes;
    });
    const typed = fc.tuple(fc.integer({ min: 1, max: 7 }), fc.uint8Array({ maxLength: 400 })).map(([type, body]) => {
      const head = Uint8Array.of(type, 0, 0, 0, body.length >> 8, body.length & 0xff);
      return join([head, body]);
    });
    fc.assert(
      fc.property(fc.oneof(changed, typed, fc.uint8Array({ maxLength: 400 })), (bytes) => {
        try {
          read([bytes]);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
