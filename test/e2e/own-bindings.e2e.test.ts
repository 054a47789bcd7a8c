// A reader's own keys, mouse buttons, jog wheel and pedal in a real browser: they do what they are bound to, ask before a signature, and follow the reader.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExamDocument } from '../../core/orders/exam.ts';
import { browserPath } from '../support/browser.ts';
import { fakeHid, installFakeHid, jogWheel, pedal } from '../support/fake-hid.ts';
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

  test('a jog wheel and a pedal are bound by moving them and drive the case; pulled out and plugged in again they still do', async () => {
    const stack = await flow.registered('E2E-7403', '转轮甲');
    for (const number of [1, 2, 3, 4]) await flow.filmed(stack, '7403', number);
    await flow.ready('7404', '转轮乙');
    await installFakeHid(page.context());
    await page.reload();
    await flow.openCase('radiology-resident', stack, 'write');
    const at = () => page.getByTestId('viewport-0').getAttribute('data-index');
    await expect.poll(at, soon).toBe('0');
    const hand = fakeHid(page);
    await hand.plug('wheel', jogWheel);
    await hand.plug('pedal', { ...pedal, held: true });

    await page.keyboard.press('Alt+b');
    await dialog().waitFor();
    const connected = page.getByTestId('controllers');
    await connected.getByText('没有连接的控制器').waitFor();
    await hand.offer('wheel', 'pedal');
    await page.getByTestId('add-controller').click();
    await expect.poll(() => connected.textContent()).toContain('ShuttlePRO v2');
    // Held by another program it is not said to be connected; let go, the reader asks again.
    expect(await connected.textContent()).not.toContain('Foot pedal');
    await hand.free('pedal');
    await page.getByTestId('add-controller').click();
    await expect.poll(() => connected.textContent()).toContain('Foot pedal');

    // Where the wheel stands is no turn of it; two reports of one turn are one input.
    await hand.report('wheel', 0, 0, 254, 0, 0);
    const bound = async (input: string, action: string, words: string, move: () => Promise<unknown>) => {
      await page.getByTestId('take-input').click();
      await move();
      const row = page.getByTestId(`input-${input}`);
      await row.locator('select').selectOption(action);
      expect(await row.textContent()).toContain(words);
    };
    const turned = (to: number) => hand.report('wheel', 0, 0, to, 0, 0);
    await bound('0b33:0030:u1.37:+', 'reading.scroll.next', 'ShuttlePRO v2', () => turned(255));
    await bound('0b33:0030:u1.37:-', 'reading.scroll.previous', '逆时针', () => turned(254));
    await bound('0b33:0030:u9.d', 'hide', '按钮 13', () => hand.report('wheel', 0, 0, 254, 0, 0b10000));
    await bound('05f3:00ff:u9.2', 'next', 'Foot pedal', () => hand.report('pedal', 2, 2));
    await hand.report('wheel', 0, 0, 254, 0, 0);
    await hand.report('pedal', 2, 0);
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });

    // Over the end of the counter, one picture a notch; back again.
    for (const to of [255, 0, 1]) await turned(to);
    await expect.poll(at).toBe('3');
    await turned(255);
    await expect.poll(at).toBe('1');
    const panel = page.getByTestId('report-panel');
    await hand.report('wheel', 0, 0, 255, 0, 0b10000);
    await panel.waitFor({ state: 'hidden' });
    // Let go is no press, held is none either.
    await hand.report('wheel', 0, 0, 255, 1, 0b10000);
    await hand.report('wheel', 0, 0, 255, 0, 0);
    expect(await panel.isHidden()).toBe(true);
    await hand.report('wheel', 0, 0, 255, 0, 0b10000);
    await panel.waitFor({ state: 'visible' });
    await hand.report('wheel', 0, 0, 255, 0, 0);

    await hand.pull('wheel');
    await page.keyboard.press('Alt+b');
    await expect.poll(() => connected.textContent()).not.toContain('ShuttlePRO');
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await hand.plug('wheel', jogWheel);
    await expect.poll(() => hand.isHeard('wheel')).toBe(true);
    // It came back with its counter elsewhere: no jump.
    await turned(90);
    await turned(91);
    await expect.poll(at).toBe('2');

    await hand.report('pedal', 2, 2);
    await expect.poll(() => page.getByTestId('case').getAttribute('data-exam'), soon).not.toBe(stack.id);
  });

  test('no script failed on the way', () => expect(flow.errors).toEqual([]));
});
