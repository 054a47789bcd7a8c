// Report layouts in Chromium: an administrator changes title and logo by keyboard and mouse, a report is signed, and the paper shows it; two administrators, and a way left with changes.
import { rm } from 'node:fs/promises';
import type { Browser as Chromium, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExamReport } from '../../core/reporting/exam-report.ts';
import { browserPath, launchBrowser, shoot } from '../support/browser.ts';
import { type ExamWorld, startExamWorld } from '../support/exam-world.ts';
import { canReadPdf, papersUnread, pdfWords } from '../support/pdf-words.ts';
import { addPeople, type Browser, loggedIn, testPassword } from '../support/server.ts';
import { buildPages } from '../support/viewer-world.ts';

const soon = { timeout: 15_000 };
const title = '县医院影像诊断报告书';

if (!canReadPdf) test.skip(papersUnread, () => undefined);

describe.skipIf(browserPath === null)('report layouts', { timeout: 90_000 }, () => {
  let world: ExamWorld;
  let chromium: Chromium;
  let rendererDir: string;
  let admin: Browser;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    [rendererDir, chromium] = await Promise.all([buildPages(['index.html']), launchBrowser()]);
    world = await startExamWorld({ rendererDir, clock: { now: () => new Date() } });
    await addPeople(world.running.server, ['system-admin']);
    admin = await loggedIn(world.running.server, 'system-admin');
    const context = await chromium.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
    page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(`${world.running.server.url}/#/admin/layouts`);
    await page.getByTestId('login-user').fill('system-admin');
    await page.getByTestId('login-password').fill(testPassword);
    await page.keyboard.press('Enter');
    await page.getByTestId('layout-shipped').waitFor();
  }, 90_000);
  afterAll(async () => {
    await chromium?.close();
    await world?.close();
    if (rendererDir) await rm(rendererDir, { recursive: true, force: true });
  });

  const stored = async () => (await admin.api.examReports.layouts({ service: 'radiology' })).layouts;
  const bodyOrder = () =>
    page.locator('.layout-zone-body .layout-block').evaluateAll((blocks) => blocks.map((one) => one.textContent));
  async function textOf(report: ExamReport): Promise<string> {
    const answer = await world.radiologist.fetch(`/exam-reports/pdf?id=${report.id}`);
    return pdfWords(await answer.arrayBuffer());
  }

  test('title, logo and order are changed, undone, saved; the signed report is printed so and stays so', async () => {
    expect(await page.getByTestId('layout-save').isDisabled()).toBe(true);
    await page.keyboard.press('F2');
    await page.getByTestId('layout-name').fill('县医院影像科');
    await page.getByTestId('logo-file').setInputFiles({
      ...{ name: 'logo.svg', mimeType: 'image/svg+xml' },
      buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    });
    await expect.poll(() => page.getByTestId('logo-trouble').innerText(), soon).toContain('脚本');
    const logo = sharp({ create: { width: 240, height: 120, channels: 3, background: '#0a5ca8' } });
    await page
      .getByTestId('logo-file')
      .setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: await logo.png().toBuffer() });
    await page.getByTestId('logo-shown').waitFor();
    await page.getByTestId('layout-block-masthead').click();
    await page.getByTestId('layout.title').fill('');
    await page.getByTestId('layout-problems').waitFor();
    expect(await page.getByTestId('layout-save').isDisabled()).toBe(true);
    await page.getByTestId('layout.title').fill(title);
    await page.getByTestId('layout-problems').waitFor({ state: 'detached' });

    await page.getByTestId('layout-block-findings').click();
    const before = await bodyOrder();
    await page.keyboard.press('Alt+ArrowUp');
    expect(await bodyOrder()).toEqual([before[0], before[2], before[1], ...before.slice(3)]);
    await page.keyboard.press('Control+z');
    expect(await bodyOrder()).toEqual(before);
    await page.getByTestId('layout-block-images').dragTo(page.getByTestId('layout-block-impression'));
    await expect.poll(async () => (await bodyOrder()).indexOf('关键图像'), soon).toBeGreaterThan(2);
    await page.keyboard.press('Control+z');

    await expect.poll(() => page.getByTestId('sample-state').innerText(), soon).toBe('与打印一致');
    expect(await page.getByTestId('layout-sample').getAttribute('src')).toMatch(/^blob:/u);
    await shoot(page, 'report-layouts-1366');
    await page.keyboard.press('Control+s');
    await page.getByTestId('layout-entry').waitFor();
    await page.getByTestId('layout-dirty').waitFor({ state: 'detached' });
    expect(await stored()).toMatchObject([{ version: 1, layout: { name: '县医院影像科' } }]);

    const final = await world.released(await world.acquired());
    if (canReadPdf) expect(await textOf(final)).toContain(title);
    await page.getByTestId('layout-block-masthead').click();
    await page.getByTestId('layout.title').fill('改版标题');
    await page.keyboard.press('Control+s');
    await expect.poll(async () => (await stored())[0]?.version, soon).toBe(2);
    if (canReadPdf) {
      expect(await textOf(final)).toContain(title);
      expect(await textOf(await world.released(await world.acquired()))).toContain('改版标题');
    }
    expect(faults).toEqual([]);
  });

  test('another one saved first: both are named, and one’s own is kept as the next version', async () => {
    const [theirs] = await stored();
    if (!theirs) throw new Error('the first test has saved one');
    await page.getByTestId('layout-page').click();
    await page.getByTestId('layout-name').fill('我的名称');
    await admin.api.examReports.saveLayout({
      ...world.meta(),
      ...{ layoutId: theirs.id, expectedVersion: theirs.version, layout: { ...theirs.layout, name: '对方的名称' } },
    });
    await page.keyboard.press('Control+s');
    expect(await page.getByTestId('layout-conflict').innerText()).toContain('第 3 版');
    await shoot(page, 'report-layouts-conflict');
    await page.getByTestId('layout-mine').click();
    await expect.poll(async () => (await stored())[0]?.layout.name, soon).toBe('我的名称');
    expect((await stored())[0]?.version).toBe(4);
  });

  test('leaving with changes asks; coming back to the screen finds them again', async () => {
    await page.getByTestId('layout-page').click();
    await page.getByTestId('layout-name').fill('没有保存');
    await page.getByTestId('layout-shipped').click();
    await page.getByTestId('layout-leave').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('layout-leave').waitFor({ state: 'detached' });
    expect(await page.getByTestId('layout-name').inputValue()).toBe('没有保存');
    const asks = () => page.evaluate(() => !window.dispatchEvent(new Event('beforeunload', { cancelable: true })));
    expect(await asks()).toBe(true);
    await page.keyboard.press('Alt+i');
    await page.getByTestId('item-new').waitFor();
    expect(await asks()).toBe(false);
    await page.keyboard.press('Alt+l');
    await page.getByTestId('layout-dirty').waitFor();
    expect(await page.getByTestId('layout-name').inputValue()).toBe('没有保存');
    await page.getByTestId('layout-shipped').click();
    await page.getByTestId('layout-drop').click();
    await page.getByTestId('layout-copy').waitFor();
    expect((await stored())[0]?.layout.name).toBe('我的名称');
    expect(faults).toEqual([]);
  });
});
