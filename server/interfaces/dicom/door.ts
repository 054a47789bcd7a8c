// The DICOM door as the server sees it: a thread of its own that is started, answered, started again when it died, and stopped in good order.
import { Worker } from 'node:worker_threads';
import type { Received } from '../../areas/imaging/module.ts';
import type { Log } from '../../kernel/types.ts';
import type { Asked, CallerAssociation, Match, QueryRequest, ServiceRequest } from './dimse/services.ts';
import { receivedError, sentError } from './door-link.ts';
import type { AnyCall, CallName, DoorCalls, DoorData, FromDoor, MatchPage, Sent, ToDoor } from './door-messages.ts';
import type { DoorRefusal } from './tls/accept.ts';
import type { TlsIdentity } from './tls/profile.ts';

/** What the server answers; the same as {@link DoorCalls}, with a request's association and signal made whole again. */
export type DoorAnswers = {
  [Name in Exclude<CallName, 'find' | 'more'>]: (
    input: Revived<DoorCalls[Name]['input']>,
  ) => Promise<DoorCalls[Name]['output']>;
} & {
  stored(received: Received, source: string): void;
  /** A connection got no further than its handshake. */
  refused(address: string, why: DoorRefusal, detail: string): void;
  find(request: Asked<QueryRequest>, identifier: Uint8Array): AsyncIterable<Match>;
};

export type Revived<Input> = Input extends { request: Sent<infer Request> }
  ? Omit<Input, 'request'> & { request: Asked<Request> }
  : Input;

export interface DoorOptions extends DoorData {
  answers: DoorAnswers;
  log: Log;
  /** Another thread file, for tests of crashes. */
  thread?: URL;
}

export interface Door {
  readonly host: string;
  /** 0: that door is shut. */
  readonly port: number;
  readonly tlsPort: number | null;
  /** What callers of the TLS port are shown from the next connection on. */
  setIdentity(identity: TlsIdentity): void;
  /** Takes no more callers, gives those at work `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

const pageSize = 100;
/** A thread that dies again and again is tried less and less often. */
const againMs = { first: 200, most: 10_000 };
/**
 * Measured: with little room for the old the collector takes the buffers outside the heap for pressure and marks everything once in
 * eight images; with much room for the young it never frees them in passing. Between the two they go with the scavenges.
 */
const heap = { maxOldGenerationSizeMb: 2048, maxYoungGenerationSizeMb: 16 };

interface Query {
  matches: AsyncIterator<Match>;
  abort: AbortController;
}

/** One life of the thread: what is under way with it ends with it. */
function converse(worker: Worker, answers: DoorAnswers, log: Log): { ended(): void } {
  const running = new Map<number, AbortController>();
  const queries = new Map<number, Query>();
  const associations = new Map<number, { over: AbortController; face: CallerAssociation }>();
  const reports = new Map<number, { resolve(status: number): void; reject(error: Error): void }>();
  let lastReport = 0;
  const post = (message: ToDoor) => worker.postMessage(message);

  function associationOf(sent: Sent<ServiceRequest>['association']): CallerAssociation {
    const kept = associations.get(sent.id);
    if (kept) return kept.face;
    const over = new AbortController();
    const face: CallerAssociation = {
      ...sent,
      ended: over.signal,
      report(event) {
        lastReport += 1;
        const id = lastReport;
        return new Promise((resolve, reject) => {
          reports.set(id, { resolve, reject });
          post({ kind: 'report', id, association: sent.id, event });
        });
      },
    };
    associations.set(sent.id, { over, face });
    return face;
  }
  function revive<Request extends ServiceRequest>(request: Sent<Request>, signal: AbortSignal) {
    return { ...request, association: associationOf(request.association), signal };
  }

  async function page(id: number, query: Query): Promise<MatchPage> {
    const matches: Match[] = [];
    while (matches.length < pageSize) {
      const next = await query.matches.next();
      if (next.done) {
        queries.delete(id);
        return { matches, over: true };
      }
      matches.push(next.value);
    }
    return { matches, over: false };
  }
  function closeQuery(id: number): void {
    const query = queries.get(id);
    queries.delete(id);
    query?.abort.abort();
    query?.matches.return?.().catch(() => undefined);
  }

  function answerOf(message: AnyCall, abort: AbortController): Promise<unknown> {
    switch (message.call) {
      case 'admit':
        return answers.admit(message.input);
      case 'acts':
        return answers.acts(message.input);
      case 'trust':
        return answers.trust(message.input);
      case 'find': {
        const { request, identifier } = message.input;
        const matches = answers.find(revive(request, abort.signal), identifier)[Symbol.asyncIterator]();
        queries.set(message.id, { matches, abort });
        return page(message.id, { matches, abort });
      }
      case 'more': {
        const query = queries.get(message.input.find);
        return query ? page(message.input.find, query) : Promise.resolve({ matches: [], over: true });
      }
      case 'get':
        return answers.get({ ...message.input, request: revive(message.input.request, abort.signal) });
      case 'move':
        return answers.move({ ...message.input, request: revive(message.input.request, abort.signal) });
      case 'decompress':
        return answers.decompress(message.input);
      case 'attributes':
        return answers.attributes({ ...message.input, request: revive(message.input.request, abort.signal) });
      default:
        return message satisfies never;
    }
  }
  async function serve(message: AnyCall): Promise<void> {
    const { id } = message;
    const abort = new AbortController();
    running.set(id, abort);
    try {
      post({ kind: 'answer', id, value: await answerOf(message, abort) });
    } catch (error) {
      closeQuery(id);
      post({ kind: 'refusal', id, error: sentError(error) });
    } finally {
      running.delete(id);
    }
  }

  worker.on('message', (message: FromDoor) => {
    if ('call' in message) {
      void serve(message);
      return;
    }
    switch (message.kind) {
      case 'log':
        log(message.level, message.message, message.facts);
        return;
      case 'stored':
        for (const { received, source } of message.objects) answers.stored(received, source);
        return;
      case 'refused':
        answers.refused(message.address, message.why, message.detail);
        return;
      case 'cancel':
        running.get(message.id)?.abort();
        closeQuery(message.id);
        return;
      case 'ended':
        associations.get(message.association)?.over.abort();
        associations.delete(message.association);
        return;
      case 'reported':
        reports.get(message.id)?.resolve(message.status);
        reports.delete(message.id);
        return;
      case 'not-reported':
        reports.get(message.id)?.reject(receivedError(message.error));
        reports.delete(message.id);
        return;
      case 'listening':
        return;
      default:
        message satisfies never;
    }
  });
  return {
    ended() {
      for (const abort of running.values()) abort.abort();
      for (const id of [...queries.keys()]) closeQuery(id);
      for (const { over } of associations.values()) over.abort();
      for (const { reject } of reports.values()) reject(new Error('the DICOM thread has ended'));
    },
  };
}

/** Rejects when the address cannot be listened on. */
export async function openDoor(options: DoorOptions): Promise<Door> {
  const { answers, log } = options;
  let listen = options.listen;
  let stopping = false;
  let current: { worker: Worker; exited: Promise<unknown> };
  let retry: NodeJS.Timeout | null = null;

  function start(onDeath: (why: string) => void): Promise<{ host: string; port: number; tlsPort: number | null }> {
    const worker = new Worker(options.thread ?? new URL('./door-thread.ts', import.meta.url), {
      workerData: { listen, receiving: options.receiving } satisfies DoorData,
      resourceLimits: heap,
    });
    const talk = converse(worker, answers, log);
    let why = 'it ended by itself';
    const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    current = { worker, exited };
    worker.on('error', (error) => {
      why = String(error);
    });
    return new Promise((resolve, reject) => {
      worker.on('message', (message: FromDoor) => {
        if ('kind' in message && message.kind === 'listening') resolve(message);
      });
      worker.once('exit', () => {
        talk.ended();
        reject(new Error(`the DICOM door could not be opened: ${why}`));
        onDeath(why);
      });
    });
  }

  let waitMs = againMs.first;
  function died(why: string): void {
    if (stopping) return;
    // What had been acknowledged is durable and indexed; the senders of the rest see the connection break and send again.
    log('error', 'the DICOM thread died; it is started again', { why, inMs: waitMs });
    retry = setTimeout(() => {
      retry = null;
      start(died).then(
        () => {
          waitMs = againMs.first;
        },
        () => undefined,
      );
    }, waitMs);
    waitMs = Math.min(waitMs * 2, againMs.most);
  }

  let opened = false;
  const at = await start((why) => {
    if (opened) died(why);
  });
  opened = true;
  // Peers are configured with the port: after a death it has to be the same.
  listen = {
    host: listen.host,
    port: listen.port === null ? null : at.port,
    tls: listen.tls && at.tlsPort !== null ? { ...listen.tls, port: at.tlsPort } : null,
  };
  return {
    host: at.host,
    port: at.port,
    tlsPort: at.tlsPort,
    setIdentity(identity) {
      // Also for a thread that is started again.
      if (listen.tls) listen = { ...listen, tls: { ...listen.tls, identity } };
      current.worker.postMessage({ kind: 'identity', identity } satisfies ToDoor);
    },
    async stop(graceMs) {
      stopping = true;
      if (retry) clearTimeout(retry);
      current.worker.postMessage({ kind: 'stop', graceMs } satisfies ToDoor);
      await current.exited;
    },
  };
}
