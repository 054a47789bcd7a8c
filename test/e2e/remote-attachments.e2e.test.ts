// Documents of a remote request in Chromium on the demo hospital: the town attaches a PDF and a picture, the centre reads both beside the case; and the request form in another system's frame.
import { createHmac, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import PDFDocument from 'pdfkit';
import type { Browser as Chromium, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExamDocument } from '../../core/orders/exam.ts';
import { remoteSignedText } from '../../core/orders/remote-link.ts';
import { browserPath, launchBrowser, shoot, shots } from '../support/browser.ts';
import { chestFilm } from '../support/chest-film.ts';
import { type RunningDemo, startDemo } from '../support/demo-process.ts';
import { type Browser, browser } from '../support/server.ts';

const soon = { timeout: 20_000 };

/** Two pages of an admission record. */
function admissionRecord(): Promise<Buffer> {
  return new Promise((done) => {
    const pages: Buffer[] = [];
    const paper = new PDFDocument({ size: 'A4' });
    paper.on('data', (piece: Buffer) => pages.push(piece));
    paper.on('end', () => done(Buffer.concat(pages)));
    paper.fontSize(20).text('ADMISSION RECORD').moveDown();
    paper.fontSize(12).text('Female, 61 years. Cough for two weeks, no fever. Smoker.');
    paper.addPage().text('Page 2: course of the illness.');
    paper.end();
  });
}

/** A page of another system, on an origin of its own, that frames the address in its query. */
async function frameHost(): Promise<{ origin: string; close: () => void }> {
  const server = createServer((request, answer) => {
    const address = decodeURIComponent(request.url?.split('?')[1] ?? '').replaceAll('&', '&amp;');
    answer.setHeader('content-type', 'text/html; charset=utf-8');
    answer.end(`<!doctype html><title>RIS</title><iframe width="1000" height="740" src="${address}"></iframe>`);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const at = server.address();
  const port = typeof at === 'object' && at ? at.port : 0;
  return { origin: `http://127.0.0.1:${port}`, close: () => server.close() };
}

describe.skipIf(browserPath === null)('the documents of a remote request', () => {
  let demo: RunningDemo;
  let chromium: Chromium;
  let exam: ExamDocument;
  let town: Browser;
  const faults: string[] = [];

  const accountOf = (user: string) => demo.accounts.find((one) => one.user === user) ?? demo.account(user);
  async function caller(user: string): Promise<Browser> {
    const made = browser(demo.server);
    const { user: name, password } = accountOf(user);
    await made.api.identity.login({ user: name, password });
    return made;
  }
  async function at(user: string, screen: string, size = { width: 1366, height: 768 }): Promise<Page> {
    const person = await caller(user);
    const context = await chromium.newContext({ viewport: size, locale: 'zh-CN' });
    const [name = '', value = ''] = person.cookie().split('=');
    await context.addCookies([{ name, value, url: demo.server }]);
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) faults.push(message.text());
    });
    await page.goto(`${demo.server}/#/radiology/${screen}`);
    await page.getByTestId(`screen-${screen.split('?')[0]}`).waitFor();
    return page;
  }

  beforeAll(async () => {
    demo = await startDemo({ analyzers: false });
    chromium = await launchBrowser();
    town = await caller('qxfangshe');
    const command = { id: randomUUID(), at: new Date().toISOString() };
    exam = await town.api.orders.register({
      command,
      exam: {
        service: 'radiology',
        patient: { number: 'E2E-8801', name: '冯附件', sex: 'female', birthDate: '1965-05-06' },
        visit: { kind: 'inpatient', number: 'Z8801', departmentId: 'QXZ', bed: '7', diagnosis: '咳嗽两周' },
        modality: 'DX',
        bodyPart: '胸部',
        procedureCode: 'DX-CHEST-PA',
        procedureName: '胸部正位片',
        method: '正位',
        clinicalDiagnosis: '咳嗽两周',
        history: '',
        purpose: '除外占位',
        priority: 'urgent',
        requestedBy: '钟勇',
        requestNumber: '',
        room: 'DR1',
        deviceId: '',
        scheduledAt: null,
      },
    });
    const film = chestFilm({ study: '8801', accession: exam.accessionNumber, patientId: 'E2E-8801', name: '冯附件' });
    const answer = await fetch(`${demo.dicomweb}/studies`, {
      method: 'POST',
      headers: { 'content-type': 'application/dicom' },
      body: new Uint8Array(film),
    });
    expect(answer.status).toBe(200);
  });
  afterAll(async () => {
    await chromium?.close();
    await demo?.stop();
  });

  test('the town attaches a record and a picture, is told why a Word file is not kept, and sends', async () => {
    const page = await at('qxfangshe', 'worklist');
    await page.locator(`[data-testid="exam-row"][data-accession="${exam.accessionNumber}"]`).click();
    await page.keyboard.press('F8');
    const dialog = page.getByTestId('remote-request');
    expect(await dialog.getByTestId('remote-facts').innerText()).toContain('正位');
    const files = dialog.getByTestId('attachments-files');
    await files.setInputFiles([
      { name: '入院记录.pdf', mimeType: 'application/pdf', buffer: await admissionRecord() },
      { name: '病历.pdf', mimeType: 'application/pdf', buffer: Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0, 0]) },
    ]);
    await expect.poll(() => dialog.getByTestId('attachment').count(), soon).toBe(1);
    await expect.poll(() => dialog.getByTestId('attachments-refused').innerText(), soon).toContain('病历.pdf');
    await dialog.getByTestId('attachments-kind').selectOption('lab');
    const sheet = sharp({
      text: { text: 'WBC 12.6   CRP 48', rgba: true, width: 900, height: 240 },
    }).flatten({ background: '#fff' });
    await files.setInputFiles([{ name: '血常规.png', mimeType: 'image/png', buffer: await sheet.png().toBuffer() }]);
    await expect.poll(() => dialog.getByTestId('attachment').count(), soon).toBe(2);
    await dialog.locator('textarea').last().fill('右肺结节？');
    await shoot(page, 'attach-town');
    await page.keyboard.press('Control+Enter');
    await dialog.waitFor({ state: 'detached' });
    await expect
      .poll(async () => (await town.api.orders.exam({ examId: exam.id })).remote?.state, soon)
      .toBe('waiting');
    await page.context().close();
  });

  test('the centre reads both beside the case; an own clinician and the other town read neither', async () => {
    const page = await at('radiologist', 'remote');
    await page.getByTestId('remote-row').filter({ hasText: '冯附件' }).click();
    const detail = page.getByTestId('remote-detail');
    await expect.poll(() => detail.getByTestId('attachment').count(), soon).toBe(2);
    expect(await detail.innerText()).toContain('入院记录');
    await shoot(page, 'attach-centre');
    await page.keyboard.press('F6');
    await expect
      .poll(async () => (await town.api.orders.exam({ examId: exam.id })).remote?.state, soon)
      .toBe('accepted');
    await page.keyboard.press('Enter');
    await page.locator(`[data-testid="case"][data-exam="${exam.id}"]`).waitFor();
    await page.getByTestId('report-tabs').locator('[data-value=request]').click();
    const rows = page.getByTestId('case').getByTestId('attachment-open');
    await expect.poll(() => rows.count(), soon).toBe(2);
    await shoot(page, 'attach-case');
    const asked = page.waitForResponse((answer) => answer.url().includes('/exam-attachments/'));
    await rows.first().click();
    const answer = await asked;
    expect([answer.status(), answer.headers()['content-type']]).toEqual([200, 'application/pdf']);
    await page.getByTestId('attachment-pdf').waitFor();
    if (shots) await page.waitForTimeout(1500);
    await shoot(page, 'attach-pdf');
    await page.getByTestId('attachment-next').click();
    const picture = page.getByTestId('attachment-picture');
    await expect
      .poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth), soon)
      .toBeGreaterThan(100);
    const fit = await picture.evaluate((image) => image.clientWidth);
    await page.keyboard.press('+');
    await expect.poll(() => picture.evaluate((image) => image.clientWidth)).not.toBe(fit);
    await shoot(page, 'attach-picture');
    await page.keyboard.press('Escape');
    await page.getByTestId('attachment-viewer').waitFor({ state: 'detached' });
    await page.getByTestId('case').waitFor();
    const [first] = await town.api.orders.attachments({ examId: exam.id });
    for (const user of ['zhengkai', 'lhxindian']) {
      const refused = await (await caller(user)).fetch(`/exam-attachments/${first?.id}`);
      expect(refused.status).toBe(403);
    }
    await page.context().close();
  });

  test('another campus’s system shows the form of its exam in a frame of its own; a page of nobody may not', async () => {
    const admin = await caller('sunwei');
    const command = () => ({ id: randomUUID(), at: new Date().toISOString() });
    const [other] = (await town.api.orders.worklist({ service: 'radiology', days: 30 })).rows.filter(
      ({ id }) => id !== exam.id,
    );
    if (!other) throw new Error('the demo has no other exam of the town');
    if (other.remote)
      await town.api.orders.decideRemote({
        ...{ command: command(), examId: other.id, expectedVersion: other.version },
        ...{ act: 'withdraw', reason: '' },
      });
    const hosts = await Promise.all([frameHost(), frameHost()]);
    const [allowed, stranger] = hosts;
    const saved = await admin.api.imaging.saveLinkSystem({
      ...{ command: command(), name: 'QX-RIS', active: true },
      ...{ origins: [allowed.origin], requestsFor: 'qingxi' },
    });
    const link = (user: string) => {
      const ts = String(Math.floor(Date.now() / 1000));
      const look = { system: 'QX-RIS', by: 'accession' as const, value: other.accessionNumber, user, ts };
      const sig = createHmac('sha256', saved.secret ?? '')
        .update(remoteSignedText(look))
        .digest('hex');
      const query = new URLSearchParams({ system: look.system, accession: look.value, user, ts, sig });
      return `${demo.server}/remote-request?${query}`;
    };
    const context = await chromium.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => faults.push(error.message));
    const refusedByPolicy: string[] = [];
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) refusedByPolicy.push(message.text());
    });
    try {
      await page.goto(`${allowed.origin}/?${encodeURIComponent(link('钟勇'))}`);
      const frame = page.frameLocator('iframe');
      await frame.getByTestId('request-page').waitFor();
      expect(await frame.getByTestId('remote-facts').innerText()).toContain(other.patient.name);
      await frame
        .getByTestId('attachments-files')
        .setInputFiles([{ name: '入院记录.pdf', mimeType: 'application/pdf', buffer: await admissionRecord() }]);
      await expect.poll(() => frame.getByTestId('attachment').count(), soon).toBe(1);
      const sheet = sharp({ create: { width: 900, height: 600, channels: 3, background: '#cde' } });
      await frame
        .getByTestId('attachments-files')
        .setInputFiles([{ name: '血常规.png', mimeType: 'image/png', buffer: await sheet.png().toBuffer() }]);
      await expect.poll(() => frame.getByTestId('attachment').count(), soon).toBe(2);
      await frame.getByTestId('attachment-open').first().click();
      const view = frame.getByTestId('request-document-view');
      await view.getByTestId('attachment-pdf').waitFor();
      // Chromium's viewer is a page of its own inside the frame of the file; a frame that was refused has the browser's error page.
      await expect.poll(() => page.frames().map((one) => one.url().split(':')[0]), soon).toContain('chrome-extension');
      expect(page.frames().filter((one) => one.url().startsWith('chrome-error'))).toEqual([]);
      if (shots) await page.waitForTimeout(1500);
      await shoot(page, 'embedded-pdf');
      await view.getByTestId('request-document-next').click();
      await expect
        .poll(
          () => view.getByTestId('attachment-picture').evaluate((image: HTMLImageElement) => image.naturalWidth),
          soon,
        )
        .toBe(900);
      await shoot(page, 'embedded-picture');
      const saving = page.waitForEvent('download');
      await view.getByTestId('request-document-save').click();
      expect((await saving).suggestedFilename()).toBe('血常规.png');
      await page.keyboard.press('Escape');
      await view.waitFor({ state: 'detached' });
      await frame.getByTestId('request-impression').fill('请上级医院诊断');
      await shoot(page, 'embedded-form');
      await frame.getByTestId('request-send').click();
      await frame.getByTestId('request-sent').waitFor();
      await shoot(page, 'embedded-sent');
      expect((await town.api.orders.exam({ examId: other.id })).remote).toMatchObject({
        requestedBy: '钟勇（QX-RIS）',
        preliminaryImpression: '请上级医院诊断',
      });
      expect(refusedByPolicy).toEqual([]);
      await page.goto(`${stranger.origin}/?${encodeURIComponent(link('李明'))}`);
      await page.waitForTimeout(1500);
      expect(await page.frameLocator('iframe').getByTestId('request-page').count()).toBe(0);
      // The same link used again, in a tab of its own.
      const used = link('王芳');
      await page.goto(used);
      await page.getByTestId('request-page').waitFor();
      await page.goto(used);
      expect(await page.getByTestId('request-refused').getAttribute('data-refusal')).toBe('reused');
    } finally {
      await context.close();
      for (const { close } of hosts) close();
    }
  });

  test('no script failed, and nothing offended the policy of the page', () => {
    expect(faults).toEqual([]);
  });
});
