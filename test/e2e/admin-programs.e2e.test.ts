// What others are let in by, in Chromium: outside programs with a secret that is shown once, DICOM devices with certificates.
import { rm } from 'node:fs/promises';
import type { Browser as Chromium, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath, launchBrowser, type StationPages, stationPages } from '../support/browser.ts';
import { fingerprintOf, tlsWorld, trusting } from '../support/dicom-tls.ts';
import { testServer } from '../support/dicom-tools.ts';
import { type ExamWorld, startExamWorld } from '../support/exam-world.ts';
import { pemOf, tlsPairOf } from '../support/pki.ts';
import { askToken, programClient } from '../support/program-client.ts';
import { addPeople, loggedIn } from '../support/server.ts';
import { buildPages } from '../support/viewer-world.ts';

const soon = { timeout: 15_000 };

describe.skipIf(browserPath === null)('outside programs', { timeout: 90_000 }, () => {
  let world: ExamWorld;
  let chromium: Chromium;
  let rendererDir: string;
  let pages: StationPages;
  let page: Page;
  let first = '';
  const faults: string[] = [];
  const certificates = tlsWorld();

  beforeAll(async () => {
    [rendererDir, chromium] = await Promise.all([buildPages(['index.html']), launchBrowser()]);
    world = await startExamWorld({
      ...{ rendererDir, clock: { now: () => new Date() } },
      dicom: { port: 0, aet: 'YISHU', anyLoopback: false, tls: { port: 0, ...tlsPairOf(certificates.archive) } },
    });
    await addPeople(world.running.server, ['system-admin']);
    pages = stationPages(chromium, world.running.server.url, 'admin', faults);
    page = await pages.at(await loggedIn(world.running.server, 'system-admin'), 'programs');
    page.setDefaultTimeout(15_000);
  }, 90_000);
  afterAll(async () => {
    await chromium?.close();
    await world?.close();
    if (rendererDir) await rm(rendererDir, { recursive: true, force: true });
  });

  const url = () => world.running.server.url;
  const tick = (group: string, value: string) =>
    page.getByTestId(group).locator(`input[data-value="${value}"]`).setChecked(true, { force: true });

  test('a program is entered; what is wrong is said before it is sent; its secret opens the interface', async () => {
    await page.keyboard.press('F2');
    await page.getByTestId('program-code').fill('TOWN-RIS');
    await page.getByTestId('program-name').fill('甲镇卫生院放射系统');
    await page.getByTestId('program-institution').selectOption('town-a');
    expect(await page.getByTestId('program-numbers').isChecked()).toBe(true);
    await page.getByTestId('program-purpose').fill('远程诊断申请、上传影像，取回报告');
    await page.getByTestId('program-contact').fill('王工 0771-7101');
    for (const scope of ['requests.submit', 'images.upload', 'text.upload', 'reports.radiology'])
      await tick('program-scopes', scope);
    await page.getByTestId('program-addresses').fill('127.0.0.1\n10.0.0.999');
    await expect.poll(() => page.getByTestId('program-dialog').innerText(), soon).toContain('10.0.0.999');
    expect(await page.getByTestId('program-save').isDisabled()).toBe(true);
    await page.getByTestId('program-addresses').fill('127.0.0.1\n10.20.0.0/16');
    await pages.shoot(page, 'programs-dialog');
    await page.keyboard.press('Control+Enter');
    first = await page.getByTestId('once-secret').innerText();
    await pages.shoot(page, 'programs-secret');
    await page.getByTestId('once-close').click();
    expect((await askToken(url(), 'TOWN-RIS', first)).status).toBe(200);
    await expect.poll(() => page.getByTestId('programs').innerText(), soon).toContain('甲镇卫生院放射系统');
    expect(await page.content()).not.toContain(first);
  });

  test('a new secret, the former ended at once; a refusal is seen in the list; switched off nothing opens', async () => {
    await page.getByText('甲镇卫生院放射系统').first().click();
    await page.keyboard.press('F8');
    await page.getByTestId('program-overlap').locator('[data-value="0"]').click();
    await page.keyboard.press('Control+Enter');
    const second = await page.getByTestId('once-secret').innerText();
    await page.getByTestId('once-close').click();
    expect((await askToken(url(), 'TOWN-RIS', first)).status).toBe(401);
    const client = await programClient(url(), 'TOWN-RIS', second);
    expect((await client.call('GET', 'requests/none')).status).toBe(404);
    await page.reload();
    await expect.poll(() => page.getByTestId('programs').innerText(), soon).toContain('使用了已作废的旧密钥');
    await pages.shoot(page, 'programs-1366');
    await page.setViewportSize({ width: 1920, height: 1080 });
    await pages.shoot(page, 'programs-1920');
    await page.setViewportSize({ width: 1366, height: 768 });
    await page.getByText('甲镇卫生院放射系统').first().dblclick();
    expect(await page.getByTestId('program-code').isDisabled()).toBe(true);
    await page.getByTestId('program-active').setChecked(false, { force: true });
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => page.getByTestId('programs').innerText(), soon).toContain('停用');
    expect((await client.call('GET', 'requests/none')).status).toBe(403);
    expect(faults).toEqual([]);
  });

  test('a DICOM device over TLS: its CA entered, called in vain until its certificate is known, then answered', async () => {
    const there = await testServer(
      {},
      {
        listen: { host: '127.0.0.1', port: null, tls: { port: 0, identity: tlsPairOf(certificates.strange) } },
        trust: async () => trusting([certificates.authority]),
      },
    );
    const screen = await pages.at(await loggedIn(world.running.server, 'system-admin'), 'peers');
    screen.setDefaultTimeout(15_000);
    await screen.getByTestId('peer-own').getByText('TLS').waitFor();
    await screen.keyboard.press('F6');
    await screen.getByTestId('transport-own').getByText('CN=archive').waitFor();
    expect(await screen.getByTestId('transport-problem').count()).toBe(0);
    // As after a renewal that went wrong.
    world.running.server.certificates.dicom?.refuse(
      'server-key.pem: 不是 server.pem 的私钥 / not the key of server.pem',
    );
    await screen.keyboard.press('Escape');
    await screen.getByTestId('transport-dialog').waitFor({ state: 'detached' });
    await screen.keyboard.press('F6');
    await screen.getByTestId('transport-problem').getByText('不是 server.pem 的私钥').waitFor();
    await pages.shoot(screen, 'dicom-transport-problem');
    await screen.getByTestId('transport-file').setInputFiles({
      ...{ name: 'hospital-ca.pem', mimeType: 'application/x-pem-file' },
      buffer: Buffer.from(pemOf(certificates.authority)),
    });
    await screen.getByTestId('transport-add').click();
    await screen.getByTestId('transport-authority').getByText('Hospital CA').waitFor();
    await pages.shoot(screen, 'dicom-transport');
    await screen.keyboard.press('Escape');
    await screen.getByTestId('transport-dialog').waitFor({ state: 'detached' });

    await screen.keyboard.press('F2');
    await screen.getByTestId('peer-aet').fill('CT1');
    await screen.getByTestId('peer-host').fill('127.0.0.1');
    await screen.getByTestId('peer-port').fill(String(there.tlsPort));
    await screen.getByTestId('peer-incoming').selectOption('tls');
    await screen.getByTestId('peer-tls').setChecked(true, { force: true });
    await screen.getByTestId('peer-fingerprints').fill('AB:CD');
    expect(await screen.getByTestId('peer-save').isDisabled()).toBe(true);
    await screen.getByTestId('peer-fingerprints').fill('');
    await pages.shoot(screen, 'dicom-peer');
    await screen.keyboard.press('Control+Enter');
    await screen.getByTestId('peers').getByText('仅 TLS').waitFor();

    await screen.keyboard.press('F8');
    await screen.getByTestId('toasts').getByText('对方证书不受信任').waitFor();
    await screen.getByTestId('toasts').getByText('CN=Stranger CA').waitFor();
    await pages.shoot(screen, 'dicom-echo');
    await screen.setViewportSize({ width: 1920, height: 1080 });
    await pages.shoot(screen, 'dicom-echo-1920');
    await screen.getByTestId('peers').getByText('CT1').dblclick();
    await screen.getByTestId('peer-fingerprints').fill(fingerprintOf(certificates.strange));
    await screen.getByTestId('peer-save').click();
    await screen.getByTestId('peer-dialog').waitFor({ state: 'detached' });
    await screen.keyboard.press('F8');
    await screen.getByTestId('toasts').getByText('TLSv1.3').waitFor();
    await screen.context().close();
    await there.stop(0);
  });

  test('a certificate of the server that cannot be used is told on any screen of the administration, and stands among the certificates', async () => {
    world.running.server.certificates.dicom?.refuse('server-key.pem: 不是 server.pem 的私钥');
    const screen = await pages.at(await loggedIn(world.running.server, 'system-admin'), 'people');
    screen.setDefaultTimeout(15_000);
    await screen.getByTestId('toasts').getByText('新证书不能用').waitFor();
    await screen.getByTestId('open-group-access').getByText('1', { exact: true }).waitFor();
    await screen.keyboard.press('Alt+K');
    await screen.locator('[data-testid="server-cert-dicom"][data-state="refused"]').getByText('CN=archive').waitFor();
    await screen.getByTestId('server-certificates').getByText('不是 server.pem 的私钥').waitFor();
    await pages.shoot(screen, 'server-certificates');
    await screen.context().close();
  });

  test('in English too', async () => {
    await page.evaluate(() => localStorage.setItem('yishu.preferences', JSON.stringify({ locale: 'en' })));
    await page.reload();
    await expect.poll(() => page.getByTestId('programs').innerText(), soon).toContain('Switched off');
    await page.getByText('TOWN-RIS').first().click();
    await page.keyboard.press('F8');
    await page.getByTestId('program-renew-dialog').waitFor();
    await pages.shoot(page, 'programs-en');
  });
});
