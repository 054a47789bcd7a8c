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

/** A JPEG 2000 codestream (ITU-T T.800 annex A) of 15 bits and one tile in which nothing is coded: it claims any size in 102 bytes. */
function emptyCodestream(size: number): Uint8Array<ArrayBuffer> {
  const u16 = (value: number) => [(value >> 8) & 255, value & 255];
  const u32 = (value: number) => [...u16(value >>> 16), ...u16(value & 0xffff)];
  const extent = [size, size, 0, 0, size, size, 0, 0].flatMap(u32);
  const siz = [...u16(0xff51), ...u16(41), 0, 0, ...extent, ...u16(1), 15, 1, 1];
  const cod = [...u16(0xff52), ...u16(12), 0, 0, ...u16(1), 0, 5, 4, 4, 0, 1];
  const qcd = [...u16(0xff5c), ...u16(19), 0x40, ...Array<number>(16).fill(128)];
  const tile = [...u16(0xff90), ...u16(10), 0, 0, ...u32(0), 0, 1, ...u16(0xff93), 0, 0, 0, 0, 0, 0];
  return Uint8Array.from([...u16(0xff4f), ...siz, ...cod, ...qcd, ...tile, ...u16(0xffd9)]);
}

test('a frame of a hundred bytes that claims 16,000 x 16,000 pixels is refused before it costs anything', async () => {
  const job = await jobOf(readFileSync(rle));
  const decoder = createFrameDecoder({ log, threads: 1, deadlineMs: 20_000 });
  const claiming = (size: number, transferSyntaxUid = '1.2.840.10008.1.2.4.90') => {
    const shape = { ...job.shape, rows: size, columns: size, samplesPerPixel: 1, photometric: 'MONOCHROME2' };
    const bits = { bitsAllocated: 16, bitsStored: 16, highBit: 15, signed: false };
    return decoder.decode({ ...job, transferSyntaxUid, bytes: emptyCodestream(size), shape: { ...shape, ...bits } });
  };
  await expect(claiming(16_000)).rejects.toMatchObject({
    detail: { what: expect.stringContaining('16000 x 16000 pixels need 62500 bytes at least, the frame has 102') },
  });
  // A small one that is blank is a picture.
  expect(await claiming(64)).toMatchObject({ kind: 'u16', width: 64, height: 64 });
  await decoder.close();
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
