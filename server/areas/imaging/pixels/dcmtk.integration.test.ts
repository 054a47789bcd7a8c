// The same files through dcmtk: decoded words against ours, rendered windows against ours. Skipped, by name, where dcmtk is not installed.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPart10 } from '../../../../core/dicom/read.ts';
import { tagNumber } from '../../../../core/dicom/tag.ts';
import { writePart10 } from '../../../../core/dicom/write.ts';
import { renderPicture } from '../../../../core/imaging/pixels/render.ts';
import { sampleBytes } from '../../../../core/imaging/pixels/samples.ts';
import { hasSharedData, sharedData, sharedDataPath } from '../../../../test/support/shared-data.ts';
import { openStoredImage } from '../../../../test/support/stored-image.ts';
import { createFrameDecoder } from './decoder.ts';

const run = promisify(execFile);
const hasGdcm = spawnSync('gdcmconv', ['--version']).status === 0;
const hasDcmtk = spawnSync('dcmdump', ['--version']).status === 0;

describe.skipIf(!hasDcmtk || !hasSharedData)('against dcmtk', () => {
  const decoder = createFrameDecoder({ log: () => {} });
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yishu-dcmtk-'));
  });
  afterAll(async () => {
    await decoder.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function opened(name: string) {
    const image = await openStoredImage(sharedData(`imaging/${name}`));
    if (!image?.descriptor.image) throw new Error(`${name} has no image`);
    return { header: image.descriptor.image, samples: await decoder.decode(await image.job(1)) };
  }

  const packers: [tool: string, options: string[]][] = [
    ['dcmcrle', []],
    ['dcmcjpeg', ['+e1']],
    ['dcmcjpls', []],
  ];
  if (hasGdcm) packers.push(['gdcmconv', ['--j2k']]);
  test.each(packers)(
    'an overlay in bit 12 of words that %s compressed without loss is drawn as before',
    async (tool, options) => {
      const { dataSet } = readPart10(sharedData('imaging/ct-head-philips/s202-std-1mm/I520'));
      const pixels = dataSet.bytes('PixelData');
      if (!pixels) throw new Error('no pixels');
      const words = new Uint16Array(Uint8Array.from(pixels).buffer);
      for (let row = 100; row < 140; row += 1)
        for (let column = 200; column < 260; column += 1)
          words[row * 512 + column] = (words[row * 512 + column] ?? 0) | 0x1000;
      const at = (element: number) => tagNumber(0x6000, element);
      dataSet.set('PixelData', new Uint8Array(words.buffer), 'OW');
      dataSet.set(at(0x10), 512, 'US').set(at(0x11), 512, 'US').set(at(0x40), 'G', 'CS').set(at(0x50), [1, 1], 'SS');
      dataSet.set(at(0x100), 16, 'US').set(at(0x102), 12, 'US');
      const work = await mkdtemp(join(folder, 'overlay-'));
      const [plain, packed] = [join(work, 'plain.dcm'), join(work, 'packed.dcm')];
      const bytes = writePart10(dataSet, { transferSyntax: '1.2.840.10008.1.2.1' });
      await writeFile(plain, bytes);
      await run(tool, [...options, plain, packed]);
      const [before, after] = [await openStoredImage(bytes), await openStoredImage(await readFile(packed))];
      expect(before?.descriptor.image?.overlays).toMatchObject([{ group: 0x6000, rows: 512, frames: 1 }]);
      expect(after?.descriptor.transferSyntaxUid).not.toBe(before?.descriptor.transferSyntaxUid);
      expect(after?.descriptor.image?.overlays).toEqual(before?.descriptor.image?.overlays);
      expect(after?.descriptor.problem).toBe('');
      // The values are without it, in either form.
      const values = async (image: typeof before) => image && sampleBytes(await decoder.decode(await image.job(1)));
      expect(Buffer.compare((await values(after)) ?? Buffer.of(), (await values(before)) ?? Buffer.of(1))).toBe(0);
    },
  );

  test.each([
    ['dcmdjpeg', [], 'syntax/ct-one-image/JPEGProcess14SV1_1.2.840.10008.1.2.4.70.dcm', 0],
    ['dcmdjpeg', [], 'syntax/ct-one-image/JPEGProcess2_4_1.2.840.10008.1.2.4.51.dcm', 1],
    ['dcmdjpeg', [], 'syntax/ct-one-image/JPEGProcess10_12_1.2.840.10008.1.2.4.55.dcm', 1],
    ['dcmdjpeg', ['+cl'], 'syntax/SC_rgb_dcmtk_+eb+cy+s2.dcm', 0],
    ['dcmdjpls', ['+px'], 'syntax/JLSN_RGB_ILV0.dcm', 0],
    ['dcmdrle', [], 'syntax/D_CLUNIE_CT1_RLE_FRAGS.dcm', 0],
    ['dcmconv', ['+te'], 'syntax/ct-one-image/BigEndianExplicit_1.2.840.10008.1.2.2.dcm', 0],
  ])('%s %j %s: differs by at most %d', async (tool, options, name, tolerance) => {
    const work = await mkdtemp(join(folder, 'one-'));
    const plain = join(work, 'plain.dcm');
    await run(tool, [...options, sharedDataPath(`imaging/${name}`), plain]);
    await run('dcmdump', ['+W', work, '+P', '7fe0,0010', plain]);
    const raws = (await readdir(work)).filter((file) => file.endsWith('.raw')).map((file) => join(work, file));
    const sizes = await Promise.all(raws.map(async (file) => ({ file, size: (await stat(file)).size })));
    const theirs = await readFile(sizes.sort((a, b) => b.size - a.size)[0]?.file ?? '');
    const { samples } = await opened(name);
    const ours = sampleBytes(samples);
    expect(theirs.length).toBeGreaterThanOrEqual(ours.length);
    const unit = samples.data.BYTES_PER_ELEMENT;
    const other = unit === 2 ? new Uint16Array(Uint8Array.from(theirs).buffer) : new Uint8Array(theirs);
    const mine = unit === 2 ? new Uint16Array(Uint8Array.from(ours).buffer) : ours;
    let most = 0;
    for (const [at, value] of mine.entries()) most = Math.max(most, Math.abs(value - (other[at] ?? 0)));
    expect(most).toBeLessThanOrEqual(tolerance);
  });

  test.each([
    ['single/CT_small.dcm', ['+Ww', '40', '400'], { center: 40, width: 400, shape: 'linear' as const }],
    [
      'ct-prior-pair/A056642-1900-12-29/19001229-050.dcm',
      ['+Ww', '40', '400'],
      { center: 40, width: 400, shape: 'linear' as const },
    ],
    ['single/CR-MONO1-10-chest', ['+Ww', '500', '900'], { center: 500, width: 900, shape: 'linear' as const }],
    ['single/TestPattern_Palette.dcm', [], null],
    ['single/US-YBR_FULL_422-EVRLE.dcm', [], null],
    ['single/vlut_04.dcm', ['+Wl', '1'], null],
  ])('dcm2pnm %s %j: within 2 grey levels', async (name, options, window) => {
    const file = join(folder, 'picture.pnm');
    await run('dcm2pnm', ['-O', ...options, '--write-raw-pnm', sharedDataPath(`imaging/${name}`), file]);
    const { header, samples } = await opened(name);
    const picture = renderPicture(samples, header, { frame: 1, window });
    const theirs = (await readFile(file)).subarray(-picture.data.length);
    let most = 0;
    for (const [at, value] of picture.data.entries()) most = Math.max(most, Math.abs(value - (theirs[at] ?? 0)));
    expect(most).toBeLessThanOrEqual(2);
  });
});
