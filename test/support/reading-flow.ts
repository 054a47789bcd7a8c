// What people of the reading room do again and again in a browser on the demo hospital: log in, open a case, write, submit, print.
import type { Browser as Chromium, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { ExamDocument } from '../../core/orders/exam.ts';
import type { ExamReport } from '../../core/reporting/exam-report.ts';
import { launchBrowser, shoot } from './browser.ts';
import { chestExam, chestFilm } from './chest-film.ts';
import { startDemo } from './demo-process.ts';
import { canReadPdf, pdfWords } from './pdf-words.ts';
import { type Browser, browser } from './server.ts';

export const soon = { timeout: 30_000 };

export type ReadingFlow = Awaited<ReturnType<typeof openReadingFlow>>;

/** A demo without analyzers and a browser; `close` ends both. Scripts that failed are in `errors`. */
export async function openReadingFlow() {
  const demo = await startDemo({ analyzers: false });
  const chromium: Chromium = await launchBrowser();
  const errors: string[] = [];
  const pages = new Map<string, Page>();
  const callers = new Map<string, Browser>();
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
      exam: chestExam(number, name),
    });
  }
  /** @param number of the image in its study */
  async function filmed(exam: ExamDocument, study: string, number = 1): Promise<void> {
    const film = chestFilm({
      study,
      accession: exam.accessionNumber,
      patientId: exam.patient.number,
      name: exam.patient.name,
      number,
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
  /** The words of the case's paper; null where poppler is missing. */
  async function printed(page: Page): Promise<string | null> {
    await page.locator('[data-testid="act-preview"]:enabled').waitFor();
    await page.keyboard.press('F9');
    const source = await page.getByTestId('preview-frame').getAttribute('data-source');
    const cookies = await page.context().cookies();
    const answer = await fetch(new URL(source ?? '', demo.server), {
      headers: { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') },
    });
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    const pdf = await answer.arrayBuffer();
    await page.locator('[data-testid="preview-print"]:enabled').waitFor();
    await page.keyboard.press('Escape');
    return canReadPdf ? pdfWords(pdf) : null;
  }

  return {
    demo,
    errors,
    shoot,
    /** Sessions of a server that was killed are gone. */
    forgetCallers: () => callers.clear(),
    opened,
    at,
    caller,
    meta,
    row,
    panel,
    saved,
    text,
    registered,
    filmed,
    ready,
    openCase,
    type,
    editions,
    submitted,
    printed,
    async close() {
      await chromium.close();
      await demo.stop();
    },
  };
}
