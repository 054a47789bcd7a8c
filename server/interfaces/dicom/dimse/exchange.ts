// Messages over an association (PS3.7 annex F): requests of the peer are served one after the other, responses find who asked, data sets stream.
import type { Duplex } from 'node:stream';
import {
  type Agreement,
  type Association,
  type AssociationLimits,
  createAssociation,
  type Side,
} from '../ul/association.ts';
import { AssociationError, abortReason, ProtocolError } from '../ul/errors.ts';
import type { AcceptedContext } from '../ul/negotiation.ts';
import type { Fragment } from '../ul/pdu.ts';
import type { Timers } from '../ul/timers.ts';
import { createDataQueue, type DataQueue, type IncomingData } from './data.ts';
import {
  type Command,
  type CommandOf,
  decodeCommand,
  encodeCommand,
  isResponse,
  type RequestKind,
  type Response,
} from './message.ts';
import { type OutgoingData, sendMessage } from './send.ts';
import { statusClass } from './status.ts';

export interface ExchangeLimits extends AssociationLimits {
  /** Bytes of a data set that may wait for its reader before the socket is paused. */
  highWater: number;
  /** Largest data set of a response (identifier, attribute list) that is gathered, bytes. */
  maxIdentifierLength: number;
}

/** A request that came in. It is served when the ones before it are done. */
export interface IncomingRequest {
  context: AcceptedContext;
  command: CommandOf<Exclude<RequestKind, 'C-CANCEL-RQ'>>;
  /** Null when no data set follows. */
  data: IncomingData | null;
  /** Set by a C-CANCEL-RQ or by the end of the association. */
  signal: AbortSignal;
  /** Resolves when the data set has come in whole, throwing away what was not read. */
  drained(): Promise<void>;
}

export interface IncomingResponse {
  response: Response;
  dataSet: Uint8Array | null;
}

export interface ExchangeHandlers {
  established(agreement: Agreement): void;
  /** Sends its own response; a rejection aborts the association. */
  request(request: IncomingRequest): Promise<void>;
  ended(error: AssociationError | null): void;
}

export interface AskOptions {
  data?: OutgoingData | null;
  onProgress?: ((sent: number) => void) | undefined;
}

export interface Exchange {
  readonly association: Association;
  readonly agreement: Agreement | null;
  /** Requests of the peer that are being served or wait for it. */
  readonly serving: number;
  /** Resolves when the requests that have come so far are answered. */
  answered(): Promise<void>;
  send(contextId: number, command: Command, data?: OutgoingData | null): Promise<void>;
  /** Sends a request and yields its responses; the last one is that whose status is not pending. */
  ask(
    contextId: number,
    command: Command & { messageId: number },
    options?: AskOptions,
  ): AsyncGenerator<IncomingResponse>;
  nextMessageId(): number;
}

export interface ExchangeOptions {
  stream: Duplex;
  side: Side;
  limits: ExchangeLimits;
  timers: Timers;
  handlers: ExchangeHandlers;
}

const maxCommandLength = 65_536;
/** One operation at a time is agreed; more than this many unanswered requests is no slip but a flood. */
const maxWaitingRequests = 32;
/** Responses that may wait for a slow reader before the socket is paused. */
const maxWaitingResponses = 256;

interface Asked {
  waiting: IncomingResponse[];
  held: boolean;
  /** Whoever asked has left before the last response: the rest is thrown away. */
  left: boolean;
  wake: (() => void) | null;
}

export function createExchange({ stream, side, limits, timers, handlers }: ExchangeOptions): Exchange {
  let agreement: Agreement | null = null;
  let endError: AssociationError | null = null;
  let ended = false;
  let serving = 0;
  let served: Promise<void> = Promise.resolve();
  let sending: Promise<void> = Promise.resolve();
  let lastMessageId = 0;
  let holds = 0;
  const asks = new Map<number, Asked>();
  const cancels = new Map<number, AbortController>();

  let commandParts: Uint8Array[] = [];
  let commandLength = 0;
  let commandContext = 0;
  let incoming: { contextId: number; push(bytes: Uint8Array): void; finish(): void; fail(error: Error): void } | null =
    null;

  function hold(): void {
    holds += 1;
    if (holds === 1) association.pause();
  }
  function letGo(): void {
    holds -= 1;
    if (holds === 0 && !ended) association.resume();
  }
  const flow = { full: hold, room: letGo };
  const gone = (): AssociationError => endError ?? new AssociationError('released', 'The association was released.');

  function contextOf(id: number): AcceptedContext {
    const context = agreement?.contexts.get(id);
    if (context) return context;
    throw new ProtocolError(abortReason.invalidParameter, `Presentation context ${id} was not agreed on.`);
  }

  async function serve(request: IncomingRequest, queue: DataQueue | null): Promise<void> {
    try {
      if (!ended) await handlers.request(request);
    } catch (error) {
      if (!ended) association.abort(`A request could not be served: ${String(error)}`, abortReason.notSpecified);
    } finally {
      queue?.discard();
      cancels.delete(request.command.messageId);
      serving -= 1;
    }
  }

  function startRequest(context: AcceptedContext, command: IncomingRequest['command']): void {
    if (serving >= maxWaitingRequests) {
      throw new ProtocolError(
        abortReason.unexpectedPdu,
        `More than ${maxWaitingRequests} requests wait for an answer.`,
      );
    }
    serving += 1;
    const queue = command.hasDataSet ? createDataQueue(limits.highWater, flow) : null;
    if (queue) incoming = { contextId: context.id, ...queue };
    const controller = new AbortController();
    cancels.set(command.messageId, controller);
    const request: IncomingRequest = {
      context,
      command,
      data: queue?.data ?? null,
      signal: controller.signal,
      async drained() {
        queue?.discard();
        await queue?.settled;
      },
    };
    served = served.then(() => serve(request, queue));
  }

  function deliverTo(asked: Asked, answer: IncomingResponse): void {
    if (asked.left) {
      if (statusClass(answer.response.status) !== 'pending') asks.delete(answer.response.messageIdRespondedTo);
      return;
    }
    asked.waiting.push(answer);
    if (!asked.held && asked.waiting.length > maxWaitingResponses) {
      asked.held = true;
      hold();
    }
    asked.wake?.();
  }

  function startResponse(contextId: number, response: Response): void {
    const asked = asks.get(response.messageIdRespondedTo);
    if (!asked) {
      throw new ProtocolError(
        abortReason.unexpectedParameter,
        `A ${response.kind} answers message ${response.messageIdRespondedTo}, which nobody sent.`,
      );
    }
    const deliver = (dataSet: Uint8Array | null): void => deliverTo(asked, { response, dataSet });
    if (!response.hasDataSet) {
      deliver(null);
      return;
    }
    const parts: Uint8Array[] = [];
    let length = 0;
    incoming = {
      contextId,
      push(bytes) {
        length += bytes.length;
        if (length > limits.maxIdentifierLength) {
          throw new ProtocolError(abortReason.invalidParameter, `The data set of a ${response.kind} is too long.`);
        }
        parts.push(Buffer.from(bytes));
      },
      finish: () => deliver(new Uint8Array(Buffer.concat(parts))),
      fail: () => undefined,
    };
  }

  function startMessage(contextId: number, bytes: Uint8Array): void {
    const context = contextOf(contextId);
    const command = decodeCommand(bytes);
    if (isResponse(command)) startResponse(contextId, command);
    else if (command.kind === 'C-CANCEL-RQ') cancels.get(command.messageIdRespondedTo)?.abort();
    else startRequest(context, command);
  }

  function fragment({ contextId, isCommand, isLast, bytes, ends }: Fragment): void {
    if (incoming) {
      if (isCommand || contextId !== incoming.contextId) {
        throw new ProtocolError(abortReason.unexpectedParameter, 'A message was broken off by another one.');
      }
      incoming.push(bytes);
      if (!isLast || !ends) return;
      const whole = incoming;
      incoming = null;
      whole.finish();
      return;
    }
    if (!isCommand) throw new ProtocolError(abortReason.unexpectedParameter, 'A data set came without its command.');
    if (commandParts.length > 0 && contextId !== commandContext) {
      throw new ProtocolError(abortReason.unexpectedParameter, 'A command changed its presentation context.');
    }
    commandContext = contextId;
    commandLength += bytes.length;
    if (commandLength > maxCommandLength) {
      throw new ProtocolError(abortReason.invalidParameter, `A command set is longer than ${maxCommandLength} bytes.`);
    }
    const whole = isLast && ends;
    if (!whole || commandParts.length > 0) commandParts.push(Buffer.from(bytes));
    if (!whole) return;
    const parts = commandParts;
    commandParts = [];
    commandLength = 0;
    startMessage(contextId, parts.length > 0 ? Buffer.concat(parts) : bytes);
  }

  function end(error: AssociationError | null): void {
    ended = true;
    endError = error;
    incoming?.fail(gone());
    for (const controller of cancels.values()) controller.abort(gone());
    for (const asked of asks.values()) asked.wake?.();
    handlers.ended(error);
  }

  const association = createAssociation({
    stream,
    side,
    limits,
    timers,
    handlers: {
      established(agreed) {
        agreement = agreed;
        handlers.established(agreed);
      },
      fragment,
      ended: end,
      beforeRelease: () => served,
      peerOwes: () => incoming !== null || asks.size > 0 || serving === 0,
    },
  });

  function send(
    contextId: number,
    command: Command,
    data: OutgoingData | null = null,
    onProgress?: (sent: number) => void,
  ): Promise<void> {
    const message = { contextId, command: encodeCommand(command), data, onProgress };
    const peerMaxLength = agreement?.peer.maxLength ?? 0;
    const sent = sending.then(() => sendMessage(association, peerMaxLength, message));
    // Half a message cannot be taken back: whatever stopped it ends the association.
    sending = sent.catch((error) => association.abort(`A message could not be sent: ${String(error)}`));
    return sent;
  }

  async function* ask(
    contextId: number,
    command: Command & { messageId: number },
    { data, onProgress }: AskOptions = {},
  ): AsyncGenerator<IncomingResponse> {
    const asked: Asked = { waiting: [], held: false, left: false, wake: null };
    let failure: unknown = null;
    let last = false;
    asks.set(command.messageId, asked);
    try {
      send(contextId, { ...command, hasDataSet: data != null }, data, onProgress).catch((error) => {
        failure = error;
        asked.wake?.();
      });
      for (;;) {
        const next = asked.waiting.shift();
        if (next) {
          if (asked.held && asked.waiting.length < maxWaitingResponses / 2) {
            asked.held = false;
            letGo();
          }
          last = statusClass(next.response.status) !== 'pending';
          yield next;
          if (last) return;
        } else if (failure) throw failure;
        else if (ended) throw gone();
        else {
          await new Promise<void>((resolve) => {
            asked.wake = resolve;
          });
          asked.wake = null;
        }
      }
    } finally {
      asked.left = true;
      const lastWaits = asked.waiting.some(({ response }) => statusClass(response.status) !== 'pending');
      if (last || lastWaits || ended) asks.delete(command.messageId);
      if (asked.held) letGo();
    }
  }

  return {
    association,
    get agreement() {
      return agreement;
    },
    get serving() {
      return serving;
    },
    answered: () => served,
    send,
    ask,
    nextMessageId() {
      lastMessageId = (lastMessageId % 0xffff) + 1;
      return lastMessageId;
    },
  };
}
