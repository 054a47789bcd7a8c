// Two texts about one exam, and a server that is killed while one is written, in a real browser on the demo hospital.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isUnread } from '../../main/host/reading/prefetch.ts';
import { browserPath } from '../support/browser.ts';
import { openReadingFlow, type ReadingFlow, soon } from '../support/reading-flow.ts';

describe.skipIf(browserPath === null)('clashes and an outage in Chromium', { timeout: 420_000 }, () => {
  let flow: ReadingFlow;
  beforeAll(async () => {
    flow = await openReadingFlow();
  });
  afterAll(() => flow?.close());

  test('another window stored a newer text: both are shown, the decision can wait, and either can be taken', async () => {
    const exam = await flow.ready('7102', '常冲突');
    const page = await flow.openCase('radiology-resident', exam, 'write');
    await flow.type(page, 'findings', '第一稿。');
    await flow.saved(page);
    const elsewhere = await flow.caller('radiology-resident');
    const storeElsewhere = async (findings: string) => {
      const locked = await elsewhere.api.orders.lock({ ...flow.meta(), examId: exam.id });
      const [report] = await flow.editions(exam);
      if (!report || !locked.lock) throw new Error('nothing is stored');
      await elsewhere.api.examReports.saveDraft({
        ...flow.meta(),
        examId: exam.id,
        reportId: report.id,
        expectedVersion: report.version,
        fence: locked.lock.fence,
        content: { ...report.content, findings },
      });
    };
    // This window's save comes second, however slow the machine is.
    const typeAndStoreElsewhere = async (here: string, there: string) => {
      const stored = Promise.withResolvers<void>();
      await page.route(/saveDraft/, async (route) => {
        await stored.promise;
        await route.continue();
      });
      await page.keyboard.insertText(here);
      await storeElsewhere(there);
      stored.resolve();
    };
    const dialog = page.getByTestId('clash-dialog');
    await typeAndStoreElsewhere('本窗口。', '另一窗口。');
    await dialog.getByText('另一窗口。').first().waitFor(soon);
    await dialog.getByText('先不决定').click();
    const strip = page.getByTestId('clash-undecided');
    await strip.waitFor();
    expect((await flow.editions(exam))[0]?.content.findings).toBe('另一窗口。');
    // A reload asks again: this window's text was typed on another than the stored one.
    await page.reload();
    await dialog.getByText('本窗口。').first().waitFor(soon);
    await dialog.getByText('先不决定').click();
    await strip.getByRole('button').click();
    await dialog.getByText('采用服务器文本').click();
    await expect.poll(() => flow.text(page, 'findings')).toBe('另一窗口。');
    await flow.saved(page);

    await page.keyboard.press('Alt+F');
    await typeAndStoreElsewhere('我的。', '又一稿。');
    await dialog.getByText('又一稿。').first().waitFor(soon);
    await page.getByTestId('clash-mine').click();
    await flow.saved(page);
    expect((await flow.editions(exam))[0]?.content.findings).toBe('另一窗口。我的。');
    await page.keyboard.press('Control+L');
  });

  test('a release over a text that was given back and submitted anew is refused with both texts', async () => {
    const exam = await flow.ready('7103', '卢新稿');
    await flow.submitted(exam);
    // What is given back is written by the author without this window.
    await flow.at('radiology-resident', 'worklist');
    const reviewer = await flow.openCase('radiologist', exam, 'review');
    await flow.type(reviewer, 'impression', '\n建议复查。');
    // This window hears of nothing until it has signed.
    const held = Promise.withResolvers<void>();
    await reviewer.route(/ofExam/, async (route) => {
      await held.promise;
      await route.continue();
    });
    const [before] = await flow.editions(exam);
    if (!before) throw new Error('nothing was submitted');
    const samePerson = await flow.caller('radiologist');
    const given = await samePerson.api.examReports.giveBack({
      ...flow.meta(),
      reportId: before.id,
      expectedVersion: before.version,
      reason: '描述不完整',
    });
    const author = await flow.caller('radiology-resident');
    const locked = await author.api.orders.lock({ ...flow.meta(), examId: exam.id });
    const draft = await author.api.examReports.saveDraft({
      ...flow.meta(),
      examId: exam.id,
      reportId: given.id,
      expectedVersion: given.version,
      fence: locked.lock?.fence ?? 0,
      content: { ...given.content, impression: '右肺纤维灶。' },
    });
    await author.api.examReports.submit({
      ...flow.meta(),
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
    expect((await flow.editions(exam))[0]).toMatchObject({
      state: 'submitted',
      content: { impression: '右肺纤维灶。' },
    });
    await dialog.getByText('采用服务器文本').click();
    await expect.poll(() => flow.text(reviewer, 'impression')).toBe('右肺纤维灶。');
    await reviewer.keyboard.press('F6');
    await reviewer.getByTestId('sign-dialog').waitFor();
    await reviewer.keyboard.press('Control+Enter');
    await flow.panel(reviewer, 'read').waitFor(soon);
    await reviewer.unrouteAll();
    expect((await flow.editions(exam))[0]).toMatchObject({ state: 'final', content: { impression: '右肺纤维灶。' } });
  });

  test('the server is killed mid-draft: the station says so, a prefetched study is shown, the draft waits and is stored once', async () => {
    const [written, unread] = [await flow.ready('7106', '郭断网'), await flow.ready('7107', '于先取')];
    // The most dangerous case is on top of the list, so it is the first that is fetched ahead once somebody looks at the list.
    const reader = await flow.caller('radiologist');
    await reader.api.orders.setRisk({
      ...flow.meta(),
      examId: unread.id,
      expectedVersion: (await reader.api.orders.exam({ examId: unread.id })).version,
      level: 'critical',
      text: '气胸',
      raiseCritical: false,
    });
    const list = await reader.api.orders.worklist({ service: 'radiology', days: 7, limit: 100 });
    expect(list.rows.filter(isUnread)[0]?.id).toBe(unread.id);
    const station = await flow.opened('radiologist', flow.demo.station);
    await station.getByTestId('station-menu').waitFor();
    const go = (screen: string) =>
      station.evaluate((hash) => {
        location.hash = hash;
      }, `#/radiology/${screen}`);
    await go('worklist');
    await flow.row(station, unread.accessionNumber).waitFor();
    // A folder of its own, what it is, annotations, one frame.
    const frames = join(flow.demo.dataDir, 'station', 'frames');
    const whole = (study: string) => readdirSync(join(frames, study)).filter((name) => !name.startsWith('new-'));
    const kept = () => readdirSync(frames).filter((study) => whole(study).length >= 3).length;
    await expect.poll(kept, { timeout: 60_000 }).toBeGreaterThan(0);
    await flow.row(station, written.accessionNumber).dblclick();
    await flow.panel(station, 'write').waitFor();
    await flow.type(station, 'findings', '断网前。');
    await flow.saved(station);
    const before = (await flow.editions(written))[0]?.version ?? 0;
    let down = true;
    const kill = () => {
      try {
        flow.demo.killServer();
      } catch {
        // Ended by itself meanwhile.
      }
    };
    kill();
    const keptDown = setInterval(() => down && kill(), 200);
    try {
      await station.getByTestId('offline-strip').waitFor(soon);
      await station.keyboard.press('Alt+F');
      await station.keyboard.press('Control+End');
      await station.keyboard.insertText('断网中。');
      await flow.saved(station);
      await expect.poll(() => station.getByTestId('offline-strip').innerText(), soon).toMatch(/1/);
      expect(await station.getByTestId('act-sign').isDisabled()).toBe(true);
      await station.keyboard.press('Control+L');
      await flow.row(station, unread.accessionNumber).dblclick();
      await station.locator(`[data-testid="case"][data-exam="${unread.id}"]`).waitFor();
      await station.getByTestId('corner-patient').first().getByText('于先取').waitFor(soon);
      await station.locator('canvas[data-frame]').first().waitFor(soon);
    } finally {
      down = false;
      clearInterval(keptDown);
    }
    await station.getByTestId('offline-strip').waitFor({ state: 'detached', timeout: 240_000 });
    flow.forgetCallers();
    await expect
      .poll(() => flow.editions(written).then(([report]) => report?.content.findings, String), {
        timeout: 60_000,
        interval: 500,
      })
      .toBe('断网前。断网中。');
    const after = await flow.editions(written);
    expect(after.map(({ edition, version }) => [edition, version])).toEqual([[1, before + 1]]);
  });

  test('no script failed on the way', () => expect(flow.errors).toEqual([]));
});
