// The thread that owns one SQLite file: takes requests in order, drains them into group commits, answers after the commit.
import { parentPort, workerData } from 'node:worker_threads';
import { cacheStore } from './cache-store.ts';
import { custodyStore } from './custody-store.ts';
import { commitGroup, type WriteJob } from './group-commit.ts';
import { openDatabase, syncCommits } from './open-database.ts';
import { createSql } from './sql.ts';
import type { Operations, WorkerReply, WorkerRequest, WorkerSettings } from './store-definition.ts';

const settings = workerData as WorkerSettings;
const port = parentPort;
if (port === null) throw new Error('sql-worker.ts runs as a worker thread only');

function failure(id: number, error: unknown): WorkerReply {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'STORE_FAILED';
  return { id, error: { code, message: error instanceof Error ? error.message : String(error) } };
}

async function serve(
  reply: (message: WorkerReply) => void,
  receive: (take: (request: WorkerRequest) => void) => void,
  end: () => void,
): Promise<void> {
  const store = settings.store === 'custody' ? custodyStore : cacheStore;
  const reads: Operations = store.reads;
  const writes: Operations = store.writes;
  const repeatable: readonly string[] = store.repeatable;
  const database = await openDatabase(settings.path, settings.key, store.migrations);
  const sql = createSql(database);
  let queue: WorkerRequest[] = [];

  function hook(moment: 'before-commit' | 'after-commit', names: readonly string[]): void {
    if (settings.crashAt === null) return;
    if (names.some((name) => settings.crashAt === `${moment}:${name}`)) process.kill(process.pid, 'SIGKILL');
  }

  function drain(): void {
    const taken = queue;
    queue = [];
    const jobs: WriteJob[] = [];
    for (const { id, ...request } of taken) {
      const operation = request.operation === null ? undefined : writes[request.operation];
      if (!operation || request.operation === null) continue;
      const { operation: name, args } = request;
      jobs.push({
        name,
        run: () => operation(sql, ...args),
        done: (result) => reply('error' in result ? failure(id, result.error) : { id, value: result.value }),
      });
    }
    if (jobs.length > 0) {
      syncCommits(
        database,
        jobs.some(({ name }) => !repeatable.includes(name)),
      );
      commitGroup(database, jobs, hook);
    }
    for (const request of taken) answerRead(request);
  }

  function answerRead(request: WorkerRequest): void {
    if (request.operation === null) {
      database.close();
      reply({ id: request.id });
      end();
      return;
    }
    if (writes[request.operation]) return;
    try {
      const operation = reads[request.operation];
      if (!operation) throw new Error(`no operation ${request.operation}`);
      reply({ id: request.id, value: operation(sql, ...request.args) });
    } catch (error) {
      reply(failure(request.id, error));
    }
  }

  receive((request) => {
    queue.push(request);
    if (queue.length === 1) setImmediate(drain);
  });
  reply({ id: 0 });
}

serve(
  (message) => port.postMessage(message),
  (take) => port.on('message', take),
  () => port.close(),
).catch((error: unknown) => port.postMessage(failure(0, error)));
