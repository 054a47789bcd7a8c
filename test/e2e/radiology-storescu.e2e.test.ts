// A real CT series from the cable to the recalled report, in Chromium: sent by storescu, opened, measured, written, signed twice, printed, recalled.
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser as Chromium, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AnnotationDocument } from '../../core/imaging/annotation/model.ts';
import type { ExamDocument } from '../../core/orders/exam.ts';
import { browserPath, launchBrowser } from '../support/browser.ts';
import { type RunningDemo, startDemo } from '../support/demo-process.ts';
import { hasTool, runTool } from '../support/dicom-tools.ts';
import { canReadPdf, pdfWords } from '../support/pdf-words.ts';
import { type Browser, browser } from '../support/server.ts';
import { hasSharedData, sharedDataPath } from '../support/shared-data.ts';

const able = browserPath !== null && hasSharedData && canReadPdf && hasTool('storescu') && hasTool('dcmodify');
const patient = { number: 'E2E-7201', name: '尤头颅' };

describe.skipIf(!able)('a real CT of the head from storescu to the recall, in Chromium', () => {
  let demo: RunningDemo;
  let chromium: Chromium;
  let folder: string;
  let exam: ExamDocument;
  let reviewing: Browser;
  const errors: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'yishu-ct-'));
    demo = await startDemo({ analyzers: false });
    chromium = await launchBrowser();
    reviewing = await caller('radiologist');
  });
  afterAll(async () => {
    await chromium?.close();
    await demo?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function caller(role: string): Promise<Browser> {
    const made = browser(demo.server);
    await made.api.identity.login(demo.account(role));
    return made;
  }
  async function at(role: string): Promise<Page> {
    const context = await chromium.newContext({ viewport: { width: 1920, height: 1080 }, locale: 'zh-CN' });
    const page = await context.newPage();
    page.setDefaultTimeout(40_000);
    page.on('pageerror', (error) => errors.push(error.message));
    const { user, password } = demo.account(role);
    await page.goto(`${demo.server}/#/radiology/worklist`);
    await page.getByTestId('login-user').fill(user);
    await page.getByTestId('login-password').fill(password);
    await page.keyboard.press('Enter');
    await page.getByTestId('screen-worklist').waitFor();
    return page;
  }
  const row = (page: Page) => page.locator(`[data-testid="exam-row"][data-accession="${exam.accessionNumber}"]`);
  const panel = (page: Page, mode: string) => page.locator(`[data-testid="report-panel"][data-mode="${mode}"]`);

  /** As a modality makes it for this order: person and accession from the worklist, identifiers of its own; the pictures are untouched. */
  async function acquired(): Promise<string[]> {
    const slices = join(folder, 'slices');
    cpSync(sharedDataPath('imaging/ct-head-philips/s202-std-1mm'), slices, { recursive: true });
    const files = readdirSync(slices).map((name) => join(slices, name));
    const study = `2.25.${BigInt(`0x${crypto.randomUUID().replaceAll('-', '')}`)}`;
    const set = [
      `StudyInstanceUID=${study}`,
      `SeriesInstanceUID=${study}.1`,
      `PatientID=${patient.number}`,
      'SpecificCharacterSet=ISO_IR 192',
      `PatientName=${patient.name}`,
      'PatientSex=M',
      'PatientBirthDate=19610203',
      `AccessionNumber=${exam.accessionNumber}`,
    ];
    const modified = await runTool('dcmodify', ['-nb', '-gin', ...set.flatMap((one) => ['-i', one]), ...files]);
    expect(modified, modified.output).toMatchObject({ code: 0 });
    return files;
  }

  test('sent, opened, measured, written, signed by two, printed, recalled', { timeout: 300_000 }, async () => {
    const desk = await caller('radiographer');
    exam = await desk.api.orders.register({
      command: { id: crypto.randomUUID(), at: new Date().toISOString() },
      exam: {
        service: 'radiology',
        patient: { ...patient, sex: 'male', birthDate: '1961-02-03' },
        visit: null,
        modality: 'CT',
        bodyPart: '头颅',
        procedureCode: 'CT-HEAD',
        procedureName: '头颅CT平扫',
        method: '平扫',
        clinicalDiagnosis: '头痛待查',
        history: '',
        purpose: '',
        priority: 'emergency',
        requestedBy: '郑凯',
        requestNumber: '',
        room: 'CT1',
        deviceId: '',
        scheduledAt: null,
      },
    });
    const resident = await at('radiology-resident');
    const files = await acquired();
    const { aet, host, port } = demo.dicom;
    const sent = await runTool('storescu', ['-aet', 'CT1', '-aec', aet, host, String(port), ...files]);
    expect(sent, sent.output).toMatchObject({ code: 0 });
    await row(resident).getByText(`${files.length} 幅`).waitFor();

    await row(resident).dblclick();
    await panel(resident, 'write').waitFor();
    await resident.locator('canvas[data-frame]').first().waitFor();
    const viewport = resident.getByTestId('viewport-0');
    const box = await viewport.boundingBox();
    if (!box) throw new Error('no viewport');
    await resident.getByTestId('do-tool.length').click();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await resident.mouse.move(x, y);
    await resident.mouse.down();
    await resident.mouse.move(x + 60, y + 80, { steps: 6 });
    await resident.mouse.up();
    await resident.getByTestId('annotation-length').first().waitFor();
    await resident.locator('[data-testid="annotations-state"][data-state="saved"]').waitFor();
    const [study] = (await reviewing.api.orders.exam({ examId: exam.id })).objects;
    const [annotated] = await reviewing.api.imaging.annotations({ studyUid: study?.id ?? '' });
    const [length] = AnnotationDocument.parse(annotated?.doc).annotations[0]?.quantities ?? [];
    expect(length?.unit).toBe('mm');
    expect(length?.value).toBeGreaterThan(1);

    await resident.getByTestId('measurement-send').first().click();
    const inReport = resident.getByTestId('report-measurement').locator('b');
    const measured = await inReport.innerText();
    expect(Number.parseFloat(measured)).toBeCloseTo(length?.value ?? 0, 1);
    await resident.keyboard.press('Alt+F');
    await resident.keyboard.insertText('右侧基底节区见低密度灶，大小约');
    await resident.getByTestId('report-measurement').getByRole('button').first().click();
    await expect.poll(() => resident.getByTestId('report-findings').inputValue()).toContain(measured);
    await resident.keyboard.press('Alt+I');
    await resident.keyboard.insertText('右侧基底节区腔隙灶。');
    await resident.keyboard.press('Alt+=');
    await resident.locator('[data-testid="save-state"][data-state="clean"]').waitFor();
    await resident.keyboard.press('F6');
    await panel(resident, 'read').waitFor();

    const reviewer = await at('radiologist');
    await row(reviewer).dblclick();
    await panel(reviewer, 'review').waitFor();
    // What the first reader measured is in the report that the second one signs.
    await expect
      .poll(() => reviewer.getByTestId('report-measurement').locator('b').allInnerTexts())
      .toEqual([measured]);
    await reviewer.keyboard.press('Alt+I');
    await reviewer.keyboard.press('Control+End');
    await reviewer.keyboard.insertText('建议MR检查。');
    await reviewer.keyboard.press('F6');
    await reviewer.getByTestId('sign-dialog').waitFor();
    await reviewer.keyboard.press('Control+Enter');
    await panel(reviewer, 'read').waitFor();

    await reviewer.locator('[data-testid="act-preview"]:enabled').waitFor();
    await reviewer.keyboard.press('F9');
    const source = await reviewer.getByTestId('preview-frame').getAttribute('data-source');
    const cookies = await reviewer.context().cookies();
    const answer = await fetch(new URL(source ?? '', demo.server), {
      headers: { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') },
    });
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    const paper = pdfWords(await answer.arrayBuffer());
    const [released] = await reviewing.api.examReports.ofExam({ examId: exam.id });
    const signers = [released?.author ?? '?', released?.reviewer ?? '?'];
    expect(new Set(signers).size).toBe(2);
    for (const words of [patient.name, exam.accessionNumber, measured.replaceAll(/\s/g, ''), '建议MR检查', ...signers])
      expect(paper).toContain(words);
    await reviewer.keyboard.press('Escape');

    await reviewer.locator('[data-testid="act-recall"]:enabled').waitFor();
    await reviewer.keyboard.press('Alt+R');
    await reviewer.getByTestId('reason').fill('患者或影像不符');
    await reviewer.keyboard.press('Control+Enter');
    await reviewer.getByTestId('report-panel').getByText('报告已召回').first().waitFor();
    const [report] = await reviewing.api.examReports.ofExam({ examId: exam.id });
    expect(report?.state).toBe('recalled');
    expect(errors).toEqual([]);
  });
});
