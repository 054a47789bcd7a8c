// Every drawing tool by the mouse, cleared in one act and taken back; series that scroll together; colours, inversion, mirroring, cine and the glass on the screen.
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPart10 } from '../../core/dicom/read.ts';
import { AnnotationDocument, annotationKinds } from '../../core/imaging/annotation/model.ts';
import { maximumGapMilliseconds } from '../../renderer/scanner/burst.ts';
import { browserPath } from '../support/browser.ts';
import { hasSharedData, sharedDataPath } from '../support/shared-data.ts';
import { valueIn } from '../support/stored-image.ts';
import { openViewerWorld, type ViewerWorld } from '../support/viewer-world.ts';

const folder = sharedDataPath('imaging/ct-head-philips/s202-std-1mm');
const files = hasSharedData ? readdirSync(folder).map((name) => `${folder}/${name}`) : [];

/** A bound, not a wait: what is drawn is saved a moment later. */
const soon = { timeout: 20_000 };

type Spot = [number, number];

/** What makes each annotation: places to press and drag over, to click, words; pixels of the screen. */
const drawn: Record<
  (typeof annotationKinds)[number],
  { key: string; drag?: Spot[][]; click?: Spot[]; words?: string }
> = {
  length: {
    key: 'l',
    drag: [
      [
        [0, 0],
        [60, 40],
      ],
    ],
  },
  angle: {
    key: 'a',
    drag: [
      [
        [0, 60],
        [0, 0],
      ],
    ],
    click: [[60, 30]],
  },
  cobb: {
    key: 'Alt+q',
    drag: [
      [
        [0, 0],
        [60, 10],
      ],
      [
        [0, 70],
        [60, 50],
      ],
    ],
  },
  bidirectional: {
    key: 'b',
    drag: [
      [
        [0, 30],
        [60, 30],
      ],
    ],
  },
  ellipse: {
    key: 'e',
    drag: [
      [
        [0, 0],
        [60, 40],
      ],
    ],
  },
  rectangle: {
    key: 'q',
    drag: [
      [
        [0, 0],
        [60, 40],
      ],
    ],
  },
  circle: {
    key: 'o',
    drag: [
      [
        [30, 30],
        [55, 30],
      ],
    ],
  },
  polygon: {
    key: 'y',
    click: [
      [0, 0],
      [60, 0],
      [60, 50],
      [0, 50],
      [2, 2],
    ],
  },
  freehand: {
    key: 'f',
    drag: [
      [
        [0, 0],
        [30, 4],
        [60, 0],
        [64, 25],
        [60, 50],
        [30, 54],
        [0, 50],
        [2, 25],
        [4, 12],
        [2, 6],
      ],
    ],
  },
  probe: { key: 'u', click: [[30, 30]] },
  arrow: {
    key: 'j',
    drag: [
      [
        [0, 0],
        [50, 40],
      ],
    ],
    words: '结节',
  },
  text: { key: 't', click: [[10, 30]], words: '术后改变' },
  cardiothoracic: {
    key: 'h',
    drag: [
      [
        [0, 10],
        [60, 10],
      ],
      [
        [10, 50],
        [50, 50],
      ],
    ],
  },
};

type Quantities = readonly { name: string; value: number; unit: string }[] | undefined;

const degrees = (down: number, across: number) => (Math.atan2(down, across) * 180) / Math.PI;

const spacingOf = async (path: string) => readPart10(await readFile(path)).dataSet.numbers('PixelSpacing')[0] ?? 0;

async function draw(page: Page, kind: (typeof annotationKinds)[number], at: Spot): Promise<void> {
  const { key, drag = [], click = [], words } = drawn[kind];
  const place = ([x, y]: Spot): Spot => [at[0] + x, at[1] + y];
  await page.keyboard.press(key);
  for (const [first, ...others] of drag) {
    await page.mouse.move(...place(first ?? [0, 0]));
    await page.mouse.down();
    for (const one of others) await page.mouse.move(...place(one), { steps: 3 });
    await page.mouse.up();
  }
  for (const one of click) {
    await page.mouse.move(...place(one));
    await page.mouse.down();
    await page.mouse.up();
  }
  if (words !== undefined) {
    await page.getByTestId('annotation-words').fill(words);
    await page.getByTestId('annotation-words').press('Enter');
  }
  await page.getByTestId(`annotation-${kind}`).waitFor();
}

const indexOf = (page: Page, viewport: number) => page.getByTestId(`viewport-${viewport}`).getAttribute('data-index');

/** The colour in the middle of the picture. */
const middle = (page: Page) =>
  page.getByTestId('picture-0').evaluate((canvas) => {
    if (!(canvas instanceof HTMLCanvasElement)) throw new Error('no canvas');
    const { data } = canvas.getContext('2d')?.getImageData(canvas.width / 2, canvas.height / 2, 1, 1) ?? { data: [] };
    return [...data].slice(0, 3);
  });

/** The greys of the first viewport as they are seen, by CSS pixels from its middle. */
async function seenAround(page: Page): Promise<(x: number, y: number) => number> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const shot = await page.getByTestId('viewport-0').screenshot();
  const { width, height, greens } = await page.evaluate(async (data) => {
    const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
    context?.drawImage(picture, 0, 0);
    const read = context?.getImageData(0, 0, picture.width, picture.height).data ?? [];
    let text = '';
    for (let at = 1; at < read.length; at += 4) text += String.fromCharCode(read[at] ?? 0);
    return { width: picture.width, height: picture.height, greens: btoa(text) };
  }, shot.toString('base64'));
  const seen = Buffer.from(greens, 'base64');
  return (x, y) => seen[Math.round(height / 2 + y) * width + Math.round(width / 2 + x)] ?? 0;
}

/** Mean difference of two pictures over a square of the middle, grey levels. */
function apart(one: (x: number, y: number) => number, other: (x: number, y: number) => number, reach: number): number {
  let sum = 0;
  let count = 0;
  for (let x = -reach; x <= reach; x += 3) {
    for (let y = -reach; y <= reach; y += 3) {
      sum += Math.abs(one(x, y) - other(x, y));
      count += 1;
    }
  }
  return sum / count;
}

describe.skipIf(browserPath === null || !hasSharedData)('the tools of the reading room in Chromium', () => {
  let world: ViewerWorld;
  let study: string;
  beforeAll(async () => {
    world = await openViewerWorld();
    study = await world.store(files);
  });
  afterAll(() => world?.close());

  test('each is drawn by the mouse and kept; all are cleared in one act, which can be undone', async () => {
    const { page, errors } = await world.open({ study });
    await page.locator('canvas[data-frame]').first().waitFor();
    const box = await page.getByTestId('viewport-0').boundingBox();
    if (!box) throw new Error('no viewport');
    const middle: Spot = [box.x + box.width / 2 - 30, box.y + box.height / 2 - 30];
    // Each on an image of its own: the values of one are no obstacle for the next.
    for (const kind of annotationKinds) {
      await draw(page, kind, middle);
      await page.keyboard.press('Escape');
      await page.keyboard.press('ArrowDown');
    }
    const saved = page.locator('[data-testid="annotations-state"][data-state="saved"]');
    await saved.waitFor();
    const stored = async () => {
      const [one] = await world.reader.api.imaging.annotations({ studyUid: study });
      return AnnotationDocument.parse(one?.doc).annotations;
    };
    const kept = await stored();
    expect(kept.map(({ kind }) => kind)).toEqual([...annotationKinds]);
    // What the hand drew in pixels of the screen, in the millimetres and degrees that follow from it.
    const [length, angle, cobb, both, ellipse, rectangle, circle, polygon, freehand, probe, , , heart] = kept.map(
      ({ quantities }) => quantities,
    );
    const mm = (await spacingOf(files[0] ?? '')) / (Math.min(box.width, box.height) / 512);
    const near = (found: Quantities, name: string, value: number, unit: string) => {
      const one = found?.find((each) => each.name === name);
      expect([name, one?.unit]).toEqual([name, unit]);
      expect(Math.abs((one?.value ?? 0) - value) / value, name).toBeLessThan(0.002);
    };
    near(length, 'length', Math.hypot(60, 40) * mm, 'mm');
    near(angle, 'angle', 90 - degrees(30, 60), 'deg');
    near(cobb, 'angle', degrees(10, 60) + degrees(20, 60), 'deg');
    near(both, 'long-axis', 60 * mm, 'mm');
    near(ellipse, 'area', Math.PI * 30 * 20 * mm ** 2, 'mm2');
    near(rectangle, 'area', 60 * 40 * mm ** 2, 'mm2');
    near(circle, 'area', Math.PI * 25 ** 2 * mm ** 2, 'mm2');
    near(polygon, 'area', 60 * 50 * mm ** 2, 'mm2');
    near(heart, 'ratio', 60 / 40, '');
    for (const region of [ellipse, rectangle, circle, polygon, freehand])
      expect(region?.filter(({ unit }) => unit === 'HU').map(({ name }) => name)).toEqual([
        'mean',
        'deviation',
        'minimum',
        'maximum',
      ]);
    // The point's value is that of the pixel in the file.
    const at = kept[9];
    const [point] = at?.points ?? [];
    const value = await valueIn(files, at?.sopInstanceUid ?? '', Math.floor(point?.x ?? 0), Math.floor(point?.y ?? 0));
    expect(probe).toEqual([{ name: 'value', value, unit: 'HU' }]);
    expect(kept.flatMap(({ text }) => text || [])).toEqual(['结节', '术后改变']);
    await page.reload();
    const listed = page.getByTestId('measurements').getByRole('button');
    await listed.first().waitFor();
    await page.locator('canvas[data-frame]').first().waitFor();
    await page.keyboard.press('Home');
    await page.getByTestId('annotation-length').waitFor();

    await page.keyboard.press('Shift+Delete');
    await page.getByTestId('annotation-length').waitFor({ state: 'detached' });
    await expect.poll(async () => (await stored()).length, soon).toBe(0);
    await page.keyboard.press('Control+z');
    await page.getByTestId('annotation-length').waitFor();
    await expect.poll(async () => (await stored()).length, soon).toBe(annotationKinds.length);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('series scroll together by position or by an offset; colours, inversion, cine and reset are seen', async () => {
    const { page, errors } = await world.open({ study });
    await page.locator('canvas[data-frame]').first().waitFor();
    await page.keyboard.press('Alt+2');
    await page.getByTestId('viewport-1').click();
    await page.getByTestId('thumbnail').first().dblclick();
    await page.locator('[data-testid="picture-1"][data-frame]').waitFor();
    await page.getByTestId('viewport-0').click();
    await page.keyboard.press('Home');
    const linked = (id: string) => page.getByTestId(`do-${id}`).getAttribute('aria-pressed');
    const by = async (id: 'position' | 'offset' | 'none') => {
      const [position, offset] = [await linked('link.position'), await linked('link.offset')];
      if (id !== 'offset' && (position === 'true') !== (id === 'position')) await page.keyboard.press('k');
      if (id !== 'position' && (offset === 'true') !== (id === 'offset')) await page.keyboard.press('Alt+k');
    };
    await by('position');
    await page.keyboard.press('PageDown');
    await expect
      .poll(async () =>
        [await indexOf(page, 0), await indexOf(page, 1)].every((at, _, [first]) => at === first && at !== '0'),
      )
      .toBe(true);
    // Apart by two, and from then on together with that offset.
    await by('none');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const [first, second] = [Number(await indexOf(page, 0)), Number(await indexOf(page, 1))];
    expect(first - second).toBe(2);
    await by('offset');
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowDown');
    await expect
      .poll(async () => [Number(await indexOf(page, 0)), Number(await indexOf(page, 1))])
      .toEqual([first + 3, second + 3]);

    await page.keyboard.press('Alt+1');
    await page.getByTestId('quality-loading').waitFor({ state: 'detached' });
    const grey = await middle(page);
    expect(new Set(grey).size).toBe(1);
    await page.getByTestId('menu-presets').click();
    await page.getByRole('menuitemradio').nth(1).click();
    await expect.poll(async () => new Set(await middle(page)).size, soon).toBeGreaterThan(1);
    await page.keyboard.press('Backspace');
    await expect.poll(() => middle(page), soon).toEqual(grey);
    await page.keyboard.press('i');
    await expect.poll(() => middle(page), soon).toEqual(grey.map((one) => 255 - one));
    await page.keyboard.press('i');
    await expect.poll(() => middle(page), soon).toEqual(grey);
    const still = await indexOf(page, 0);
    // Keys that follow one another faster than a hand are taken for a scanner's and do nothing.
    await page.waitForTimeout(2 * maximumGapMilliseconds);
    await page.keyboard.press('c');
    await expect.poll(() => indexOf(page, 0), soon).not.toBe(still);
    await page.keyboard.press('c');
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('mirrored to the side and upside down, letters with it; under the glass the picture is larger', async () => {
    const { page, errors } = await world.open({ study });
    await page.locator('canvas[data-frame]').first().waitFor();
    await page.getByTestId('quality-loading').waitFor({ state: 'detached' });
    const letters = () =>
      Promise.all(
        (['left', 'right', 'top', 'bottom'] as const).map((edge) => page.locator(`.edge-${edge}`).textContent()),
      );
    const plain = await seenAround(page);
    const [left, right, top, bottom] = await letters();
    expect(new Set([left, right, top, bottom]).size).toBe(4);
    for (const [key, sideways, order] of [
      ['Alt+x', true, [right, left, top, bottom]],
      ['Alt+v', false, [left, right, bottom, top]],
    ] as const) {
      await page.keyboard.press(key);
      await expect.poll(letters).toEqual(order);
      const mirrored = await seenAround(page);
      const wanted = (x: number, y: number) => (sideways ? plain(-x, y) : plain(x, -y));
      // A head is nearly the same at both sides: what is mirrored must be much nearer than what is not.
      expect(apart(mirrored, wanted, 180)).toBeLessThan(apart(mirrored, plain, 180) / 4);
      await page.keyboard.press(key);
      await expect.poll(letters).toEqual([left, right, top, bottom]);
    }
    expect(apart(await seenAround(page), plain, 180)).toBeLessThan(0.5);

    const box = await page.getByTestId('viewport-0').boundingBox();
    if (!box) throw new Error('no viewport');
    await page.keyboard.press('g');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.getByTestId('magnifier').waitFor();
    const glass = await seenAround(page);
    const twice = (x: number, y: number) => plain(x / 2, y / 2);
    expect(apart(glass, twice, 80)).toBeLessThan(apart(glass, plain, 80) / 2);
    await page.mouse.up();
    await page.getByTestId('magnifier').waitFor({ state: 'detached' });
    expect(errors).toEqual([]);
    await page.context().close();
  });
});
