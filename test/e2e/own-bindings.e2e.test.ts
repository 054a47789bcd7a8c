// A reader's own keys and mouse buttons in a real browser: they do what they are bound to, ask before a signature, and follow the reader.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExamDocument } from '../../core/orders/exam.ts';
import { browserPath } from '../support/browser.ts';
import { openReadingFlow, type ReadingFlow, soon } from '../support/reading-flow.ts';

describe.skipIf(browserPath === null)('own bindings in Chromium', { timeout: 120_000 }, () => {
  let flow: ReadingFlow;
  let page: Page;
  let exam: ExamDocument;

  beforeAll(async () => {
    flow = await openReadingFlow();
    exam = await flow.ready('7401', '按键甲');
  });
  afterAll(() => flow?.close());

  /** A side button of the mouse, pressed and released; playwright itself has none. */
  async function side(button: 'back' | 'forward', on: Page = page): Promise<void> {
    const line = await on.context().newCDPSession(on);
    const box = await on.getByTestId('viewport-0').boundingBox();
    const place = { x: (box?.x ?? 300) + 80, y: (box?.y ?? 300) + 80, button, clickCount: 1 };
    await line.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...place });
    await line.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...place });
    await line.detach();
  }
  const dialog = () => page.getByTestId('bindings-dialog');
  const tool = () => page.locator('[data-testid="measurements"]');

  test('a report key is bound anew, a clash is told; mouse button 4 and 5 get actions', async () => {
    page = await flow.openCase('radiology-resident', exam, 'write');
    await page.locator('[data-testid="viewport-0"][data-index]').waitFor(soon);
    await tool().waitFor();
    await page.keyboard.press('Alt+b');
    await dialog().waitFor();
    await page.getByTestId('bind-preview').click();
    await page.keyboard.press('F6');
    await dialog().getByRole('alert').filter({ hasText: 'F6' }).waitFor();
    await page.getByTestId('bind-preview').click();
    await page.keyboard.press('F10');
    await expect.poll(() => page.getByTestId('bind-preview').textContent()).toBe('F10');
    await expect.poll(() => dialog().getByRole('alert').allTextContents(), soon).toEqual([]);
    for (const [button, name, action] of [
      ['back', 'Mouse4', 'hide'],
      ['forward', 'Mouse5', 'sign'],
    ] as const) {
      await page.getByTestId('take-input').click();
      await side(button);
      await page.getByTestId(`input-${name}`).locator('select').selectOption(action);
    }
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
  });

  test('the new key opens the preview, the old one does not', async () => {
    await page.locator('[data-testid="act-preview"]:enabled').waitFor();
    await page.keyboard.press('F9');
    await page.keyboard.press('F10');
    await page.getByTestId('preview-print').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('preview-print').waitFor({ state: 'detached' });
  });

  test('mouse button 4 hides the report and shows it again; the page stays', async () => {
    const panel = page.getByTestId('report-panel');
    await side('back');
    await panel.waitFor({ state: 'hidden' });
    await side('back');
    await panel.waitFor({ state: 'visible' });
    expect(await page.getByTestId('case').getAttribute('data-exam')).toBe(exam.id);
  });

  test('a bound button signs nothing before it is confirmed', async () => {
    await flow.type(page, 'findings', '两肺纹理清晰。');
    await flow.type(page, 'impression', '未见异常。');
    await page.keyboard.press('Alt+-');
    await flow.saved(page);
    await side('forward');
    await page.getByTestId('own-binding-ask').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('own-binding-ask').waitFor({ state: 'detached' });
    expect((await flow.editions(exam))[0]?.state).toBe('draft');
    await side('forward');
    await page.getByTestId('own-binding-do').click();
    await flow.panel(page, 'read').waitFor();
    expect((await flow.editions(exam))[0]?.state).toBe('submitted');
  });

  test('the same keys and buttons in an image window act on the case of the main one, and still ask before they sign', async () => {
    const second = await flow.ready('7402', '按键乙');
    await flow.openCase('radiology-resident', second, 'write');
    await flow.type(page, 'findings', '心影不大。');
    await flow.type(page, 'impression', '未见异常。');
    await page.keyboard.press('Alt+-');
    await flow.saved(page);
    const popup = page.waitForEvent('popup');
    await page.keyboard.press('Alt+n');
    const beside = await popup;
    beside.on('pageerror', (error) => flow.errors.push(error.message));
    await beside.locator('[data-testid="viewport-0"][data-index]').waitFor(soon);
    expect(await beside.getByTestId('banner-name').textContent()).toBe('按键乙');

    await side('back', beside);
    await page.getByTestId('report-panel').waitFor({ state: 'hidden' });
    await side('back', beside);
    await page.getByTestId('report-panel').waitFor({ state: 'visible' });
    await beside.keyboard.press('F10');
    await page.getByTestId('preview-print').waitFor();
    await page.bringToFront();
    await page.keyboard.press('Escape');
    await page.getByTestId('preview-print').waitFor({ state: 'detached' });
    await beside.bringToFront();
    await side('forward', beside);
    await page.getByTestId('own-binding-ask').waitFor();
    expect((await flow.editions(second))[0]?.state).toBe('draft');
    await page.bringToFront();
    await page.getByTestId('own-binding-do').click();
    await flow.panel(page, 'read').waitFor();
    expect((await flow.editions(second))[0]?.state).toBe('submitted');
    await beside.close();
  });

  test('the same person at another machine has the same bindings; a reset takes them away', async () => {
    const other = await flow.opened('radiology-resident', `${flow.demo.server}/#/radiology/case?exam=${exam.id}`);
    await other.locator('[data-testid="act-preview"]:enabled').waitFor();
    await other.locator('[data-testid="viewport-0"][data-index]').waitFor(soon);
    await side('back', other);
    await other.getByTestId('report-panel').waitFor({ state: 'hidden' });
    await side('back', other);
    await other.keyboard.press('Alt+b');
    await other.getByTestId('bindings-reset').click();
    await expect.poll(() => other.getByTestId('bind-preview').textContent()).toBe('F9');
    await other.keyboard.press('Escape');
    await other.getByTestId('bindings-dialog').waitFor({ state: 'detached' });
    await other.keyboard.press('F9');
    await other.getByTestId('preview-print').waitFor();
  });

  test('no script failed on the way', () => expect(flow.errors).toEqual([]));
});
