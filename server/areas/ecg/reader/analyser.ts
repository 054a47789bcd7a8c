// Reads and measures beside the server's own thread: few threads, a bounded queue, a deadline that grows with the file.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { fail } from '../../../../core/kernel/errors.ts';
import type { Log } from '../../../kernel/types.ts';
import type { AnalyseJob } from './analyse.ts';
import type { ThreadReply } from './analyse-thread.ts';

export interface Analyser {
  /** Takes the bytes over. A file that a reader cannot bear is unreadable, never an error. @throws SERVER_BUSY when too many wait */
  analyse(job: AnalyseJob): Promise<ThreadReply>;
  close(): Promise<void>;
}

export interface AnalyserOptions {
  log: Log;
  /** Default: one fewer than there are processors, at least one, at most four. */
  threads?: number;
  /** Files that may wait; default 256. */
  queue?: number;
  /** For a file of no size; a second for each MiB comes on top. Default 60 s. */
  deadlineMs?: number;
  /** Another thread file, for tests of crashes. */
  thread?: URL;
}

interface Task {
  job: AnalyseJob;
  resolve(reply: ThreadReply): void;
  reject(error: unknown): void;
}

/** Nothing is stored of a file whose reading was cut off: its sender hands it in again. */
const stopping = () => fail('SERVER_BUSY', { what: 'the server is being stopped' });

interface Seat {
  worker: Worker;
  finish: ((reply: ThreadReply) => void) | null;
  broken: ((what: string) => void) | null;
}

export function createAnalyser(options: AnalyserOptions): Analyser {
  const { log, queue: most = 256, deadlineMs = 60_000 } = options;
  const threads = options.threads ?? Math.min(4, Math.max(1, availableParallelism() - 1));
  const waiting: Task[] = [];
  const idle: Seat[] = [];
  const all = new Set<Seat>();
  let closed = false;

  function start(): Seat {
    const worker = new Worker(options.thread ?? new URL('./analyse-thread.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: 1024 },
    });
    const seat: Seat = { worker, finish: null, broken: null };
    all.add(seat);
    function lost(what: string): void {
      all.delete(seat);
      const at = idle.indexOf(seat);
      if (at >= 0) idle.splice(at, 1);
      seat.broken?.(what);
    }
    worker.on('message', (reply: ThreadReply) => seat.finish?.(reply));
    worker.on('error', (error) => lost(`the reader stopped: ${error.message}`));
    worker.on('exit', () => lost('the reader stopped'));
    worker.unref();
    return seat;
  }

  function run(seat: Seat, { job, resolve, reject }: Task): void {
    const limit = deadlineMs + (1000 * job.bytes.length) / (1 << 20);
    const timer = setTimeout(() => {
      all.delete(seat);
      void seat.worker.terminate();
      seat.broken?.(`reading took longer than ${Math.round(limit / 1000)} s`);
    }, limit);
    function done(): void {
      clearTimeout(timer);
      seat.finish = null;
      seat.broken = null;
    }
    seat.broken = (what) => {
      done();
      if (closed) {
        reject(stopping());
        return;
      }
      log('warn', 'a recording could not be read; the thread was replaced', { name: job.name, what });
      resolve({ kind: 'unreadable', code: 'READER_FAILED', at: '', text: what });
      next();
    };
    seat.finish = (reply) => {
      done();
      idle.push(seat);
      resolve(reply);
      next();
    };
    seat.worker.postMessage(job, job.bytes.buffer instanceof ArrayBuffer ? [job.bytes.buffer] : []);
  }

  function next(): void {
    while (!closed && waiting.length > 0) {
      const seat = idle.pop() ?? (all.size < threads ? start() : null);
      const task = seat && waiting.shift();
      if (!task) return;
      run(seat, task);
    }
  }

  return {
    async analyse(job) {
      if (closed) throw stopping();
      if (waiting.length >= most) throw fail('SERVER_BUSY', { what: `${most} recordings wait to be read` });
      // A slice of a shared buffer is copied, what owns its memory is handed over.
      const own = job.bytes.byteLength === job.bytes.buffer.byteLength ? job.bytes : Uint8Array.from(job.bytes);
      return new Promise<ThreadReply>((resolve, reject) => {
        waiting.push({ job: { ...job, bytes: own }, resolve, reject });
        next();
      });
    },
    async close() {
      closed = true;
      for (const task of waiting.splice(0)) task.reject(stopping());
      await Promise.all([...all].map(({ worker }) => worker.terminate()));
    },
  };
}
