// What an ECG administrator sets takes effect, in Chromium: a rule's threshold on the next recording, a department's term in a report;
// the figures of the department as a workbook, and a recording handed on in the standard formats.
import { readFile, rm } from 'node:fs/promises';
import type { Browser as Chromium, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEcg } from '../../core/ecg/formats/index.ts';
import type { ExamDocument } from '../../core/orders/exam.ts';
import { createPerson } from '../../server/areas/identity/module.ts';
import { browserPath, launchBrowser, type StationPages, stationPages } from '../support/browser.ts';
import { ecgFile } from '../support/ecg-files.ts';
import { type EcgWorld, startEcgWorld } from '../support/ecg-world.ts';
import { loggedIn, testPassword } from '../support/server.ts';
import { buildPages } from '../support/viewer-world.ts';
import { workbook } from '../support/xlsx.ts';

/** A busy machine takes its time. */
const soon = { timeout: 20_000 };
const screens = ['reading', 'desk', 'unmatched', 'remote', 'critical', 'statistics', 'terms', 'settings'] as const;

describe.skipIf(browserPath === null)('the administration of the ECG department', { timeout: 60_000 }, () => {
  let world: EcgWorld;
  let chromium: Chromium;
  let rendererDir: string;
  let pages: StationPages;
  let settings: Page;
  let first: ExamDocument;
  const faults: string[] = [];

  beforeAll(async () => {
    rendererDir = await buildPages(['index.html']);
    world = await startEcgWorld({ rendererDir, clock: { now: () => new Date() } });
    await world.approveDevice();
    chromium = await launchBrowser();
    pages = stationPages(chromium, world.started.server.url, 'ecg', faults);
    first = await slow('S1', '韦缓慢', 51);
    settings = await pages.at(world.manager, 'settings');
  }, 180_000);
  afterAll(async () => {
    await chromium?.close();
    await world?.started.close();
    if (rendererDir) await rm(rendererDir, { recursive: true, force: true });
  });

  /** 50 beats a minute: slow, and by the consensus no danger. */
  async function slow(number: string, name: string, seed: number): Promise<ExamDocument> {
    const exam = await world.register(number, name);
    await world.upload(
      ecgFile({ patient: { id: number, name }, rrS: 1.2, seed }),
      `/ecg/upload?name=a.json&accession=${exam.accessionNumber}`,
    );
    return world.doctor.api.orders.exam({ examId: exam.id });
  }

  test('a threshold that is raised with a reason makes the next such recording critical, and none before it', async () => {
    expect(first.risk?.level).not.toBe('critical');
    await settings.getByTestId('settings-tab').locator('[data-value=rules]').click();
    // The set in force is as it was shipped: nobody's word until somebody of the hospital confirms it.
    expect(await settings.getByTestId('rules-unconfirmed').innerText()).toContain('未经本院核对');
    await pages.shoot(settings, 'settings-rules-unconfirmed');
    await settings.getByTestId('rules-confirm').click();
    await settings.getByTestId('rules-reason').getByTestId('reason').fill('与本院 2026 年清单逐条核对');
    await settings.getByTestId('reason-confirm').click();
    await settings.getByTestId('rules-unconfirmed').waitFor({ ...soon, state: 'detached' });
    expect((await world.manager.api.ecg.ruleSets()).find(({ active }) => active)?.confirmed).not.toBeNull();
    const rule = settings.getByTestId('rule-severe-bradycardia');
    await rule.locator('input.bp6-input, .ecg-threshold-value input').first().fill('55');
    await pages.shoot(settings, 'settings-rules');
    await settings.getByTestId('rules-save-activate').click();
    await settings.getByTestId('rules-reason').getByTestId('reason').fill('本院心内科会议决定');
    await settings.getByTestId('reason-confirm').click();
    await expect.poll(() => settings.getByTestId('toasts').innerText(), soon).toContain('已保存');
    expect((await slow('S2', '韦更缓', 52)).risk).toMatchObject({ level: 'critical', by: 'machine' });
    expect((await world.doctor.api.orders.exam({ examId: first.id })).risk?.level).not.toBe('critical');
  });

  test('a term of the department is found by its initials when a report is written', async () => {
    const terms = await pages.at(world.manager, 'terms');
    await terms.getByTestId('term-new').click();
    const form = terms.getByTestId('term-form');
    await form.locator('select').first().selectOption('department');
    await form.getByTestId('term-zh').fill('窦缓请随访动态心电图');
    await form.getByTestId('term-search').fill('dhqsf');
    await pages.shoot(terms, 'settings-term');
    await terms.keyboard.press('Control+s');
    await expect
      .poll(async () => (await world.manager.api.ecg.terms()).some(({ search }) => search === 'dhqsf'), soon)
      .toBe(true);
    await terms.context().close();
    const reader = await pages.at(world.doctor, `reading?exam=${first.id}`);
    await reader.getByTestId('queue-all').click();
    await reader.getByTestId('ecg-paper').waitFor();
    await reader.keyboard.press('F4');
    await reader.getByTestId('term-search').fill('dhqsf');
    await reader.getByTestId('term-search').press('Enter');
    await expect.poll(() => reader.getByTestId('ecg-impression').inputValue(), soon).toContain('窦缓请随访');
    await reader.keyboard.press('Control+s');
    await expect.poll(() => reader.getByTestId('ecg-save-state').textContent(), soon).toContain('已保存');
    await reader.context().close();
  });

  test('the recording leaves as aECG and as DICOM, and reads back as the same tracing of the same patient', async () => {
    const reader = await pages.at(world.doctor, `reading?exam=${first.id}`);
    await reader.getByTestId('ecg-paper').waitFor();
    await reader.keyboard.press('Alt+e');
    await reader.getByTestId('ecg-output-dialog').waitFor();
    await pages.shoot(reader, 'settings-output');
    for (const as of ['aecg', 'dicom'] as const) {
      const begun = reader.waitForEvent('download');
      await reader.getByTestId(`output-${as}`).click();
      const read = readEcg(new Uint8Array(await readFile(await (await begun).path())), { name: `a.${as}` });
      expect(read).toMatchObject({ format: as, patient: { id: 'S1' } });
      const rhythm = read.waveforms.find(({ kind }) => kind === 'rhythm');
      expect([rhythm?.sampleRateHz, rhythm?.leads[0]?.samples.length]).toEqual([500, 5000]);
    }
    for (const [type, start] of [
      ['pdf', '%PDF-'],
      ['jpeg', '\xff\xd8\xff'],
      ['png', '\x89PNG'],
    ] as const) {
      const begun = reader.waitForEvent('download');
      await reader.getByTestId(`output-${type}`).click();
      const file = await begun;
      expect(file.suggestedFilename()).toBe(`${first.accessionNumber}.${type === 'jpeg' ? 'jpg' : type}`);
      expect((await readFile(await file.path())).toString('latin1').startsWith(start)).toBe(true);
    }
    await reader.context().close();
  });

  test('the figures of the department are exported as a workbook with a sheet a table', async () => {
    const figures = await pages.at(world.manager, 'statistics');
    await figures.getByTestId('statistics-totals').waitFor();
    for (const tab of ['type', 'uploadPoint']) {
      await figures.getByTestId('statistics-tab').locator(`[data-value=${tab}]`).click();
      await figures.getByTestId(`statistics-${tab}`).waitFor();
      await pages.shoot(figures, `statistics-${tab}`);
    }
    const begun = figures.waitForEvent('download');
    await figures.getByTestId('statistics-export').click();
    const sheets = workbook(await readFile(await (await begun).path()));
    expect(sheets.size).toBeGreaterThan(5);
    const all = [...sheets.values()].flat(2);
    expect(all).toContain('心内科');
    expect([...sheets.keys()]).toEqual(expect.arrayContaining(['心电类型', '上传点']));
    await figures.context().close();
  });

  test('who keeps only upload points, or only settings and the summary, has those tabs and nothing else of the station', async () => {
    const { server } = world.started;
    const more = { departmentId: '', roles: [], labGroups: [], enabled: true, password: testPassword };
    await createPerson(server.kernel, { user: 'points', name: '卫上传', extraRights: ['ecg.uploadPoints'], ...more });
    await createPerson(server.kernel, {
      ...{ user: 'chief', name: '卫设置', extraRights: ['ecg.settings', 'ecg.statistics'] },
      ...more,
    });
    const tabsOf = async (page: Page) =>
      page
        .getByTestId('settings-tab')
        .getByRole('radio')
        .evaluateAll((all) => all.map((one) => one.getAttribute('data-value')));
    const page = await pages.at(await loggedIn(server, 'points'), 'settings');
    await page.getByTestId('screen-settings').waitFor();
    expect(await tabsOf(page)).toEqual(['points']);
    await page.getByTestId('point-new').click();
    await page.getByTestId('point-name').fill('二病区');
    await pages.shoot(page, 'settings-points-only');
    await page.getByTestId('point-save').click();
    await expect.poll(() => page.getByTestId('points').innerText(), soon).toContain('二病区');
    await page.context().close();

    const chief = await pages.at(await loggedIn(server, 'chief'), 'settings');
    await chief.getByTestId('screen-settings').waitFor();
    expect(await tabsOf(chief)).toEqual(['rules', 'limits']);
    expect(await chief.getByTestId('rules-preview').isDisabled()).toBe(true);
    await pages.shoot(chief, 'settings-basic-only');
    await chief.getByTestId('settings-tab').locator('[data-value=limits]').click();
    await chief.getByTestId('settings-goes-up').click({ force: true });
    await chief.getByTestId('settings-matchNightHours').fill('6');
    await pages.shoot(chief, 'settings-limits');
    await chief.getByTestId('settings-save').click();
    await expect.poll(async () => (await world.manager.api.ecg.settings()).criticalGoesUp, soon).toBe(false);
    expect((await world.manager.api.ecg.settings()).matchNightHours).toBe(6);
    await chief.keyboard.press('Alt+7');
    await chief.getByTestId('statistics-totals').waitFor();
    await pages.shoot(chief, 'statistics-summary-only');
    // The worklist is not theirs: the key leads nowhere.
    await chief.keyboard.press('Control+1');
    expect(await chief.getByTestId('screen-reading').count()).toBe(0);
    await chief.context().close();
  });

  test.runIf(process.env.YISHU_SHOTS)('pictures of every screen for the eye', { timeout: 300_000 }, async () => {
    for (const locale of ['zh-CN', 'en'])
      for (const [width, height] of [
        [1366, 768],
        [1920, 1080],
      ] as const)
        for (const screen of screens) {
          const person = screen === 'settings' || screen === 'statistics' ? world.manager : world.doctor;
          const page = await pages.at(screen === 'desk' ? world.technician : person, screen, { width, height, locale });
          await page.waitForTimeout(1200);
          await pages.shoot(page, `screen-${screen}-${width}-${locale}`);
          await page.context().close();
        }
  });

  test('no script failed', () => expect(faults).toEqual([]));
});
