// The reading room in Chromium: a picture turned by any angle, a window kept as a preset, a hanging protocol edited; all kept by the server.
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { maximumGapMilliseconds } from '../../renderer/scanner/burst.ts';
import { browserPath } from '../support/browser.ts';
import { chestFilm } from '../support/chest-film.ts';
import { hasSharedData, sharedDataPath } from '../support/shared-data.ts';
import { valueIn } from '../support/stored-image.ts';
import { openViewerWorld, type ViewerWorld } from '../support/viewer-world.ts';

const folder = sharedDataPath('imaging/ct-head-philips/s202-std-1mm');
const headFiles = hasSharedData ? readdirSync(folder).map((name) => `${folder}/${name}`) : [];

describe.skipIf(browserPath === null)('turns, presets and protocols', { timeout: 120_000 }, () => {
  let world: ViewerWorld;
  let study: string;
  let head: string;
  beforeAll(async () => {
    world = await openViewerWorld();
    study = await world.storeBytes([
      chestFilm({ study: '7301', accession: 'A7301', patientId: 'P7301', name: '转动' }),
    ]);
    if (hasSharedData) head = await world.store(headFiles);
  });
  afterAll(() => world?.close());

  async function opened(which = study): Promise<Page> {
    const { page } = await world.open({ study: which, reader: world.readerId });
    await page.locator('canvas[data-frame]').first().waitFor();
    return page;
  }
  const transform = (page: Page) =>
    page.getByTestId('picture-0').evaluate((canvas) => {
      const { a, b, c, d } = new DOMMatrix(getComputedStyle(canvas).transform);
      return { angle: (Math.atan2(b, a) * 180) / Math.PI, scale: Math.hypot(c, d) };
    });

  test('turned by degrees, by hand with the angle shown, with Shift to 15°, and upright again', async () => {
    const page = await opened();
    const before = await transform(page);
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('Shift+ArrowRight');
    expect(await page.getByTestId('corner-turned').innerText()).toContain('3°');
    expect((await transform(page)).angle).toBeCloseTo(3, 3);

    await page.keyboard.press('Alt+5');
    const box = await page.getByTestId('viewport-0').boundingBox();
    if (!box) throw new Error('the viewport has no box');
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    await page.mouse.move(middle.x, middle.y - 150);
    await page.mouse.down();
    await page.mouse.move(middle.x + 50, middle.y - 150, { steps: 5 });
    expect(await page.getByTestId('turn-dial').innerText()).toMatch(/\d/);
    const free = await transform(page);
    expect(free.angle).toBeCloseTo(3 + (Math.atan2(50, 150) * 180) / Math.PI, 0);
    expect(free.scale).toBeCloseTo(before.scale, 3);
    await page.keyboard.down('Shift');
    await page.mouse.move(middle.x + 52, middle.y - 150);
    await expect.poll(async () => (await transform(page)).angle).toBeCloseTo(15, 3);
    await page.keyboard.up('Shift');
    await page.mouse.up();
    expect(await page.getByTestId('turn-dial').count()).toBe(0);
    await page.keyboard.press('Shift+ArrowUp');
    await expect.poll(async () => (await transform(page)).angle).toBeCloseTo(0, 6);
    expect(await page.getByTestId('corner-turned').count()).toBe(0);
    await page.context().close();
  });

  test.skipIf(!hasSharedData)(
    'the pixel under the pointer is named; corners go and come; a double click enlarges, or does what the reader set',
    async () => {
      const page = await opened(head);
      const box = await page.getByTestId('viewport-0').boundingBox();
      if (!box) throw new Error('the viewport has no box');
      const scale = Math.min(box.width, box.height) / 512;
      const under = page.getByTestId('value-under').first();
      await page.mouse.move(box.x + box.width / 2 + 10.5 * scale, box.y + box.height / 2 - 20.5 * scale);
      const sop = (await page.getByTestId('picture-0').getAttribute('data-frame'))?.split('/')[0] ?? '';
      await expect.poll(() => under.innerText()).toBe(`列 266 行 235 · ${await valueIn(headFiles, sop, 266, 235)} HU`);
      // Another picture under the pointer that rests.
      await page.keyboard.press('End');
      await page.locator('[data-testid="viewport-0"][data-index="41"]').waitFor();
      await page.getByTestId('quality-loading').waitFor({ state: 'detached' });
      const last = (await page.getByTestId('picture-0').getAttribute('data-frame'))?.split('/')[0] ?? '';
      expect(last).not.toBe(sop);
      await expect.poll(() => under.innerText()).toBe(`列 266 行 235 · ${await valueIn(headFiles, last, 266, 235)} HU`);
      await page.mouse.move(5, 5);
      await expect.poll(() => under.innerText()).toBe('');
      await page.keyboard.press('d');
      await page.locator('.corner').first().waitFor({ state: 'detached' });
      await page.waitForTimeout(2 * maximumGapMilliseconds);
      await page.keyboard.press('d');
      await page.locator('.corner').first().waitFor();

      // How the image was made, and its elements by name.
      await page.keyboard.press('Control+i');
      await expect.poll(() => page.getByTestId('header-technique').innerText()).toContain('管电压 kV');
      await page.getByTestId('header-find').fill('0028,0030');
      const row = page.getByTestId('header-dialog').locator('tbody tr');
      await expect.poll(() => row.count()).toBe(1);
      expect(await row.innerText()).toContain('PixelSpacing');
      await page.keyboard.press('Escape');

      // A series dragged into the second viewport, which a double click makes the only one, and another one brings the first back.
      await page.keyboard.press('Alt+2');
      await page.getByTestId('thumbnail').first().dragTo(page.getByTestId('viewport-1'));
      await page.locator('[data-testid="picture-1"][data-frame]').waitFor();
      await page.getByTestId('viewport-1').dblclick();
      await page.getByTestId('viewport-0').waitFor({ state: 'detached' });
      await page.getByTestId('viewport-1').dblclick();
      await page.getByTestId('viewport-0').waitFor();
      await page.keyboard.press('Alt+b');
      await page.getByTestId('bind-double').selectOption('window.auto');
      await page.keyboard.press('Escape');
      const window = () => page.getByTestId('viewport-1').getByTestId('corner-window').innerText();
      const before = await window();
      await page.getByTestId('viewport-1').dblclick();
      await expect.poll(window).not.toBe(before);
      expect(await page.getByTestId('viewport-0').count()).toBe(1);
      await page.context().close();
    },
  );

  test.skipIf(!hasSharedData)(
    'a picture is copied, saved and printed as it is seen, with the patient only on request, each on record first',
    async () => {
      const page = await opened(head);
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await page.getByTestId('quality-loading').waitFor({ state: 'detached' });
      await page.keyboard.press('Control+e');
      await page.getByTestId('picture-preview').waitFor();
      await page.getByTestId('picture-copy').click();
      await page.getByTestId('picture-dialog').waitFor({ state: 'detached' });
      const copied = await page.evaluate(async () => {
        const [item] = await navigator.clipboard.read();
        const blob = await item?.getType('image/png');
        if (!blob) throw new Error('no picture');
        const picture = await createImageBitmap(blob);
        const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
        context?.drawImage(picture, 0, 0);
        /** Bright pixels of a part of the picture, by shares of its size. */
        const lit = (x: number, y: number, width: number, height: number) => {
          const part = [x * picture.width, y * picture.height, width * picture.width, height * picture.height] as const;
          const { data } = context?.getImageData(...part) ?? { data: [] };
          return [...data].filter((value, at) => at % 4 === 0 && value > 120).length;
        };
        return {
          long: Math.max(picture.width, picture.height),
          corner: lit(0, 0, 0.2, 0.12),
          head: lit(0.4, 0.3, 0.2, 0.4),
        };
      });
      expect(copied.long).toBe(1600);
      expect(copied.head).toBeGreaterThan(1000);
      expect(copied.corner).toBe(0);

      await page.keyboard.press('Control+e');
      const shown = () => page.getByTestId('picture-preview').getAttribute('src');
      const plain = await shown();
      await page.getByTestId('picture-named').check({ force: true });
      await expect.poll(shown).not.toBe(plain);
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId('picture-jpeg').click()]);
      expect(file.suggestedFilename()).toMatch(/.+-CT-202-1\.jpg$/);
      const bytes = await readFile(await file.path());
      expect([...bytes.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);

      await page.evaluate(() => {
        window.print = () => {
          document.body.dataset.printed = String(document.querySelectorAll('body > .picture-sheet img').length);
        };
      });
      await page.keyboard.press('Control+e');
      await page.getByTestId('picture-print').click();
      await page.locator('body[data-printed="1"]').waitFor({ state: 'attached' });
      await page.getByTestId('picture-dialog').waitFor({ state: 'detached' });

      // Without the row there is no picture.
      await page.route('**/pictures-out', (route) => route.abort());
      await page.route('**/recordPicture', (route) => route.abort());
      await page.keyboard.press('Control+e');
      await page.getByTestId('picture-png').click();
      expect(await page.getByTestId('picture-problem').innerText()).toContain('图像没有带走');
      const rows = await world.started.server.kernel.db
        .selectFrom('audit')
        .select(['subject', 'detail'])
        .where('act', '=', 'imaging.recordPicture')
        .orderBy('at')
        .execute();
      expect(rows.map(({ subject }) => subject)).toEqual([head, head, head]);
      expect(rows.map(({ detail }) => detail.split(':')[0])).toEqual([
        "copied, without the patient's name",
        "saved, with the patient's name",
        "printed, without the patient's name",
      ]);
      await page.context().close();
    },
  );

  test('the window in view becomes a preset on key 1, here and in another browser', async () => {
    const page = await opened();
    await page.getByTestId('menu-presets').click();
    await page.getByTestId('preset-own-hard').click();
    const wanted = await page.getByTestId('corner-window').innerText();
    await page.keyboard.press('Alt+3');
    await page.getByTestId('preset-name').fill('我的胸片窗');
    await page.getByTestId('preset-save').click();
    await page.getByTestId('preset-list').getByText('我的胸片窗').waitFor();
    await expect.poll(async () => (await world.reader.api.imaging.readingSetups()).person.doc.presets.length).toBe(1);
    await page.context().close();

    const other = await opened();
    expect(await other.getByTestId('corner-window').innerText()).not.toBe(wanted);
    await other.getByTestId('menu-presets').click();
    await other.getByText('我的胸片窗').waitFor();
    await other.keyboard.press('Escape');
    await other.keyboard.press('1');
    await expect.poll(() => other.getByTestId('corner-window').innerText()).toBe(wanted);
    await other.context().close();
  });

  test('a shipped protocol is copied, everything in it set, and it hangs the case in another browser', async () => {
    const page = await opened();
    await page.keyboard.press('Alt+p');
    const dialog = page.getByTestId('protocols-dialog');
    await dialog.getByRole('option').filter({ hasText: '平片' }).last().click();
    expect(await page.getByTestId('protocol-copy-department').count()).toBe(0);
    await page.getByTestId('protocol-copy').click();
    await dialog.getByLabel('名称').fill('科研平片');
    await dialog.getByLabel('优先级 (0–100)').fill('90');
    await page.getByTestId('protocol-link').selectOption('offset');
    await page.getByTestId('protocol-compact').uncheck();
    await page.getByTestId('cell-1-localizers').check();
    await dialog.getByLabel('伪彩').selectOption('hot-iron');
    await page.getByTestId('protocol-save').click();
    const stored = async () => (await world.reader.api.imaging.readingSetups()).person.doc.protocols[0];
    await expect.poll(stored).toMatchObject({ rank: 90, linkScroll: 'offset', compact: false });
    expect((await stored())?.cells[0]).toMatchObject({ colours: 'hot-iron', stack: { localizers: true, nth: 0 } });
    await page.context().close();

    const other = await opened();
    await other.keyboard.press('Alt+p');
    const hung = other.getByTestId('protocols-dialog').locator('button[aria-selected="true"]');
    expect(await hung.innerText()).toContain('科研平片');
    await other.context().close();
  });
});
