// Decodes frames beside the server's own thread: a few threads, a bounded queue, a deadline for each frame.
import { nativeSamples } from '../../../../core/imaging/pixels/native.ts';
import { checkShape, notRenderable, type SampleKind, type Samples } from '../../../../core/imaging/pixels/samples.ts';
import { fail } from '../../../../core/kernel/errors.ts';
import { createThreadPool, ThreadFailure } from '../../../kernel/thread-pool.ts';
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

export function createFrameDecoder(options: FrameDecoderOptions): FrameDecoder {
  const { log, deadlineMs = 30_000, queue = 512 } = options;
  const pool = createThreadPool<FrameJob, ThreadReply>({
    thread: options.thread ?? new URL('./decode-thread.ts', import.meta.url),
    threads: options.threads,
    queue,
  });

  function explained(error: unknown): unknown {
    if (!(error instanceof ThreadFailure)) return error;
    if (error.why === 'full') return fail('SERVER_BUSY', { what: `${queue} frames wait to be decoded` });
    if (error.why === 'closed') return fail('SERVER_BUSY', { what: 'the archive is being closed' });
    const what = `decoding failed: ${error.message}`;
    log('warn', 'a frame could not be decoded; its thread was replaced', { what });
    return notRenderable(what);
  }

  return {
    async decode(job, signal) {
      checkShape(job.shape);
      if (isPlain(job.transferSyntaxUid)) return nativeSamples(job.bytes, job.shape, job);
      const reply = await pool.run(job, deadlineMs, signal).catch((error: unknown) => {
        throw explained(error);
      });
      if (reply.kind === 'failed') throw notRenderable(reply.what);
      return samplesFrom(reply.kind, reply.width, reply.height, reply.bytes);
    },
    close: pool.close,
  };
}
