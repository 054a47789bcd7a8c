// The bench in a real browser, by keyboard and scanner, on the demo hospital: receive, watch a result arrive, sign, print; and the server dies.
import type { Browser as Chromium, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { driverById } from '../../device-drivers/drivers/index.ts';
import { openLine } from '../../main/cli/line.ts';
import { createPlayer } from '../../main/cli/play.ts';
import { browserPath, launchBrowser } from '../support/browser.ts';
import { type RunningDemo, startDemo } from '../support/demo-process.ts';
import { countPrints } from '../support/print-count.ts';
import { type Browser, browser } from '../support/server.ts';

describe.skipIf(browserPath === null)('the lab bench in Chromium', () => {
  let demo: RunningDemo;
  let chromium: Chromium;
  let page: Page;
  let api: Browser;
  const errors: string[] = [];

  beforeAll(async () => {
    demo = await startDemo({ analyzers: false });
    chromium = await launchBrowser();
    page = await chromium.newPage({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
    page.on('pageerror', (error) => errors.push(error.message));
    api = browser(demo.server);
    await api.api.identity.login(demo.account('lab-manager'));
    await page.goto(demo.station);
    const { user, password } = demo.account('lab-manager');
    await page.getByTestId('login-user').fill(user);
    await page.getByTestId('login-password').fill(password);
    await page.keyboard.press('Enter');
    await page.getByTestId('specimen-row').first().waitFor();
  });
  afterAll(async () => {
    await chromium?.close();
    await demo?.stop();
  });

  /** As a keyboard-wedge scanner sends it: all keys at once, then Enter; nothing waits for a round trip between two keys. */
  async function scan(code: string): Promise<void> {
    const cdp = await page.context().newCDPSession(page);
    const keys = [...code].map((key) => ({ key, text: key }));
    const strokes = [...keys, { key: 'Enter', text: '\r' }].flatMap(({ key, text }) => [
      cdp.send('Input.dispatchKeyEvent', { type: 'keyDown', key, text, unmodifiedText: text }),
      cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', key }),
    ]);
    await Promise.all(strokes);
    await cdp.detach();
  }

  /** Scans until the specimen stands on the screen: on a machine under load a burst may be torn, and a person scans again. */
  async function open(barcode: string): Promise<void> {
    const shown = page.getByTestId('result-pane').getByText(barcode);
    for (let tries = 0; tries < 4; tries += 1) {
      await scan(barcode);
      if (
        await shown.waitFor({ timeout: 5000 }).then(
          () => true,
          () => false,
        )
      )
        return;
      await page.keyboard.press('Escape');
    }
    await shown.waitFor({ timeout: 1000 });
  }

  test('a scanned barcode opens its specimen from anywhere', async () => {
    const { rows } = await api.api.lab.worklist({ days: 3, limit: 100, states: ['received'] });
    const row = rows.at(-1);
    await scan(row?.barcode ?? '');
    await page
      .getByTestId('result-pane')
      .getByText(row?.barcode ?? '')
      .waitFor();
  });

  test('a result from the cable shows on the selected specimen without a click', async () => {
    const { rows } = await api.api.lab.worklist({ days: 3, limit: 100, groupId: 'haematology', states: ['received'] });
    const row = rows[0];
    if (!row) throw new Error('no received blood count');
    await open(row.barcode);
    const driver = driverById('mindray-bc-5380');
    if (!driver) throw new Error('no driver');
    const player = createPlayer(driver, await openLine(`tcp://${demo.listeners.mllp}`));
    await player.play(
      driver.simulate({
        specimenId: row.barcode,
        instrumentTime: new Date(),
        results: [{ code: '6690-2', value: '7.77', unit: '10*9/L' }],
      }),
    );
    await player.close();
    await page.getByTestId('result-value-WBC').getByText('7.77').waitFor();
  });

  test('F6 shows what is to be confirmed, Ctrl+Enter signs, the state says so', async () => {
    const { rows } = await api.api.lab.worklist({ days: 3, limit: 100, states: ['tested'] });
    const row = rows[0];
    if (!row) throw new Error('nothing to review');
    await open(row.barcode);
    await page.keyboard.press('F6');
    const dialog = page.getByTestId('review-confirm');
    if (
      await dialog.waitFor({ timeout: 5000 }).then(
        () => true,
        () => false,
      )
    )
      await page.keyboard.press('Control+Enter');
    await expect
      .poll(async () => (await api.api.lab.specimen({ id: row.id })).document.state, { timeout: 15_000 })
      .toMatch(/reviewed|released/);
  });

  test('F9 shows the signed report and prints it once it is on the screen; the server has noted it', async () => {
    const { rows } = await api.api.lab.worklist({ days: 3, limit: 100, states: ['released'] });
    const row = rows[0];
    if (!row) throw new Error('nothing released');
    await open(row.barcode);
    const prints = await countPrints(page);
    await page.keyboard.press('F9');
    await page.getByTestId('print-preview').waitFor();
    expect(await prints()).toBe(0);
    await page.keyboard.press('F9');
    await expect.poll(prints, { timeout: 15_000 }).toBe(1);
    expect((await api.api.lab.specimen({ id: row.id })).document.state).toBe('printed');
    await page.keyboard.press('Escape');
  });

  test('the server is killed: the strip says so, results still arrive, and everything is there when it is back', async () => {
    const { rows } = await api.api.lab.worklist({
      days: 3,
      limit: 100,
      groupId: 'haematology',
      states: ['received', 'testing'],
    });
    const row = rows.at(-1);
    if (!row) throw new Error('no blood count at work');
    await open(row.barcode);
    demo.killServer();
    const driver = driverById('sysmex-xn-550');
    if (!driver) throw new Error('no driver');
    const player = createPlayer(driver, await openLine(`tcp://${demo.listeners.astm}`));
    await player.play(
      driver.simulate({
        specimenId: row.barcode,
        instrumentTime: new Date(),
        results: [{ code: 'PLT', value: '233', unit: '10*3/uL' }],
      }),
    );
    await player.close();
    const after = browser(demo.server);
    await expect
      .poll(
        async () => {
          try {
            if (after.cookie() === '') await after.api.identity.login(demo.account('lab-manager'));
            const { document } = await after.api.lab.specimen({ id: row.id });
            return document.lines.find(({ testCode }) => testCode === 'PLT')?.versions.map(({ value }) => value);
          } catch {
            return 'away';
          }
        },
        { timeout: 60_000, interval: 500 },
      )
      .toEqual(['233']);
  });

  test('no script failed on the way', () => expect(errors).toEqual([]));
});
