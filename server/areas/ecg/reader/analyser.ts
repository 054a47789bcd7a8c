// Reads and measures beside the server's own thread: few threads, a bounded queue, a deadline that grows with the file. Long recordings have
// a thread of their own: a Holter of a day takes half a minute, and the infarct that comes in after it must not wait for it.
import { availableParallelism } from 'node:os';
import { fail } from '../../../../core/kernel/errors.ts';
import { createThreadPool, ThreadFailure } from '../../../kernel/thread-pool.ts';
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
  /** For a file of no size; three seconds for each MiB come on top (a day of three leads takes 100 s of a busy machine). Default 60 s. */
  deadlineMs?: number;
  /** Another thread file, for tests of crashes. */
  thread?: URL;
}

/**
 * From here on a file is a long recording: half an hour of two leads at 360 Hz is 2 MiB and measured within a second, ten seconds of any
 * recorder are less.
 */
const longBytes = 3 << 20;

export function createAnalyser(options: AnalyserOptions): Analyser {
  const { log, queue = 256, deadlineMs = 60_000 } = options;
  const poolOf = (threads: number) =>
    createThreadPool<AnalyseJob, ThreadReply>({
      thread: options.thread ?? new URL('./analyse-thread.ts', import.meta.url),
      threads,
      queue,
    });
  const short = poolOf(options.threads ?? Math.min(4, Math.max(1, availableParallelism() - 1)));
  const long = poolOf(1);

  return {
    async analyse(job) {
      try {
        const pool = job.bytes.length > longBytes ? long : short;
        return await pool.run(job, deadlineMs + (3000 * job.bytes.length) / (1 << 20));
      } catch (error) {
        if (!(error instanceof ThreadFailure)) throw error;
        if (error.why === 'full') throw fail('SERVER_BUSY', { what: `${queue} recordings wait to be read` });
        // Nothing is stored of a file whose reading was cut off: its sender hands it in again.
        if (error.why === 'closed') throw fail('SERVER_BUSY', { what: 'the server is being stopped' });
        const what = `reading failed: ${error.message}`;
        log('warn', 'a recording could not be read; the thread was replaced', { name: job.name, what });
        return { kind: 'unreadable', code: 'READER_FAILED', at: '', text: what };
      }
    },
    async close() {
      await Promise.all([short.close(), long.close()]);
    },
  };
}
