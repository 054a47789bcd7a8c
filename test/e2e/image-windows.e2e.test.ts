// Two windows of one reader in a real browser: the second follows the first, shows its patient and no other, and shares what is drawn.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExamDocument } from '../../core/orders/exam.ts';
import { browserPath, shoot } from '../support/browser.ts';
import { openReadingFlow, type ReadingFlow, soon } from '../support/reading-flow.ts';

describe.skipIf(browserPath === null)('image windows in Chromium', { timeout: 120_000 }, () => {
  let flow: ReadingFlow;
  let main: Page;
  let second: Page;
  let exams: ExamDocument[];
  const nameIn = (page: Page) => page.getByTestId('banner-name').textContent({ timeout: 5000 });
  const shows = (page: Page) => page.getByTestId('image-window').getAttribute('data-view');
  const pictures = (page: Page) => page.locator('[data-testid="viewport-0"][data-index]').waitFor(soon);
  const lengths = (page: Page) => page.getByTestId('annotation-length').count();

  beforeAll(async () => {
    flow = await openReadingFlow();
    exams = [await flow.ready('7301', '双屏甲'), await flow.ready('7302', '双屏乙')];
  });
  afterAll(() => flow?.close());

  async function openSecond(page: Page): Promise<Page> {
    const popup = page.waitForEvent('popup');
    await page.keyboard.press('Alt+n');
    const opened = await popup;
    opened.setDefaultTimeout(40_000);
    opened.on('pageerror', (error) => flow.errors.push(error.message));
    return opened;
  }

  test('a key opens a second window: the same patient, the same pictures', async () => {
    const [first] = exams;
    if (!first) throw new Error('an exam');
    main = await flow.openCase('radiology-resident', first, 'write');
    await pictures(main);
    second = await openSecond(main);
    await second.locator('[data-view="case"]').waitFor();
    await pictures(second);
    expect(await nameIn(second)).toBe(await nameIn(main));
    expect(await second.title()).toContain('双屏甲');
    expect(await main.getByTestId('open-image-window').getAttribute('data-count')).toBe('1');
  });

  test('however narrow a window is, its banner says the whole patient', async () => {
    const { width, height } = second.viewportSize() ?? { width: 1366, height: 768 };
    for (const narrow of [680, 380]) {
      await second.setViewportSize({ width: narrow, height: 600 });
      await expect.poll(() => cutFacts(second), soon).toEqual([]);
      await shoot(second, `image-window-${narrow}`);
    }
    await second.setViewportSize({ width, height });
  });

  /** What of the banner lies outside the window or the banner, or is shortened. */
  const cutFacts = (page: Page) =>
    page.getByTestId('banner').evaluate((banner) => {
      const frame = banner.getBoundingClientRect();
      const parts = [...banner.querySelectorAll('.banner-name, .banner-main, .fact, .image-window-exam')];
      if (parts.length < 4) return ['facts are missing'];
      return parts
        .filter((part) => {
          const box = part.getBoundingClientRect();
          const isIn = box.left >= 0 && box.right <= window.innerWidth && box.bottom <= frame.bottom + 1;
          return !isIn || part.scrollWidth > part.clientWidth + 1;
        })
        .map((part) => part.textContent);
    });

  test('what is drawn in one stands in the other, both ways, and is stored once', async () => {
    const draw = async (page: Page, from: number) => {
      await page.bringToFront();
      const box = await page.locator('.viewport').first().boundingBox();
      if (!box) throw new Error('a viewport');
      await page.mouse.click(box.x + 5, box.y + box.height / 2);
      await page.keyboard.press('l');
      await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * from);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * from, { steps: 4 });
      await page.mouse.up();
    };
    await draw(second, 0.4);
    await expect.poll(() => lengths(second), soon).toBe(1);
    await expect.poll(() => lengths(main), soon).toBe(1);
    await draw(main, 0.7);
    await expect.poll(() => lengths(second), soon).toBe(2);
    const study = exams[0]?.objects[0]?.id ?? (await studyOf());
    const reader = await flow.caller('radiology-resident');
    await expect
      .poll(async () => {
        const [own] = await reader.api.imaging.annotations({ studyUid: study });
        return (own?.doc as { annotations: unknown[] } | undefined)?.annotations.length;
      }, soon)
      .toBe(2);
    await expect.poll(() => main.locator('[data-testid="measurements"]').textContent(), soon).not.toContain('冲突');
  });

  async function studyOf(): Promise<string> {
    const exam = await (await flow.caller('radiologist')).api.orders.exam({ examId: exams[0]?.id ?? '' });
    return exam.objects.find(({ kind }) => kind === 'study')?.id ?? '';
  }

  test('a key image taken in the second window is in the report', async () => {
    await second.bringToFront();
    await second.keyboard.press('m');
    await expect.poll(() => main.locator('.key-images > li').count(), soon).toBe(1);
  });

  test('the next case in the main window: the second follows and never shows two patients at once', async () => {
    const [, next] = exams;
    if (!next) throw new Error('an exam');
    // Each change of what stands there is written down beside what stands in the main window at that moment.
    await second.evaluate(() => {
      const seen: string[] = [];
      Reflect.set(window, 'seen', seen);
      const look = () => {
        const here = document.querySelector('[data-testid="banner-name"]')?.textContent ?? '';
        const there = window.opener?.document.querySelector('[data-testid="banner-name"]')?.textContent ?? '';
        if (here && there && here !== there) seen.push(`${here} beside ${there}`);
        requestAnimationFrame(look);
      };
      look();
    });
    await flow.openCase('radiology-resident', next, 'write');
    await second.locator('[data-view="case"]').waitFor();
    await expect.poll(() => nameIn(second), soon).toBe('双屏乙');
    await pictures(second);
    expect(await lengths(second)).toBe(0);
    expect(await second.evaluate(() => Reflect.get(window, 'seen'))).toEqual([]);
  });

  test('the list, the lock and their end: blank each time, and back with the same patient', async () => {
    await main.bringToFront();
    await main.keyboard.press('Control+L');
    await expect.poll(() => shows(second), soon).toBe('noCase');
    expect(await second.getByTestId('banner-name').count()).toBe(0);
    const [first] = exams;
    if (!first) throw new Error('an exam');
    await flow.openCase('radiology-resident', first, 'write');
    await expect.poll(() => nameIn(second), soon).toBe('双屏甲');
    await main.keyboard.press('Control+Alt+L');
    await expect.poll(() => shows(second), soon).toBe('locked');
    expect(await second.getByTestId('banner-name').count()).toBe(0);
    await main.getByTestId('login-password').fill(flow.demo.account('radiology-resident').password);
    await main.keyboard.press('Enter');
    await expect.poll(() => nameIn(second), soon).toBe('双屏甲');
  });

  test('another tab of the same reader opens another case: the desk does not move', async () => {
    const [, other] = exams;
    const tab = await main.context().newPage();
    await tab.goto(`${flow.demo.server}/#/radiology/case?exam=${other?.id}&look=1`);
    await expect.poll(() => nameIn(tab), soon).toBe('双屏乙');
    expect([await nameIn(second), await nameIn(main)]).toEqual(['双屏甲', '双屏甲']);
    await tab.close();
  });

  test('a third window beside; the main window goes and takes both along', async () => {
    await main.bringToFront();
    const third = await openSecond(main);
    await expect.poll(() => nameIn(third), soon).toBe('双屏甲');
    await main.close();
    for (const page of [second, third])
      await expect.poll(() => page.isClosed() || shows(page).catch(() => null), soon).not.toBe('case');
    await expect.poll(() => second.isClosed() && third.isClosed(), soon).toBe(true);
  });

  test('no script failed on the way', () => expect(flow.errors).toEqual([]));
});
