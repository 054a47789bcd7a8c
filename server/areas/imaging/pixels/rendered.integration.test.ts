// Every image of the data set as it opens, beside dcmtk's rendering of the same file; the differences are a list with reasons
// (docs/operations/imaging-conformance.md). Skipped, by name, where dcmtk or gdcm is not installed.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DicomError } from '../../../../core/dicom/errors.ts';
import type { ImageDescriptor } from '../../../../core/imaging/descriptor.ts';
import { renderPicture } from '../../../../core/imaging/pixels/render.ts';
import { YishuError } from '../../../../core/kernel/errors.ts';
import { hasSharedData, sharedDataPath } from '../../../../test/support/shared-data.ts';
import { openStoredImage } from '../../../../test/support/stored-image.ts';
import { createFrameDecoder } from './decoder.ts';

const run = promisify(execFile);
const hasPeers = ['dcm2pnm', 'dcmj2pnm', 'dcml2pnm', 'gdcmconv'].every(
  (tool) => spawnSync(tool, ['--version']).status === 0,
);

/** Grey levels, of 256, that the two may lie apart everywhere. */
const tolerance = 2;

/** Where they lie further apart: the greatest difference, and on how much of the picture. The reasons stand in the guide. */
const differing: Record<string, { most: number; share: number }> = {
  'malformed/GH177_D_CLUNIE_CT1_IVRLE_BigEndian_undefined_length.dcm': { most: 255, share: 1 },
  'syntax/CT0012.fragmented_no_bot_jpeg_baseline.51.dcm': { most: 3, share: 0.002 },
  'syntax/ct-one-image/JPEGProcess10_12_1.2.840.10008.1.2.4.55.dcm': { most: 3, share: 0.001 },
  'syntax/ct-one-image/JPEGProcess2_4_1.2.840.10008.1.2.4.51.dcm': { most: 3, share: 0.001 },
  'syntax/ct-one-image/JPEGProcess6_8_1.2.840.10008.1.2.4.53.dcm': { most: 3, share: 0.001 },
  'syntax/D_CLUNIE_CT1_RLE_FRAGS.dcm': { most: 255, share: 1 },
  'wsi/dicom-bpaec/1_Map': { most: 8, share: 0.001 },
  'wsi/dicom-highdicom/sm_image_grayscale.dcm': { most: 128, share: 1 },
  'wsi/dicom-tcga/small_dicom.dcm': { most: 255, share: 1 },
};

/** What those programs draw no picture of. */
const undrawn: readonly string[] = [
  'malformed/GH1339.dcm',
  'single/GH340.dcm',
  'single/SC_rgb_32bit.dcm',
  'single/parametric_map_float.dcm',
  'syntax/HTJ2KLossless_08_RGB.dcm',
];

/** What we show no picture of although it says that it is one. */
const refused: readonly string[] = [
  'malformed/JPEG2000-embedded-sequence-delimiter.dcm',
  'syntax/generated/mpeg4-avc-high41.dcm',
];

/** Their options for the way that the picture opens here: the object's first window or table, else the range of its values. */
function windowOptions(image: ImageDescriptor): string[] {
  if (!image.photometric.startsWith('MONOCHROME')) return [];
  const { windows, voiFunction, voiLuts } = image.perFrame[0]?.display ?? image.display;
  const [first] = windows;
  if (first && first.width > 0) {
    return ['+Ww', String(first.center), String(first.width), voiFunction === 'sigmoid' ? '+Wfs' : '+Wfl'];
  }
  return voiLuts.length > 0 ? ['+Wl', '1'] : ['+Wm'];
}

interface Plain {
  width: number;
  height: number;
  channels: number;
  data: Uint8Array;
}

/** A binary PGM or PPM. */
function readPnm(bytes: Buffer): Plain {
  const [kind = '', width = '0', height = '0'] = bytes.subarray(0, 64).toString('latin1').split(/\s+/);
  const size = { width: Number(width), height: Number(height), channels: kind === 'P6' ? 3 : 1 };
  return { ...size, data: bytes.subarray(bytes.length - size.width * size.height * size.channels) };
}

describe.skipIf(!hasPeers || !hasSharedData)('as dcmtk renders it', () => {
  const decoder = createFrameDecoder({ log: () => {} });
  const root = sharedDataPath('imaging');
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yishu-rendered-'));
  });
  afterAll(async () => {
    await decoder.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Null when they draw none. */
  async function theirs(file: string, syntax: string, image: ImageDescriptor): Promise<Plain | null> {
    const picture = join(folder, 'picture.pnm');
    await rm(picture, { force: true });
    const options = ['-O', '-a', '--write-raw-pnm', ...windowOptions(image)];
    try {
      if (/\.4\.9[01]$/.test(syntax)) {
        const plain = join(folder, 'plain.dcm');
        await run('gdcmconv', ['--raw', file, plain]);
        await run('dcm2pnm', [...options, plain, picture]);
      } else {
        const tool = /\.4\.[57]\d$/.test(syntax) ? 'dcmj2pnm' : /\.4\.8[01]$/.test(syntax) ? 'dcml2pnm' : 'dcm2pnm';
        await run(tool, [...options, file, picture]);
      }
      return readPnm(await readFile(picture));
    } catch {
      return null;
    }
  }

  test('every image within two grey levels, but for those in the list', { timeout: 300_000 }, async () => {
    const entries = await readdir(root, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile() && !/\.(tsv|txt|md|json|svs|tiff?|ndpi)$/.test(entry.name))
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort();
    const found = { same: 0, undrawn: [] as string[], refused: [] as string[], differing: [] as string[] };
    for (const file of files) {
      const name = relative(root, file);
      const image = await openStoredImage(await readFile(file)).catch((error: unknown) => {
        // Not stored either (archive.integration.test.ts).
        if (error instanceof DicomError) return null;
        throw error;
      });
      if (!image?.descriptor.image) continue;
      const header = image.descriptor.image;
      const samples = await decoder.decode(await image.job(1)).catch((error: unknown) => {
        if (error instanceof YishuError && error.code === 'NOT_RENDERABLE') return null;
        throw error;
      });
      if (!samples) {
        found.refused.push(name);
        continue;
      }
      const other = await theirs(file, image.descriptor.transferSyntaxUid, header);
      if (!other) {
        found.undrawn.push(name);
        continue;
      }
      const ours = renderPicture(samples, header, { frame: 1, window: null });
      expect([name, other.width, other.height]).toEqual([name, ours.width, ours.height]);
      let most = 0;
      let apart = 0;
      for (const [at, value] of ours.data.entries()) {
        // A palette of greys comes from them in one channel or three.
        const place = ours.channels === other.channels ? at : Math.floor((at * other.channels) / ours.channels);
        const difference = Math.abs(value - (other.data[place] ?? 0));
        most = Math.max(most, difference);
        if (difference > tolerance) apart += 1;
      }
      if (most <= tolerance) {
        found.same += 1;
        continue;
      }
      found.differing.push(name);
      const allowed = differing[name];
      expect([name, most, apart / ours.data.length, most <= (allowed?.most ?? 0)]).toEqual([
        name,
        most,
        apart / ours.data.length,
        true,
      ]);
      expect(apart / ours.data.length).toBeLessThanOrEqual(allowed?.share ?? 0);
    }
    expect(found.undrawn).toEqual(undrawn);
    expect(found.refused).toEqual(refused);
    expect(found.differing.sort()).toEqual(Object.keys(differing).sort());
    expect(found.same).toBeGreaterThan(200);
  });
});
