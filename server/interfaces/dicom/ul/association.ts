// One association over one stream: the state machine of PS3.8 section 9.2 for both sides, its timers and its back-pressure.
import type { Duplex } from 'node:stream';
import { encodeAssociateAccept, encodeAssociateRequest } from './associate.ts';
import { type AbortReason, AssociationError, abortReason, ProtocolError } from './errors.ts';
import { type AcceptedContext, agreedContexts, type NegotiationAnswer } from './negotiation.ts';
import {
  createPduReader,
  encodeAbort,
  encodeAssociateReject,
  encodeReleaseRequest,
  encodeReleaseResponse,
  type Fragment,
} from './pdu.ts';
import { type AssociateAccept, type AssociateRequest, rejectText, type UserInformation } from './pdu-types.ts';
import { createReadingPace } from './reading-pace.ts';
import type { Timers } from './timers.ts';

/** The states of PS3.8 table 9-10 that a stream which is already open can be in. */
export type AssociationState =
  | 'Sta1-closed'
  | 'Sta2-awaiting-request'
  | 'Sta3-deciding'
  | 'Sta5-awaiting-answer'
  | 'Sta6-established'
  | 'Sta7-awaiting-release-response'
  | 'Sta8-finishing-before-release'
  | 'Sta11-collision-requestor'
  | 'Sta10-collision-acceptor'
  | 'Sta13-awaiting-close';

export interface AssociationLimits {
  /** ARTIM: longest wait for a request, an answer, a release response and the closing of the transport, ms. */
  artimMs: number;
  /** An established association on which the peer owes something and no byte moved for so long is aborted, ms. */
  idleMs: number;
  /** Largest P-DATA-TF variable field that we announce and take, bytes. */
  maxLength: number;
  /** Largest A-ASSOCIATE PDU that is taken, bytes. */
  maxAssociateLength: number;
}

export const usualLimits: AssociationLimits = {
  artimMs: 30_000,
  idleMs: 300_000,
  maxLength: 131_072,
  maxAssociateLength: 262_144,
};

export interface Agreement {
  request: AssociateRequest;
  contexts: ReadonlyMap<number, AcceptedContext>;
  /** User information of the other side. */
  peer: UserInformation;
}

export type Side =
  | { role: 'acceptor'; decide(request: AssociateRequest): Promise<NegotiationAnswer> }
  | { role: 'requestor'; request: AssociateRequest };

export interface AssociationHandlers {
  established(agreement: Agreement): void;
  /** May throw a {@link ProtocolError}, which aborts the association. */
  fragment(fragment: Fragment): void;
  /** Called once. Null: released in good order. */
  ended(error: AssociationError | null): void;
  /** The peer asked for release; resolves when everything that it asked for before is answered. Never rejects. */
  beforeRelease(): Promise<void>;
  /** Whether the peer owes the next byte; when it does not, silence is no fault of its. */
  peerOwes(): boolean;
}

export interface Association {
  readonly state: AssociationState;
  /** Sends bytes together; resolves once the stream can take more. Rejects with an {@link AssociationError} when it ended. */
  write(parts: readonly Uint8Array[]): Promise<void>;
  /** Stops reading while a consumer is behind; TCP then stops the sender. */
  pause(): void;
  resume(): void;
  /** Asks for release (either side may); resolves when the association has ended, however it did. */
  release(): Promise<void>;
  /** A-ABORT by the service user, or by the provider for a `reason`. */
  abort(message: string, reason?: AbortReason): void;
  /** Resolves when the transport is closed. */
  readonly closed: Promise<void>;
}

export interface AssociationOptions {
  /** Any byte stream: TCP, TLS or a pair in memory. */
  stream: Duplex;
  side: Side;
  limits: AssociationLimits;
  timers: Timers;
  handlers: AssociationHandlers;
}

interface Waiter {
  resolve(): void;
  reject(error: AssociationError): void;
}

/** A response is put together: that costs less than handing its parts to the system one by one. */
const joined = 1024;

/** Fragments smaller than this would let a peer multiply our work; no real one asks for less than 4 KB. */
const smallestPeerLength = 128;

export function createAssociation({ stream, side, limits, timers, handlers }: AssociationOptions): Association {
  let state: AssociationState = side.role === 'acceptor' ? 'Sta2-awaiting-request' : 'Sta5-awaiting-answer';
  let ended = false;
  let endError: AssociationError | null = null;
  let moved = false;
  let paused = false;
  let drains: Waiter[] = [];
  let stopArtim: () => void = () => undefined;
  let stopIdle: () => void = () => undefined;
  const closing = Promise.withResolvers<void>();

  function startArtim(task: () => void): void {
    stopArtim();
    stopArtim = timers.after(limits.artimMs, task);
  }

  function startIdle(): void {
    moved = false;
    stopIdle = timers.after(limits.idleMs, () => {
      const stalled = !moved && !paused && (drains.length > 0 || handlers.peerOwes());
      if (stalled) fail('time-out', `The peer was silent for ${limits.idleMs} ms.`);
      else startIdle();
    });
  }

  function end(error: AssociationError | null): void {
    if (ended) return;
    ended = true;
    endError = error;
    stopIdle();
    const waiting = drains;
    drains = [];
    for (const waiter of waiting) waiter.reject(gone());
    handlers.ended(error);
  }

  const gone = (): AssociationError => endError ?? new AssociationError('released', 'The association was released.');

  /** Last bytes out, then the peer has ARTIM to close; what it still sends is thrown away (Sta13). */
  function awaitClose(last: Uint8Array | null, error: AssociationError | null): void {
    state = 'Sta13-awaiting-close';
    end(error);
    startArtim(() => stream.destroy());
    if (last && stream.writable) stream.end(last);
    else if (stream.writable) stream.end();
    stream.resume();
  }

  function fail(code: 'aborted-here' | 'time-out' | 'protocol', message: string, reason?: AbortReason): void {
    if (ended) return;
    const abort = reason === undefined ? { source: 0, reason: 0 } : { source: 2, reason };
    awaitClose(encodeAbort(abort), new AssociationError(code, message));
  }

  function unexpected(name: string): never {
    throw new ProtocolError(abortReason.unexpectedPdu, `${name} is not expected in state ${state}.`);
  }

  function establish(request: AssociateRequest, contexts: readonly AcceptedContext[], peer: UserInformation): void {
    if (peer.maxLength > 0 && peer.maxLength < smallestPeerLength) {
      throw new ProtocolError(abortReason.invalidParameter, `A maximum length of ${peer.maxLength} is too small.`);
    }
    state = 'Sta6-established';
    stopArtim();
    startIdle();
    handlers.established({ request, contexts: new Map(contexts.map((context) => [context.id, context])), peer });
  }

  async function decide(
    request: AssociateRequest,
    decider: (request: AssociateRequest) => Promise<NegotiationAnswer>,
  ): Promise<void> {
    state = 'Sta3-deciding';
    stopArtim();
    const answer = await decider(request);
    if (ended) return;
    if (!answer.ok) {
      awaitClose(encodeAssociateReject(answer.refusal), new AssociationError('rejected', rejectText(answer.refusal)));
      return;
    }
    guarded(() => {
      stream.write(encodeAssociateAccept(answer.accept));
      establish(request, answer.contexts, request.user);
    });
  }

  /** AR-4: the last answers are out. */
  function answerRelease(): void {
    if (ended) return;
    state = 'Sta13-awaiting-close';
    stream.write(encodeReleaseResponse());
    end(null);
    startArtim(() => stream.destroy());
  }

  const reader = createPduReader(
    { maxAssociateLength: limits.maxAssociateLength, maxDataLength: limits.maxLength },
    {
      associateRequest(request) {
        if (side.role !== 'acceptor' || state !== 'Sta2-awaiting-request') unexpected('A-ASSOCIATE-RQ');
        else
          decide(request, side.decide).catch((error) => fail('aborted-here', String(error), abortReason.notSpecified));
      },
      associateAccept(accept: AssociateAccept) {
        if (side.role !== 'requestor' || state !== 'Sta5-awaiting-answer') unexpected('A-ASSOCIATE-AC');
        else establish(side.request, agreedContexts(side.request, accept), accept.user);
      },
      associateReject(reject) {
        if (state !== 'Sta5-awaiting-answer') unexpected('A-ASSOCIATE-RJ');
        awaitClose(null, new AssociationError('rejected', rejectText(reject)));
      },
      fragment(fragment) {
        // AR-6: what the peer sent before it saw our release request still counts.
        if (state === 'Sta6-established' || state === 'Sta7-awaiting-release-response') handlers.fragment(fragment);
        else unexpected('P-DATA-TF');
      },
      releaseRequest() {
        if (state === 'Sta6-established') {
          state = 'Sta8-finishing-before-release';
          handlers.beforeRelease().then(answerRelease);
        } else if (state === 'Sta7-awaiting-release-response') {
          // AR-8, release collision: the requestor answers first, the acceptor after the answer (PS3.8 9.2.3).
          if (side.role === 'requestor') {
            stream.write(encodeReleaseResponse());
            state = 'Sta11-collision-requestor';
          } else state = 'Sta10-collision-acceptor';
        } else unexpected('A-RELEASE-RQ');
      },
      releaseResponse() {
        if (state === 'Sta10-collision-acceptor') awaitClose(encodeReleaseResponse(), null);
        else if (state === 'Sta7-awaiting-release-response' || state === 'Sta11-collision-requestor') {
          awaitClose(null, null);
        } else unexpected('A-RELEASE-RP');
      },
      abort({ source, reason }) {
        const by = source === 2 ? `its provider, reason ${reason}` : 'its user';
        state = 'Sta13-awaiting-close';
        end(new AssociationError('aborted-by-peer', `The peer aborted the association (${by}).`));
        stream.destroy();
      },
    },
  );

  function guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (error instanceof ProtocolError) fail('protocol', error.message, error.reason);
      else fail('aborted-here', String(error), abortReason.notSpecified);
    }
  }

  const pace = createReadingPace(stream, timers, () => performance.now());
  stream.on('data', (chunk: Uint8Array) => {
    moved = true;
    if (!ended) guarded(() => reader.push(chunk));
    if (!ended) pace.took(chunk.length, !reader.idle);
  });
  stream.on('drain', () => {
    moved = true;
    const waiting = drains;
    drains = [];
    for (const waiter of waiting) waiter.resolve();
  });
  stream.on('error', (error: Error) => {
    end(new AssociationError('connection-lost', `The connection failed: ${error.message}`, { cause: error }));
    stream.destroy();
  });
  stream.on('end', () => {
    end(new AssociationError('connection-lost', 'The peer closed the connection without release.'));
    stream.destroy();
  });
  stream.on('close', () => {
    end(new AssociationError('connection-lost', 'The connection was closed.'));
    state = 'Sta1-closed';
    stopArtim();
    closing.resolve();
  });

  startArtim(() => {
    if (side.role === 'acceptor') {
      end(new AssociationError('time-out', `No A-ASSOCIATE-RQ came within ${limits.artimMs} ms.`));
      stream.destroy();
    } else fail('time-out', `No answer to the A-ASSOCIATE-RQ came within ${limits.artimMs} ms.`);
  });
  if (side.role === 'requestor') stream.write(encodeAssociateRequest(side.request));

  return {
    get state() {
      return state;
    },
    write(parts) {
      if (ended) return Promise.reject(gone());
      // Together in one system call: a head alone in a segment would wait for Nagle and a delayed ACK.
      const small = parts.reduce((sum, { length }) => sum + length, 0) <= joined;
      if (!small) stream.cork();
      let room = true;
      for (const part of small ? [Buffer.concat(parts)] : parts) room = stream.write(part);
      if (!small) stream.uncork();
      if (room || !stream.writableNeedDrain) return Promise.resolve();
      return new Promise((resolve, reject) => drains.push({ resolve, reject }));
    },
    pause() {
      paused = true;
      pace.pause();
    },
    resume() {
      paused = false;
      moved = true;
      pace.resume();
    },
    release() {
      if (state === 'Sta6-established') {
        state = 'Sta7-awaiting-release-response';
        stream.write(encodeReleaseRequest());
        startArtim(() => fail('time-out', `No release response came within ${limits.artimMs} ms.`));
      }
      return closing.promise;
    },
    abort(message, reason) {
      fail('aborted-here', message, reason);
    },
    closed: closing.promise,
  };
}
