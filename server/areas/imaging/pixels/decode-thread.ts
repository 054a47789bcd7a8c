// The thread that decodes: takes one frame, gives its samples or the reason why not.
import { parentPort } from 'node:worker_threads';
import { type SampleKind, sampleBytes } from '../../../../core/imaging/pixels/samples.ts';
import { YishuError } from '../../../../core/kernel/errors.ts';
import { CodecFailure, createCodecs } from './codecs.ts';
import { decodeFrame, type FrameJob } from './decode.ts';

export type ThreadRequest = FrameJob;
export type ThreadReply =
  | { kind: SampleKind; width: number; height: number; bytes: Uint8Array<ArrayBuffer> }
  | { kind: 'failed'; what: string };

const port = parentPort;
if (port === null) throw new Error('decode-thread.ts runs as a worker thread only');
const codecs = createCodecs();

function reason(error: unknown): string {
  if (error instanceof YishuError) return String(error.detail.what ?? error.code);
  if (error instanceof CodecFailure) return error.message;
  return `the frame is damaged: ${error instanceof Error ? error.message : String(error)}`;
}

port.on('message', (job: ThreadRequest) => {
  decodeFrame(job, codecs).then(
    (samples) => {
      const bytes = sampleBytes(samples);
      const { kind, width, height } = samples;
      port.postMessage({ kind, width, height, bytes } satisfies ThreadReply, [bytes.buffer]);
    },
    (error: unknown) => port.postMessage({ kind: 'failed', what: reason(error) } satisfies ThreadReply),
  );
});
