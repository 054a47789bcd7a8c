// A requestor: opens an association and carries out DIMSE operations on it, each with the statuses of the peer.

import { connect, type Socket } from 'node:net';
import { implementation } from '../../../../core/dicom/uids.ts';
import { checkedLookup, literalProblem, RefusedAddress } from '../../../kernel/outgoing-address.ts';
import { type AttributeOperation, attributeCommand } from '../dimse/attributes.ts';
import { createExchange, type Exchange, type ExchangeLimits, type IncomingResponse } from '../dimse/exchange.ts';
import type { Command, Response } from '../dimse/message.ts';
import { peerAssociation } from '../dimse/peer.ts';
import { serveRequest } from '../dimse/serve.ts';
import type { DicomLog, DicomServices } from '../dimse/services.ts';
import { statusClass } from '../dimse/status.ts';
import { type ClientTls, refusedAfterHandshake, secured } from '../tls/connect.ts';
import { type Agreement, usualLimits } from '../ul/association.ts';
import { AssociationError } from '../ul/errors.ts';
import type { AcceptedContext, OwnParameters } from '../ul/negotiation.ts';
import { dicomApplicationContext, emptyUser, type RoleSelection, type UserIdentity } from '../ul/pdu-types.ts';
import type { Timers } from '../ul/timers.ts';
import { numbered, type OutgoingInstance, type WantedContext } from './contexts.ts';
import { type StoreOptions, type StoreResult, storeInstance } from './store.ts';

export interface PeerAddress {
  host: string;
  port: number;
  calledAe: string;
  callingAe: string;
}

export interface ClientOptions extends PeerAddress {
  contexts: readonly WantedContext[];
  roles?: readonly RoleSelection[];
  identity?: UserIdentity;
  own?: Omit<OwnParameters, 'maxLength'>;
  timers: Timers;
  /** Wait for the transport, ms. */
  connectMs?: number;
  /** `idleMs` is how long an operation may go without a byte from the peer, before the association is aborted. */
  limits?: Partial<ExchangeLimits>;
  /** What the peer may ask of us on this association: C-STORE of a C-GET, N-EVENT-REPORT of a commitment. */
  services?: DicomServices;
  log?: DicomLog;
  /** Absent or null: in the clear. */
  tls?: ClientTls | null;
}

/** Counts of a C-MOVE or C-GET (PS3.7 9.1.4); null where the peer does not tell. */
export interface SubOperationCounts {
  remaining: number | null;
  completed: number | null;
  failed: number | null;
  warnings: number | null;
}

export interface Outcome {
  status: number;
  comment: string;
}

export interface RetrieveProgress extends Outcome, SubOperationCounts {
  /** The last one; its status is final. */
  last: boolean;
  /** Failed SOP instance UID list, when the peer sends one; in the transfer syntax of the context. */
  dataSet: Uint8Array | null;
}

export interface FindMatch {
  status: number;
  identifier: Uint8Array;
  transferSyntaxUid: string;
}

export interface AttributeOutcome extends Outcome {
  dataSet: Uint8Array | null;
  transferSyntaxUid: string;
  affectedSopInstanceUid: string | null;
}

export type AttributeRequest = AttributeOperation & {
  sopClassUid: string;
  /** Of the context, where it is not the class itself (a meta class, an instance of another class). */
  abstractSyntax?: string;
  dataSet: Uint8Array | null;
};

export interface DicomClient {
  readonly contexts: readonly AcceptedContext[];
  readonly peer: Agreement['peer'];
  /** Protocol and cipher suite; empty in the clear. */
  readonly channel: string;
  readonly exchange: Exchange;
  echo(): Promise<Outcome>;
  store(instance: OutgoingInstance, options?: StoreOptions): Promise<StoreResult>;
  /** Yields matches; a status of failure throws a {@link PeerFailure}. Leaving the loop sends a C-CANCEL. */
  find(model: string, identifier: Uint8Array, signal?: AbortSignal): AsyncGenerator<FindMatch>;
  move(
    model: string,
    destination: string,
    identifier: Uint8Array,
    signal?: AbortSignal,
  ): AsyncGenerator<RetrieveProgress>;
  /** The instances come to `services.store`. */
  get(model: string, identifier: Uint8Array, signal?: AbortSignal): AsyncGenerator<RetrieveProgress>;
  /** N-CREATE, N-SET, N-GET, N-ACTION, N-DELETE or N-EVENT-REPORT. */
  attributes(request: AttributeRequest): Promise<AttributeOutcome>;
  /** The transfer syntax that was agreed for an abstract syntax: identifiers are written in it. */
  syntaxOf(abstractSyntax: string): string | null;
  release(): Promise<void>;
  abort(message: string): void;
}

/** The peer answered with a failure. */
export class PeerFailure extends Error {
  readonly status: number;
  constructor(value: number, comment: string) {
    super(`The peer answered status 0x${value.toString(16).padStart(4, '0')}${comment ? ` (${comment})` : ''}.`);
    this.name = 'PeerFailure';
    this.status = value;
  }
}

export const ownImplementation = {
  implementationClassUid: implementation.classUid,
  implementationVersion: implementation.versionName,
};

export const usualExchangeLimits: ExchangeLimits = {
  ...usualLimits,
  highWater: 2_097_152,
  maxIdentifierLength: 16_777_216,
};

const usualConnectMs = 10_000;

function openTcp({ host, port, timers, connectMs = usualConnectMs }: ClientOptions): Promise<Socket> {
  const unreachable = (why: string, cause?: Error) =>
    new AssociationError('unreachable', `${host}:${port} cannot be reached: ${why}`, { cause });
  const literal = literalProblem(host);
  if (literal !== null) return Promise.reject(unreachable(literal, new RefusedAddress(literal)));
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true, lookup: checkedLookup(host) });
    const refuse = (why: string, cause?: Error): void => {
      socket.destroy();
      reject(unreachable(why, cause));
    };
    const stop = timers.after(connectMs, () => refuse(`no connection within ${connectMs} ms`));
    const failed = (error: Error): void => {
      stop();
      refuse(error.message, error);
    };
    socket.once('error', failed);
    socket.once('connect', () => {
      stop();
      socket.off('error', failed);
      resolve(socket);
    });
  });
}

const outcome = (response: Response): Outcome => ({
  status: response.status,
  comment: response.errorComment ?? '',
});

async function openStream(options: ClientOptions): Promise<{ stream: Socket; channel: string }> {
  const { host, port, tls, timers, connectMs = usualConnectMs } = options;
  const socket = await openTcp(options);
  if (!tls) return { stream: socket, channel: '' };
  const stream = await secured(socket, { host, port, tls, timers, handshakeMs: connectMs });
  return { stream, channel: `${stream.getProtocol()} ${stream.getCipher().standardName}` };
}

/** Opens an association. Rejects with an {@link AssociationError}: unreachable, not secured, rejected (with the reason), time-out, aborted. */
export async function openClient(options: ClientOptions): Promise<DicomClient> {
  const proposed = numbered(options.contexts);
  const limits = { ...usualExchangeLimits, ...options.limits };
  const { stream, channel } = await openStream(options);
  const opened = Promise.withResolvers<Agreement>();
  const over = new AbortController();
  const exchange = createExchange({
    stream,
    limits,
    timers: options.timers,
    side: {
      role: 'requestor',
      request: {
        protocolVersion: 1,
        calledAe: options.calledAe,
        callingAe: options.callingAe,
        applicationContext: dicomApplicationContext,
        contexts: proposed,
        user: {
          ...emptyUser,
          ...(options.own ?? ownImplementation),
          maxLength: limits.maxLength,
          roles: options.roles ?? [],
          identity: options.identity ?? null,
        },
      },
    },
    handlers: {
      established: opened.resolve,
      request: (request) =>
        serveRequest(request, exchange, {
          services: options.services ?? {},
          // On our own association the peer is the one that we called.
          association: peerAssociation(exchange, {
            id: 0,
            callingAe: options.calledAe,
            calledAe: options.callingAe,
            address: options.host,
            secure: null,
            ended: over.signal,
          }),
          log: options.log ?? (() => undefined),
          maxIdentifierLength: limits.maxIdentifierLength,
          retriever: null,
        }),
      ended(error) {
        const reason = error ?? new AssociationError('released', 'The association was released.');
        over.abort(reason);
        opened.reject(reason);
      },
    },
  });
  const agreement = await opened.promise.catch((error: unknown) => {
    throw options.tls ? refusedAfterHandshake(error, `${options.host}:${options.port}`) : error;
  });
  const contexts = [...agreement.contexts.values()];

  function contextOf(abstractSyntax: string): AcceptedContext {
    const context = contexts.find((entry) => entry.abstractSyntax === abstractSyntax && entry.weAreScu);
    if (context) return context;
    // An event goes from the SCP to the SCU, also where the roles were not turned round (PS3.4 annex J.3.3).
    const other = contexts.find((entry) => entry.abstractSyntax === abstractSyntax);
    if (other) return other;
    throw new AssociationError('rejected', `The peer took no presentation context for ${abstractSyntax}.`);
  }

  /** Responses of a query or retrieval, with a C-CANCEL-RQ when `signal` says so or the reader leaves early. */
  async function* cancellable(
    context: AcceptedContext,
    command: Command & { messageId: number },
    data: Uint8Array,
    signal?: AbortSignal,
  ): AsyncGenerator<IncomingResponse> {
    let done = false;
    const cancel = (): void => {
      if (done) return;
      done = true;
      exchange
        .send(context.id, { kind: 'C-CANCEL-RQ', hasDataSet: false, messageIdRespondedTo: command.messageId })
        .catch(() => undefined);
    };
    signal?.addEventListener('abort', cancel);
    try {
      const responses = exchange.ask(context.id, command, { data });
      if (signal?.aborted) cancel();
      for await (const answer of responses) {
        if (statusClass(answer.response.status) !== 'pending') done = true;
        yield answer;
      }
    } finally {
      signal?.removeEventListener('abort', cancel);
      cancel();
    }
  }

  async function* retrieve(
    context: AcceptedContext,
    command: Command & { messageId: number },
    identifier: Uint8Array,
    signal?: AbortSignal,
  ): AsyncGenerator<RetrieveProgress> {
    for await (const { response, dataSet } of cancellable(context, command, identifier, signal)) {
      const counts = response.kind === 'C-MOVE-RSP' || response.kind === 'C-GET-RSP' ? response : undefined;
      yield {
        ...outcome(response),
        remaining: counts?.remaining ?? null,
        completed: counts?.completed ?? null,
        failed: counts?.failed ?? null,
        warnings: counts?.warnings ?? null,
        last: statusClass(response.status) !== 'pending',
        dataSet,
      };
    }
  }

  const retrieval = (model: string) => ({
    hasDataSet: true,
    messageId: exchange.nextMessageId(),
    affectedSopClassUid: model,
    priority: 0,
  });

  async function only(responses: AsyncIterable<IncomingResponse>): Promise<IncomingResponse> {
    for await (const answer of responses) return answer;
    throw new AssociationError('protocol', 'The peer gave no response.');
  }

  return {
    contexts,
    peer: agreement.peer,
    channel,
    exchange,
    async echo() {
      const verification = '1.2.840.10008.1.1';
      const { response } = await only(
        exchange.ask(contextOf(verification).id, {
          kind: 'C-ECHO-RQ',
          hasDataSet: false,
          messageId: exchange.nextMessageId(),
          affectedSopClassUid: verification,
        }),
      );
      return outcome(response);
    },
    store: (instance, storeOptions) => storeInstance(exchange, instance, storeOptions),
    async *find(model, identifier, signal) {
      const context = contextOf(model);
      const command = { kind: 'C-FIND-RQ' as const, ...retrieval(model) };
      for await (const { response, dataSet } of cancellable(context, command, identifier, signal)) {
        const { status: value, comment } = outcome(response);
        if (statusClass(value) === 'failure') throw new PeerFailure(value, comment);
        if (dataSet) yield { status: value, identifier: dataSet, transferSyntaxUid: context.transferSyntax };
      }
    },
    move: (model, destination, identifier, signal) =>
      retrieve(
        contextOf(model),
        { kind: 'C-MOVE-RQ', ...retrieval(model), moveDestination: destination },
        identifier,
        signal,
      ),
    get: (model, identifier, signal) =>
      retrieve(contextOf(model), { kind: 'C-GET-RQ', ...retrieval(model) }, identifier, signal),
    async attributes(request) {
      const { abstractSyntax = request.sopClassUid, dataSet } = request;
      const context = contextOf(abstractSyntax);
      const command = attributeCommand(request, request.sopClassUid, exchange.nextMessageId(), dataSet !== null);
      const { response, dataSet: answer } = await only(exchange.ask(context.id, command, { data: dataSet }));
      const affected = 'affectedSopInstanceUid' in response ? response.affectedSopInstanceUid : undefined;
      return {
        ...outcome(response),
        dataSet: answer,
        transferSyntaxUid: context.transferSyntax,
        affectedSopInstanceUid: affected ?? null,
      };
    },
    syntaxOf: (abstractSyntax) =>
      contexts.find((context) => context.abstractSyntax === abstractSyntax)?.transferSyntax ?? null,
    release: () => exchange.association.release(),
    abort: (message) => exchange.association.abort(message),
  };
}
