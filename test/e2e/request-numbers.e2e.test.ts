// Request numbers given afterwards in a real browser: one by hand, the rest from a list, the refused row downloaded with its reason.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath } from '../support/browser.ts';
import { openReadingFlow, type ReadingFlow } from '../support/reading-flow.ts';
import { codeOf } from '../support/server.ts';

describe.skipIf(browserPath === null)('request numbers of earlier reports in Chromium', { timeout: 120_000 }, () => {
  let flow: ReadingFlow;
  beforeAll(async () => {
    flow = await openReadingFlow();
  }, 120_000);
  afterAll(() => flow?.close());

  test('found, given, imported', async () => {
    const exams = [await flow.ready('7401', '孟补录'), await flow.ready('7402', '章补录')];
    const reviewer = await flow.caller('radiologist');
    for (const exam of exams) {
      await flow.submitted(exam);
      const [report] = await flow.editions(exam);
      if (!report) throw new Error('no report');
      const { id: reportId, version: expectedVersion, content } = report;
      const release = () =>
        reviewer.api.examReports.release({
          command: { id: crypto.randomUUID(), at: new Date().toISOString() },
          ...{ reportId, expectedVersion, content },
        });
      // The page of who wrote it lets go of the exam a moment after it says that it was handed in.
      await expect.poll(() => codeOf(release())).toBe('done');
    }
    const [byHand, byList] = exams.map(({ accessionNumber }) => accessionNumber);
    const page = await flow.at('radiology-manager', 'archive');
    await page.getByTestId('request-numbers-open').click();
    await page.getByTestId('request-row').filter({ hasText: byHand }).click();
    await page.getByTestId('request-number').fill('SQ7401');
    await page.keyboard.press('Enter');
    await page.getByTestId('request-row').filter({ hasText: byHand }).waitFor({ state: 'detached' });

    await page.getByTestId('request-numbers-tab').getByText('导入清单', { exact: true }).click();
    const list = `检查号,申请单号\n${byList},SQ7402\n${byHand},SQ7403\n`;
    await page
      .getByTestId('request-file')
      .setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from(list) });
    await page.getByTestId('request-checked').filter({ hasText: '已有申请单号 SQ7401' }).waitFor();
    await page.getByTestId('request-apply').click();
    await page.getByTestId('request-checked').filter({ hasText: byList }).filter({ hasText: '已写入' }).waitFor();
    const downloading = page.waitForEvent('download');
    await page.getByTestId('request-refused').click();
    const text = await readFile(await (await downloading).path(), 'utf8');
    expect(text.trim().split('\r\n').slice(1)).toEqual([`3,${byHand},SQ7403,已有申请单号 SQ7401`]);
    expect(flow.errors).toEqual([]);
  });
});
