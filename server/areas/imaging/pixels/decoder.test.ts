// Hostile frames cost themselves and nothing else: mutated streams, threads that crash or hang, a queue that is full.
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { YishuError } from '../../../../core/kernel/errors.ts';
import { hasSharedData, sharedData } from '../../../../test/support/shared-data.ts';
import { openStoredImage } from '../../../../test/support/stored-image.ts';
import type { FrameJob } from './decode.ts';
import { createFrameDecoder } from './decoder.ts';

const log = () => {};
const rle = new URL('../../../../test/corpora/dicom/SC_rgb_rle_2frame.dcm', import.meta.url);

async function jobOf(bytes: Uint8Array): Promise<FrameJob> {
  const image = await openStoredImage(bytes);
  if (!image) throw new Error('no image');
  return image.job(1);
}
const thread = (code: string) => new URL(`data:text/javascript,${encodeURIComponent(code)}`);
const answering = `
  import { parentPort } from 'node:worker_threads';
  parentPort.on('message', ({ bytes, skipBits }) => {
    if (skipBits === 1) process.exit(3);
    if (skipBits === 2) for (;;);
    if (skipBits === 3) throw new Error('broken');
    parentPort.postMessage({ kind: 'u8', width: 1, height: 1, bytes: new Uint8Array([bytes.length]) });
  });`;

test('a thread that dies, throws or hangs fails one frame and is replaced', async () => {
  const decoder = createFrameDecoder({ log, threads: 1, deadlineMs: 1500, thread: thread(answering) });
  const job = await jobOf(readFileSync(rle));
  const run = (skipBits: number) => decoder.decode({ ...job, bytes: job.bytes.slice(), skipBits });
  for (const [how, what] of [
    [1, 'stopped'],
    [3, 'broken'],
    [2, 'longer than'],
  ] as const) {
    const [failed, next] = await Promise.allSettled([run(how), run(0)]);
    expect(failed).toMatchObject({ status: 'rejected', reason: { code: 'NOT_RENDERABLE' } });
    expect(failed.status === 'rejected' && String(failed.reason.detail.what)).toContain(what);
    expect(next).toMatchObject({ status: 'fulfilled' });
  }
  await decoder.close();
});

test('more frames than may wait are refused, those that nobody waits for are dropped', async () => {
  const decoder = createFrameDecoder({ log, threads: 1, queue: 2, thread: thread(answering) });
  const job = await jobOf(readFileSync(rle));
  const gone = new AbortController();
  const run = (signal?: AbortSignal) => decoder.decode({ ...job, bytes: job.bytes.slice() }, signal);
  const results = Promise.allSettled([run(), run(gone.signal), run(), run()]);
  gone.abort(new Error('gone'));
  expect((await results).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
  await decoder.close();
  await expect(run()).rejects.toMatchObject({ code: 'SERVER_BUSY' });
});

describe.skipIf(!hasSharedData)('mutated frames', () => {
  const decoder = createFrameDecoder({ log, deadlineMs: 10_000 });
  afterAll(() => decoder.close());

  test.each([
    'syntax/SC_rgb_jpeg_dcmtk.dcm',
    'syntax/SC_rgb_gdcm_KY.dcm',
    'syntax/JLSN_RGB_ILV0.dcm',
    'syntax/SC_rgb_rle.dcm',
    'malformed/GH1339.dcm',
  ])(
    '%s: samples or a reason, and the next frame decodes',
    async (name) => {
      const bytes = sharedData(`imaging/${name}`);
      const good = await jobOf(bytes);
      // The same changes every time: a linear congruential sequence (Numerical Recipes).
      let state = 20_261_121;
      const next = (below: number) => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return Math.floor((state / 2 ** 32) * below);
      };
      for (let round = 0; round < 12; round += 1) {
        const mutated = Uint8Array.from(good.bytes).subarray(0, round % 4 === 3 ? next(good.bytes.length) : undefined);
        for (let change = 0; change <= round; change += 1) mutated[next(round < 6 ? 200 : mutated.length)] = next(256);
        await decoder.decode({ ...good, bytes: mutated }).then(
          (samples) => expect(samples.data.length).toBeGreaterThan(0),
          (error: unknown) => expect(error).toBeInstanceOf(YishuError),
        );
      }
      await expect(decoder.decode(await jobOf(bytes))).resolves.toMatchObject({ width: good.shape.columns });
    },
    30_000,
  );
});
