// The clinicians' ECG page in a real browser: a link opens one exam without a login, on a desk, in a frame of the EMR and on a phone, and nothing else.
import { createHmac, randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import PDFDocument from 'pdfkit';
import type { BrowserContextOptions, Browser as Chromium, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ecgSignedText } from '../../core/ecg/flow/link-signature.ts';
import { toEcgJson } from '../../core/ecg/formats/to-json.ts';
import type { ExamDocument } from '../../core/orders/exam.ts';
import { browserPath, launchBrowser, shoot, shots } from '../support/browser.ts';
import { ecgFile } from '../support/ecg-files.ts';
import { lookAtTracings } from '../support/ecg-looks.ts';
import { type EcgWorld, startEcgWorld } from '../support/ecg-world.ts';
import { addPeople, command, loggedIn } from '../support/server.ts';
import { asRecording, steady, syntheticEcg } from '../support/synthetic-ecg.ts';
import { buildPages } from '../support/viewer-world.ts';

/** What a cart prints that hands over no samples. */
function cartPaper(): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((done) => {
    const pieces: Buffer[] = [];
    const paper = new PDFDocument({ size: 'A4', layout: 'landscape' });
    paper.on('data', (piece: Buffer) => pieces.push(piece));
    paper.on('end', () => done(Uint8Array.from(Buffer.concat(pieces))));
    paper.fontSize(18).text('12-LEAD ECG   25 mm/s   10 mm/mV   HR 72');
    for (let lead = 0; lead < 6; lead += 1)
      paper
        .moveTo(50, 150 + lead * 60)
        .lineTo(780, 150 + lead * 60)
        .stroke('#c33');
    paper.end();
  });
}

describe.skipIf(browserPath === null)('the clinicians’ ECG page in Chromium', () => {
  let world: EcgWorld;
  let chromium: Chromium;
  let rendererDir: string;
  let emr: Server;
  let emrUrl: string;
  let exam: ExamDocument;
  let recordingId: string;
  const emrPage = { html: '' };

  beforeAll(async () => {
    emr = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(emrPage.html);
    });
    await new Promise<void>((ready) => emr.listen(0, '127.0.0.1', ready));
    emrUrl = `http://127.0.0.1:${(emr.address() as AddressInfo).port}`;
    rendererDir = await buildPages(['viewer/ecg.html']);
    world = await startEcgWorld({ rendererDir, embedOrigins: [emrUrl] });
    chromium = await launchBrowser();
    exam = await world.register('P00120458', '欧阳春晓');
    recordingId = await hand(
      ecgFile({ patient: { id: 'P00120458' }, recordedAt: '2026-03-22T09:14:00', seed: 7 }),
      exam.id,
    );
  });
  afterAll(async () => {
    await chromium?.close();
    await world?.started.close();
    await new Promise((done) => emr.close(done));
    if (rendererDir) await rm(rendererDir, { recursive: true, force: true });
  });

  async function hand(body: Uint8Array<ArrayBuffer>, examId: string, name = 'a.json'): Promise<string> {
    const answer = await world.technician.fetch(`/ecg/manual?name=${name}&examId=${examId}`, {
      method: 'POST',
      headers: { 'x-yishu': '1' },
      body,
    });
    const arrival: { recordingId: string } = await answer.json();
    return arrival.recordingId;
  }
  const link = (minutes = 10, id = recordingId) =>
    world.doctor.api.ecg.link({ command: command(world.started.clock), recordingId: id, minutes });

  /** A browser that nobody is logged in to. */
  async function visit(address: string, size: BrowserContextOptions = { viewport: { width: 1366, height: 768 } }) {
    const context = await chromium.newContext({ locale: 'zh-CN', ...size });
    const page = await context.newPage();
    const errors: string[] = [];
    const asked: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) errors.push(message.text());
    });
    page.on('request', (request) => asked.push(`${request.url()} ${request.headers().referer ?? ''}`));
    await page.goto(new URL(address, world.started.server.url).href);
    return { page, errors, asked };
  }
  const phone: BrowserContextOptions = {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    deviceScaleFactor: 2,
  };
  const audited = (act: string) =>
    world.started.server.kernel.db
      .selectFrom('audit')
      .select(['subject', 'detail', 'patient_id', 'outcome'])
      .where('act', '=', act)
      .orderBy('at')
      .execute();

  test('opens on a desk: numbers masked, calipers measure, each look is audited, the token is nowhere', async () => {
    const { url, token } = await link();
    const { page, errors, asked } = await visit(url);
    const paper = page.locator('.ecg-paper-view');
    await paper.waitFor();
    const words = await page.locator('body').innerText();
    expect(words).toContain('欧阳春晓');
    expect(words).toContain('仅供参考浏览');
    expect(words).toContain('报告未发布');
    expect(words).not.toContain('P00120458');
    await page.getByTestId('ecg-tool-interval').click();
    const box = await paper.boundingBox();
    if (!box) throw new Error('no paper');
    await page.mouse.move(box.x + 300, box.y + 120);
    await page.mouse.down();
    await page.mouse.move(box.x + 400, box.y + 120, { steps: 4 });
    await page.mouse.up();
    const perMm = Number(await paper.getAttribute('data-px-per-mm'));
    const said = Number.parseInt((await page.getByTestId('ecg-readout').textContent()) ?? '', 10);
    expect(Math.abs(said - (100 / perMm / 25) * 1000)).toBeLessThanOrEqual(4);
    await shoot(page, 'ecg-link-desk');
    await page.getByTestId('ecg-layout').locator('[data-value="12x1"]').click();
    await page.getByTestId('ecg-speed').selectOption('50');
    expect(await page.locator('.ecg-paper-foot').textContent()).toContain('50 mm/s');
    expect(asked.filter((line) => line.includes(token))).toHaveLength(1);
    expect(world.started.logged.join('\n')).not.toContain(token);
    for (const table of ['idempotency', 'ecg_link', 'audit'] as const) {
      const rows = await world.started.server.kernel.db.selectFrom(table).selectAll().execute();
      expect(rows.length).toBeGreaterThan(0);
      expect(JSON.stringify(rows)).not.toContain(token);
    }
    for (const { output } of await world.started.server.kernel.db
      .selectFrom('idempotency')
      .select('output')
      .where('name', '=', 'ecg.link')
      .execute())
      expect(world.started.server.kernel.fields.decrypt(output ?? '')).not.toContain(token);
    for (const act of ['ecg.replay', 'ecg.replaySamples', 'ecg.replayReport']) {
      const [row] = await audited(act);
      expect(row).toMatchObject({ subject: recordingId, patient_id: exam.patient.id });
      expect(row?.detail).toContain('link of ecg-doctor');
    }
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('replays: the sweep runs in the time of the recording, says the heart rate, and pauses', async () => {
    const { page, errors } = await visit((await link()).url);
    await page.locator('.ecg-paper-view').waitFor();
    await page.getByTestId('ecg-replay').click();
    await expect.poll(() => page.getByTestId('ecg-replay-bpm').textContent(), { timeout: 8000 }).toContain('75');
    await shoot(page, 'ecg-link-replay');
    await page.getByTestId('ecg-replay').click();
    const still = await page.getByTestId('ecg-replay-bpm').textContent();
    await page.waitForTimeout(200);
    expect(await page.getByTestId('ecg-replay-bpm').textContent()).toBe(still);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('a long recording is paged, and its strip shows the curve or the RR intervals of all of it', async () => {
    const minutes = 20;
    const ecg = syntheticEcg(steady(minutes * 75 - 2, 0.8), { seconds: minutes * 60, seed: 9 });
    const [first] = asRecording(ecg).waveforms;
    const small = { ...asRecording(ecg), waveforms: first ? [{ ...first, leads: first.leads.slice(0, 2) }] : [] };
    const other = await world.register('P00120459', '钱二');
    const id = await hand(new TextEncoder().encode(JSON.stringify(toEcgJson(small))), other.id);
    const { page, errors } = await visit((await link(10, id)).url);
    const strip = page.getByTestId('ecg-overview');
    await strip.waitFor();
    await page.getByTestId('ecg-page-next').click();
    await expect.poll(() => page.locator('.ecg-paper-view').getAttribute('data-from-ms')).toBe('10000');
    const box = await strip.boundingBox();
    if (!box) throw new Error('no strip');
    await page.mouse.click(box.x + box.width * 0.9, box.y + 10);
    await expect
      .poll(async () => Number(await page.locator('.ecg-paper-view').getAttribute('data-from-ms')))
      .toBeGreaterThan(1_000_000);
    await page.getByTestId('ecg-overview-mode').click();
    await shoot(page, 'ecg-link-long');
    expect(await audited('ecg.replayOverview')).toHaveLength(1);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('the released report stands beside it, with its PDF and its picture', async () => {
    const { doctor, manager, started } = world;
    const meta = () => ({ command: command(started.clock) });
    const { lock } = await doctor.api.orders.lock({ ...meta(), examId: exam.id });
    const content = {
      title: '心电图',
      method: '',
      findings: '窦性P波规律出现。',
      impression: '窦性心律\n正常心电图',
      positive: false,
      fields: {},
      statements: [],
      measurements: [{ label: '心率', value: '75', unit: 'bpm', source: '' }],
      keyImages: [],
      templateId: '',
    };
    const draft = await doctor.api.examReports.saveDraft({
      ...meta(),
      examId: exam.id,
      reportId: randomUUID(),
      expectedVersion: 0,
      fence: lock?.fence ?? 0,
      content,
    });
    const { url } = await link();
    expect((await fetch(`${started.server.url}${url}/report.pdf`)).status).toBe(404);
    const about = (report: { id: string; version: number }) => ({
      ...meta(),
      reportId: report.id,
      expectedVersion: report.version,
    });
    await lookAtTracings(exam.id, doctor, manager);
    const submitted = await doctor.api.examReports.submit({ ...about(draft), content });
    await manager.api.examReports.release({ ...about(submitted), content });
    const { page, errors } = await visit(url);
    await page.locator('.ecg-paper-view').waitFor();
    expect(await page.getByTestId('link-report').innerText()).toContain('正常心电图');
    await shoot(page, 'ecg-link-report');
    await page.setViewportSize({ width: 1920, height: 1080 });
    await shoot(page, 'ecg-link-report-1920');
    for (const [id, type, mark] of [
      ['link-pdf', 'application/pdf', '%PDF-'],
      ['link-jpg', 'image/jpeg', '\xff\xd8'],
    ] as const) {
      const answer = await fetch(`${started.server.url}${await page.getByTestId(id).getAttribute('href')}`);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
      expect(
        Buffer.from(await answer.arrayBuffer())
          .toString('latin1')
          .startsWith(mark),
      ).toBe(true);
    }
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('on a phone nothing is wider than the screen, a finger moves the paper and two enlarge it', async () => {
    const { page, errors } = await visit((await link()).url, phone);
    const paper = page.locator('.ecg-paper-view');
    await paper.waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await shoot(page, 'ecg-link-phone');
    const box = await paper.boundingBox();
    if (!box) throw new Error('no paper');
    const y = box.y + box.height / 2;
    const cdp = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', xs: number[]) =>
      cdp.send('Input.dispatchTouchEvent', { type, touchPoints: xs.map((x, id) => ({ x, y, id })) });
    const before = Number(await paper.getAttribute('data-px-per-mm'));
    await touch('touchStart', [170, 220]);
    for (let step = 1; step <= 8; step += 1) await touch('touchMove', [170 - step * 6, 220 + step * 6]);
    await touch('touchEnd', []);
    await expect.poll(async () => Number(await paper.getAttribute('data-px-per-mm')) / before).toBeGreaterThan(2);
    await shoot(page, 'ecg-link-phone-zoom');
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('stands in a frame of the EMR that the configuration names, and of no other', async () => {
    const { url } = await link();
    const framed = `${world.started.server.url}${url}`;
    emrPage.html = `<!doctype html><title>EMR</title><iframe src="${framed}" style="width:1200px;height:700px"></iframe>`;
    const { page } = await visit(`${emrUrl}/`);
    await page.frameLocator('iframe').locator('.ecg-paper-view').waitFor();
    await page.context().close();
    const policy = (await fetch(framed)).headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`frame-ancestors 'self' ${emrUrl}`);
    const station = await fetch(`${world.started.server.url}/healthz`);
    expect(station.headers.get('content-security-policy')).not.toContain(emrUrl);
    const foreign = await visit(`http://localhost:${new URL(emrUrl).port}/`);
    await foreign.page.waitForTimeout(500);
    expect(await foreign.page.frameLocator('iframe').locator('.ecg-paper-view').count()).toBe(0);
    await foreign.page.context().close();
  });

  test('a cart’s PDF shows in the browser’s viewer, in the frame of the EMR too; what only begins like one is run by nobody', async () => {
    const other = await world.register('P00120460', '孙三');
    const id = await hand(await cartPaper(), other.id, 'cart.pdf');
    const { url } = await link(10, id);
    const schemes = (page: Page) => page.frames().map((frame) => frame.url().split(':')[0]);
    for (const html of [
      null,
      `<!doctype html><iframe src="${world.started.server.url}${url}" width="1200" height="700">`,
    ]) {
      if (html !== null) emrPage.html = html;
      const { page, errors } = await visit(html === null ? url : `${emrUrl}/`);
      // Chromium's viewer is a page of its own inside the file's frame; a frame that was refused has the browser's error page.
      await expect.poll(() => schemes(page), { timeout: 10_000 }).toContain('chrome-extension');
      expect(schemes(page)).not.toContain('chrome-error');
      if (shots) await page.waitForTimeout(1500);
      await shoot(page, html === null ? 'ecg-link-cart' : 'ecg-link-cart-framed');
      expect(errors).toEqual([]);
      await page.context().close();
    }
    const trick = await world.register('P00120461', '李四');
    const likePdf = new TextEncoder().encode(`%PDF-1.4\n<html><script>document.title = 'owned'</script>`);
    const trickId = await hand(likePdf, trick.id, 'cart.html');
    const file = `${(await link(10, trickId)).url}/file?recording=${trickId}`;
    const answer = await fetch(`${world.started.server.url}${file}`);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const opened = await visit(file);
    await opened.page.waitForTimeout(500);
    expect(await opened.page.title()).not.toBe('owned');
    await opened.page.context().close();
  });

  test('where the browser shows no PDF it says so, and the file can be saved', async () => {
    const other = await world.register('P00120462', '周五');
    const id = await hand(await cartPaper(), other.id, 'cart.pdf');
    const context = await chromium.newContext({ locale: 'zh-CN' });
    const page = await context.newPage();
    await page.addInitScript(() => Object.defineProperty(navigator, 'pdfViewerEnabled', { get: () => false }));
    await page.goto(new URL((await link(10, id)).url, world.started.server.url).href);
    const said = page.getByTestId('pdf-none');
    await said.waitFor();
    const saving = page.waitForEvent('download');
    await said.getByRole('link').click();
    expect((await saving).suggestedFilename()).toContain('.pdf');
    await context.close();
  });

  test('a hospital system signs its own links; wrong, old and unknown ones are told apart', async () => {
    const { server, clock } = world.started;
    await addPeople(server, ['system-admin']);
    const admin = await loggedIn(server, 'system-admin');
    const made = await admin.api.imaging.saveLinkSystem({
      command: command(clock),
      name: 'HIS',
      active: true,
      newSecret: false,
    });
    const signed = (value: string, key = made.secret ?? '', secondsAgo = 0) => {
      const ts = String(Math.floor(clock.now().getTime() / 1000) - secondsAgo);
      const look = { system: 'HIS', by: 'accession' as const, value, user: '张医生', ts };
      const sig = createHmac('sha256', key).update(ecgSignedText(look)).digest('hex');
      return `/ecg-view?${new URLSearchParams({ system: 'HIS', accession: value, user: look.user, ts, sig })}`;
    };
    const { page } = await visit(signed(exam.accessionNumber));
    await page.locator('.ecg-paper-view').waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/ecg-view\/[\w-]{43}$/);
    await page.context().close();
    const landed = async (path: string) =>
      (await fetch(`${server.url}${path}`, { redirect: 'manual' })).headers.get('location');
    expect(await landed(signed(exam.accessionNumber, randomUUID()))).toBe('/ecg-view/refused-signature');
    expect(await landed(signed(exam.accessionNumber, undefined, 301))).toBe('/ecg-view/refused-expired');
    expect(await landed(signed('E999'))).toBe('/ecg-view/refused-study');
    // The same signature opens nothing among the images.
    expect(await landed(signed(exam.accessionNumber).replace('/ecg-view', '/view'))).toBe('/view/refused-signature');
    const rows = await audited('ecg.signedLink');
    expect(rows.map(({ outcome }) => outcome)).toEqual(['done', 'refused', 'refused']);
    expect(rows[0]).toMatchObject({ subject: recordingId, detail: 'HIS 张医生, 30 min' });
  });

  test('a link ends, and shows no recording that was given to another exam', async () => {
    const { url, token } = await link(1);
    const ask = (path: string) =>
      fetch(`${world.started.server.url}/ecg/replay/${path}`, { headers: { authorization: `Bearer ${token}` } });
    expect((await ask('recording')).status).toBe(200);
    const other = await world.register('P00120460', '孙三');
    const foreign = await hand(ecgFile({ patient: { id: 'P00120460' }, seed: 31 }), other.id);
    expect((await ask(`samples?recording=${foreign}`)).status).toBe(404);
    const { recording } = await world.doctor.api.ecg.recording({ recordingId });
    await world.technician.api.ecg.assign({
      command: command(world.started.clock),
      recordingId,
      expectedVersion: recording.version,
      examId: other.id,
      reason: '归错患者',
    });
    expect((await ask('recording')).status).toBe(404);
    world.started.clock.pass(61_000);
    expect((await ask('recording')).status).toBe(401);
    const { page } = await visit(url);
    await page.locator('[data-refusal="expired"]').waitFor();
    await shoot(page, 'ecg-link-expired');
    await page.context().close();
  });
});
