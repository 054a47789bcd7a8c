// The registration desk in a real browser on the demo hospital: several exams confirmed and cancelled, a mistake taken back, the rooms of the
// day, the request form, and a patient's past exams found and opened.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExamDocument } from '../../core/orders/exam.ts';
import { browserPath, shoot } from '../support/browser.ts';
import { canReadPdf, papersUnread, pdfWords } from '../support/pdf-words.ts';
import { openReadingFlow, type ReadingFlow, soon } from '../support/reading-flow.ts';

if (!canReadPdf) test.skip(papersUnread, () => undefined);

describe.skipIf(browserPath === null)('the desk of radiology in Chromium', { timeout: 120_000 }, () => {
  let flow: ReadingFlow;
  let desk: Page;
  let exams: ExamDocument[];
  beforeAll(async () => {
    flow = await openReadingFlow();
    exams = [];
    for (const [number, name] of [
      ['D1', '确认甲'],
      ['D2', '确认乙'],
      ['D3', '取消丙'],
    ] as const)
      exams.push(await flow.registered(`E2E-${number}`, name));
    exams.push(await flow.ready('7502', '有片丁'));
    desk = await flow.at('radiographer', 'desk');
  }, 120_000);
  afterAll(() => flow?.close());

  const at = (place: number) => exams[place]?.accessionNumber ?? '';
  const rowOf = (place: number) => desk.locator(`[data-testid="settle-row"][data-accession="${at(place)}"]`);
  const list = (name: RegExp) => desk.getByTestId('settle-list').getByText(name).click();
  const current = async (place: number) => {
    const { api } = await flow.caller('radiographer');
    return api.orders.exam({ examId: exams[place]?.id ?? '' });
  };
  const tick = (place: number) => rowOf(place).locator('label').click();

  test('two are confirmed by one key, a third is cancelled with its reason', async () => {
    await desk.keyboard.press('Alt+q');
    await desk.getByTestId('settle-dialog').waitFor();
    expect(await desk.getByTestId('settle-confirm').isDisabled()).toBe(true);
    await tick(0);
    await tick(1);
    await desk.keyboard.press('Control+Enter');
    await rowOf(0).waitFor({ state: 'detached' });
    await rowOf(1).waitFor({ state: 'detached' });
    expect([(await current(0)).state, (await current(1)).state]).toEqual(['acquired', 'acquired']);
    await tick(2);
    expect(await desk.getByTestId('settle-cancel').isDisabled()).toBe(true);
    await desk.getByTestId('settle-reason').fill('患者放弃');
    await desk.keyboard.press('Alt+x');
    await rowOf(2).waitFor({ state: 'detached' });
    expect(await current(2)).toMatchObject({ state: 'cancelled', cancelReason: '患者放弃' });
    await list(/已取消/);
    expect(await rowOf(2).innerText()).toContain('患者放弃');
  });

  test('a confirmation by mistake is taken back with a reason; what images prove is not', async () => {
    await list(/已确认/);
    expect(await rowOf(3).locator('input').isDisabled()).toBe(true);
    await tick(1);
    await desk.getByTestId('settle-reason').fill('选错患者');
    await desk.getByTestId('settle-undo').click();
    await rowOf(1).waitFor({ state: 'detached' });
    expect(await current(1)).toMatchObject({ state: 'registered', acquiredAt: null });
    await list(/待确认/);
    await rowOf(1).waitFor();
    await desk.keyboard.press('Escape');
    await desk.getByTestId('settle-dialog').waitFor({ state: 'detached' });
  });

  test('the rooms of the day show who waits where, and nobody who was cancelled', async () => {
    await desk.keyboard.press('Alt+r');
    const board = desk.getByTestId('day-board');
    await board.waitFor();
    await board.getByText('确认乙').waitFor(soon);
    expect(await board.innerText()).not.toContain('取消丙');
    await desk.keyboard.press('Escape');
    await board.waitFor({ state: 'detached' });
  });

  test('the request form is one key away, with its fields and its number; what the server refuses is said in words', async () => {
    await desk.getByTestId('desk-row').filter({ hasText: '确认乙' }).click();
    await desk.route('**/exam-reports/request*', (route) =>
      route.fulfill({ status: 500, json: { code: 'INTERNAL', message: '' } }),
    );
    await desk.keyboard.press('F9');
    const dialog = desk.getByRole('dialog');
    await dialog.getByTestId('failure').waitFor();
    expect(await dialog.getByTestId('desk-paper-print').isDisabled()).toBe(true);
    await desk.unroute('**/exam-reports/request*');
    await dialog.getByRole('button', { name: '重试' }).click();
    await dialog.getByTestId('desk-paper-print').and(desk.locator(':enabled')).waitFor(soon);
    await shoot(desk, 'request-sheet');
    const source = (await dialog.locator('iframe').getAttribute('data-source')) ?? '';
    const paper = await (await flow.caller('radiographer')).fetch(source);
    expect(paper.headers.get('content-type')).toBe('application/pdf');
    const pdf = await paper.arrayBuffer();
    if (canReadPdf)
      for (const words of ['影像检查申请单', '确认乙', at(1), '胸部正位片', 'DR1', '初步诊断咳嗽', '申请医师：郑凯'])
        expect(pdfWords(pdf)).toContain(words);
    await desk.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  test('a past exam is found by the patient’s number and opened to look at', async () => {
    await desk.keyboard.press('Alt+h');
    const past = desk.getByTestId('past-dialog');
    await past.waitFor();
    await past.locator('input').first().fill('E2E-7502');
    await past.getByText('有片丁').waitFor(soon);
    await desk.keyboard.press('Control+Enter');
    await desk.locator(`[data-testid="case"][data-exam="${exams[3]?.id}"]`).waitFor(soon);
    expect(flow.errors).toEqual([]);
  });
});
