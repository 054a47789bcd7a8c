// Charge items in Chromium: a GBK file is looked at and imported, a selection is mapped, moved and taken back with the keyboard,
// and somebody who was first is not overwritten.
import { rm } from 'node:fs/promises';
import iconv from 'iconv-lite';
import type { Browser as Chromium, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath, launchBrowser } from '../support/browser.ts';
import {
  addPeople,
  type Browser,
  command,
  loggedIn,
  startTestServer,
  type TestServer,
  testPassword,
} from '../support/server.ts';
import { buildPages } from '../support/viewer-world.ts';

const soon = { timeout: 15_000 };
const csv = [
  '编码,名称,类别,单位,单价',
  ...Array.from({ length: 300 }, (_, at) => `C${String(at).padStart(4, '0')},项目${at},检验费,次,${at}.50`),
  'BAD,坏行,检验费,次,面议',
].join('\r\n');

describe.skipIf(browserPath === null)('charge items', { timeout: 90_000 }, () => {
  let running: TestServer;
  let chromium: Chromium;
  let rendererDir: string;
  let manager: Browser;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    [rendererDir, chromium] = await Promise.all([buildPages(['index.html']), launchBrowser()]);
    running = await startTestServer({ rendererDir });
    await addPeople(running.server, ['lab-manager'], ['chemistry']);
    manager = await loggedIn(running.server, 'lab-manager');
    const context = await chromium.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
    page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(`${running.server.url}/#/admin/dictionaries`);
    await page.getByTestId('login-user').fill('lab-manager');
    await page.getByTestId('login-password').fill(testPassword);
    await page.keyboard.press('Enter');
    await page.getByTestId('kind-charges').click();
  }, 90_000);
  afterAll(async () => {
    await chromium?.close();
    await running?.close();
    if (rendererDir) await rm(rendererDir, { recursive: true, force: true });
  });

  const items = async () => (await manager.api.charges.items()).items;
  const row = (code: string) => page.locator(`[data-testid=charges-row][data-key=${code}]`);
  const linked = async () => (await items()).filter(({ links }) => links.length > 0).map(({ code }) => code);

  test('the file is shown with its refused row, and stored only then', async () => {
    await page.keyboard.press('F2');
    await page
      .getByTestId('import-file')
      .setInputFiles({ name: '收费.csv', mimeType: 'text/csv', buffer: iconv.encode(csv, 'gbk') });
    await page.getByTestId('import-rows').waitFor();
    await page.getByTestId('import-parts').locator('[data-value=refused]').click();
    await expect.poll(() => page.getByTestId('import-rows').innerText(), soon).toContain('面议');
    expect(await items()).toEqual([]);
    // The key is the dialog's, whichever button has the focus.
    await page.getByTestId('import-dialog').getByRole('button', { name: '选择文件' }).focus();
    await page.keyboard.press('Control+Enter');
    await row('C0000').waitFor();
    expect(await items()).toHaveLength(300);
  });

  test('rows are chosen with Shift and Ctrl, mapped by search, and the act is taken back', async () => {
    await row('C0002').click();
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await row('C0007').click({ modifiers: ['Control'] });
    await page.keyboard.press('F4');
    await page.keyboard.type('CBC');
    await page.getByTestId('charge-found').first().waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(linked, soon).toEqual(['C0002', 'C0003', 'C0004', 'C0007']);
    await page.getByTestId('charge-links').getByText('血常规').waitFor();
    await page.getByTestId('charge-show').locator('[data-value=unmapped]').click();
    await expect.poll(() => row('C0002').count(), soon).toBe(0);
    await page.getByTestId('charge-show').locator('[data-value=all]').click();
    await page.getByTestId('charge-undo').click();
    await expect.poll(linked, soon).toEqual([]);
  });

  test('a selection moves with the keyboard; all that a search finds get a category at once', async () => {
    await row('C0005').click();
    await page.keyboard.press('Control+ArrowUp');
    await expect
      .poll(async () => (await items()).slice(4, 6).map(({ code }) => code), soon)
      .toEqual(['C0005', 'C0004']);
    await page.getByTestId('search').fill('C029');
    await page.getByTestId('search').press('Escape');
    await page.getByTestId('search').fill('xm29');
    await page.getByTestId('search').blur();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('F6');
    await page.getByTestId('category-value').fill('生化');
    await page.keyboard.press('Control+Enter');
    const inCategory = async () => (await items()).filter(({ category }) => category === '生化').length;
    // 项目29 and 项目290 to 299.
    await expect.poll(inCategory, soon).toBe(11);
    await page.getByTestId('search').fill('');
  });

  test('who was first is not overwritten', async () => {
    await row('C0001').click();
    const [first] = (await items()).filter(({ code }) => code === 'C0001');
    await manager.api.charges.bulk({
      command: command(running.clock),
      items: [{ code: 'C0001', expectedVersion: first?.version ?? 0 }],
      act: { kind: 'category', category: '他人' },
    });
    await page.getByTestId('search').blur();
    await page.keyboard.press('F8');
    await expect.poll(() => page.getByTestId('toasts').innerText(), soon).toContain('C0001');
    expect((await items()).find(({ code }) => code === 'C0001')).toMatchObject({ active: true, category: '他人' });
    expect(faults).toEqual([]);
  });
});
