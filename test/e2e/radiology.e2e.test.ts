// The reading room in a real browser on the demo hospital: a study arrives, is matched, read and written by the resident, corrected and
// released by a second person, printed, recalled; everything in the station by keyboard.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser as Chromium, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath, launchBrowser, shoot } from '../support/browser.ts';
import { chestExam, chestFilm } from '../support/chest-film.ts';
import { startDcmqrscp } from '../support/dcmqrscp.ts';
import { type RunningDemo, startDemo } from '../support/demo-process.ts';
import { hasTool, type RunningTool, runTool } from '../support/dicom-tools.ts';
import { canReadPdf, papersUnread, pdfWords } from '../support/pdf-words.ts';
import { browser } from '../support/server.ts';

if (!canReadPdf) test.skip(papersUnread, () => undefined);

describe.skipIf(browserPath === null)('the radiology station in Chromium', () => {
  let demo: RunningDemo;
  let chromium: Chromium;
  let folder: string;
  const errors: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'yishu-reading-'));
    demo = await startDemo({ analyzers: false });
    chromium = await launchBrowser();
  });
  afterAll(async () => {
    await chromium?.close();
    await demo?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function at(role: string, screen: string): Promise<Page> {
    const context = await chromium.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
    const page = await context.newPage();
    page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
    const { user, password } = demo.account(role);
    await page.goto(`${demo.server}/#/radiology/${screen}`);
    await page.getByTestId('login-user').fill(user);
    await page.getByTestId('login-password').fill(password);
    await page.keyboard.press('Enter');
    await page.getByTestId(`screen-${screen}`).waitFor();
    return page;
  }
  const row = (page: Page, accession: string) =>
    page.locator(`[data-testid="exam-row"][data-accession="${accession}"]`);

  async function stow(film: Uint8Array): Promise<void> {
    const stored = await fetch(`${demo.dicomweb}/studies`, {
      method: 'POST',
      headers: { 'content-type': 'application/dicom' },
      body: new Uint8Array(film),
    });
    expect(stored.status).toBe(200);
  }
  /** A chest film is registered at the desk's procedure and its accession number comes back. */
  async function registered(number: string, name: string): Promise<string> {
    const desk = browser(demo.server);
    await desk.api.identity.login(demo.account('radiographer'));
    const exam = await desk.api.orders.register({
      command: { id: crypto.randomUUID(), at: new Date().toISOString() },
      exam: chestExam(number, name),
    });
    return exam.accessionNumber;
  }

  test('a study without a number is uploaded by hand and matched to its exam', async () => {
    const accession = await registered('E2E-7001', '宋未登');
    const file = join(folder, 'film.dcm');
    writeFileSync(file, chestFilm({ study: '7001', accession: '', patientId: 'E2E-7001', name: '宋未登' }));
    const page = await at('radiology-manager', 'archive');
    await page.getByTestId('upload-files').setInputFiles(file);
    await expect.poll(() => page.getByTestId('upload').innerText(), { timeout: 15_000 }).toContain('存入 1');
    await page.getByTestId('study-row').filter({ hasText: '宋未登' }).click();
    await page.getByTestId('proposal').filter({ hasText: accession }).waitFor();
    // Nobody has decided anything about it: there is nothing to take back.
    expect(await page.getByTestId('study-undo').count()).toBe(0);
    await page.keyboard.press('F6');
    await page.getByTestId('reason').fill('补登');
    // More of it comes, and another study above it: the question and what is typed stay, and stay about this one.
    for (const film of [
      chestFilm({ study: '7001', accession: '', patientId: 'E2E-7001', name: '宋未登', number: 2 }),
      chestFilm({ study: '7009', accession: '', patientId: 'E2E-7009', name: '后来者' }),
    ])
      await stow(film);
    await page.getByTestId('study-row').filter({ hasText: '宋未登' }).getByText('1 / 2').waitFor();
    await page.getByTestId('study-row').first().getByText('后来者').waitFor();
    await page.keyboard.press('End');
    await page.keyboard.type('记');
    await page.keyboard.press('Control+Enter');
    await page.getByTestId('study-row').filter({ hasText: '宋未登' }).waitFor({ state: 'detached' });
    await page.keyboard.press('Control+1');
    await row(page, accession).getByText('2 幅').waitFor();
    await page.context().close();
  });

  test('a study whose exam nobody registered gets it at the images; a number on file takes nobody unasked', async () => {
    const number = 'E2E-7010';
    const before = await registered(number, '林补登');
    await stow(chestFilm({ study: '7010', accession: '', patientId: number, name: '林补登' }));
    const page = await at('radiology-manager', 'archive');
    await page.getByTestId('study-row').filter({ hasText: number }).click();
    await page.keyboard.press('F4');
    await page.getByTestId('make-dialog').waitFor();
    expect(await page.getByTestId('register-name').inputValue()).toBe('林补登');
    await page.getByTestId('register-item').selectOption('DX-CHEST-PA');
    const onFile = (chosen: boolean) =>
      page.locator(`[data-testid="make-on-file"][data-chosen="${chosen}"]`).getByText('1980-05-06').waitFor();
    await onFile(false);
    await page.getByTestId('make-dialog').getByText(before).waitFor();
    expect(await page.getByTestId('make-send').isDisabled()).toBe(true);
    await shoot(page, 'make-on-file');
    await page.getByTestId('make-same').click();
    await onFile(true);
    await page.getByTestId('make-send').and(page.locator(':enabled')).waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByTestId('make-dialog').waitFor({ state: 'detached' });
    await page.getByTestId('study-row').filter({ hasText: number }).waitFor({ state: 'detached' });
    const manager = browser(demo.server);
    await manager.api.identity.login(demo.account('radiology-manager'));
    const { rows } = await manager.api.orders.worklist({ service: 'radiology', text: number });
    const [made, former] = [
      rows.find(({ objects }) => objects.length > 0),
      rows.find(({ objects }) => !objects.length),
    ];
    expect([former?.accessionNumber, made?.state, made?.queueNumber]).toEqual([before, 'acquired', undefined]);
    expect(made?.patient.id).toBe(former?.patient.id);
    await page.context().close();
  });

  test('a normal chest is read in four acts; the second person corrects and releases; it prints, and is recalled', async () => {
    const accession = await registered('E2E-7002', '林晓燕');
    const resident = await at('radiology-resident', 'worklist');
    const film = chestFilm({ study: '7002', accession, patientId: 'E2E-7002', name: '林晓燕' });
    await stow(film);
    await row(resident, accession).getByText('1 幅').waitFor();

    // Open, template, sign: everything by keyboard.
    await resident.getByTestId('filter-text').fill(accession);
    await resident.keyboard.press('Enter');
    await resident.locator(`[data-testid="exam-row"][data-accession="${accession}"][aria-selected="true"]`).waitFor();
    await resident.keyboard.press('Enter');
    await resident.locator('[data-testid="report-panel"][data-mode="write"]').waitFor();
    // A second view comes while the case is open: it is there, and said, without a click.
    await resident.locator('[data-testid="picture-0"][data-frame]').waitFor();
    await stow(chestFilm({ study: '7002', accession, patientId: 'E2E-7002', name: '林晓燕', number: 2 }));
    await resident.getByText('新到 1 幅图像').waitFor();
    await resident.keyboard.press('F2');
    await expect.poll(() => resident.getByTestId('report-findings').inputValue()).toMatch(/肺/);
    await resident.locator('[data-testid="save-state"][data-state="clean"]').waitFor({ timeout: 15_000 });
    await resident.keyboard.press('F6');
    // The author takes it back while nobody has reviewed it; to return it is another person's act.
    await resident.getByTestId('act-takeBack').waitFor();
    expect(await resident.getByTestId('act-giveBack').count()).toBe(0);
    await resident.keyboard.press('F7');
    await resident.getByTestId('reason').fill('误点提交');
    await resident.keyboard.press('Control+Enter');
    await resident.locator('[data-testid="report-panel"][data-mode="write"]').waitFor();
    await resident.keyboard.press('F6');
    await resident.locator('[data-testid="report-panel"][data-mode="read"]').waitFor();
    await resident.context().close();

    const reviewer = await at('radiologist', 'worklist');
    await row(reviewer, accession).dblclick();
    await reviewer.locator('[data-testid="report-panel"][data-mode="review"]').waitFor();
    await reviewer.keyboard.press('Alt+I');
    await reviewer.keyboard.insertText('\n建议三个月后复查。');
    await reviewer.keyboard.press('F6');
    await reviewer.getByTestId('sign-dialog').getByText('建议三个月后复查。').waitFor();
    await reviewer.keyboard.press('Control+Enter');
    await reviewer.locator('[data-testid="report-panel"][data-mode="read"]').waitFor();
    await reviewer.getByTestId('report-tabs').getByText('版本痕迹').click();
    await expect.poll(() => reviewer.getByTestId('corrections').locator('ins').first().innerText()).toContain('三个月');

    await reviewer.keyboard.press('F9');
    const source = await reviewer.getByTestId('preview-frame').getAttribute('data-source');
    const cookies = await reviewer.context().cookies();
    const answer = await fetch(new URL(source ?? '', demo.server), {
      headers: { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') },
    });
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    const pdf = await answer.arrayBuffer();
    if (canReadPdf)
      for (const words of ['林晓燕', '建议三个月后复查', accession]) expect(pdfWords(pdf)).toContain(words);
    await reviewer.keyboard.press('Escape');

    await reviewer.keyboard.press('Alt+R');
    await reviewer.getByTestId('reason').fill('患者或影像不符');
    await reviewer.keyboard.press('Control+Enter');
    await reviewer.getByTestId('report-panel').getByText('报告已召回').first().waitFor();
    await reviewer.context().close();
    expect(errors).toEqual([]);
  });

  /** dcmtk's archive, agreed with as an administrator does it: it may be asked and sent to, and knows the way to us. */
  async function archiveNextDoor(aet: string): Promise<RunningTool> {
    const archive = await startDcmqrscp(folder, [aet]);
    const admin = browser(demo.server);
    await admin.api.identity.login(demo.account('system-admin'));
    await admin.api.dicom.savePeer({
      command: { id: crypto.randomUUID(), at: new Date().toISOString() },
      isNew: true,
      peer: {
        ...{ aet, host: '127.0.0.1', port: archive.port, acts: [], asks: ['send', 'find', 'get'] },
        ...{ institutionId: '', service: '', description: '市医院', active: true },
      },
    });
    return archive;
  }

  test.skipIf(!hasTool('dcmqrscp') || !hasTool('storescu'))(
    'a study is sent to another archive, and one that lies there is found and fetched (skipped where dcmtk is absent)',
    async () => {
      const archive = await archiveNextDoor('CITY');
      const theirs = join(folder, 'theirs.dcm');
      writeFileSync(theirs, chestFilm({ study: '7005', accession: '', patientId: 'E2E-7005', name: 'Zhuan^Lai' }));
      const filled = await runTool('storescu', ['-aec', 'CITY', '127.0.0.1', String(archive.port), theirs]);
      expect(filled, filled.output).toMatchObject({ code: 0 });
      await stow(chestFilm({ study: '7004', accession: '', patientId: 'E2E-7004', name: 'Zhuan^Chu' }));

      const page = await at('radiology-manager', 'archive');
      await page.getByTestId('archive-view').getByText('全部影像').click();
      await page.getByTestId('archive-search').fill('E2E-7004');
      await page.getByTestId('study-row').filter({ hasText: 'E2E-7004' }).click();
      await page.keyboard.press('F10');
      await page.getByTestId('send-dialog').getByText('市医院').waitFor();
      await page.getByTestId('send-confirm').click();
      await page.getByTestId('send-dialog').waitFor({ state: 'detached' });
      await page.getByTestId('archive-view').getByText('DICOM 互传').click();
      const done = (word: string) =>
        page.locator('[data-testid="transfer"][data-state="done"]').filter({ hasText: word }).waitFor();
      await done('发送到 CITY');
      const lying = readdirSync(join(folder, 'CITY')).filter((name) => name !== 'index.dat');
      expect(lying).toHaveLength(2);

      await page.getByTestId('peer-patientId').fill('E2E-7005');
      await page.keyboard.press('Enter');
      const row = page.getByTestId('peer-study-row').filter({ hasText: 'E2E-7005' });
      await row.getByText('无', { exact: true }).waitFor();
      await page.keyboard.press('F6');
      await done('从 CITY 获取');
      await row.getByText('已有 1').waitFor();
      await page.getByTestId('archive-view').getByText('未匹配').click();
      await page.getByTestId('archive-search').fill('E2E-7005');
      await page.getByTestId('study-row').filter({ hasText: 'E2E-7005' }).waitFor();
      await page.context().close();
      await archive.stop();
      expect(errors).toEqual([]);
    },
  );

  test('a list that does not come is stopped by the person who waits, whose request ends with it, and is asked for again', async () => {
    await stow(chestFilm({ study: '7006', accession: '', patientId: 'E2E-7006', name: '慢慢来' }));
    const page = await at('radiology-manager', 'archive');
    await page.getByTestId('study-row').filter({ hasText: 'E2E-7006' }).waitFor();
    const lists = '**/rpc/imaging/studies*';
    // The server says nothing at all.
    await page.route(lists, () => undefined);
    const ended = page.waitForEvent('requestfailed', { predicate: (one) => one.url().includes('/imaging/studies') });
    await page.getByTestId('archive-view').getByText('全部影像').click();
    await page.getByTestId('read-cancel').click({ timeout: 30_000 });
    expect((await ended).failure()?.errorText).toBe('net::ERR_ABORTED');
    await page.getByText('已停止读取').waitFor();
    await page.unroute(lists);
    await page.getByTestId('read-again').click();
    await page.getByTestId('study-row').filter({ hasText: 'E2E-7006' }).waitFor();
    await page.context().close();
    expect(errors).toEqual([]);
  });

  test('what was typed is there again after the page is loaded anew, and another person reads who is writing', async () => {
    const accession = await registered('E2E-7003', '何在写');
    const film = chestFilm({ study: '7003', accession, patientId: 'E2E-7003', name: '何在写' });
    await fetch(`${demo.dicomweb}/studies`, {
      method: 'POST',
      headers: { 'content-type': 'application/dicom' },
      body: new Uint8Array(film),
    });
    const writer = await at('radiology-resident', 'worklist');
    await row(writer, accession).dblclick();
    await writer.locator('[data-testid="report-panel"][data-mode="write"]').waitFor();
    await writer.keyboard.press('Alt+F');
    await writer.keyboard.insertText('两肺纹理增多。');
    // At once, before the autosave.
    await writer.reload();
    await expect
      .poll(() => writer.getByTestId('report-findings').inputValue(), { timeout: 15_000 })
      .toBe('两肺纹理增多。');
    const other = await at('radiologist', 'worklist');
    await row(other, accession).dblclick();
    await other.getByTestId('lock-trouble').waitFor();
    expect(await other.getByTestId('report-findings').getAttribute('readonly')).not.toBeNull();
    await other.context().close();
    await writer.context().close();
    expect(errors).toEqual([]);
  });
});
