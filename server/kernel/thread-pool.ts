// Work beside the server's own thread: a few threads, a bounded queue, a deadline for each job. A thread that dies, throws or hangs
// costs its own job and is replaced.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

export interface ThreadPool<Job, Reply> {
  /**
   * Bytes of the job that own their memory are handed over.
   * @param limitMs after so long the thread is ended
   * @throws ThreadFailure, or the signal's reason when it is aborted before the job has begun
   */
  run(job: Job, limitMs: number, signal?: AbortSignal): Promise<Reply>;
  close(): Promise<void>;
}

export interface ThreadPoolOptions {
  /** Takes a job as its message and answers each with one message. */
  thread: URL;
  /** Default: one fewer than there are processors, at least one. */
  threads?: number | undefined;
  /** Jobs that may wait. */
  queue: number;
}

/** `lost`: the thread died or was ended, and what it did with it; `full`: too many wait; `closed`: the pool ends. */
export class ThreadFailure extends Error {
  readonly why: 'lost' | 'full' | 'closed';
  constructor(why: ThreadFailure['why'], what: string) {
    super(what);
    this.name = 'ThreadFailure';
    this.why = why;
  }
}

interface Task<Job, Reply> {
  job: Job;
  limitMs: number;
  signal: AbortSignal | undefined;
  resolve(reply: Reply): void;
  reject(error: unknown): void;
}

/** A thread and what it is doing; its listeners stay for its whole life. */
interface Seat<Reply> {
  worker: Worker;
  finish: ((reply: Reply) => void) | null;
  broken: ((what: string) => void) | null;
}

/** Ready to be handed to a thread: what owns its memory alone stays as it is, a slice of a shared buffer is copied. */
export function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  const alone = buffer instanceof ArrayBuffer && bytes.byteLength === buffer.byteLength;
  return alone ? new Uint8Array(buffer) : Uint8Array.from(bytes);
}

export function createThreadPool<Job extends { bytes: Uint8Array }, Reply>(
  options: ThreadPoolOptions,
): ThreadPool<Job, Reply> {
  const threads = options.threads ?? Math.max(1, availableParallelism() - 1);
  const waiting: Task<Job, Reply>[] = [];
  const idle: Seat<Reply>[] = [];
  const all = new Set<Seat<Reply>>();
  let closed = false;
  const ended = () => new ThreadFailure('closed', 'the threads are being ended');

  function start(): Seat<Reply> {
    const worker = new Worker(options.thread, { resourceLimits: { maxOldGenerationSizeMb: 1024 } });
    const seat: Seat<Reply> = { worker, finish: null, broken: null };
    all.add(seat);
    function lost(what: string): void {
      all.delete(seat);
      const at = idle.indexOf(seat);
      if (at >= 0) idle.splice(at, 1);
      seat.broken?.(what);
    }
    worker.on('message', (reply: Reply) => seat.finish?.(reply));
    worker.on('error', (error) => lost(`the thread stopped: ${error.message}`));
    worker.on('exit', () => lost('the thread stopped'));
    // Neither an idle thread nor one that hangs keeps the process alive.
    worker.unref();
    return seat;
  }

  function begin(seat: Seat<Reply>, { job, limitMs, resolve, reject }: Task<Job, Reply>): void {
    const timer = setTimeout(() => {
      all.delete(seat);
      void seat.worker.terminate();
      seat.broken?.(`it took longer than ${Math.round(limitMs / 1000)} s`);
    }, limitMs);
    function done(): void {
      clearTimeout(timer);
      seat.finish = null;
      seat.broken = null;
    }
    seat.broken = (what) => {
      done();
      reject(closed ? ended() : new ThreadFailure('lost', what));
      next();
    };
    seat.finish = (reply) => {
      done();
      idle.push(seat);
      resolve(reply);
      next();
    };
    const bytes = ownBytes(job.bytes);
    seat.worker.postMessage({ ...job, bytes }, [bytes.buffer]);
  }

  function next(): void {
    while (!closed && waiting.length > 0) {
      if (waiting[0]?.signal?.aborted) {
        const task = waiting.shift();
        task?.reject(task.signal?.reason);
        continue;
      }
      const seat = idle.pop() ?? (all.size < threads ? start() : null);
      const task = seat && waiting.shift();
      if (!task) return;
      begin(seat, task);
    }
  }

  return {
    run(job, limitMs, signal) {
      if (closed) return Promise.reject(ended());
      if (waiting.length >= options.queue)
        return Promise.reject(new ThreadFailure('full', `${options.queue} jobs wait already`));
      return new Promise((resolve, reject) => {
        waiting.push({ job, limitMs, signal, resolve, reject });
        next();
      });
    },
    async close() {
      closed = true;
      for (const task of waiting.splice(0)) task.reject(ended());
      await Promise.all([...all].map(({ worker }) => worker.terminate()));
    },
  };
}
