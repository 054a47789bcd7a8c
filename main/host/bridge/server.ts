// The answering end of the fetch bridge: turns messages into Requests for one handler and its Responses into messages.
import { type BodyReader, type BodySender, receiveBody, sendBody } from './body.ts';
import { type BridgeMessage, type HeaderList, readMessage } from './messages.ts';
import type { BridgePort } from './port.ts';

export interface BridgeServer {
  /** Gives up every call and closes the port. */
  close(): void;
  /** Calls that are not over. */
  readonly open: number;
}

interface Call {
  controller: AbortController;
  upload?: BodyReader;
  answer?: BodySender;
}

/** A streamed request body needs `duplex` (fetch standard); the DOM types do not know it yet. */
type StreamingInit = RequestInit & { duplex: 'half' };

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Serves `handler` until either end closes. The request's signal aborts when the caller gives up or is gone. */
export function serveBridge(port: BridgePort, handler: (request: Request) => Promise<Response>): BridgeServer {
  const calls = new Map<number, Call>();

  function drop(id: number, reason: Error): void {
    const call = calls.get(id);
    if (!call) return;
    calls.delete(id);
    call.answer?.stop(reason);
    call.upload?.fail(reason);
    call.controller.abort(reason);
  }

  async function answer(message: Extract<BridgeMessage, { kind: 'request' }>): Promise<void> {
    const { id, method, url, headers, hasBody } = message;
    const controller = new AbortController();
    const call: Call = { controller };
    calls.set(id, call);
    try {
      if (hasBody) call.upload = receiveBody(port, id, { onStop: () => undefined });
      const body = call.upload?.stream;
      const init: StreamingInit = { method, headers, body, duplex: 'half', signal: controller.signal };
      const request = new Request(url, init);
      const response = await handler(request);
      // The caller may be gone by now: a body that nobody reads is cancelled, so that what feeds it ends.
      if (!calls.has(id)) return void response.body?.cancel().catch(() => undefined);
      const list: HeaderList = [...response.headers];
      const { status, statusText } = response;
      port.post({
        kind: 'head',
        id,
        status,
        statusText,
        headers: list,
        hasBody: response.body !== null,
      } satisfies BridgeMessage);
      if (response.body) call.answer = sendBody(port, id, response.body, () => finish(id));
      else finish(id);
    } catch (error) {
      if (calls.has(id)) port.post({ kind: 'failed', id, reason: messageOf(error) } satisfies BridgeMessage);
      finish(id);
    }
  }

  /** Answered: a request body that the handler left unread is not waited for. */
  function finish(id: number): void {
    calls.get(id)?.upload?.fail(new Error('already answered'));
    calls.delete(id);
  }

  function receive(message: BridgeMessage): void {
    const call = calls.get(message.id);
    switch (message.kind) {
      case 'request':
        if (!call) void answer(message);
        return;
      case 'abort':
        return drop(message.id, new DOMException('the caller gave up', 'AbortError'));
      case 'stop':
        return drop(message.id, new DOMException('the reader stopped', 'AbortError'));
      case 'piece':
        return call?.upload?.piece(message.bytes);
      case 'end':
        return call?.upload?.end();
      case 'cut':
        return call?.upload?.fail(new Error(message.reason));
      case 'credit':
        return call?.answer?.credit(message.pieces);
      case 'head':
      case 'failed':
        return;
      default:
        return message satisfies never;
    }
  }

  const dropAll = () => {
    for (const id of [...calls.keys()]) drop(id, new DOMException('the port closed', 'AbortError'));
  };

  port.onClose(dropAll);
  port.onMessage((raw) => {
    const message = readMessage(raw);
    if (message) receive(message);
  });

  return {
    close() {
      dropAll();
      port.close();
    },
    get open() {
      return calls.size;
    },
  };
}
