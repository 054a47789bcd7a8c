// Reconstruction in a real browser from a real series: the coronal picture against plain resampling of the files, the crosshair, and refusals in words.
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPart10 } from '../../core/dicom/read.ts';
import { browserPath } from '../support/browser.ts';
import { hasSharedData, sharedDataPath } from '../support/shared-data.ts';
import { openViewerWorld, type ViewerWorld } from '../support/viewer-world.ts';

const head = sharedDataPath('imaging/ct-head-philips/s202-std-1mm');
const tilted = sharedDataPath('imaging/ct-head-ge-tilt-irregular');
const shots = process.env.YISHU_SHOTS;

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

/** PS3.3 C.11.2.1.2.1 for window 80, centre 40. */
const grey = (value: number) => Math.round(255 * Math.max(0, Math.min(1, (value - 39.5) / 79 + 0.5)));

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
async function compare(page: Page, view: string, series: Series) {
  const { plane, width, height, greys } = await picture(page, view);
  let [compared, wrong, between] = [0, 0, 0];
  for (let y = 0; y < height; y += 3) {
    for (let x = 0; x < width; x += 3) {
      const part = (axis: 0 | 1 | 2) =>
        plane.corner[axis] + (plane.right[axis] * x + plane.down[axis] * y) * plane.step;
      const value = valueAt(series, [part(0), part(1), part(2)]);
      if (value === null) continue;
      const shown = greys[y * width + x] ?? 0;
      const expected = grey(value);
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
    if (shots) await page.screenshot({ path: `${shots}/mpr.png` });
    for (const view of ['axial', 'coronal', 'sagittal']) {
      const { compared, wrong, between } = await compare(page, view, series);
      expect(compared, view).toBeGreaterThan(1000);
      expect(between, view).toBeGreaterThan(20);
      expect(wrong, view).toBeLessThanOrEqual(compared / 1000);
    }

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
    await page.waitForTimeout(400);
    const oblique = await picture(page, 'coronal');
    expect(Math.abs(oblique.plane.right[1])).toBeGreaterThan(0.1);
    const turned = await compare(page, 'coronal', series);
    expect(turned.compared).toBeGreaterThan(1000);
    expect(turned.wrong).toBeLessThanOrEqual(turned.compared / 1000);
    await page.getByTestId('slab-mode').selectOption('max');
    await page.waitForTimeout(600);
    if (shots) await page.screenshot({ path: `${shots}/mpr-oblique-mip.png` });
    await page.getByTestId('depth-start').click();
    await page.locator('[data-testid="depth-picture"][data-side="400"]').waitFor({ timeout: 30_000 });
    if (shots) await page.screenshot({ path: `${shots}/mpr-depth.png` });
    await page.keyboard.press('Escape');
    await page.getByTestId('volume-view').waitFor({ state: 'detached' });
    await page.locator('canvas[data-frame]').first().waitFor();
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
    if (shots) await page.screenshot({ path: `${shots}/mpr-refused.png` });
    expect(errors).toEqual([]);
    await page.context().close();
  });
});
