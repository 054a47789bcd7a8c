// The host's side of the thread that reads a database file: a question that is not answered in time ends the thread, the next starts another.
import { Worker } from 'node:worker_threads';
import type { DatabaseConfig } from '../../../core/devices/database-config.ts';
import { type RowSource, SourceError, type SourceRow } from './ask.ts';
import type { FileReply, FileRequest } from './source-worker.ts';

const answerMs = 30_000;

export function fileSource(config: DatabaseConfig): RowSource {
  let worker: Worker | null = null;
  let lastId = 0;

  function thread(): Worker {
    if (worker) return worker;
    const started = new Worker(new URL('./source-worker.ts', import.meta.url), { workerData: config });
    started.unref();
    started.once('exit', () => {
      if (worker === started) worker = null;
    });
    worker = started;
    return started;
  }

  return {
    read(after, limit) {
      const asked = thread();
      const id = ++lastId;
      return new Promise<SourceRow[]>((resolve, reject) => {
        const end = (error: SourceError) => {
          settle();
          if (worker === asked) worker = null;
          void asked.terminate();
          reject(error);
        };
        const onMessage = (reply: FileReply) => {
          if (reply.id !== id) return;
          settle();
          if ('rows' in reply) resolve(reply.rows);
          else reject(new SourceError(reply.failure.code, reply.failure.message, reply.failure.wait));
        };
        const onError = (error: unknown) => end(new SourceError('DATABASE_READ', String(error), true));
        const onExit = () => end(new SourceError('DATABASE_READ', 'the reading thread ended', true));
        const timer = setTimeout(
          () => end(new SourceError('DATABASE_SLOW', `no answer within ${answerMs / 1_000} s`, true)),
          answerMs,
        );
        const settle = () => {
          clearTimeout(timer);
          asked.off('message', onMessage).off('error', onError).off('exit', onExit);
        };
        asked.on('message', onMessage).on('error', onError).on('exit', onExit);
        asked.postMessage({ id, after, limit } satisfies FileRequest);
      });
    },
    async close() {
      const ended = worker;
      worker = null;
      await ended?.terminate();
    },
  };
}
