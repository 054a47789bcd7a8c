// The ECG doctor's screen in Chromium on real recordings: paper, calipers, layouts, comparison, median beat, and a report up to its signature.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath, launchBrowser } from '../support/browser.ts';
import { serveEcgStation } from '../support/ecg-station/serve.ts';
import { hasSharedData } from '../support/shared-data.ts';

describe.skipIf(!hasSharedData || browserPath === null)('reading an ECG', () => {
  let browser: Browser;
  let page: Page;
  let server: { url: string; close: () => Promise<void> };
  const faults: string[] = [];

  beforeAll(async () => {
    server = await serveEcgStation(0);
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(`${server.url}#/ecg/reading`);
    await page.getByTestId('ecg-paper').waitFor({ timeout: 90_000 });
    await page.getByText('陈志强').first().click();
    await page.getByTestId('ecg-overview').waitFor({ state: 'detached' });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const paper = () => page.locator('.ecg-paper-view').first();
  const pxPerMm = async () => Number(await paper().getAttribute('data-px-per-mm'));

  test('the queue stands by danger, each level with a shape and a word', async () => {
    const levels = await page
      .getByTestId('ecg-row')
      .locator('.ecg-risk')
      .evaluateAll((marks) => marks.map((mark) => mark.getAttribute('data-risk')));
    const order = ['critical', 'majorPositive', 'attention', 'unknown', 'normal'];
    expect(levels.map((level) => order.indexOf(level ?? ''))).toEqual(
      levels.map((level) => order.indexOf(level ?? '')).sort((a, b) => a - b),
    );
    expect(await page.getByTestId('ecg-row').first().locator('.ecg-risk svg').count()).toBe(1);
  });

  test('calipers measure what was dragged, to the pixel, and step by sample', async () => {
    await page.getByTestId('ecg-tool-interval').click();
    const box = await paper().boundingBox();
    if (!box) throw new Error('no paper');
    await page.mouse.move(box.x + 200, box.y + 200);
    await page.mouse.down();
    await page.mouse.move(box.x + 300, box.y + 200, { steps: 5 });
    await page.mouse.up();
    const expected = (100 / (await pxPerMm()) / 25) * 1000;
    const said = async () => Number.parseInt((await page.getByTestId('ecg-readout').textContent()) ?? '', 10);
    const first = await said();
    expect(Math.abs(first - expected)).toBeLessThanOrEqual(3);
    await page.getByTestId('caliper-to').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    // 500 Hz: one sample is 2 ms, ten are 20.
    expect(await said()).toBe(first + 22);
    await page.keyboard.press('Delete');
    expect(await page.getByTestId('ecg-readout').count()).toBe(0);
    await page.getByTestId('ecg-tool-pan').click();
  });

  test('the footer names every filter of the view', async () => {
    await page.getByTestId('ecg-baseline').selectOption('0.5');
    const foot = page.locator('.ecg-paper-foot').first();
    expect(await foot.textContent()).toContain('基线滤波 0.5 Hz');
    await page.getByTestId('ecg-baseline').selectOption('0');
    expect(await foot.textContent()).toContain('显示未滤波');
  });

  test('true size follows the measured screen', async () => {
    await page.keyboard.press('Alt+m');
    await page.getByTestId('ecg-calibrate').click();
    await page.getByTestId('calibrate-dialog').locator('input[type=range]').fill('4');
    await page.getByTestId('calibrate-dialog').locator('button[type=submit]').click();
    await page.getByTestId('ecg-true').click();
    expect(await pxPerMm()).toBe(4);
    expect(await page.getByTestId('ecg-size').textContent()).toBe('实际大小 1:1');
    await page.keyboard.press('Alt+f');
    expect(await pxPerMm()).toBeLessThan(4);
  });

  test('an earlier ECG stands beside the one that is read, and goes again', async () => {
    await page.getByTestId('ecg-previous').nth(1).dblclick();
    await expect.poll(() => page.getByTestId('ecg-compare').getByTestId('ecg-paper').count()).toBe(2);
    await page.getByTestId('ecg-compare').locator('article header button').click();
    await expect.poll(() => page.getByTestId('ecg-compare').count()).toBe(0);
  });

  test('a moved mark recomputes, and is kept as a correction with its reason', async () => {
    await page.getByTestId('ecg-tabs').locator('[data-value=median]').click();
    const values = page.getByTestId('median-values');
    const before = (await values.textContent()) ?? '';
    await page.getByTestId('mark-tOffMs').focus();
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
    const qt = (text: string) => Number(/QT(\d+) ms/u.exec(text)?.[1]);
    expect(qt((await values.textContent()) ?? '')).toBe(qt(before) + 10);
    await page.getByTestId('correct-save').click();
    await page.keyboard.press('Alt+1');
    await page.getByTestId('reason-confirm').click();
    await page.getByTestId('ecg-tabs').locator('[data-value=report]').click();
    await expect.poll(() => page.locator('.ecg-measure footer').textContent()).toContain('修正');
  });

  test('a report: lock, statements with their pairing, saved by itself, signed, reviewed', async () => {
    expect(await page.getByTestId('ecg-impression').getAttribute('readonly')).not.toBeNull();
    await page.keyboard.press('F4');
    await page.getByTestId('term-search').fill('301');
    await page.getByTestId('term-search').press('Enter');
    await expect.poll(() => page.locator('.ecg-fault').first().textContent()).toContain('须与一条主要诊断同时使用');
    await page.getByTestId('term-search').fill('20');
    await page.getByTestId('term-search').press('Enter');
    await expect.poll(() => page.locator('.ecg-fault').count()).toBe(0);
    expect(await page.getByTestId('ecg-impression').inputValue()).toBe('可能\n窦性心律');
    await expect.poll(() => page.getByTestId('ecg-save-state').textContent(), { timeout: 8000 }).toContain('已保存');
    await page.getByTestId('term-search').press('Escape');
    await page.keyboard.press('F6');
    await page.getByTestId('ecg-sign').waitFor();
    // Nothing is signed before it is said whether the result is positive.
    await page.keyboard.press('Control+Enter');
    await page.getByTestId('sign-positive').locator('[data-value=no]').click();
    await page.keyboard.press('Control+Enter');
    await page.getByTestId('queue-review').click();
    await page.getByText('陈志强').first().click();
    await page.getByTestId('ecg-release').click();
    await page.getByTestId('ecg-sign').waitFor();
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => page.getByTestId('queue-done').textContent()).toContain('1');
  });

  test('a record of half an hour is paged and its overview jumps', async () => {
    await page.getByTestId('queue-all').click();
    await page.getByText('吴国华').first().click();
    const strip = page.getByTestId('ecg-overview');
    await strip.waitFor();
    await page.keyboard.press('PageDown');
    await expect.poll(() => paper().getAttribute('data-from-ms')).toBe('10000');
    const box = await strip.boundingBox();
    if (!box) throw new Error('no strip');
    await page.mouse.click(box.x + box.width / 2, box.y + 10);
    await expect.poll(async () => Number(await paper().getAttribute('data-from-ms'))).toBeGreaterThan(800_000);
    await page.keyboard.press('Control+End');
    await expect.poll(async () => Number(await paper().getAttribute('data-from-ms'))).toBeGreaterThan(1_700_000);
  });

  test('no script failed', () => {
    expect(faults).toEqual([]);
  });
});
