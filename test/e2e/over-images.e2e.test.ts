// Presentation states and segmentations of others over the pictures, by the pixels of the screen: window, area, turn, mirror, shutter,
// graphics, masks by name and by place, fractions; switched by hand, and there again after a restart. Reports, key images, documents and ECGs beside them.
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPart10 } from '../../core/dicom/read.ts';
import { labToRgb } from '../../core/imaging/objects/lab-colour.ts';
import { maskOf, readSegmentation } from '../../core/imaging/objects/seg.ts';
import { browserPath } from '../support/browser.ts';
import { besideImage, hostileReport, hostileWords } from '../support/objects-in-study.ts';
import { placedFraction, turnedState } from '../support/objects-over-images.ts';
import { canvasGreys, keyImageAt, type Rgb, screenAt, viewSize } from '../support/seen-pixels.ts';
import { hasSharedData, sharedDataPath } from '../support/shared-data.ts';
import { openViewerWorld, type ViewerWorld } from '../support/viewer-world.ts';

/** For the eye, at the two sizes of a reader's screen, where YISHU_SHOTS names a folder. */
async function shoot(page: Page, name: string): Promise<void> {
  const shots = process.env.YISHU_SHOTS;
  if (!shots) return;
  for (const [width, height] of [
    [1920, 1080],
    [1366, 768],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: `${shots}/${name}-${width}.png` });
  }
}

async function settled(page: Page): Promise<void> {
  await page.locator('canvas[data-frame]').first().waitFor();
  await page.getByTestId('quality-loading').waitFor({ state: 'detached' });
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** Linear window of PS3.3 C.11.2.1.2.1 on modality values, 0 to 255. */
function grey(value: number, center: number, width: number): number {
  const share = (value - (center - 0.5)) / (width - 1) + 0.5;
  return Math.round(255 * Math.max(0, Math.min(1, share)));
}

const stored = (bytes: Uint8Array | undefined, signed: boolean) => {
  if (!bytes) throw new Error('no pixels');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (at: number) => (signed ? view.getInt16(at * 2, true) : view.getUint16(at * 2, true));
};

describe.skipIf(browserPath === null || !hasSharedData)('objects of others over the pictures', () => {
  let world: ViewerWorld;
  beforeAll(async () => {
    world = await openViewerWorld();
  });
  afterAll(() => world?.close());

  test('a state of another maker: its own rescale and window on every pixel, its displayed area, and again after a reload', async () => {
    const folder = sharedDataPath('imaging/mr-liver-philips/s1101-axial');
    const files = readdirSync(folder).map((name) => `${folder}/${name}`);
    const study = await world.store([...files, sharedDataPath('imaging/mr-liver-philips/pr/PS_0181')]);
    const state = readPart10(await readFile(sharedDataPath('imaging/mr-liver-philips/pr/PS_0181'))).dataSet;
    const uid = state.string('SOPInstanceUID') ?? '';
    const { page, errors } = await world.open({ study });
    await settled(page);
    const before = await canvasGreys(page);
    await page.keyboard.press('Alt+j');
    await page.getByTestId(`presentation-${uid}`).check();
    await expect.poll(async () => (await canvasGreys(page)).greys.join() !== before.greys.join()).toBe(true);
    const check = async () => {
      await settled(page);
      const shown = await canvasGreys(page);
      const path = (
        await Promise.all(files.map(async (file) => ({ file, set: readPart10(await readFile(file)).dataSet })))
      ).find(({ set }) => set.string('SOPInstanceUID') === shown.sop);
      const pixel = stored(path?.set.bytes('PixelData'), path?.set.number('PixelRepresentation') === 1);
      const slope = state.number('RescaleSlope') ?? 0;
      // One window without a list of images: that of all of them.
      const window = state.item('SoftcopyVOILUTSequence');
      expect(window?.items('ReferencedImageSequence')).toEqual([]);
      const center = window?.number('WindowCenter') ?? 0;
      const width = window?.number('WindowWidth') ?? 0;
      expect(width).toBeGreaterThan(1);
      const wrong = shown.greys.filter((value, at) => Math.abs(value - grey(pixel(at) * slope, center, width)) > 0);
      expect(wrong.length).toBe(0);
      // 19 to 238 of 256 columns and rows fill the shorter side.
      const scale = await page
        .getByTestId('picture-0')
        .evaluate((one) => new DOMMatrix(getComputedStyle(one).transform).a);
      const [left = 0, top = 0] =
        state.item('DisplayedAreaSelectionSequence')?.numbers('DisplayedAreaTopLeftHandCorner') ?? [];
      const [right = 0] =
        state.item('DisplayedAreaSelectionSequence')?.numbers('DisplayedAreaBottomRightHandCorner') ?? [];
      expect(left).toBe(top);
      const view = await viewSize(page);
      expect(scale).toBeCloseTo(Math.min(view.width, view.height) / (right - left + 1), 3);
    };
    await check();
    // The next case in the same browser, and the program started anew: the choice was kept.
    await page.reload();
    await settled(page);
    await expect.poll(async () => (await canvasGreys(page)).greys.join() !== before.greys.join()).toBe(true);
    await check();
    // Back to what the image says of itself.
    await page.keyboard.press('Alt+j');
    await page.getByTestId('presentation-own').check();
    await expect.poll(async () => (await canvasGreys(page)).greys.join() === before.greys.join()).toBe(true);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('turn, mirror, area, inversion, shutter, filled graphics in pixels and in display units, layers on and off', async () => {
    const path = sharedDataPath('imaging/ct-head-philips/s202-std-1mm/I520');
    const image = readPart10(await readFile(path)).dataSet;
    const uid = '2.25.4711001';
    const study = await world.storeBytes([await readFile(path), turnedState(image, uid)]);
    const { page, errors } = await world.open({ study });
    await settled(page);
    await page.keyboard.press('Alt+j');
    await page.getByTestId(`presentation-${uid}`).check();
    await page.getByTestId('presentation-layer').waitFor();
    await page.getByTestId('layer-FRAME').waitFor();
    await settled(page);
    const view = await viewSize(page);
    const scale = Math.min(view.width, view.height) / 200;
    // As seen: x grows with the row and y with the column, for the turn to the right is mirrored.
    const seen = (column: number, row: number) => ({
      x: view.width / 2 + (row - 250) * scale,
      y: view.height / 2 + (column - 200) * scale,
    });
    const inDisplay = (u: number, v: number) => ({
      x: view.width / 2 + (u - 0.5) * 200 * scale,
      y: view.height / 2 + (v - 0.5) * 200 * scale,
    });
    const [square, beside, green, shut, mirrored] = await screenAt(page, [
      seen(170, 220),
      seen(170, 260),
      inDisplay(0.92, 0.13),
      seen(110, 300),
      inDisplay(0.08, 0.13),
    ]);
    expect(square?.[0]).toBeGreaterThan(200);
    expect(square?.[1]).toBeLessThan(60);
    expect(new Set(beside).size).toBe(1);
    expect(green?.[1]).toBeGreaterThan(200);
    expect(green?.[0]).toBeLessThan(60);
    expect(shut).toEqual([255, 255, 255]);
    expect(mirrored?.[1]).not.toBeGreaterThan((mirrored?.[0] ?? 0) + 30);
    // What is seen is what the report gets: the state's graphics and shutter, the turn and the mirror.
    const [reportSquare, reportGreen, reportShut] = await keyImageAt(page, [
      seen(170, 220),
      inDisplay(0.92, 0.13),
      seen(110, 300),
    ]);
    expect((reportSquare?.[0] ?? 0) - (reportSquare?.[1] ?? 0)).toBeGreaterThan(140);
    expect((reportGreen?.[1] ?? 0) - (reportGreen?.[0] ?? 0)).toBeGreaterThan(140);
    expect(Math.min(...(reportShut ?? [0]))).toBeGreaterThan(250);
    const { greys, width } = await canvasGreys(page);
    const pixel = stored(image.bytes('PixelData'), image.number('PixelRepresentation') === 1);
    const [slope, intercept] = [image.number('RescaleSlope') ?? 1, image.number('RescaleIntercept') ?? 0];
    let wrong = 0;
    for (let row = 0; row < 512; row += 1) {
      for (let column = 0; column < 512; column += 1) {
        const hidden = column + 1 <= 120 || column + 1 >= 281 || row + 1 <= 1 || row + 1 >= 512;
        const value = pixel(row * 512 + column) * slope + intercept;
        if (greys[row * width + column] !== (hidden ? 255 : 255 - grey(value, 100, 400))) wrong += 1;
      }
    }
    expect(wrong).toBe(0);
    await page.getByTestId('layer-FRAME').uncheck();
    const [gone, still] = await screenAt(page, [inDisplay(0.92, 0.13), seen(170, 220)]);
    expect(new Set(gone).size).toBe(1);
    expect(still?.[0]).toBeGreaterThan(200);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('a segmentation that names its images: the colour inside, none outside, strength and switches', async () => {
    const folder = sharedDataPath('imaging/nonimage/seg-liver-dcmqi');
    const study = await world.store(['01', '02', '03', 'liver'].map((name) => `${folder}/${name}.dcm`));
    const object = readPart10(await readFile(`${folder}/liver.dcm`)).dataSet;
    const segmentation = readSegmentation(object);
    const uid = object.string('SOPInstanceUID') ?? '';
    const { page, errors } = await world.open({ study });
    await settled(page);
    await page.keyboard.press('Alt+j');
    await page.getByTestId(`segmentation-${uid}`).check();
    await page.getByTestId('segment-go-1').click();
    await page.getByTestId('segmentation-layer').waitFor();
    await settled(page);
    const { sop } = await canvasGreys(page);
    const frame = segmentation.frames.findIndex(({ sources }) => sources.some((one) => one.sopInstanceUid === sop));
    const mask = maskOf(object, frame);
    /** A pixel whose whole neighbourhood is as it is. */
    const deep = (value: number, from: number) => {
      for (let at = from; at < mask.length - 512 * 6; at += 7) {
        if (at % 512 < 60 || at % 512 > 450) continue;
        let alike = true;
        for (let dy = -5; dy <= 5 && alike; dy += 1) {
          for (let dx = -5; dx <= 5 && alike; dx += 1) alike = mask[at + dy * 512 + dx] === value;
        }
        if (alike) return at;
      }
      throw new Error('no such pixel');
    };
    const view = await viewSize(page);
    const scale = Math.min(view.width, view.height) / 512;
    const place = (at: number) => ({
      x: view.width / 2 + ((at % 512) + 0.5 - 256) * scale,
      y: view.height / 2 + (Math.floor(at / 512) + 0.5 - 256) * scale,
    });
    const places = [place(deep(1, 512 * 100)), place(deep(0, 512 * 200))];
    const colour = segmentation.segments[0]?.colour ?? [0, 0, 0];
    const chroma = ([red, , blue]: Rgb) => red - blue;
    const wanted = chroma(colour);
    expect(Math.abs(wanted)).toBeGreaterThan(40);
    const [inside, outside] = await screenAt(page, places);
    expect(chroma(inside ?? [0, 0, 0])).toBeCloseTo(0.35 * wanted, -1);
    expect(new Set(outside).size).toBe(1);
    await page.getByTestId('segment-opacity').fill('80');
    const [strong] = await screenAt(page, places);
    expect(Math.abs(chroma(strong ?? [0, 0, 0]) - 0.8 * wanted)).toBeLessThan(6);
    const [inReport, besideInReport] = await keyImageAt(page, places);
    expect(Math.abs(chroma(inReport ?? [0, 0, 0]) - 0.8 * wanted)).toBeLessThan(12);
    expect(Math.abs(chroma(besideInReport ?? [0, 0, 0]))).toBeLessThan(8);
    await page.reload();
    await page.getByTestId('segmentation-layer').waitFor();
    await settled(page);
    await page.keyboard.press('Alt+j');
    expect(await page.getByTestId('segment-opacity').inputValue()).toBe('80');
    await page.getByTestId('segment-1').uncheck();
    await page.getByTestId('segment-go-1').click();
    await settled(page);
    const [off] = await screenAt(page, places);
    expect(new Set(off).size).toBe(1);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('a fractional segmentation that names no image lies where its plane lies, as strong as it is certain', async () => {
    const folder = sharedDataPath('imaging/ct-head-philips/s202-std-1mm');
    const image = readPart10(await readFile(`${folder}/I530`)).dataSet;
    const uid = '2.25.4711002';
    const files = await Promise.all(['I520', 'I530', 'I540'].map((name) => readFile(`${folder}/${name}`)));
    const study = await world.storeBytes([...files, placedFraction(image, uid)]);
    const { page, errors } = await world.open({ study });
    await settled(page);
    await page.keyboard.press('Alt+j');
    await page.getByTestId(`segmentation-${uid}`).check();
    await page.getByTestId('segment-go-1').click();
    await page.getByTestId('segment-fraction').waitFor();
    await settled(page);
    expect((await canvasGreys(page)).sop).toBe(image.string('SOPInstanceUID'));
    const view = await viewSize(page);
    const scale = Math.min(view.width, view.height) / 512;
    const place = (column: number, row: number) => ({
      x: view.width / 2 + (column - 256) * scale,
      y: view.height / 2 + (row - 256) * scale,
    });
    // The mask covers columns 60 to 140 and rows 80 to 120; its values change at column 100.
    const [full, quarter, out] = await screenAt(page, [place(80, 90), place(120, 110), place(150, 100)]);
    const spread = (of: Rgb | undefined) => Math.max(...(of ?? [0])) - Math.min(...(of ?? [0]));
    expect(spread(out)).toBe(0);
    expect(spread(full)).toBeGreaterThan(40);
    expect(spread(quarter) / spread(full)).toBeGreaterThan(0.18);
    expect(spread(quarter) / spread(full)).toBeLessThan(0.32);
    // A millimetre away nothing of it is left.
    await page.getByTestId('viewport-0').hover();
    await page.mouse.wheel(0, 100);
    await expect.poll(() => page.getByTestId('segment-fraction').count()).toBe(0);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('reports, key images, a PDF and an ECG of others stand beside the pictures and are read there; a hostile report does no harm', async () => {
    const folder = sharedDataPath('imaging/ct-head-philips/s202-std-1mm');
    const image = readPart10(await readFile(`${folder}/I540`)).dataSet;
    const beside = async (name: string) =>
      besideImage(image, await readFile(sharedDataPath(`imaging/nonimage/${name}`)));
    const marked = readPart10(
      await readFile(sharedDataPath('imaging/nonimage/generated/ko-of-interest-ct.dcm')),
    ).dataSet;
    const named = new Set(
      marked
        .items('ContentSequence')
        .flatMap((one) => one.item('ReferencedSOPSequence')?.string('ReferencedSOPInstanceUID') ?? []),
    );
    const files = await Promise.all(readdirSync(folder).map((name) => readFile(`${folder}/${name}`)));
    const study = await world.storeBytes([
      ...files,
      await readFile(sharedDataPath('imaging/nonimage/generated/ko-of-interest-ct.dcm')),
      await beside('generated/encapsulated-pdf.dcm'),
      await beside('waveform_ecg.dcm'),
      await beside('test-SR.dcm'),
      await beside('report_dfl'),
      hostileReport(image, '2.25.4711003', 10_000),
    ]);
    const { page, errors } = await world.open({ study });
    await settled(page);
    const panel = page.getByTestId('object-panel');
    const shown = async (kind: string, nth = 0) => {
      await page.locator(`[data-testid="object-item"][data-kind="kind.${kind}"]`).nth(nth).click();
      await page.locator(`[data-testid="object-panel"][data-kind="${kind}"]`).waitFor();
    };
    await page.getByTestId('strip-objects').click();

    // The newest first: the hostile one. Its markup is words; a thousand of its items are drawn, the rest on request.
    await shown('report');
    await panel.getByText(hostileWords).first().waitFor();
    expect(await panel.locator('img, script').count()).toBe(0);
    expect(await panel.locator('.object-item').count()).toBeLessThan(1000);
    await page.getByTestId('object-more').scrollIntoViewIfNeeded();
    await shoot(page, 'object-hostile');
    await page.getByTestId('object-more').getByRole('button').click();
    await expect.poll(() => panel.locator('.object-item').count()).toBeGreaterThan(5000);
    expect(await page.evaluate(() => 'harmed' in window)).toBe(false);

    const reports = page.locator('[data-testid="object-item"][data-kind="kind.report"]');
    expect(await reports.count()).toBe(3);
    const words = [];
    for (const nth of [1, 2]) {
      await shown('report', nth);
      await panel.getByRole('heading').first().waitFor();
      words.push(await panel.textContent());
      await shoot(page, `object-report-${nth}`);
    }
    expect(words.join('\n')).toContain('A mass of');
    expect(words.join('\n')).toContain('已审核');

    await shown('waveform');
    await panel.getByRole('heading', { name: 'RHYTHM' }).waitFor();
    const strip = panel.getByRole('img', { name: 'Lead II' }).first();
    const drawnTo = await strip.locator('path').evaluate((path) => {
      if (!(path instanceof SVGPathElement)) throw new Error('no path');
      const { width, height } = path.getBBox();
      return { width, height };
    });
    expect(drawnTo.width).toBeGreaterThan(900);
    expect(drawnTo.height).toBeGreaterThan(10);
    await shoot(page, 'object-ecg');

    await shown('document');
    // Chromium's viewer is a page of its own inside the frame; one that was refused has the browser's error page.
    const schemes = () => page.frames().map((frame) => frame.url().split(':')[0]);
    await expect.poll(schemes, { timeout: 20_000 }).toContain('chrome-extension');
    expect(schemes()).not.toContain('chrome-error');
    await shoot(page, 'object-pdf');

    await shown('key-objects');
    await shoot(page, 'object-keys');
    await panel.getByTestId('key-image').nth(1).click();
    await panel.waitFor({ state: 'detached' });
    await expect.poll(async () => named.has((await canvasGreys(page)).sop)).toBe(true);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('colours of the states are those of CIELab', () => {
    expect(labToRgb([34_868, 53_494, 50_146])[0]).toBeGreaterThan(244);
    expect(labToRgb([57_496, 10_743, 54_267])[1]).toBeGreaterThan(244);
  });
});
