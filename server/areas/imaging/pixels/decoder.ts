// Decodes frames beside the server's own thread: a few threads, a bounded queue, a deadline for each frame.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { nativeSamples } from '../../../../core/imaging/pixels/native.ts';
import { checkShape, notRenderable, type SampleKind, type Samples } from '../../../../core/imaging/pixels/samples.ts';
import { fail } from '../../../../core/kernel/errors.ts';
import type { Log } from '../../../kernel/types.ts';
import { type FrameJob, isPlain } from './decode.ts';
import type { ThreadReply } from './decode-thread.ts';

export interface FrameDecoder {
  /**
   * Takes the bytes over.
   * @throws NOT_RENDERABLE with the reason; SERVER_BUSY when too many frames wait
   */
  decode(job: FrameJob, signal?: AbortSignal): Promise<Samples>;
  close(): Promise<void>;
}

export interface FrameDecoderOptions {
  log: Log;
  /** Default: one fewer than there are processors, at least one. */
  threads?: number;
  /** Frames that may wait; default 512. */
  queue?: number;
  /** Default 30 s: a picture that takes longer is hostile or the machine is lost. */
  deadlineMs?: number;
  /** Another thread file, for tests of crashes. */
  thread?: URL;
}

interface Task {
  job: FrameJob;
  signal: AbortSignal | undefined;
  resolve(samples: Samples): void;
  reject(error: unknown): void;
}

/** Samples over the bytes that a thread sent. */
export function samplesFrom(kind: SampleKind, width: number, height: number, bytes: Uint8Array<ArrayBuffer>): Samples {
  const { buffer, byteOffset, byteLength } = bytes;
  const size = { width, height };
  switch (kind) {
    case 'u8':
    case 'rgb8':
      return { kind, ...size, data: bytes };
    case 'i8':
      return { kind, ...size, data: new Int8Array(buffer, byteOffset, byteLength) };
    case 'u16':
      return { kind, ...size, data: new Uint16Array(buffer, byteOffset, byteLength >> 1) };
    case 'i16':
      return { kind, ...size, data: new Int16Array(buffer, byteOffset, byteLength >> 1) };
    case 'u32':
      return { kind, ...size, data: new Uint32Array(buffer, byteOffset, byteLength >> 2) };
    case 'i32':
      return { kind, ...size, data: new Int32Array(buffer, byteOffset, byteLength >> 2) };
    case 'f32':
      return { kind, ...size, data: new Float32Array(buffer, byteOffset, byteLength >> 2) };
    default:
      return kind satisfies never;
  }
}

/** A thread and what it is doing; its listeners stay for its whole life. */
interface Seat {
  worker: Worker;
  finish: ((reply: ThreadReply) => void) | null;
  broken: ((what: string) => void) | null;
}

export function createFrameDecoder(options: FrameDecoderOptions): FrameDecoder {
  const { log, deadlineMs = 30_000, queue: most = 512 } = options;
  const threads = options.threads ?? Math.max(1, availableParallelism() - 1);
  const waiting: Task[] = [];
  const idle: Seat[] = [];
  const all = new Set<Seat>();
  let closed = false;

  function start(): Seat {
    const worker = new Worker(options.thread ?? new URL('./decode-thread.ts', import.meta.url), {
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
    worker.on('error', (error) => lost(`the decoder stopped: ${error.message}`));
    worker.on('exit', () => lost('the decoder stopped'));
    // Neither an idle thread nor one that hangs keeps the process alive.
    worker.unref();
    return seat;
  }

  function run(seat: Seat, task: Task): void {
    const timer = setTimeout(() => {
      all.delete(seat);
      void seat.worker.terminate();
      seat.broken?.(`decoding took longer than ${deadlineMs / 1000} s`);
    }, deadlineMs);
    function done(): void {
      clearTimeout(timer);
      seat.finish = null;
      seat.broken = null;
    }
    seat.broken = (what) => {
      done();
      if (!closed) log('warn', 'a frame could not be decoded; its thread was replaced', { what });
      task.reject(notRenderable(what));
      next();
    };
    seat.finish = (reply) => {
      done();
      idle.push(seat);
      if (reply.kind === 'failed') task.reject(notRenderable(reply.what));
      else task.resolve(samplesFrom(reply.kind, reply.width, reply.height, reply.bytes));
      next();
    };
    const { bytes } = task.job;
    // What owns its memory alone is handed over; a slice of a shared buffer is copied.
    const { buffer } = bytes;
    const plain =
      buffer instanceof ArrayBuffer && bytes.byteLength === buffer.byteLength
        ? new Uint8Array(buffer)
        : Uint8Array.from(bytes);
    seat.worker.postMessage({ ...task.job, bytes: plain }, [plain.buffer]);
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
      run(seat, task);
    }
  }

  return {
    async decode(job, signal) {
      checkShape(job.shape);
      if (isPlain(job.transferSyntaxUid)) return nativeSamples(job.bytes, job.shape, job);
      if (closed) throw fail('SERVER_BUSY', { what: 'the archive is being closed' });
      if (waiting.length >= most) throw fail('SERVER_BUSY', { what: `${most} frames wait to be decoded` });
      return new Promise<Samples>((resolve, reject) => {
        waiting.push({ job, signal, resolve, reject });
        next();
      });
    },
    async close() {
      closed = true;
      for (const task of waiting.splice(0)) task.reject(fail('SERVER_BUSY', { what: 'the archive is being closed' }));
      await Promise.all([...all].map(({ worker }) => worker.terminate()));
    },
  };
}
