// The reading room in Chromium: a picture turned by any angle, a window kept as a preset, a hanging protocol edited; all kept by the server.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath } from '../support/browser.ts';
import { chestFilm } from '../support/chest-film.ts';
import { openViewerWorld, type ViewerWorld } from '../support/viewer-world.ts';

describe.skipIf(browserPath === null)('turns, presets and protocols', { timeout: 120_000 }, () => {
  let world: ViewerWorld;
  let study: string;
  beforeAll(async () => {
    world = await openViewerWorld();
    study = await world.storeBytes([
      chestFilm({ study: '7301', accession: 'A7301', patientId: 'P7301', name: '转动' }),
    ]);
  });
  afterAll(() => world?.close());

  async function opened(): Promise<Page> {
    const { page } = await world.open({ study, reader: world.readerId });
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
