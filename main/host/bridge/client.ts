// The calling end of the fetch bridge: `fetch` over a message port, with a deadline on every wait and an end for every call.
import { fail } from '../../../core/kernel/errors.ts';
import { type BodyReader, type BodySender, receiveBody, sendBody } from './body.ts';
import { type BridgeMessage, type HeaderList, readMessage } from './messages.ts';
import type { BridgePort } from './port.ts';

/** Calls `ring` after `ms`; the answer takes it back. */
export type Alarm = (ring: () => void, ms: number) => () => void;

export const realAlarm: Alarm = (ring, ms) => {
  const timer = setTimeout(ring, ms);
  return () => clearTimeout(timer);
};

export interface BridgeClientOptions {
  alarm?: Alarm;
  /** From the call (or the last piece of its body that was taken) to the head of the answer. Default 30 s. */
  headDeadlineMs?: number;
  /** How long a reader waits for the next piece; event streams may be silent for as long as they like. Default 60 s. */
  stallDeadlineMs?: number;
}

export interface BridgeClient {
  /** Rejects with HOST_STOPPED, HOST_SLOW or INTERNAL, or with the reason of the request's signal. */
  fetch(request: Request): Promise<Response>;
  /** Rejects what is in flight and all that comes later; the port is closed. */
  close(): void;
  /** Resolves when the port is closed, by whichever end. */
  closed: Promise<void>;
}

type Head = Extract<BridgeMessage, { kind: 'head' }>;

interface Call {
  /** First of head, failure or abort; later ones change nothing. */
  settle(result: Response | Error): void;
  release(): void;
  head(message: Head): void;
  restartDeadline(): void;
  upload?: BodySender;
  answer?: BodyReader;
}

const answered = new Error('answered');
const abortReason = ({ reason }: AbortSignal): Error =>
  reason instanceof Error ? reason : new DOMException('The call was aborted', 'AbortError');
const noBodyStatus = new Set([204, 205, 304]);

export function connectBridge(port: BridgePort, options: BridgeClientOptions = {}): BridgeClient {
  const { alarm = realAlarm, headDeadlineMs = 30_000, stallDeadlineMs = 60_000 } = options;
  const calls = new Map<number, Call>();
  const closing = Promise.withResolvers<void>();
  let lastId = 0;
  let isClosed = false;

  /** The call is over: nothing of it may keep a timer, a listener or a source alive. */
  function forget(id: number, reason: Error): boolean {
    const call = calls.get(id);
    if (!call) return false;
    calls.delete(id);
    call.release();
    call.upload?.stop(reason);
    return true;
  }

  function closeAll(): void {
    if (isClosed) return;
    isClosed = true;
    const error = fail('HOST_STOPPED');
    for (const [id, call] of calls) {
      forget(id, error);
      call.answer?.fail(error);
      call.settle(error);
    }
    closing.resolve();
  }

  port.onClose(closeAll);
  port.onMessage((raw) => {
    const message = readMessage(raw);
    const call = message && calls.get(message.id);
    if (message && call) receive(message, call);
  });

  function receive(message: BridgeMessage, call: Call): void {
    const { id } = message;
    switch (message.kind) {
      case 'head':
        return call.head(message);
      case 'failed':
        forget(id, answered);
        return call.settle(fail('INTERNAL', { reason: message.reason }));
      case 'piece':
        return call.answer?.piece(message.bytes);
      case 'end':
        forget(id, answered);
        return call.answer?.end();
      case 'cut':
        forget(id, answered);
        return call.answer?.fail(fail('HOST_STOPPED', { reason: message.reason }));
      case 'credit':
        call.restartDeadline();
        return call.upload?.credit(message.pieces);
      case 'stop':
        return call.upload?.stop('the host wants no more');
      case 'request':
      case 'abort':
        return;
      default:
        return message satisfies never;
    }
  }

  function start(request: Request, settle: Call['settle']): void {
    const id = ++lastId;
    let cancelDeadline = () => {};
    const { signal } = request;

    const giveUp = (error: Error) => {
      if (!forget(id, error)) return;
      port.post({ kind: 'abort', id } satisfies BridgeMessage);
      call.answer?.fail(error);
      call.settle(error);
    };
    const tooSlow = () => giveUp(fail('HOST_SLOW', { url: request.url }));
    const onAbort = () => giveUp(abortReason(signal));

    function answer({ status, statusText, headers: list, hasBody }: Head): Response {
      const headers = new Headers(list);
      const isEndless = headers.get('content-type')?.startsWith('text/event-stream') === true;
      if (!hasBody || noBodyStatus.has(status)) {
        forget(id, answered);
        return new Response(null, { status, statusText, headers });
      }
      call.answer = receiveBody(port, id, {
        onStop: () => void forget(id, answered),
        onWait: isEndless ? undefined : () => alarm(tooSlow, stallDeadlineMs),
      });
      return new Response(call.answer.stream, { status, statusText, headers });
    }

    const call: Call = {
      settle,
      release() {
        cancelDeadline();
        signal.removeEventListener('abort', onAbort);
      },
      restartDeadline() {
        cancelDeadline();
        if (!call.answer) cancelDeadline = alarm(tooSlow, headDeadlineMs);
      },
      head(message) {
        cancelDeadline();
        try {
          settle(answer(message));
        } catch (error) {
          giveUp(fail('INTERNAL', { reason: `status ${message.status}` }, { cause: error }));
        }
      },
    };

    calls.set(id, call);
    signal.addEventListener('abort', onAbort, { once: true });
    const headers: HeaderList = [...request.headers];
    const hasBody = request.body !== null;
    port.post({
      kind: 'request',
      id,
      method: request.method,
      url: request.url,
      headers,
      hasBody,
    } satisfies BridgeMessage);
    call.restartDeadline();
    if (request.body) call.upload = sendBody(port, id, request.body, () => undefined);
  }

  return {
    fetch: (request) =>
      new Promise((resolve, reject) => {
        if (isClosed) return reject(fail('HOST_STOPPED'));
        if (request.signal.aborted) return reject(abortReason(request.signal));
        start(request, (result) => (result instanceof Error ? reject(result) : resolve(result)));
      }),
    close() {
      port.close();
      closeAll();
    },
    closed: closing.promise,
  };
}
