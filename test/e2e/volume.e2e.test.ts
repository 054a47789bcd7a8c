// Reconstruction in a real browser from a real series: the coronal picture against plain resampling of the files, the crosshair, and refusals in words.
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DataSet } from '../../core/dicom/data-set.ts';
import { readPart10 } from '../../core/dicom/read.ts';
import { writePart10 } from '../../core/dicom/write.ts';
import { browserPath, shoot } from '../support/browser.ts';
import { command } from '../support/server.ts';
import { hasSharedData, sharedDataPath } from '../support/shared-data.ts';
import { openViewerWorld, type ViewerWorld } from '../support/viewer-world.ts';

const head = sharedDataPath('imaging/ct-head-philips/s202-std-1mm');
const tilted = sharedDataPath('imaging/ct-head-ge-tilt-irregular');

type Point = [number, number, number];
interface Slice {
  z: number;
  values: Float64Array;
}
interface Series {
  slices: Slice[];
  origin: Point;
  spacing: number;
  size: number;
}

/** The series as its files say: axial without rotation, which is checked, sorted from the feet. */
async function seriesOf(folder: string): Promise<Series> {
  const slices: Slice[] = [];
  let origin: Point = [0, 0, 0];
  let spacing = 0;
  for (const name of readdirSync(folder)) {
    const { dataSet } = readPart10(await readFile(`${folder}/${name}`));
    const bytes = dataSet.bytes('PixelData');
    const position = dataSet.numbers('ImagePositionPatient');
    expect(dataSet.numbers('ImageOrientationPatient')).toEqual([1, 0, 0, 0, 1, 0]);
    if (!bytes) throw new Error('no pixels');
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const slope = dataSet.number('RescaleSlope') ?? 1;
    const intercept = dataSet.number('RescaleIntercept') ?? 0;
    spacing = dataSet.numbers('PixelSpacing')[0] ?? 0;
    origin = [position[0] ?? 0, position[1] ?? 0, 0];
    const values = Float64Array.from(
      { length: bytes.byteLength / 2 },
      (_, at) => view.getUint16(at * 2, true) * slope + intercept,
    );
    slices.push({ z: position[2] ?? 0, values });
  }
  slices.sort((a, b) => a.z - b.z);
  return { slices, origin, spacing, size: 512 };
}

/** Value at a point of the patient between the eight neighbours; null outside or within a voxel of the border. */
function valueAt(series: Series, [px, py, pz]: Point): number | null {
  const { slices, origin, spacing, size } = series;
  const x = (px - origin[0]) / spacing;
  const y = (py - origin[1]) / spacing;
  const above = slices.findIndex(({ z }) => z > pz);
  const upper = slices[above];
  const lower = slices[above - 1];
  if (!upper || !lower || x < 1 || y < 1 || x > size - 2 || y > size - 2) return null;
  const share = (pz - lower.z) / (upper.z - lower.z);
  const sheet = ({ values }: Slice) => {
    const [x0, y0] = [Math.floor(x), Math.floor(y)];
    const at = (dx: number, dy: number) => values[(y0 + dy) * size + x0 + dx] ?? 0;
    const [fx, fy] = [x - x0, y - y0];
    return (at(0, 0) * (1 - fx) + at(1, 0) * fx) * (1 - fy) + (at(0, 1) * (1 - fx) + at(1, 1) * fx) * fy;
  };
  return sheet(lower) * (1 - share) + sheet(upper) * share;
}

const opening = { center: 40, width: 80 };

/** PS3.3 C.11.2.1.2.1 */
const grey = (value: number, { center, width }: typeof opening) =>
  Math.round(255 * Math.max(0, Math.min(1, (value - (center - 0.5)) / (width - 1) + 0.5)));

async function picture(page: Page, view: string) {
  const read = await page.getByTestId(`mpr-picture-${view}`).evaluate((canvas) => {
    if (!(canvas instanceof HTMLCanvasElement)) throw new Error('no canvas');
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    let text = '';
    for (let at = 0; at < data.length; at += 4) text += String.fromCharCode(data[at] ?? 0);
    const { plane = '', milliseconds = '' } = canvas.dataset;
    return { plane, milliseconds, width: canvas.width, height: canvas.height, greys: btoa(text) };
  });
  const plane: { corner: Point; right: Point; down: Point; step: number } = JSON.parse(read.plane);
  return { ...read, plane, greys: new Uint8Array(Buffer.from(read.greys, 'base64')) };
}

/** Samples compared, how many differ by more than one grey, and how many are neither black nor white. */
async function compare(page: Page, view: string, series: Series, window = opening) {
  const { plane, width, height, greys } = await picture(page, view);
  let [compared, wrong, between] = [0, 0, 0];
  for (let y = 0; y < height; y += 3) {
    for (let x = 0; x < width; x += 3) {
      const part = (axis: 0 | 1 | 2) =>
        plane.corner[axis] + (plane.right[axis] * x + plane.down[axis] * y) * plane.step;
      const value = valueAt(series, [part(0), part(1), part(2)]);
      if (value === null) continue;
      const shown = greys[y * width + x] ?? 0;
      const expected = grey(value, window);
      compared += 1;
      if (expected > 5 && expected < 250) between += 1;
      if (Math.abs(shown - expected) > 1) wrong += 1;
    }
  }
  return { compared, wrong, between };
}

async function drawn(page: Page): Promise<void> {
  await page.locator('[data-testid="mpr-picture-sagittal"][data-plane]').waitFor({ timeout: 20_000 });
  await page.waitForTimeout(400);
}

/** A made CT of water in air and a PET with one hot ball in the same frame of reference; PET voxels are larger and lie elsewhere. */
function petCt(): Uint8Array[] {
  const root = `1.2.826.0.1.3680043.10.${Date.now()}`;
  const made = (modality: 'CT' | 'PT', index: number): Uint8Array => {
    const isCt = modality === 'CT';
    const side = isCt ? 128 : 64;
    const spacing = isCt ? 2 : 4;
    const step = isCt ? 2 : 4;
    const z = index * step;
    const pixels = new Int16Array(side * side);
    for (let y = 0; y < side; y += 1) {
      for (let x = 0; x < side; x += 1) {
        const [px, py] = [-128 + x * spacing, -128 + y * spacing];
        const isHot = Math.hypot(px - hot[0], py - hot[1], z - hot[2]) < 14;
        pixels[y * side + x] = isCt ? (Math.hypot(px, py) < 100 ? 0 : -1000) : isHot ? 900 : 0;
      }
    }
    const drug = new DataSet()
      .set('RadiopharmaceuticalStartTime', '080000')
      .set('RadionuclideTotalDose', 3.7e8)
      .set('RadionuclideHalfLife', 6586.2);
    const set = new DataSet()
      .set('SOPClassUID', isCt ? '1.2.840.10008.5.1.4.1.1.2' : '1.2.840.10008.5.1.4.1.1.128')
      .set('SOPInstanceUID', `${root}.${isCt ? 1 : 2}.${index + 1}`)
      .set('StudyInstanceUID', root)
      .set('SeriesInstanceUID', `${root}.${isCt ? 1 : 2}`)
      .set('FrameOfReferenceUID', `${root}.9`)
      .set('Modality', modality)
      .set('PatientName', 'PET^CT')
      .set('PatientID', 'PETCT-0001')
      .set('PatientWeight', 70)
      .set('StudyDate', '20260101')
      .set('SeriesNumber', isCt ? 1 : 2)
      .set('SeriesDescription', isCt ? 'CT AC' : 'PET')
      .set('SeriesTime', '090000')
      .set('AcquisitionTime', '090000')
      .set('InstanceNumber', index + 1)
      .set('ImageType', ['ORIGINAL', 'PRIMARY', 'AXIAL'])
      .set('ImagePositionPatient', [-128, -128, z])
      .set('ImageOrientationPatient', [1, 0, 0, 0, 1, 0])
      .set('PixelSpacing', [spacing, spacing])
      .set('SliceThickness', step)
      .set('SamplesPerPixel', 1)
      .set('PhotometricInterpretation', 'MONOCHROME2')
      .set('Rows', side)
      .set('Columns', side)
      .set('BitsAllocated', 16)
      .set('BitsStored', 16)
      .set('HighBit', 15)
      .set('PixelRepresentation', 1)
      .set('RescaleIntercept', 0)
      .set('RescaleSlope', isCt ? 1 : 0.01)
      .set('PixelData', new Uint8Array(pixels.buffer), 'OW');
    if (!isCt) {
      set.set('Units', 'GML').set('DecayCorrection', 'START').set('CorrectedImage', ['ATTN', 'DECY']);
      set.set('RadiopharmaceuticalInformationSequence', [drug]);
    }
    return writePart10(set, { transferSyntax: '1.2.840.10008.1.2.1' });
  };
  return [
    ...Array.from({ length: 60 }, (_, index) => made('CT', index)),
    ...Array.from({ length: 30 }, (_, index) => made('PT', index)),
  ];
}
/** Where the ball is in the patient. */
const hot: Point = [40, -24, 60];

describe.skipIf(browserPath === null || !hasSharedData)('reconstruction in Chromium', () => {
  let world: ViewerWorld;
  let study: string;

  beforeAll(async () => {
    world = await openViewerWorld();
    study = await world.store(readdirSync(head).map((name) => `${head}/${name}`));
  });
  afterAll(() => world?.close());

  test('all three planes are what plain resampling of the files gives, before and after the crosshair moved and the planes turned', async () => {
    const series = await seriesOf(head);
    const { page, errors } = await world.open({ study });
    await page.locator('canvas[data-frame]').first().waitFor();
    await page.keyboard.press('Alt+m');
    await drawn(page);
    await shoot(page, 'mpr');
    for (const view of ['axial', 'coronal', 'sagittal']) {
      const { compared, wrong, between } = await compare(page, view, series);
      expect(compared, view).toBeGreaterThan(1000);
      expect(between, view).toBeGreaterThan(20);
      expect(wrong, view).toBeLessThanOrEqual(compared / 1000);
    }

    const fine = (await picture(page, 'coronal')).plane.step;

    // The crosshair goes to a place of the axial picture; the other planes go through the same point of the patient.
    const box = await page.getByTestId('mpr-axial').boundingBox();
    if (!box) throw new Error('no axial view');
    const at = { x: box.width * 0.4, y: box.height * 0.55 };
    await page.mouse.click(box.x + at.x, box.y + at.y);
    await page.waitForTimeout(400);
    const { plane } = await picture(page, 'axial');
    const centre: Point = JSON.parse((await page.getByTestId('volume-centre').getAttribute('data-centre')) ?? '[]');
    const expected = ([0, 1, 2] as const).map(
      (axis) => plane.corner[axis] + (plane.right[axis] * at.x + plane.down[axis] * at.y) * plane.step,
    );
    for (const axis of [0, 1, 2] as const) expect(Math.abs(centre[axis] - (expected[axis] ?? 0))).toBeLessThan(0.5);
    const coronal = (await picture(page, 'coronal')).plane;
    const sagittal = (await picture(page, 'sagittal')).plane;
    expect(Math.abs(coronal.corner[1] - centre[1])).toBeLessThan(1e-6);
    expect(Math.abs(sagittal.corner[0] - centre[0])).toBeLessThan(1e-6);
    expect((await compare(page, 'coronal', series)).wrong).toBeLessThanOrEqual(30);

    // A handle of the coronal line turns the coronal and sagittal planes about the axis that the axial picture looks along.
    const handle = await page.locator('[data-testid="mpr-lines-axial"] .mpr-line-coronal circle').last().boundingBox();
    if (!handle) throw new Error('no handle');
    await page.mouse.move(handle.x + 6, handle.y + 6);
    await page.mouse.down();
    await page.mouse.move(handle.x + 6, handle.y + 66, { steps: 5 });
    await page.mouse.up();
    // A coarse picture comes first: the fine one is looked at.
    await expect.poll(async () => (await picture(page, 'coronal')).plane.step).toBe(fine);
    const oblique = await picture(page, 'coronal');
    expect(Math.abs(oblique.plane.right[1])).toBeGreaterThan(0.1);
    const turned = await compare(page, 'coronal', series);
    expect(turned.compared).toBeGreaterThan(1000);
    expect(turned.wrong).toBeLessThanOrEqual(turned.compared / 1000);
    // Through the slab hardly anything is darker than in the plane, between whose samples it is read; where bone lies behind, it is brighter.
    await page.getByTestId('slab-mode').selectOption('max');
    await expect
      .poll(async () => {
        const slab = await picture(page, 'coronal');
        if (slab.plane.step !== fine) return false;
        const gains = [...slab.greys].map((value, at) => value - (oblique.greys[at] ?? 0));
        const brighter = gains.filter((gain) => gain > 20).length;
        return brighter > 500 && gains.filter((gain) => gain < -20).length < brighter / 20;
      })
      .toBe(true);
    await shoot(page, 'mpr-oblique-mip');
    await page.getByTestId('depth-start').click();
    await page.locator('[data-testid="depth-picture"][data-side="400"]').waitFor({ timeout: 30_000 });
    // Bone in the colours of bone, on black.
    const lit = await page.getByTestId('depth-picture').evaluate((canvas) => {
      if (!(canvas instanceof HTMLCanvasElement)) throw new Error('no canvas');
      const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
      let count = 0;
      for (let at = 0; at < data.length; at += 4) if ((data[at] ?? 0) > 90) count += 1;
      return count / (data.length / 4);
    });
    expect(lit).toBeGreaterThan(0.03);
    expect(lit).toBeLessThan(0.9);
    await shoot(page, 'mpr-depth');
    await page.keyboard.press('Escape');
    await page.getByTestId('volume-view').waitFor({ state: 'detached' });
    await page.locator('canvas[data-frame]').first().waitFor();
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('a named window of the reader is offered in MPR and is that of all three planes; the 2D picture has it after', async () => {
    const preset = { id: 'w1', name: '我的骨窗', modality: 'CT', bodyParts: [], center: 500, width: 2000, suv: false };
    await world.reader.api.imaging.saveReadingSetup({
      command: command(world.started.clock),
      ...{ scope: 'person', expectedVersion: 0, doc: { schema: 1, protocols: [], presets: [preset] } },
    });
    const series = await seriesOf(head);
    const { page, errors } = await world.open({ study });
    await page.locator('canvas[data-frame]').first().waitFor();
    await page.keyboard.press('Alt+m');
    await drawn(page);
    const choice = page.getByTestId('volume-presets');
    expect(await choice.locator('option').allInnerTexts()).toContainEqual(expect.stringContaining('我的骨窗'));
    await choice.selectOption('w1');
    await expect.poll(() => choice.locator('option').first().innerText()).toBe('2000 / 500');
    for (const view of ['axial', 'coronal', 'sagittal']) {
      const { compared, wrong, between } = await compare(page, view, series, preset);
      expect(between, view).toBeGreaterThan(20);
      expect(wrong, view).toBeLessThanOrEqual(compared / 1000);
    }
    await page.keyboard.press('Escape');
    await page.getByTestId('volume-view').waitFor({ state: 'detached' });
    await expect.poll(() => page.getByTestId('corner-window').first().innerText()).toContain('窗宽 2000 窗位 500');
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('PET lies over CT at the same place of the patient, in colour, with SUV', async () => {
    const fusion = await world.storeBytes(petCt());
    const { page, errors } = await world.open({ study: fusion });
    await page.locator('canvas[data-frame]').first().waitFor();
    await page.getByTestId('viewport-0').click();
    await page.getByTestId('thumbnail').filter({ hasText: 'CT AC' }).dblclick();
    await page.locator('[data-testid="picture-0"][data-frame]').waitFor();
    await page.keyboard.press('Alt+m');
    await drawn(page);
    const option = await page.getByTestId('fusion').locator('option').nth(1).getAttribute('value');
    await page.getByTestId('fusion').selectOption(option ?? '');
    await page.getByText('SUV 0–').waitFor();
    // The axial plane through the ball: the wheel goes there, two millimetres a turn.
    await page.getByTestId('mpr-axial').hover();
    await page.mouse.wheel(0, 100);
    await page.waitForTimeout(600);
    const found = await page.getByTestId('mpr-picture-axial').evaluate((canvas) => {
      if (!(canvas instanceof HTMLCanvasElement)) throw new Error('no canvas');
      const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
      let [x, y, count] = [0, 0, 0];
      for (let at = 0; at < data.length; at += 4) {
        if ((data[at] ?? 0) - (data[at + 2] ?? 0) < 60) continue;
        x += (at / 4) % canvas.width;
        y += Math.floor(at / 4 / canvas.width);
        count += 1;
      }
      return { x: x / count, y: y / count, count, plane: canvas.dataset.plane ?? '' };
    });
    await shoot(page, 'fusion');
    const { corner, step }: { corner: Point; step: number } = JSON.parse(found.plane);
    expect(found.count).toBeGreaterThan(50);
    expect(Math.abs(corner[0] + found.x * step - hot[0])).toBeLessThan(3);
    expect(Math.abs(corner[1] + found.y * step - hot[1])).toBeLessThan(3);

    // In two dimensions a region in the ball has its SUV: 900 stored, a hundredth each, g/ml as the object says.
    await page.keyboard.press('Escape');
    await page.getByTestId('volume-view').waitFor({ state: 'detached' });
    await page.getByTestId('viewport-0').click();
    await page.getByTestId('thumbnail').filter({ hasText: 'PET' }).dblclick();
    // Where the CT was: in SUV at once, though the first image of the PET is empty, and dark on white.
    await page.getByTestId('viewport-0').getByTestId('corner-suv').getByText('SUV 0.0 – 5.0').waitFor();
    await page.keyboard.press('Home');
    for (let at = 0; at < 15; at += 1) await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.getByTestId('viewport-0').getAttribute('data-index')).toBe('15');
    await page.getByTestId('viewport-0').getByTestId('quality-loading').waitFor({ state: 'detached' });
    const box = await page.getByTestId('viewport-0').boundingBox();
    if (!box) throw new Error('no viewport');
    const scale = Math.min(box.width, box.height) / 256;
    const ball = { x: box.x + box.width / 2 + (hot[0] + 2) * scale, y: box.y + box.height / 2 + (hot[1] + 2) * scale };
    await page.keyboard.press('q');
    await page.mouse.move(ball.x - 6 * scale, ball.y - 6 * scale);
    await page.mouse.down();
    await page.mouse.move(ball.x + 6 * scale, ball.y + 6 * scale, { steps: 3 });
    await page.mouse.up();
    await expect.poll(() => page.getByTestId('annotation-rectangle').first().textContent()).toContain('SUV 均值 9.00');
    // Reconstructed by itself: its block holds SUV, and so does the window over it, so that the ball is black on white.
    await page.keyboard.press('Alt+m');
    await drawn(page);
    await expect
      .poll(() => page.getByTestId('volume-presets').locator('option').first().innerText())
      .toBe('SUV 0.0–5.0');
    await expect
      .poll(() =>
        page.getByTestId('mpr-picture-axial').evaluate((canvas) => {
          if (!(canvas instanceof HTMLCanvasElement)) throw new Error('no canvas');
          const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
          const greys = Array.from({ length: data.length / 4 }, (_, at) => data[at * 4] ?? 0);
          return [greys.some((grey) => grey < 20), greys.some((grey) => grey > 235)];
        }),
      )
      .toEqual([true, true]);
    await shoot(page, 'mpr-pet');
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('an irregular or tilted series is refused, and the reason is said', async () => {
    const files = readdirSync(tilted, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => `${entry.parentPath}/${entry.name}`);
    const irregular = await world.store(files);
    const { page, errors } = await world.open({ study: irregular });
    await page.locator('canvas[data-frame]').first().waitFor();
    await page.keyboard.press('Alt+m');
    await page.locator('[data-testid="volume-note"][data-state="refused"]').waitFor();
    expect(await page.getByTestId('volume-note').innerText()).toMatch(/层距不等|机架倾斜/);
    await shoot(page, 'mpr-refused');
    expect(errors).toEqual([]);
    await page.context().close();
  });
});
