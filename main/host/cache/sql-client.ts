// The main thread's side of a store: typed calls that resolve after the commit. When the worker dies every call fails, none hangs.
import { Worker } from 'node:worker_threads';
import {
  type Operations,
  type Remote,
  type StoreDefinition,
  StoreError,
  type WorkerReply,
  type WorkerRequest,
  type WorkerSettings,
} from './store-definition.ts';

export interface StoreClient<Reads extends Operations, Writes extends Operations> {
  read: Remote<Reads>;
  write: Remote<Writes>;
  close(): Promise<void>;
}

/** @throws StoreError STORE_UNREADABLE, STORE_IN_USE, STORE_NEWER, or SQLite's own code */
export async function openStore<Reads extends Operations, Writes extends Operations>(
  definition: StoreDefinition<Reads, Writes>,
  settings: WorkerSettings,
): Promise<StoreClient<Reads, Writes>> {
  const worker = new Worker(new URL('./sql-worker.ts', import.meta.url), {
    workerData: settings,
    // Rows come and go: a small young generation keeps the thread from growing with them.
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
  });
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let lastId = 0;
  let ended: StoreError | null = null;

  function end(reason: string): void {
    ended ??= new StoreError('STORE_CLOSED', reason);
    for (const call of waiting.values()) call.reject(ended);
    waiting.clear();
  }
  worker.on('message', (reply: WorkerReply) => {
    const call = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.error) call?.reject(new StoreError(reply.error.code, reply.error.message));
    else call?.resolve(reply.value);
  });
  worker.on('error', (error) => end(error instanceof Error ? error.message : String(error)));
  worker.on('exit', () => end('the store is closed'));

  function call(request: WorkerRequest): Promise<unknown> {
    if (ended) return Promise.reject(ended);
    return new Promise((resolve, reject) => {
      waiting.set(request.id, { resolve, reject });
      if (request.id !== 0) worker.postMessage(request);
    });
  }

  function remote<All extends Operations>(operations: All): Remote<All> {
    const entries = Object.keys(operations).map((operation) => [
      operation,
      (...args: unknown[]) => call({ id: ++lastId, operation, args }),
    ]);
    // Built from the same keys as the type.
    return Object.fromEntries(entries) as Remote<All>;
  }

  try {
    await call({ id: 0, operation: null });
  } catch (error) {
    await worker.terminate();
    throw error;
  }
  return {
    read: remote(definition.reads),
    write: remote(definition.writes),
    async close() {
      if (ended) return;
      await call({ id: ++lastId, operation: null });
      // The thread ends by itself once its port is closed; one that does not is ended.
      const gone = new Promise((done) => worker.once('exit', done));
      const patience = setTimeout(() => void worker.terminate(), 2_000);
      if (!ended) await gone;
      clearTimeout(patience);
    },
  };
}
