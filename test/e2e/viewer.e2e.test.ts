// The reading room in a real browser, on a real server with real series: every picture by its content, a ruler, and annotations that survive.
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPart10 } from '../../core/dicom/read.ts';
import { AnnotationDocument } from '../../core/imaging/annotation/model.ts';
import { type Picture, renderPicture } from '../../core/imaging/pixels/render.ts';
import { maximumGapMilliseconds } from '../../renderer/scanner/burst.ts';
import { createFrameDecoder } from '../../server/areas/imaging/pixels/decoder.ts';
import { browserPath } from '../support/browser.ts';
import { hasSharedData, sharedDataPath } from '../support/shared-data.ts';
import { openStoredImage } from '../support/stored-image.ts';
import { openViewerWorld, type ViewerWorld } from '../support/viewer-world.ts';

const folder = sharedDataPath('imaging/ct-head-philips/s202-std-1mm');

/** The grey of each pixel in the brain window, worked out here from the file alone (PS3.3 C.11.2.1.2.1). */
async function expectedGreys(path: string): Promise<{ sop: string; greys: Uint8Array; spacing: number }> {
  const object = readPart10(await readFile(path));
  const { dataSet } = object;
  const bytes = dataSet.bytes('PixelData');
  const slope = dataSet.number('RescaleSlope') ?? 1;
  const intercept = dataSet.number('RescaleIntercept') ?? 0;
  if (!bytes) throw new Error(`no pixels in ${path}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const greys = Uint8Array.from({ length: bytes.byteLength / 2 }, (_, index) => {
    const value = view.getUint16(index * 2, true) * slope + intercept;
    const share = (value - 39.5) / 79 + 0.5;
    return Math.round(255 * Math.max(0, Math.min(1, share)));
  });
  return { sop: dataSet.string('SOPInstanceUID') ?? '', greys, spacing: dataSet.numbers('PixelSpacing')[0] ?? 0 };
}

const hashOf = (greys: Uint8Array) => createHash('sha256').update(greys).digest('hex');

/** Name of the frame on the canvas and its grey values, read in the page. */
async function picture(page: Page, viewport = 0): Promise<{ sop: string; greys: Uint8Array }> {
  const read = await page.getByTestId(`picture-${viewport}`).evaluate((canvas) => {
    if (!(canvas instanceof HTMLCanvasElement)) throw new Error('no canvas');
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    let text = '';
    for (let at = 0; at < data.length; at += 4) text += String.fromCharCode(data[at] ?? 0);
    return { frame: canvas.dataset.frame ?? '', greys: btoa(text) };
  });
  return { sop: read.frame.split('/')[0] ?? '', greys: new Uint8Array(Buffer.from(read.greys, 'base64')) };
}

/** A bound, not a wait: what is asked for is drawn as soon as it is there. */
const bound = { timeout: 20_000 };

async function settled(page: Page, viewport: number, sop: string, frame = 1): Promise<void> {
  await page.locator(`[data-testid="picture-${viewport}"][data-frame="${sop}/${frame}"]`).waitFor(bound);
}

/** SHA-256 of the first viewport's canvas, worked out in the page: red, green, blue, opaque. */
const colours = (page: Page) =>
  page.getByTestId('picture-0').evaluate(async (canvas) => {
    if (!(canvas instanceof HTMLCanvasElement)) throw new Error('no canvas');
    const data = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
    const digest = await crypto.subtle.digest('SHA-256', data ?? new Uint8ClampedArray());
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  });

/** The same of a picture that was worked out here. */
function coloursOf({ channels, data }: Picture): string {
  const four = new Uint8Array((data.length / channels) * 4).fill(255);
  for (let from = 0, to = 0; from < data.length; from += channels, to += 4) {
    for (let part = 0; part < 3; part += 1) four[to + part] = data[from + (channels === 3 ? part : 0)] ?? 0;
  }
  return hashOf(four);
}

describe.skipIf(browserPath === null || !hasSharedData)('the reading room in Chromium', () => {
  let world: ViewerWorld;
  let study: string;
  let files: string[];

  beforeAll(async () => {
    world = await openViewerWorld();
    files = readdirSync(folder).map((name) => `${folder}/${name}`);
    study = await world.store([...files, sharedDataPath('imaging/ct-head-philips/s100-scout/I10')]);
  });
  afterAll(() => world?.close());

  test('opens on the head series in the brain window, and every picture is the right one by its content', async () => {
    const expected = new Map<string, string>();
    for (const path of files) {
      const { sop, greys } = await expectedGreys(path);
      expected.set(sop, hashOf(greys));
    }
    const { page, errors } = await world.open({ study });
    await page.locator('canvas[data-frame]').first().waitFor();
    expect(await page.getByTestId('corner-position').innerText()).toContain('1 / 42');
    const seen = new Map<string, string>();
    for (let step = 0; step < 42; step += 1) {
      const index = await page.getByTestId('viewport-0').getAttribute('data-index');
      expect(Number(index)).toBe(step);
      await page.getByTestId('quality-loading').waitFor({ state: 'detached' });
      const { sop, greys } = await picture(page);
      seen.set(sop, hashOf(greys));
      await page.keyboard.press('ArrowDown');
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    }
    expect(seen).toEqual(expected);
    expect(new Set(seen.values()).size).toBe(42);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('the wheel goes through the stack, a drag changes the window, a key takes the automatic one', async () => {
    const { page, errors } = await world.open({ study });
    await page.locator('canvas[data-frame]').first().waitFor();
    await page.mouse.move(700, 400);
    for (let turn = 0; turn < 5; turn += 1) {
      await page.mouse.wheel(0, 100);
      await page.waitForTimeout(40);
    }
    await expect.poll(() => page.getByTestId('viewport-0').getAttribute('data-index')).toBe('5');
    await page.mouse.down();
    await page.mouse.move(780, 440, { steps: 4 });
    await page.mouse.up();
    const words = await page.getByTestId('corner-window').innerText();
    expect(words).not.toContain('80 ');
    expect(words).toContain('窗宽 120');
    expect(words).toContain('窗位 60');
    await page.keyboard.press('0');
    await expect.poll(() => page.getByTestId('corner-window').innerText()).not.toContain('窗宽 120');
    await page.waitForTimeout(2 * maximumGapMilliseconds);
    await page.keyboard.press('1');
    await expect.poll(() => page.getByTestId('corner-window').innerText()).toContain('窗宽 80 窗位 40');
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('pictures of every kind are as the renderer that dcmtk was compared with draws them, frame by frame', async () => {
    const decoder = createFrameDecoder({ log: () => {} });
    const { page, errors } = await world.open({ study });
    const address = page.url();
    // Inverted greys; tables for values and for the window; palettes; cine in palette and in colour; overlays.
    for (const name of [
      'CR-MONO1-10-chest',
      'CR-ModalitySequenceLUT.dcm',
      'vlut_04.dcm',
      'US-PAL-8-10x-echo',
      'examples_ybr_color.dcm',
      'examples_overlay.dcm',
    ]) {
      const path = sharedDataPath(`imaging/single/${name}`);
      const uid = await world.store([path]);
      await page.goto(address.replace(study, uid));
      const image = await openStoredImage(await readFile(path));
      const header = image?.descriptor.image;
      if (!image || !header) throw new Error(`no image in ${name}`);
      await page.locator('canvas[data-frame]').first().waitFor();
      // A cine begins to run by itself.
      const cine = page.getByTestId('do-cine');
      if ((await cine.getAttribute('aria-pressed')) === 'true') await cine.click();
      await page.keyboard.press('Shift+Home');
      await page.keyboard.press('Alt+0');
      await page.keyboard.press('Alt+o');
      for (const frame of new Set([1, header.frames])) {
        await page.keyboard.press(frame === 1 ? 'Home' : 'End');
        await settled(page, 0, image.descriptor.sopInstanceUid, frame);
        const wanted = renderPicture(await decoder.decode(await image.job(frame)), header, { frame, window: null });
        await expect.poll(() => colours(page), { ...bound, message: `${name} ${frame}` }).toBe(coloursOf(wanted));
      }
    }
    await decoder.close();
    // What gives no size has none: no ruler of millimetres, no bar.
    const flat = await world.store([sharedDataPath('imaging/single/vlut_04.dcm')]);
    await page.goto(address.replace(study, flat));
    await page.locator('canvas[data-frame]').first().waitFor();
    expect(await page.locator('.scale-bar').count()).toBe(0);
    await page.keyboard.press('l');
    await page.mouse.move(600, 300);
    await page.mouse.down();
    await page.mouse.move(700, 300, { steps: 3 });
    await page.mouse.up();
    await expect.poll(() => page.getByTestId('annotation-length').textContent()).toMatch(/^[\d.]+ px$/);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('a ruler is as long as the pixels say, is saved, and is there again after a reload', async () => {
    const { spacing } = await expectedGreys(files[0] ?? '');
    const { page, errors } = await world.open({ study });
    await page.locator('canvas[data-frame]').first().waitFor();
    await page.keyboard.press('End');
    const box = await page.getByTestId('viewport-0').boundingBox();
    if (!box) throw new Error('no viewport');
    // 512 square pixels fill the shorter side: the scale without asking the page.
    const scale = Math.min(box.width, box.height) / 512;
    await page.keyboard.press('l');
    await page.mouse.move(500, 300);
    await page.mouse.down();
    await page.mouse.move(740, 480, { steps: 6 });
    await page.mouse.up();
    await page.getByTestId('annotation-length').waitFor();
    await page.locator('[data-testid="annotations-state"][data-state="saved"]').waitFor();
    const [saved] = await world.reader.api.imaging.annotations({ studyUid: study });
    const document = AnnotationDocument.parse(saved?.doc);
    const length = document.annotations[0]?.quantities[0];
    const truth = (Math.hypot(240, 180) / scale) * spacing;
    expect(length?.unit).toBe('mm');
    expect(Math.abs((length?.value ?? 0) - truth) / truth).toBeLessThan(0.001);
    const before = await page.getByTestId('annotation-length').textContent();

    await page.reload();
    await page.getByTestId('measurements').getByRole('button').first().click();
    await expect.poll(() => page.getByTestId('annotation-length').textContent()).toBe(before);
    const place = await page.getByTestId('viewport-0').getAttribute('data-index');
    expect(place).toBe('41');

    // Turned and enlarged it is as long as before, and a handle changes it.
    await page.keyboard.press('r');
    await page.keyboard.press('+');
    await expect.poll(() => page.getByTestId('annotation-length').textContent()).toBe(before);
    const handle = await page.getByTestId('handle-1').boundingBox();
    if (!handle) throw new Error('no handle');
    await page.mouse.move(handle.x + 4, handle.y + 4);
    await page.mouse.down();
    await page.mouse.move(handle.x + 60, handle.y + 4, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => page.getByTestId('annotation-length').textContent()).not.toBe(before);
    await page.keyboard.press('Control+z');
    await expect.poll(() => page.getByTestId('annotation-length').textContent()).toBe(before);
    await page.keyboard.press('Shift+Delete');
    await page.getByTestId('annotation-length').waitFor({ state: 'detached' });
    await page.locator('[data-testid="annotations-state"][data-state="saved"]').waitFor();
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('a region has the statistics of its pixels; it goes to the report with the picture', async () => {
    const { page, errors } = await world.open({ study });
    await page.locator('canvas[data-frame]').first().waitFor();
    await page.keyboard.press('q');
    await page.mouse.move(600, 300);
    await page.mouse.down();
    await page.mouse.move(720, 380, { steps: 4 });
    await page.mouse.up();
    await page.getByTestId('annotation-rectangle').waitFor();
    await page.getByTestId('measurement-send').first().click();
    const sent = JSON.parse((await page.getByTestId('sent-measurements').textContent()) ?? '[]');
    const names = sent.map(({ label }: { label: string }) => label);
    expect(names).toEqual(expect.arrayContaining(['矩形 ROI 面积', '矩形 ROI 均值', '矩形 ROI 标准差']));
    await page.keyboard.press('m');
    await page.getByTestId('key-mark').waitFor();
    const [image] = JSON.parse((await page.getByTestId('key-images').textContent()) ?? '[]');
    expect(image.picture).toMatch(/^data:image\/jpeg;base64,/);
    expect([image.studyUid, image.frame]).toEqual([study, 1]);
    const size = await page.evaluate(async (url) => {
      const picture = new Image();
      picture.src = url;
      await picture.decode();
      return Math.max(picture.naturalWidth, picture.naturalHeight);
    }, image.picture);
    expect(size).toBe(1024);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('the scout beside the axial shows where it cuts; the crosshair on it brings the axial there; another case replaces everything', async () => {
    const other = await world.store([sharedDataPath('imaging/single/CT_small.dcm')]);
    const { page, errors } = await world.open({ study, other });
    await page.locator('canvas[data-frame]').first().waitFor();
    await page.keyboard.press('Alt+2');
    await page.getByTestId('viewport-1').click();
    await page.getByTestId('thumbnail').first().dblclick();
    await page.locator('[data-testid="picture-1"][data-frame]').waitFor();
    await page.getByTestId('viewport-0').hover();
    await page.mouse.wheel(0, 100);
    const axial = page.getByTestId('viewport-0');
    const cut = page.getByTestId('viewport-1').getByTestId('reference-line').locator('> line');
    // A level line has no height, which counts as hidden.
    await cut.waitFor({ state: 'attached' });
    const here = await axial.getAttribute('data-index');
    const middle = await cut.evaluate((line) => {
      const { left, top, width, height } = line.getBoundingClientRect();
      return { x: left + width / 2, y: top + height / 2 };
    });
    await page.keyboard.press('End');
    await expect.poll(() => axial.getAttribute('data-index')).not.toBe(here);
    // A point of the scout on the line where that image cut it: the image comes back, with the point marked on both.
    await page.waitForTimeout(2 * maximumGapMilliseconds);
    await page.keyboard.press('x');
    await page.mouse.click(middle.x, middle.y);
    await expect.poll(() => axial.getAttribute('data-index')).toBe(here);
    await expect.poll(() => page.locator('.reference-lines .crosshair').count()).toBe(2);
    await page.waitForTimeout(2 * maximumGapMilliseconds);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.reference-lines .crosshair').count()).toBe(0);
    await page.getByTestId('other-case').evaluate((button) => (button as HTMLButtonElement).click());
    await expect.poll(() => page.locator('[data-study]').first().getAttribute('data-study')).toBe(other);
    expect(await page.locator(`.viewport[data-study="${study}"]`).count()).toBe(0);
    const small = readPart10(await readFile(sharedDataPath('imaging/single/CT_small.dcm')));
    await settled(page, 0, small.dataSet.string('SOPInstanceUID') ?? '');
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('a reader who only looks sees the drawings and can change none', async () => {
    const { page, errors } = await world.open({ study, readOnly: '1' });
    await page.locator('canvas[data-frame]').first().waitFor();
    await page.keyboard.press('Home');
    await page.getByTestId('annotation-rectangle').waitFor();
    await page.keyboard.press('l');
    await page.mouse.move(500, 300);
    await page.mouse.down();
    await page.mouse.move(600, 300, { steps: 3 });
    await page.mouse.up();
    expect(await page.getByTestId('annotation-length').count()).toBe(0);
    expect(errors).toEqual([]);
    await page.context().close();
  });
});
