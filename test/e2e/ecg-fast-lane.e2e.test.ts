// The fast lane in Chromium (ECG-28): each normal tracing is looked at and signed with one key, taken back, doubted; nothing is signed unseen or twice.
import { rm } from 'node:fs/promises';
import type { Browser as Chromium, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExamDocument } from '../../core/orders/exam.ts';
import { browserPath, launchBrowser, type StationPages, stationPages } from '../support/browser.ts';
import { ecgFile } from '../support/ecg-files.ts';
import { lookAtTracings } from '../support/ecg-looks.ts';
import { type EcgWorld, startEcgWorld } from '../support/ecg-world.ts';
import { hasSharedData, sharedData } from '../support/shared-data.ts';
import { buildPages } from '../support/viewer-world.ts';

/** A busy machine takes its time. */
const soon = { timeout: 20_000 };
const names = ['甲正常', '乙正常', '丙正常', '丁真实'] as const;

describe.skipIf(browserPath === null || !hasSharedData)('the fast lane', { timeout: 60_000 }, () => {
  let world: EcgWorld;
  let chromium: Chromium;
  let rendererDir: string;
  let pages: StationPages;
  let page: Page;
  const exams = new Map<string, ExamDocument>();
  const faults: string[] = [];

  beforeAll(async () => {
    rendererDir = await buildPages(['index.html']);
    world = await startEcgWorld({ rendererDir, clock: { now: () => new Date() } });
    chromium = await launchBrowser();
    pages = stationPages(chromium, world.started.server.url, 'ecg', faults);
    for (const [index, name] of names.entries()) {
      const exam = await world.register(`L${index}`, name);
      exams.set(name, exam);
      const real = name === '丁真实';
      const form = new FormData();
      for (const kind of ['hea', 'mat'])
        form.append(
          kind,
          new File([Uint8Array.from(sharedData(`ecg/wfdb/cinc2021/E07506.${kind}`))], `E07506.${kind}`),
        );
      const answer = await world.technician.fetch(`/ecg/manual?name=a.json&examId=${exam.id}`, {
        method: 'POST',
        headers: { 'x-yishu': '1' },
        body: real ? form : ecgFile({ patient: { id: `L${index}`, name }, seed: 40 + index }),
      });
      expect(await answer.json()).toMatchObject({ examId: exam.id, level: 'normal' });
    }
    page = await pages.at(world.doctor, 'reading');
    await page.getByTestId('queue-fast').click();
    await page.getByTestId('ecg-lane').waitFor();
  }, 180_000);
  afterAll(async () => {
    await chromium?.close();
    await world?.started.close();
    if (rendererDir) await rm(rendererDir, { recursive: true, force: true });
  });

  const state = async (name: string) =>
    (await world.doctor.api.orders.exam({ examId: exams.get(name)?.id ?? '' })).report.state;
  const onPaper = () => page.getByTestId('banner-name').innerText();
  const waiting = () => page.getByTestId('ecg-row').count();
  const sign = async () => {
    await expect.poll(() => page.getByTestId('ecg-lane-sign').isEnabled(), soon).toBe(true);
    await page.keyboard.press('F6');
  };

  test('the errors of the pre-sorting stand on the screen as the guide has them, and open its chapter', async () => {
    expect(await page.getByTestId('ecg-lane-errors').innerText()).toMatch(
      /\d+ 份异常心电图中误入正常组 \d+ 份（95% 置信上限 [\d.]+%）/u,
    );
    await page.getByTestId('ecg-lane-guide').click();
    await page.getByTestId('ecg-lane-guide-dialog').getByText('正常组仍须医师判读').waitFor();
    await pages.shoot(page, 'lane-guide');
    await page.keyboard.press('Escape');
  });

  test('a key that comes before the tracing was looked at signs nothing', async () => {
    await page.getByTestId('ecg-row').nth(1).click();
    await page.keyboard.press('F6');
    await page.keyboard.press('F6');
    await page.waitForTimeout(400);
    expect(await Promise.all(names.map(state))).toEqual(['none', 'none', 'none', 'none']);
    await page.getByTestId('ecg-row').first().click();
  });

  test('one key signs what is shown, true paper and text, and brings the next', async () => {
    expect(await onPaper()).toContain('甲正常');
    expect(await page.getByTestId('ecg-lane-text').innerText()).toBe('窦性心律\n正常心电图');
    await expect.poll(() => page.getByTestId('ecg-lane-sign').isEnabled(), soon).toBe(true);
    for (const close of await page.getByTestId('toasts').getByRole('button').all()) await close.click();
    await pages.shoot(page, 'lane');
    // Twice in a row is once: the second stroke meets a tracing that nobody has looked at yet.
    await page.keyboard.press('F6');
    await expect.poll(onPaper, soon).toContain('乙正常');
    await page.keyboard.press('F6');
    await expect.poll(() => state('甲正常'), soon).toBe('submitted');
    expect(await state('乙正常')).toBe('none');
    await expect.poll(waiting, soon).toBe(3);
    const [report] = await world.doctor.api.examReports.ofExam({ examId: exams.get('甲正常')?.id ?? '' });
    expect(report?.content).toMatchObject({
      impression: '窦性心律\n正常心电图',
      positive: false,
      statements: [{ code: '20' }, { code: '1' }],
    });
    expect(report?.content.measurements.map(({ label }) => label)).toContain('心率');
    expect(report?.signatures).toMatchObject([{ role: 'author' }]);
  });

  test('a signature is taken back before the release: the tracing is in the lane again and can be signed anew', async () => {
    await page.keyboard.press('Control+z');
    await expect.poll(() => state('甲正常'), soon).toBe('returned');
    await expect.poll(onPaper, soon).toContain('甲正常');
    await expect.poll(waiting, soon).toBe(4);
    await sign();
    await expect.poll(() => state('甲正常'), soon).toBe('submitted');
  });

  test('what is doubtful leaves the lane by one key and waits among those to be read', async () => {
    await expect.poll(onPaper, soon).toContain('乙正常');
    await page.keyboard.press('F8');
    await expect.poll(waiting, soon).toBe(2);
    const doubted = await world.doctor.api.orders.exam({ examId: exams.get('乙正常')?.id ?? '' });
    expect(doubted).toMatchObject({ risk: { level: 'attention', by: 'person' }, report: { state: 'none' } });
    await page.getByTestId('queue-read').click();
    await page.getByTestId('ecg-row').filter({ hasText: '乙正常' }).waitFor();
    await page.getByTestId('queue-fast').click();
  });

  test('a real normal recording goes through; released by a second doctor it cannot be taken back any more', async () => {
    await page.getByTestId('ecg-row').filter({ hasText: '丁真实' }).click();
    await expect.poll(onPaper, soon).toContain('丁真实');
    await sign();
    await expect.poll(() => state('丁真实'), soon).toBe('submitted');
    await pages.shoot(page, 'lane-signed');
    const [report] = await world.manager.api.examReports.ofExam({ examId: exams.get('丁真实')?.id ?? '' });
    if (!report) throw new Error('no report');
    await lookAtTracings(exams.get('丁真实')?.id ?? '', world.manager);
    await world.manager.api.examReports.release({
      command: { id: crypto.randomUUID(), at: new Date().toISOString() },
      ...{ reportId: report.id, expectedVersion: report.version, content: report.content },
    });
    await page.keyboard.press('Control+z');
    await expect.poll(() => page.getByTestId('toasts').innerText(), soon).toContain('审核医师已处理，不能撤销');
    expect(await state('丁真实')).toBe('final');
  });

  test('no script failed', () => expect(faults).toEqual([]));
});
