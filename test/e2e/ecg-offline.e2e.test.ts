// The ECG station in Chromium behind its own host, on real tracings: the server goes, the window is reloaded, the station's host is started again,
// and what stood on the list opens, is measured and written on; the text is at the server once it is back.
import { rm } from 'node:fs/promises';
import type { BrowserContext, Browser as Chromium, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Host } from '../../main/host/api.ts';
import { createHost } from '../../main/host/host.ts';
import { createLaunchTokens } from '../../main/node/launch-token.ts';
import { type Loopback, openLoopback } from '../../main/node/loopback-server.ts';
import { createWorkstation } from '../../server/areas/identity/module.ts';
import { systemCaller } from '../../server/kernel/access.ts';
import { browserPath, launchBrowser, shoot } from '../support/browser.ts';
import { ecgSample } from '../support/ecg-corpus.ts';
import { type EcgWorld, startEcgWorld } from '../support/ecg-world.ts';
import { fastFeed, fastLink, temporaryFolder, until } from '../support/host-bench.ts';
import { command, testPassword } from '../support/server.ts';
import { buildPages } from '../support/viewer-world.ts';

const soon = { timeout: 20_000 };
const line = { dead: false };
async function shaky(url: string, init: RequestInit): Promise<Response> {
  if (line.dead) throw new TypeError('fetch failed');
  return fetch(url, init);
}

describe.skipIf(browserPath === null)('an ECG station without its server', { timeout: 60_000 }, () => {
  let world: EcgWorld;
  let chromium: Chromium;
  let context: BrowserContext;
  let page: Page;
  let host: Host;
  let loopback: Loopback;
  let dataDir: string;
  let rendererDir: string;
  const tokens = createLaunchTokens(1, []);
  const exams: { id: string; accession: string }[] = [];
  const faults: string[] = [];
  let enrolmentCode = '';

  const start = () =>
    createHost(
      {
        ...{ dataDir, serverUrl: world.started.server.url, enrolmentCode, rendererDir },
        shell: 'node',
        diskReserveBytes: 0,
      },
      { fetch: shaky, linkTimes: fastLink, feedTimes: fastFeed, prefetchQuietMs: 5 },
    );

  beforeAll(async () => {
    rendererDir = await buildPages(['index.html']);
    dataDir = await temporaryFolder();
    world = await startEcgWorld({ clock: { now: () => new Date() } });
    const { server, clock } = world.started;
    const station = { command: command(clock), name: '心电一', departmentId: '', labGroups: [] };
    ({ enrolmentCode } = await createWorkstation(server.kernel, systemCaller('test'), station));
    // A patient with an earlier tracing, and one who is next.
    for (const [number, name, file, departmentId] of [
      ['O1', '周建平', 'example-eli250.scp', 'TOWN'],
      ['O1', '周建平', 'philips-1_03-129DYPRG.xml', 'CARD'],
      ['O2', '郑秀兰', 'welchallyn-right-posterior-leads.scp', 'CARD'],
    ] as const) {
      const exam = await world.register(number, name, { departmentId });
      const answer = await world.technician.fetch(`/ecg/manual?name=${file}&examId=${exam.id}`, {
        method: 'POST',
        headers: { 'x-yishu': '1' },
        body: Uint8Array.from(ecgSample(file)),
      });
      expect(await answer.json()).toMatchObject({ state: 'matched', examId: exam.id });
      exams.push({ id: exam.id, accession: exam.accessionNumber });
    }
    host = await start();
    loopback = await openLoopback({
      fetch: (request) => host.fetch(request),
      tokens,
      port: 0,
      onLaunch: () => undefined,
    });
    chromium = await launchBrowser();
    context = await chromium.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
    page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(loopback.launchUrl);
    await page.getByTestId('login-user').fill('ecg-doctor');
    await page.getByTestId('login-password').fill(testPassword);
    await page.keyboard.press('Enter');
    await page.getByTestId('person-menu').waitFor();
    await page.goto(`${new URL(loopback.launchUrl).origin}/#/ecg/reading`);
    await page.getByTestId('screen-reading').waitFor();
  }, 180_000);
  afterAll(async () => {
    line.dead = false;
    await chromium?.close();
    await loopback?.close();
    await host?.close();
    await world?.started.close();
    for (const folder of [dataDir, rendererDir]) if (folder) await rm(folder, { recursive: true, force: true });
  });

  const row = (at: number) =>
    page
      .getByTestId('ecg-row')
      .filter({ hasText: at === 2 ? '郑秀兰' : '周建平' })
      .filter({ hasText: at === 0 ? '清溪镇卫生院' : '心内科' });
  /** From the list, and the curve of this exam on the paper. */
  async function open(at: number): Promise<void> {
    await row(at).click();
    await page
      .getByTestId('banner')
      .getByText(exams[at]?.accession ?? '')
      .waitFor(soon);
    await page.locator('.ecg-paper-view').first().waitFor(soon);
  }
  /** What a window kept for itself is gone with it. */
  async function newWindow(): Promise<void> {
    await page.close();
    page = await context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(`${new URL(loopback.launchUrl).origin}/#/ecg/reading`);
    await page.getByTestId('screen-reading').waitFor(soon);
  }
  const report = async (at: number) =>
    (await world.doctor.api.examReports.ofExam({ examId: exams[at]?.id ?? '' }))[0]?.content.impression;
  /** The text lies at the station. */
  const atStation = () =>
    page.waitForResponse((answer) => answer.url().endsWith('/rpc/devices/keepText') && answer.ok());
  const impression = () => page.getByTestId('ecg-impression');
  const fetched = (at: number) =>
    until('the tracing at the station', async () => {
      const asked = await world.started.server.kernel.db
        .selectFrom('audit')
        .select('id')
        .where('act', '=', 'ecg.ahead')
        .where('subject', '=', exams[at]?.id ?? '')
        .execute();
      return asked.length > 0;
    });

  test('the server goes and the window is reloaded: the opened and the next tracing open from the list, are measured and written on', async () => {
    await open(1);
    await page.getByTestId('ecg-write').click();
    await expect.poll(() => impression().getAttribute('readonly'), soon).toBeNull();
    await Promise.all([fetched(1), fetched(2)]);
    await new Promise((resume) => setTimeout(resume, 400));
    line.dead = true;
    await page.getByTestId('offline-strip').waitFor(soon);
    await page.reload();
    await page.getByTestId('offline-strip').waitFor(soon);
    await open(1);
    await page.getByTestId('measure.heartRate').waitFor(soon);
    await page.getByTestId('ecg-previous').first().dblclick();
    await expect.poll(() => page.locator('.ecg-paper-view').count(), soon).toBe(2);
    await shoot(page, 'ecg-offline-compare');
    // The lock that was held when the line went: what is written waits at the station.
    await page.getByTestId('ecg-write').click();
    await impression().fill('断线后写的意见');
    await expect.poll(() => page.getByTestId('ecg-save-state').innerText(), soon).toContain('已保存');
    // The next one was never opened: no lock, so the text stays in the window.
    await open(2);
    await page.getByTestId('ecg-write').click();
    const kept = atStation();
    await impression().fill('下一份，没有锁');
    await kept;
    await expect.poll(() => page.getByTestId('ecg-save-state').innerText(), soon).toContain('离线书写');
    await shoot(page, 'ecg-offline-alone');
  });

  test('the station is started again without the server, and a caliper measures; back, both texts are at the server once', async () => {
    await host.close();
    host = await start();
    await newWindow();
    await page.getByTestId('offline-strip').waitFor(soon);
    await open(2);
    await page.getByTestId('ecg-left-over').getByText('本机未提交的文字').waitFor(soon);
    await shoot(page, 'ecg-left-over');
    await page.getByTestId('ecg-left-restore').click();
    await page.keyboard.press('Alt+2');
    const paper = await page.locator('.ecg-paper-view').first().boundingBox();
    if (!paper) throw new Error('no paper');
    await page.mouse.move(paper.x + 150, paper.y + 90);
    await page.mouse.down();
    await page.mouse.move(paper.x + 230, paper.y + 90, { steps: 6 });
    await page.mouse.up();
    await expect.poll(() => page.getByTestId('ecg-readout').last().textContent(), soon).toMatch(/ms/);
    await expect.poll(() => impression().inputValue(), soon).toBe('下一份，没有锁');
    await shoot(page, 'ecg-offline-again');
    line.dead = false;
    await expect.poll(() => report(2), soon).toBe('下一份，没有锁');
    await expect.poll(() => report(1), soon).toBe('断线后写的意见');
    await expect.poll(() => page.getByTestId('ecg-save-state').innerText(), soon).toContain('已保存');
    const editions = await world.doctor.api.examReports.ofExam({ examId: exams[2]?.id ?? '' });
    expect(editions).toHaveLength(1);
  });

  test('a colleague wrote meanwhile: both texts stand side by side, one’s own is taken over and back, and goes after a question', async () => {
    line.dead = true;
    await page.getByTestId('offline-strip').waitFor(soon);
    await open(0);
    await page.getByTestId('ecg-write').click();
    const kept = atStation();
    await impression().fill('本机的意见');
    await kept;
    await expect.poll(() => page.getByTestId('ecg-save-state').innerText(), soon).toContain('离线书写');
    await newWindow();
    await open(0);
    await page.getByTestId('ecg-left-over').getByText('本机的意见').waitFor(soon);
    await page.close();
    const examId = exams[0]?.id ?? '';
    const meta = () => ({ command: command(world.started.clock) });
    const { api } = world.manager;
    const { fence = 0 } = (await api.orders.lock({ ...meta(), examId })).lock ?? {};
    const texts = {
      title: '心电图',
      method: '',
      findings: '',
      impression: '同事的意见',
      positive: false,
      templateId: '',
    };
    await api.examReports.saveDraft({
      ...{ ...meta(), examId, reportId: crypto.randomUUID(), expectedVersion: 0, fence },
      content: { ...texts, fields: {}, statements: [], measurements: [], keyImages: [] },
    });
    await api.orders.unlock({ ...meta(), examId, fence });
    line.dead = false;
    page = await context.newPage();
    await newWindow();
    await open(0);
    const left = page.getByTestId('ecg-left-over');
    await left.getByText('本机的意见').waitFor(soon);
    await left.getByTestId('ecg-left-server').getByText('同事的意见').waitFor(soon);
    expect(await report(0)).toBe('同事的意见');
    await shoot(page, 'ecg-left-both');
    await expect.poll(() => left.getByTestId('ecg-left-restore').isEnabled(), soon).toBe(true);
    await left.getByTestId('ecg-left-restore').click();
    await expect.poll(() => impression().inputValue(), soon).toBe('本机的意见');
    await page.getByTestId('ecg-left-undo').click();
    await expect.poll(() => impression().inputValue(), soon).toBe('同事的意见');
    await left.getByTestId('ecg-left-discard').click();
    await page.keyboard.press('Escape');
    await left.getByTestId('ecg-left-discard').click();
    await shoot(page, 'ecg-left-discard');
    await page.getByTestId('ecg-left-discard-sure').click();
    await left.waitFor({ state: 'detached' });
    await expect.poll(() => report(0), soon).toBe('同事的意见');
  });

  test('who logs in before the link is up is online with it; a station that has forgotten the password asks once, beside the work', async () => {
    const enter = async () => {
      await page.getByTestId('login-user').fill('ecg-doctor');
      await page.getByTestId('login-password').fill(testPassword);
      await page.keyboard.press('Enter');
      await page.getByTestId('person-menu').waitFor(soon);
    };
    const leave = async () => {
      line.dead = true;
      await page.getByTestId('offline-strip').waitFor(soon);
      await page.getByTestId('person-menu').click();
      await page.getByTestId('logout').click();
    };
    const isOffline = () =>
      page.evaluate(async () => {
        const answer = await fetch('/api/identity/me', { headers: { 'x-yishu': '1' } });
        return (await answer.json()).offline;
      });
    await leave();
    await enter();
    expect(await isOffline()).toBe(true);
    line.dead = false;
    await page.getByTestId('offline-strip').waitFor({ state: 'detached', ...soon });
    await expect.poll(isOffline, soon).toBe(false);
    expect(await page.getByTestId('come-online').count()).toBe(0);
    await leave();
    await enter();
    await host.close();
    host = await start();
    await newWindow();
    line.dead = false;
    await page.getByTestId('come-online').waitFor(soon);
    await shoot(page, 'ecg-come-online');
    await page.getByTestId('come-online').getByRole('button').click();
    await page.getByTestId('login-password').fill(testPassword);
    await page.keyboard.press('Enter');
    await page.getByTestId('come-online').waitFor({ state: 'detached', ...soon });
    expect(await isOffline()).toBe(false);
  });

  test('a locked screen without the server says that alarms cannot be known, and knows them again with it', async () => {
    await page.keyboard.press('Control+Alt+l');
    // The infarction among the three.
    await page.getByTestId('lock-waiting').getByText('有 1 个危急值待处理').waitFor(soon);
    expect(await page.getByTestId('lock-unknown').count()).toBe(0);
    await shoot(page, 'lock-known');
    line.dead = true;
    // What stood there is as urgent as before.
    await page.getByTestId('lock-unknown').getByText('此后有没有新的不能得知').waitFor(soon);
    expect(await page.getByTestId('lock-waiting').count()).toBe(1);
    await shoot(page, 'lock-unknown');
    // Also when the page is loaded anew: it stays locked, and goes on counting when the server is back.
    await page.reload();
    await page.getByTestId('lock-unknown').getByText('不能得知有没有新的危急值').waitFor(soon);
    line.dead = false;
    await page.getByTestId('lock-unknown').waitFor({ state: 'detached', ...soon });
    await page.getByTestId('lock-waiting').getByText('有 1 个危急值待处理').waitFor(soon);
    expect(await page.getByTestId('person-menu').count()).toBe(0);
    expect(faults).toEqual([]);
  });
});
