// Quality control in a real browser on the demo hospital: graded by keys, told to the technician, sampled blind, counted, exported; and the
// live numbers of reports per campus (RAD-91).
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath } from '../support/browser.ts';
import { openReadingFlow, type ReadingFlow, soon } from '../support/reading-flow.ts';
import { workbook } from '../support/xlsx.ts';

describe.skipIf(browserPath === null)('quality control of radiology in Chromium', { timeout: 120_000 }, () => {
  let flow: ReadingFlow;
  beforeAll(async () => {
    flow = await openReadingFlow();
  }, 120_000);
  afterAll(() => flow?.close());

  const mark = (page: Page, part: 'images' | 'report') => page.getByTestId(`quality-${part}`);
  const tab = (page: Page, name: string) => page.getByTestId('quality-tabs').getByText(name, { exact: true }).click();

  test('from the film to the workbook', async () => {
    const exam = await flow.ready('7301', '孟质控');

    // The technician finishes the exam at the desk: nothing was taken again.
    const desk = await flow.at('radiographer', 'desk');
    await desk.locator('[data-testid="desk-row"]').filter({ hasText: exam.accessionNumber }).click();
    await desk.keyboard.press('F10');
    await desk.getByTestId('finish-count').waitFor();
    await desk.keyboard.press('Control+Enter');
    await desk.getByTestId('finish-dialog').waitFor({ state: 'detached' });

    // The reader: two keys for the best grade; on second thought another one, with its reason.
    const reader = await flow.openCase('radiology-resident', exam, 'write');
    await mark(reader, 'images').waitFor();
    await reader.keyboard.press('Alt+E');
    await reader.keyboard.press('1');
    await mark(reader, 'images').filter({ hasText: '甲级' }).waitFor();
    await reader.keyboard.press('Alt+E');
    await reader.keyboard.press('2');
    expect(await reader.getByTestId('grade-save').isDisabled()).toBe(true);
    await reader.keyboard.press('q');
    await reader.keyboard.press('Control+Enter');
    await mark(reader, 'images').filter({ hasText: '乙级' }).waitFor();
    await mark(reader, 'images').click();
    const history = reader.getByTestId('quality-history');
    expect(await history.locator('li').first().innerText()).toContain('甲级 → 乙级');
    await reader.keyboard.press('Escape');

    // The technician reads why, and opens the images.
    const technician = await flow.at('radiographer', 'quality');
    const told = technician.getByTestId('feedback-row').filter({ hasText: '孟质控' });
    await told.filter({ hasText: '体位不正' }).waitFor();
    await told.click();
    await technician.keyboard.press('Enter');
    await technician.locator(`[data-testid="case"][data-exam="${exam.id}"]`).waitFor();
    await mark(technician, 'images').filter({ hasText: '乙级' }).waitFor();

    // The reviewer grades the report and releases it.
    await flow.submitted(exam);
    const reviewer = await flow.openCase('radiologist', exam, 'review');
    await mark(reviewer, 'report').waitFor();
    await reviewer.keyboard.press('Alt+L');
    await reviewer.keyboard.press('1');
    await mark(reviewer, 'report').filter({ hasText: '甲级' }).waitFor();
    await reviewer.keyboard.press('F6');
    await flow.panel(reviewer, 'read').waitFor();

    // The manager draws a sample of films and grades it without names.
    const manager = await flow.at('tangjun', 'quality');
    await tab(manager, '报告抽查');
    await manager.keyboard.press('F4');
    await manager.getByTestId('draw-modality').fill('DX');
    await manager.getByTestId('draw-per-doctor').fill('50');
    await manager.getByTestId('draw-doctors').filter({ hasText: '陆瑶' }).waitFor();
    await manager.keyboard.press('Control+Enter');
    await manager.getByTestId('sampled-report').waitFor();
    expect(await manager.getByTestId('sample-grading').innerText()).not.toContain('陆瑶');
    const steps = manager.locator('.quality-steps button');
    const size = await steps.count();
    for (let number = 1; number <= size; number += 1) {
      await steps.nth(number - 1).click();
      await manager.keyboard.press('1');
      await manager.getByTestId('sample-shown').waitFor();
    }
    await manager.locator('[data-testid="sample-close"]:enabled').waitFor();
    await manager.keyboard.press('F6');
    await manager.locator('[data-testid="sample-close"]:disabled').waitFor();

    // The indicators count it, and show what they counted.
    await tab(manager, '质控指标');
    const value = (id: string) => manager.getByTestId(`indicator-${id}`);
    await value('sampleAgreement').filter({ hasText: '100.0%' }).waitFor(soon);
    expect(await value('imageGradeA').innerText()).toMatch(/0\.0%\s+0 \/ 1/u);
    expect(await value('criticalTimely').innerText()).toMatch(/—|%/u);
    await value('repeat').click();
    await manager.keyboard.press('Enter');
    await manager.getByTestId('drill-row').filter({ hasText: '孟质控' }).waitFor();
    await manager.keyboard.press('Escape');
    const [download] = await Promise.all([
      manager.waitForEvent('download'),
      manager.getByTestId('quality-export').click(),
    ]);
    const sheets = workbook(await readFile(await download.path()));
    expect(
      sheets
        .get('指标')
        ?.find(([name]) => name === '甲级片率')
        ?.slice(0, 4),
    ).toEqual(['甲级片率', 0, 0, 1]);
    expect(
      sheets
        .get('指标')
        ?.find(([name]) => name === '抽查符合率')
        ?.slice(1, 4),
    ).toEqual([1, 1, 1]);
  });

  test('reports of each campus are counted while they are written; a number opens its exams', async () => {
    const page = await flow.at('radiologist', 'counts');
    // This hospital's own row; 已写, 未写, 已审, 未审.
    const own = page.getByTestId('counts').locator('tbody tr').first();
    await own.waitFor();
    const figures = async () => (await own.getByRole('button').allTextContents()).map(Number);
    const [written = 0, unwritten = 0, reviewed = 0, unreviewed = 0] = await figures();
    expect([reviewed + unreviewed, written + unwritten > 0]).toEqual([written, true]);
    const exam = await flow.ready('7305', '孟计数');
    await expect.poll(figures, soon).toEqual([written, unwritten + 1, reviewed, unreviewed]);
    await flow.submitted(exam);
    await expect.poll(figures, soon).toEqual([written + 1, unwritten, reviewed, unreviewed + 1]);
    await own.getByRole('button').nth(3).click();
    const row = page.getByTestId('counted-row').filter({ hasText: '孟计数' });
    await row.filter({ hasText: exam.accessionNumber }).waitFor();
    await flow.shoot(page, 'counts');
    await row.dblclick();
    await page.locator(`[data-testid="case"][data-exam="${exam.id}"]`).waitFor();
  });

  test('no script failed on the way', () => expect(flow.errors).toEqual([]));
});
