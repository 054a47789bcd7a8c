// Certificates in Chromium: authority and policy by the administrator, two doctors import theirs, sign a report with them, and the paper and the public page say so.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser as Chromium, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExamDocument } from '../../core/orders/exam.ts';
import { browserPath, launchBrowser, shots } from '../support/browser.ts';
import { type ExamWorld, startExamWorld } from '../support/exam-world.ts';
import { canVerifyPdf } from '../support/pdf-words.ts';
import { issue, makePkcs12, pemOf } from '../support/pki.ts';
import { addPeople, testPassword } from '../support/server.ts';
import { buildPages } from '../support/viewer-world.ts';

const soon = { timeout: 30_000 };
const password = 'Zertifikat-2026';
const root = issue({ commonName: '某市数字认证中心 根证书', authority: null });
if (!canVerifyPdf)
  test.skip('the signed paper is not verified: pdfsig is not installed (poppler-utils)', () => undefined);

describe.skipIf(browserPath === null)('signatures with certificates', { timeout: 150_000 }, () => {
  let world: ExamWorld;
  let chromium: Chromium;
  let rendererDir: string;
  const pages = new Map<string, Page>();
  const faults: string[] = [];

  beforeAll(async () => {
    [rendererDir, chromium] = await Promise.all([buildPages(['index.html']), launchBrowser()]);
    world = await startExamWorld({ rendererDir, clock: { now: () => new Date() } });
    await addPeople(world.running.server, ['system-admin']);
  }, 90_000);
  afterAll(async () => {
    await chromium?.close();
    await world?.close();
    if (rendererDir) await rm(rendererDir, { recursive: true, force: true });
  });

  async function at(user: string, screen: string): Promise<Page> {
    const known = pages.get(user);
    const address = `${world.running.server.url}/#/${screen}`;
    if (known) {
      await known.goto(address);
      return known;
    }
    const context = await chromium.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(address);
    await page.getByTestId('login-user').fill(user);
    await page.getByTestId('login-password').fill(testPassword);
    await page.keyboard.press('Enter');
    await page.getByTestId('person-menu').waitFor();
    pages.set(user, page);
    return page;
  }

  async function shoot(page: Page, name: string): Promise<void> {
    if (!shots) return;
    for (const [width, height] of [
      [1920, 1080],
      [1366, 768],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.waitForTimeout(250);
      await page.screenshot({ path: `${shots}/${name}-${width}.png` });
    }
  }

  const pemFile = { name: 'root.pem', mimeType: 'application/x-pem-file', buffer: Buffer.from(pemOf(root)) };

  async function importOwn(user: string, screen: string): Promise<void> {
    const page = await at(user, screen);
    await page.getByTestId('person-menu').click();
    await page.getByTestId('my-certificate-open').click();
    const dialog = page.getByTestId('my-certificate');
    await dialog.waitFor();
    await shoot(page, `certificate-mine-empty-${user}`);
    const file = makePkcs12(issue({ commonName: `某${user}`, issuer: root }), password);
    const given = { name: `${user}.p12`, mimeType: 'application/x-pkcs12', buffer: file };
    await page.getByTestId('certificate-file').setInputFiles(given);
    await dialog.getByText(given.name).waitFor();
    await page.getByTestId('certificate-file-password').fill('falsch');
    await page.keyboard.press('Control+Enter');
    await dialog.getByText('证书密码不正确').waitFor();
    await shoot(page, `certificate-mine-wrong-${user}`);
    await page.getByTestId('certificate-file-password').fill(password);
    await page.keyboard.press('Control+Enter');
    await page.getByTestId('certificate-card').getByText('待批准').waitFor();
    await shoot(page, `certificate-mine-pending-${user}`);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  }

  async function openCase(user: string, exam: ExamDocument, mode: string): Promise<Page> {
    const page = await at(user, mode === 'read' ? `radiology/case?exam=${exam.id}` : 'radiology/worklist');
    if (mode !== 'read')
      await page.locator(`[data-testid="exam-row"][data-accession="${exam.accessionNumber}"]`).dblclick();
    await page.locator(`[data-testid="report-panel"][data-mode="${mode}"]`).waitFor();
    return page;
  }

  test('the administrator adds an authority and says what is required; two doctors import, he approves', async () => {
    const admin = await at('system-admin', 'admin/certificates');
    await admin.getByText('还没有人导入证书').waitFor();
    await admin.keyboard.press('F2');
    await admin.getByTestId('authorities-dialog').waitFor();
    await admin.getByTestId('authority-file').setInputFiles({ ...pemFile, buffer: Buffer.from('nothing') });
    await admin.getByTestId('authority-add').click();
    await admin.getByTestId('authorities-dialog').getByText('未添加').waitFor();
    await admin.getByTestId('authority-file').setInputFiles(pemFile);
    await admin.getByTestId('authority-add').click();
    await admin.getByTestId('authority-row').waitFor();
    await shoot(admin, 'certificates-authorities');
    await admin.keyboard.press('Escape');
    await admin.keyboard.press('F4');
    await admin.getByTestId('policy-radiology').locator('[data-value="required"]').click();
    await shoot(admin, 'certificates-policy');
    await admin.keyboard.press('Control+Enter');
    await admin.getByTestId('policy-dialog').waitFor({ state: 'detached' });

    await importOwn('radiology-resident', 'radiology/worklist');
    await importOwn('radiologist', 'radiology/worklist');
    await admin.reload();
    for (const waiting of [2, 1]) {
      // The one that was just approved stands as waiting until the list is read anew.
      const rows = admin.getByTestId('certificates-row').filter({ hasText: '待批准' });
      await expect.poll(() => rows.count(), { timeout: 20_000 }).toBe(waiting);
      await rows.first().click();
      await shoot(admin, 'certificates-list');
      await admin.keyboard.press('F6');
      await admin.getByTestId('cert-approve-dialog').waitFor();
      await shoot(admin, 'certificates-approve');
      await admin.keyboard.press('Control+Enter');
      await admin.getByTestId('cert-approve-dialog').waitFor({ state: 'detached' });
    }
    await admin.getByTestId('certificates-row').filter({ hasText: '可用' }).nth(1).waitFor();
  });

  test('both sign with their certificates: a wrong password changes nothing; paper, versions and public page say who signed', async () => {
    const exam = await world.acquired();
    const author = await openCase('radiology-resident', exam, 'write');
    await author.reload();
    await author.locator('[data-testid="report-panel"][data-mode="write"]').waitFor();
    await author.keyboard.press('Alt+F');
    await author.keyboard.insertText('双肺未见异常。');
    await author.keyboard.press('Alt+I');
    await author.keyboard.insertText('胸部未见异常。');
    await author.keyboard.press('Alt+-');
    await author.locator('[data-testid="save-state"][data-state="clean"]').waitFor(soon);
    await author.keyboard.press('F6');
    await author.getByTestId('certificate-password').fill('falsch');
    await shoot(author, 'certificate-sign');
    await author.keyboard.press('Control+Enter');
    await author.getByTestId('certificate-fault').getByText('还可再试 4 次').waitFor();
    await shoot(author, 'certificate-sign-wrong');
    expect(await world.radiologist.api.examReports.ofExam({ examId: exam.id })).toMatchObject([{ state: 'draft' }]);
    await author.getByTestId('certificate-password').fill(password);
    await author.keyboard.press('Control+Enter');
    await author.getByTestId('sign-dialog').waitFor({ state: 'detached' });

    const reviewer = await openCase('radiologist', exam, 'review');
    await reviewer.reload();
    await reviewer.locator('[data-testid="report-panel"][data-mode="review"]').waitFor();
    await reviewer.keyboard.press('F6');
    await reviewer.getByTestId('certificate-password').fill(password);
    await reviewer.getByTestId('certificate-keep').check({ force: true });
    await reviewer.keyboard.press('Control+Enter');
    await reviewer.locator('[data-testid="report-panel"][data-mode="read"]').waitFor(soon);
    const [report] = await world.radiologist.api.examReports.ofExam({ examId: exam.id });
    if (!report) throw new Error('nothing was released');
    expect(report.state).toBe('final');

    await reviewer.getByTestId('report-tabs').locator('[data-value="history"]').click();
    const signatures = reviewer.getByTestId('certificate-signature');
    await signatures.nth(2).waitFor();
    expect(await signatures.evaluateAll((all) => all.map((one) => one.getAttribute('data-verdict')))).toEqual([
      'valid',
      'valid',
      'valid',
    ]);
    await shoot(reviewer, 'certificate-versions');
    if (canVerifyPdf) {
      const paper = await world.radiologist.fetch(`/exam-reports/pdf?id=${report.id}`);
      const path = join(tmpdir(), `yishu-${report.id}.pdf`);
      writeFileSync(path, Buffer.from(await paper.arrayBuffer()));
      const told = execFileSync('pdfsig', ['-nocert', path], { encoding: 'utf8' });
      await rm(path);
      expect(told).toContain('Signature is Valid');
    }
    const stranger = await (await chromium.newContext({ viewport: { width: 420, height: 900 } })).newPage();
    await stranger.goto(`${world.running.server.url}/verify/${report.verificationCode}`);
    await stranger.getByText('签名有效').nth(2).waitFor();
    if (shots) await stranger.screenshot({ path: `${shots}/certificate-verify.png`, fullPage: true });
    expect(faults).toEqual([]);
  });
});
