// Every image file of the data set decodes to the samples that were once compared with other programs, or is refused in words.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { sampleBytes } from '../../../../core/imaging/pixels/samples.ts';
import { YishuError } from '../../../../core/kernel/errors.ts';
import { hasSharedData, sharedData } from '../../../../test/support/shared-data.ts';
import { openStoredImage } from '../../../../test/support/stored-image.ts';
import { createFrameDecoder } from './decoder.ts';

const table = readFileSync(new URL('../../../../test/corpora/imaging/frames.tsv', import.meta.url), 'utf8');
const lines = table
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split('\t'));

describe.skipIf(!hasSharedData)('files of the data set', () => {
  const decoder = createFrameDecoder({ log: () => {} });
  afterAll(() => decoder.close());

  test.each(lines)('%s %s %s', async (name = '', syntax, kind, size, frames, first, last, comparison = '') => {
    const image = await openStoredImage(sharedData(`imaging/${name}`));
    expect(image?.descriptor.transferSyntaxUid).toBe(syntax);
    if (!image) return;
    const hash = async (frame: number) => {
      const samples = await decoder.decode(await image.job(frame));
      const digest = createHash('sha256').update(sampleBytes(samples)).digest('hex').slice(0, 16);
      return { kind: samples.kind, size: `${samples.width}x${samples.height}`, digest };
    };
    if (kind === 'refused') {
      const error = await hash(1).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(YishuError);
      expect(error).toMatchObject({ code: 'NOT_RENDERABLE', detail: { what: comparison } });
      return;
    }
    expect(String(image.frames)).toBe(frames);
    expect(await hash(1)).toEqual({ kind, size, digest: first });
    expect(await hash(image.frames)).toEqual({ kind, size, digest: last });
  });
});
