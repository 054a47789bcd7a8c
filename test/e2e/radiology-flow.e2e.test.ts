// The reading room's longer ways in a real browser on the demo hospital: read for another hospital, two texts about one exam, amended, templates made, server killed.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser as Chromium, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExamDocument } from '../../core/orders/exam.ts';
import type { ExamReport } from '../../core/reporting/exam-report.ts';
import { isUnread } from '../../main/host/reading/prefetch.ts';
import { browserPath, launchBrowser } from '../support/browser.ts';
import { chestFilm } from '../support/chest-film.ts';
import { type RunningDemo, startDemo } from '../support/demo-process.ts';
import { type Browser, browser } from '../support/server.ts';

const soon = { timeout: 30_000 };

describe.skipIf(browserPath === null)(
  'remote reading, clashes, amendments, templates and an outage in Chromium',
  // A machine that others use too is slow to start a killed server again.
  { timeout: 420_000 },
  () => {
    let demo: RunningDemo;
    let chromium: Chromium;
    let folder: string;
    const errors: string[] = [];
    const pages = new Map<string, Page>();
    const callers = new Map<string, Browser>();

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

    const accountOf = (user: string) => demo.accounts.find((one) => one.user === user) ?? demo.account(user);

    async function opened(user: string, address: string): Promise<Page> {
      const context = await chromium.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
      const page = await context.newPage();
      page.setDefaultTimeout(40_000);
      page.on('pageerror', (error) => errors.push(error.message));
      await page.goto(address);
      await page.getByTestId('login-user').fill(accountOf(user).user);
      await page.getByTestId('login-password').fill(accountOf(user).password);
      await page.keyboard.press('Enter');
      return page;
    }
    /** One window a person; a screen of it. */
    async function at(user: string, screen: string): Promise<Page> {
      const page = pages.get(user) ?? (await opened(user, `${demo.server}/#/radiology/${screen}`));
      pages.set(user, page);
      await page.goto(`${demo.server}/#/radiology/${screen}`);
      await page.getByTestId(`screen-${screen.split('?')[0]}`).waitFor();
      return page;
    }
    /** The same person at another window, without a screen. */
    async function caller(user: string): Promise<Browser> {
      const known = callers.get(user);
      if (known) return known;
      const made = browser(demo.server);
      const { user: name, password } = accountOf(user);
      await made.api.identity.login({ user: name, password });
      callers.set(user, made);
      return made;
    }
    const meta = () => ({ command: { id: crypto.randomUUID(), at: new Date().toISOString() } });
    const row = (page: Page, accession: string) =>
      page.locator(`[data-testid="exam-row"][data-accession="${accession}"]`);
    const panel = (page: Page, mode: string) => page.locator(`[data-testid="report-panel"][data-mode="${mode}"]`);
    const saved = (page: Page) => page.locator('[data-testid="save-state"][data-state="clean"]').waitFor(soon);
    const text = (page: Page, part: 'findings' | 'impression') => page.getByTestId(`report-${part}`).inputValue();

    async function registered(number: string, name: string, by = 'radiographer'): Promise<ExamDocument> {
      const desk = await caller(by);
      return desk.api.orders.register({
        ...meta(),
        exam: {
          service: 'radiology',
          patient: { number, name, sex: 'female', birthDate: '1980-05-06' },
          visit: null,
          modality: 'DX',
          bodyPart: '胸部',
          procedureCode: 'DX-CHEST-PA',
          procedureName: '胸部正位片',
          method: '正位',
          clinicalDiagnosis: '咳嗽',
          history: '',
          purpose: '',
          priority: 'emergency',
          requestedBy: '郑凯',
          requestNumber: '',
          room: 'DR1',
          deviceId: '',
          scheduledAt: null,
        },
      });
    }
    async function filmed(exam: ExamDocument, study: string): Promise<void> {
      const film = chestFilm({
        study,
        accession: exam.accessionNumber,
        patientId: exam.patient.number,
        name: exam.patient.name,
      });
      const answer = await fetch(`${demo.dicomweb}/studies`, {
        method: 'POST',
        headers: { 'content-type': 'application/dicom' },
        body: new Uint8Array(film),
      });
      expect(answer.status).toBe(200);
    }
    async function ready(study: string, name: string): Promise<ExamDocument> {
      const exam = await registered(`E2E-${study}`, name);
      await filmed(exam, study);
      return exam;
    }
    async function openCase(user: string, exam: ExamDocument, mode: string): Promise<Page> {
      // Final reports are not in the list's first view.
      const page = await at(user, mode === 'read' ? `case?exam=${exam.id}` : 'worklist');
      if (mode !== 'read') await row(page, exam.accessionNumber).dblclick();
      await page.locator(`[data-testid="case"][data-exam="${exam.id}"]`).waitFor();
      await panel(page, mode).waitFor();
      return page;
    }
    async function type(page: Page, part: 'findings' | 'impression', words: string): Promise<void> {
      await page.keyboard.press(part === 'findings' ? 'Alt+F' : 'Alt+I');
      await page.keyboard.insertText(words);
    }
    async function editions(exam: ExamDocument): Promise<ExamReport[]> {
      return (await caller('radiologist')).api.examReports.ofExam({ examId: exam.id });
    }
    /** Written and submitted by the resident. */
    async function submitted(exam: ExamDocument): Promise<Page> {
      const page = await openCase('radiology-resident', exam, 'write');
      await type(page, 'findings', '两肺纹理清晰。');
      await type(page, 'impression', '未见异常。');
      await page.keyboard.press('Alt+-');
      await saved(page);
      await page.keyboard.press('F6');
      await panel(page, 'read').waitFor();
      return page;
    }
    async function printed(page: Page): Promise<string> {
      await page.locator('[data-testid="act-preview"]:enabled').waitFor();
      await page.keyboard.press('F9');
      const source = await page.getByTestId('preview-frame').getAttribute('src');
      const cookies = await page.context().cookies();
      const answer = await fetch(new URL(source ?? '', demo.server), {
        headers: { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') },
      });
      expect(answer.headers.get('content-type')).toBe('application/pdf');
      const pdf = join(folder, 'report.pdf');
      writeFileSync(pdf, new Uint8Array(await answer.arrayBuffer()));
      expect(await page.getByTestId('preview-print').isEnabled()).toBe(true);
      await page.keyboard.press('Escape');
      return execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' }).replaceAll(/\s/g, '');
    }

    test('a township asks, is returned with a reason, asks again; the centre reads, a second person confirms, the township prints', async () => {
      const exam = await registered('E2E-7101', '程远诊', 'qxfangshe');
      await filmed(exam, '7101');
      const town = await at('qxfangshe', 'worklist');
      await row(town, exam.accessionNumber).click();
      await town.keyboard.press('F8');
      const request = town.getByTestId('remote-request');
      await request.locator('textarea').last().fill('右上肺结节？');
      await town.keyboard.press('Control+Enter');
      await request.waitFor({ state: 'detached' });

      const centre = await at('radiologist', 'remote');
      const asked = (page: Page) => page.getByTestId('remote-row').filter({ hasText: '程远诊' });
      await asked(centre).click();
      await centre.keyboard.press('F7');
      expect(await centre.getByTestId('reason-confirm').isDisabled()).toBe(true);
      await centre.getByTestId('reason').fill('缺少侧位片');
      await centre.keyboard.press('Control+Enter');
      await centre.getByTestId('remote-reason').waitFor({ state: 'detached' });

      await at('qxfangshe', 'remote');
      await town.getByTestId('remote-direction').getByText('发出的申请').click();
      await asked(town).filter({ hasText: '已退回' }).click();
      await town.getByText('缺少侧位片').first().waitFor();
      await town.keyboard.press('F6');
      await asked(town).filter({ hasText: '待诊断' }).waitFor();

      const expert = await at('radiology-resident', 'remote');
      await asked(expert).filter({ hasText: '待诊断' }).click();
      await expert.keyboard.press('F6');
      await asked(expert).filter({ hasText: '已接收' }).waitFor();
      await expert.keyboard.press('Enter');
      await panel(expert, 'write').waitFor();
      // What the asking doctor wrote beforehand is where the expert starts.
      await expect.poll(() => text(expert, 'impression')).toBe('右上肺结节？');
      await type(expert, 'findings', '右上肺见直径8mm结节。');
      await expert.keyboard.press('Alt+=');
      await saved(expert);
      await expert.keyboard.press('F6');
      await panel(expert, 'read').waitFor();

      const second = await openCase('radiologist', exam, 'review');
      await second.keyboard.press('F6');
      await panel(second, 'read').waitFor();

      await asked(town).filter({ hasText: '已完成' }).dblclick();
      await panel(town, 'read').waitFor();
      const paper = await printed(town);
      expect(paper).toContain('程远诊');
      expect(paper).toContain('右上肺见直径8mm结节');
      expect(paper).toContain('陆瑶');
      expect(paper).toContain('沈波');
      expect(paper).toContain('清溪镇卫生院');
    });

    test('another window stored a newer text: both are shown, the decision can wait, and either can be taken', async () => {
      const exam = await ready('7102', '常冲突');
      const page = await openCase('radiology-resident', exam, 'write');
      await type(page, 'findings', '第一稿。');
      await saved(page);
      const elsewhere = await caller('radiology-resident');
      const storeElsewhere = async (findings: string) => {
        const locked = await elsewhere.api.orders.lock({ ...meta(), examId: exam.id });
        const [report] = await editions(exam);
        if (!report || !locked.lock) throw new Error('nothing is stored');
        await elsewhere.api.examReports.saveDraft({
          ...meta(),
          examId: exam.id,
          reportId: report.id,
          expectedVersion: report.version,
          fence: locked.lock.fence,
          content: { ...report.content, findings },
        });
      };
      const dialog = page.getByTestId('clash-dialog');
      await page.keyboard.insertText('本窗口。');
      await storeElsewhere('另一窗口。');
      await dialog.getByText('另一窗口。').first().waitFor(soon);
      await dialog.getByText('先不决定').click();
      const strip = page.getByTestId('clash-undecided');
      await strip.waitFor();
      expect((await editions(exam))[0]?.content.findings).toBe('另一窗口。');
      // A reload asks again: this window's text was typed on another than the stored one.
      await page.reload();
      await dialog.getByText('本窗口。').first().waitFor(soon);
      await dialog.getByText('先不决定').click();
      await strip.getByRole('button').click();
      await dialog.getByText('采用服务器文本').click();
      await expect.poll(() => text(page, 'findings')).toBe('另一窗口。');
      await saved(page);

      await page.keyboard.press('Alt+F');
      await page.keyboard.insertText('我的。');
      await storeElsewhere('又一稿。');
      await dialog.getByText('又一稿。').first().waitFor(soon);
      await page.getByTestId('clash-mine').click();
      await saved(page);
      expect((await editions(exam))[0]?.content.findings).toBe('另一窗口。我的。');
      await page.keyboard.press('Control+L');
    });

    test('a release over a text that was given back and submitted anew is refused with both texts', async () => {
      const exam = await ready('7103', '卢新稿');
      await submitted(exam);
      const reviewer = await openCase('radiologist', exam, 'review');
      await type(reviewer, 'impression', '\n建议复查。');
      // This window hears of nothing until it has signed.
      const held = Promise.withResolvers<void>();
      await reviewer.route(/ofExam/, async (route) => {
        await held.promise;
        await route.continue();
      });
      const [before] = await editions(exam);
      if (!before) throw new Error('nothing was submitted');
      const samePerson = await caller('radiologist');
      const given = await samePerson.api.examReports.giveBack({
        ...meta(),
        reportId: before.id,
        expectedVersion: before.version,
        reason: '描述不完整',
      });
      const author = await caller('radiology-resident');
      const locked = await author.api.orders.lock({ ...meta(), examId: exam.id });
      const draft = await author.api.examReports.saveDraft({
        ...meta(),
        examId: exam.id,
        reportId: given.id,
        expectedVersion: given.version,
        fence: locked.lock?.fence ?? 0,
        content: { ...given.content, impression: '右肺纤维灶。' },
      });
      await author.api.examReports.submit({
        ...meta(),
        reportId: draft.id,
        expectedVersion: draft.version,
        content: draft.content,
      });
      await reviewer.keyboard.press('F6');
      await reviewer.getByTestId('sign-dialog').waitFor();
      await reviewer.keyboard.press('Control+Enter');
      held.resolve();
      const dialog = reviewer.getByTestId('clash-dialog');
      await dialog.getByText('右肺纤维灶。').first().waitFor(soon);
      expect((await editions(exam))[0]).toMatchObject({ state: 'submitted', content: { impression: '右肺纤维灶。' } });
      await dialog.getByText('采用服务器文本').click();
      await expect.poll(() => text(reviewer, 'impression')).toBe('右肺纤维灶。');
      await reviewer.keyboard.press('F6');
      await reviewer.getByTestId('sign-dialog').waitFor();
      await reviewer.keyboard.press('Control+Enter');
      await panel(reviewer, 'read').waitFor(soon);
      await reviewer.unrouteAll();
      expect((await editions(exam))[0]).toMatchObject({ state: 'final', content: { impression: '右肺纤维灶。' } });
    });

    test('a final report is amended as a new edition; the former stays to be read', async () => {
      const exam = await ready('7104', '修再版');
      await submitted(exam);
      const reviewer = await openCase('radiologist', exam, 'review');
      await reviewer.keyboard.press('F6');
      await panel(reviewer, 'read').waitFor();
      const resident = await openCase('radiology-resident', exam, 'read');
      // The key does something once the report is read from the server.
      await resident.locator('[data-testid="act-amend"]:enabled').waitFor();
      await resident.keyboard.press('Alt+A');
      await resident.getByTestId('reason').fill('补充既往对照');
      await resident.keyboard.press('Control+Enter');
      await panel(resident, 'write').waitFor();
      // Until it is signed by both the first edition is the one that counts.
      expect((await editions(exam)).map(({ edition, state }) => [edition, state])).toEqual([
        [2, 'draft'],
        [1, 'final'],
      ]);
      await type(resident, 'impression', '与前片相仿。');
      await saved(resident);
      await resident.keyboard.press('F6');
      await panel(resident, 'read').waitFor();
      await panel(reviewer, 'review').waitFor(soon);
      await reviewer.keyboard.press('F6');
      await panel(reviewer, 'read').waitFor();
      await reviewer.getByTestId('report-tabs').getByText('版本痕迹').click();
      const history = reviewer.getByTestId('history-tab').locator('.edition');
      await expect.poll(() => history.count()).toBe(2);
      expect(await history.first().innerText()).toContain('补充既往对照');
      const [, former] = await editions(exam);
      expect(former).toMatchObject({ edition: 1, state: 'superseded', content: { impression: '未见异常。' } });
      expect(await printed(reviewer)).toContain('与前片相仿');
    });

    test('a private template is made and used by its name', async () => {
      const exam = await ready('7105', '莫模板');
      const maker = await at('radiology-resident', 'templates');
      await maker.keyboard.press('F4');
      await maker.getByTestId('template-name').fill('气胸术后复查');
      await maker.getByTestId('template-findings').fill('右侧胸腔闭式引流术后，未见气胸线。');
      await maker.getByTestId('template-impression').fill('气胸引流术后，肺复张良好。');
      await maker.keyboard.press('Control+S');
      await maker.getByText('气胸术后复查').first().waitFor();
      const page = await openCase('radiology-resident', exam, 'write');
      await page.keyboard.press('Alt+T');
      await page.getByTestId('template-search').fill('气胸术后');
      await page.getByTestId('template').filter({ hasText: '气胸术后复查' }).waitFor();
      await page.keyboard.press('Enter');
      await expect.poll(() => text(page, 'findings')).toContain('未见气胸线');
      expect(await text(page, 'impression')).toContain('肺复张良好');
      await saved(page);
      expect((await editions(exam))[0]?.content.findings).toContain('未见气胸线');
      const others = await (await caller('radiologist')).api.examReports.templates({ service: 'radiology' });
      expect(others.templates.some(({ name }) => name === '气胸术后复查')).toBe(false);
      // Left at once: what was typed last is stored before the case is given back.
      await type(page, 'impression', '离开前补充。');
      await page.keyboard.press('Control+L');
      await expect.poll(async () => (await editions(exam))[0]?.content.impression, soon).toContain('离开前补充。');
      const desk = await caller('radiologist');
      await expect.poll(async () => (await desk.api.orders.exam({ examId: exam.id })).lock, soon).toBeNull();
    });

    test('the server is killed mid-draft: the station says so, a prefetched study is shown, the draft waits and is stored once', async () => {
      const [written, unread] = [await ready('7106', '郭断网'), await ready('7107', '于先取')];
      // The most dangerous case is on top of the list, so it is the first that is fetched ahead once somebody looks at the list.
      const reader = await caller('radiologist');
      await reader.api.orders.setRisk({
        ...meta(),
        examId: unread.id,
        expectedVersion: (await reader.api.orders.exam({ examId: unread.id })).version,
        level: 'critical',
        text: '气胸',
        raiseCritical: false,
      });
      const list = await reader.api.orders.worklist({ service: 'radiology', days: 7, limit: 100 });
      expect(list.rows.filter(isUnread)[0]?.id).toBe(unread.id);
      const station = await opened('radiologist', demo.station);
      pages.set('station', station);
      await station.getByTestId('station-menu').waitFor();
      const go = (screen: string) =>
        station.evaluate((hash) => {
          location.hash = hash;
        }, `#/radiology/${screen}`);
      await go('worklist');
      await row(station, unread.accessionNumber).waitFor();
      // A folder of its own, what it is, annotations, one frame.
      const frames = join(demo.dataDir, 'station', 'frames');
      const kept = () => readdirSync(frames).filter((study) => readdirSync(join(frames, study)).length >= 3).length;
      await expect.poll(kept, { timeout: 60_000 }).toBeGreaterThan(0);
      await row(station, written.accessionNumber).dblclick();
      await panel(station, 'write').waitFor();
      await type(station, 'findings', '断网前。');
      await saved(station);
      const before = (await editions(written))[0]?.version ?? 0;

      const serverPids = () =>
        execFileSync('pgrep', ['-f', `server --demo --data ${demo.dataDir}/server`], { encoding: 'utf8' })
          .split('\n')
          .filter(Boolean)
          .map(Number);
      let down = true;
      const kill = () => {
        try {
          for (const pid of serverPids()) process.kill(pid, 'SIGKILL');
        } catch {
          // Not started again yet.
        }
      };
      kill();
      const keptDown = setInterval(() => down && kill(), 200);
      try {
        await station.getByTestId('offline-strip').waitFor(soon);
        await station.keyboard.press('Alt+F');
        await station.keyboard.press('Control+End');
        await station.keyboard.insertText('断网中。');
        await saved(station);
        await expect.poll(() => station.getByTestId('offline-strip').innerText(), soon).toMatch(/1/);
        expect(await station.getByTestId('act-sign').isDisabled()).toBe(true);
        await station.keyboard.press('Control+L');
        await row(station, unread.accessionNumber).dblclick();
        await station.locator(`[data-testid="case"][data-exam="${unread.id}"]`).waitFor();
        await station.getByTestId('corner-patient').first().getByText('于先取').waitFor(soon);
        await station.locator('canvas[data-frame]').first().waitFor(soon);
      } finally {
        down = false;
        clearInterval(keptDown);
      }
      await station.getByTestId('offline-strip').waitFor({ state: 'detached', timeout: 240_000 });
      callers.clear();
      await expect
        .poll(() => editions(written).then(([report]) => report?.content.findings, String), {
          timeout: 60_000,
          interval: 500,
        })
        .toBe('断网前。断网中。');
      const after = await editions(written);
      expect(after.map(({ edition, version }) => [edition, version])).toEqual([[1, before + 1]]);
    });

    test('no script failed on the way', () => expect(errors).toEqual([]));
  },
);
