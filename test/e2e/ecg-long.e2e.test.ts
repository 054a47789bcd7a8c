// A real record of half an hour in Chromium: paged, jumped through, strips marked by the reader, and all of it on the printed paper.
import { rm } from 'node:fs/promises';
import type { Browser as Chromium, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExamDocument } from '../../core/orders/exam.ts';
import { browserPath, launchBrowser, type StationPages, stationPages } from '../support/browser.ts';
import { type EcgWorld, startEcgWorld } from '../support/ecg-world.ts';
import { canReadPdf, pdfWords } from '../support/pdf-words.ts';
import { hasSharedData, sharedData } from '../support/shared-data.ts';
import { buildPages } from '../support/viewer-world.ts';

/** A busy machine takes its time. */
const soon = { timeout: 20_000 };
const label = '室性早搏二联律';

describe.skipIf(browserPath === null || !hasSharedData || !canReadPdf)('a long ECG', { timeout: 60_000 }, () => {
  let world: EcgWorld;
  let chromium: Chromium;
  let rendererDir: string;
  let pages: StationPages;
  let page: Page;
  let exam: ExamDocument;
  const faults: string[] = [];

  beforeAll(async () => {
    rendererDir = await buildPages(['index.html']);
    world = await startEcgWorld({ rendererDir, clock: { now: () => new Date() } });
    chromium = await launchBrowser();
    pages = stationPages(chromium, world.started.server.url, 'ecg', faults);
    exam = await world.register('H106', '吴国华');
    const form = new FormData();
    for (const kind of ['hea', 'dat'])
      form.append(kind, new File([Uint8Array.from(sharedData(`ecg/wfdb/mitdb/106.${kind}`))], `106.${kind}`));
    const answer = await world.technician.fetch(`/ecg/manual?name=106.zip&examId=${exam.id}`, {
      method: 'POST',
      headers: { 'x-yishu': '1' },
      body: form,
    });
    expect(await answer.json()).toMatchObject({ examId: exam.id, state: 'matched' });
    page = await pages.at(world.doctor, `reading?exam=${exam.id}`);
    await page.getByTestId('ecg-overview').waitFor();
  }, 180_000);
  afterAll(async () => {
    await chromium?.close();
    await world?.started.close();
    if (rendererDir) await rm(rendererDir, { recursive: true, force: true });
  });

  const fromMs = async () => Number(await page.locator('.ecg-paper-view').first().getAttribute('data-from-ms'));
  const report = async () => (await world.doctor.api.examReports.ofExam({ examId: exam.id }))[0];

  test('pages by key, and the overview jumps', async () => {
    await page.keyboard.press('PageDown');
    await expect.poll(fromMs, soon).toBe(10_000);
    const box = await page.getByTestId('ecg-overview').boundingBox();
    if (!box) throw new Error('no strip');
    await page.mouse.click(box.x + box.width / 2, box.y + 10);
    await expect.poll(fromMs, soon).toBeGreaterThan(800_000);
    await page.keyboard.press('Control+End');
    await expect.poll(fromMs, soon).toBeGreaterThan(1_700_000);
    await page.keyboard.press('Control+Home');
    await expect.poll(fromMs, soon).toBe(0);
  });

  test('a page is marked as a strip, named, given another start and length; the report keeps it', async () => {
    await page.keyboard.press('F4');
    await expect.poll(() => page.getByTestId('ecg-strip-add').isEnabled(), soon).toBe(true);
    for (let turn = 0; turn < 3; turn += 1) await page.keyboard.press('PageDown');
    await expect.poll(fromMs, soon).toBe(30_000);
    await page.keyboard.press('Alt+b');
    const row = page.getByTestId('ecg-strip').first();
    await row.getByTestId('ecg-strip-label').fill(label);
    await row.getByTestId('ecg-strip-start').fill('0:02:05');
    await row.getByTestId('ecg-strip-start').press('Enter');
    await page.getByTestId('ecg-strip').first().getByTestId('ecg-strip-length').selectOption('20');
    await pages.shoot(page, 'long-strips');
    await page.keyboard.press('Control+s');
    const recordings = await world.doctor.api.ecg.recordings({ examId: exam.id, text: '', limit: 1 });
    await expect
      .poll(async () => (await report())?.content.strips, soon)
      .toEqual([{ recordingId: recordings[0]?.id, fromMs: 125_000, toMs: 145_000, label }]);
  });

  test('the paper has the reader’s strips in two rows instead of the machine’s, and the whole half hour', async () => {
    const stored = await report();
    const paper = async (query = '') => {
      const answer = await world.doctor.fetch(`/exam-reports/pdf?id=${stored?.id}${query}`);
      return new Uint8Array(await answer.arrayBuffer());
    };
    const pdf = await paper();
    const words = pdfWords(pdf);
    for (const one of [`0:02:05–0:02:25${label}（1/2）`, `${label}（2/2）`, '全程概览', '0:28:00'])
      expect(words).toContain(one);
    expect(words).not.toContain('疑似室性连发');
    if (process.env.YISHU_SHOTS) {
      const { writeFile } = await import('node:fs/promises');
      await writeFile(`${process.env.YISHU_SHOTS}/long.pdf`, pdf);
    }
  });

  test('no script failed', () => expect(faults).toEqual([]));
});
