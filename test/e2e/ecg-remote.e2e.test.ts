// Remote ECG diagnosis in Chromium, both ends on one server: the town uploads and asks, the centre accepts, reads and signs, the town reads the report.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Arrival } from '../../core/ecg/contract.ts';
import type { ExamDocument } from '../../core/orders/exam.ts';
import { browserPath, type StationPages } from '../support/browser.ts';
import { ecgFile } from '../support/ecg-files.ts';
import { type EcgNetwork, startEcgNetwork } from '../support/ecg-network.ts';
import type { EcgWorld } from '../support/ecg-world.ts';
import { canReadPdf, pdfWords } from '../support/pdf-words.ts';
import { countPrints } from '../support/print-count.ts';
import type { Browser } from '../support/server.ts';

/** A busy machine takes its time. */
const soon = { timeout: 20_000 };

describe.skipIf(browserPath === null)('a primary hospital and its ECG centre', () => {
  let network: EcgNetwork;
  let world: EcgWorld;
  let town: Browser;
  let island: Browser;
  let chief: Browser;
  let waiting: ExamDocument;
  /** The doctor of the centre, who writes. */
  let desk: Page;
  let exam: ExamDocument;
  let pages: StationPages;

  beforeAll(async () => {
    network = await startEcgNetwork(
      [
        { id: 'centre', name: '区域心电中心', departmentIds: ['ECGROOM'], superiorIds: [], reads: true },
        { id: 'town', name: '清溪镇卫生院', departmentIds: ['TOWN'], superiorIds: ['centre'], reads: false },
        { id: 'island', name: '海岛卫生所', departmentIds: ['CARD'], superiorIds: [], reads: false },
      ],
      [
        { user: 'town', name: '镇医生', departmentId: 'TOWN', role: 'ecg-technician' },
        { user: 'island', name: '岛医生', departmentId: 'CARD', role: 'ecg-technician' },
        { user: 'chief', name: '王主任', departmentId: 'ECGROOM', role: 'ecg-reviewer' },
      ],
    );
    ({ world, pages } = network);
    [town, island, chief] = network.people as [Browser, Browser, Browser];
    exam = await world.register('T0042', '赵桂英', { departmentId: 'TOWN' }, town);
  });
  afterAll(() => network?.close());

  const now = () => town.api.orders.exam({ examId: exam.id });

  /** The dialog of the signature knows by then whether a certificate is asked for. */
  const ready = (page: Page) =>
    expect
      .poll(
        () =>
          page
            .getByTestId('ecg-sign')
            .locator('[type=submit]')
            .isEnabled()
            .catch(() => false),
        soon,
      )
      .toBe(true);

  /** A tracing of the town with a request that waits at the centre. */
  async function asks(number: string, name: string, seed: number): Promise<ExamDocument> {
    const { id: examId } = await world.register(number, name, { departmentId: 'TOWN' }, town);
    await town.fetch(`/ecg/manual?name=${number}.json&examId=${examId}`, {
      ...{ method: 'POST', headers: { 'x-yishu': '1' } },
      body: ecgFile({ patient: { id: number, name }, seed }),
    });
    const { version: expectedVersion } = await town.api.orders.exam({ examId });
    return town.api.orders.requestRemote({
      command: { id: crypto.randomUUID(), at: new Date().toISOString() },
      ...{ examId, expectedVersion, toInstitutionId: 'centre', preliminaryFindings: '', preliminaryImpression: '' },
    });
  }

  test('the town hands in the tracing and asks the centre, with what it thinks of it', async () => {
    const answer = await town.fetch(`/ecg/manual?name=town.json&examId=${exam.id}`, {
      method: 'POST',
      headers: { 'x-yishu': '1' },
      body: ecgFile({ patient: { id: 'T0042', name: '赵桂英' }, seed: 77 }),
    });
    const arrival: Arrival = await answer.json();
    expect(arrival).toMatchObject({ state: 'matched', examId: exam.id });
    const page = await pages.at(town, 'reading');
    await page.getByText('赵桂英').first().click();
    await page.getByTestId('ecg-paper').waitFor();
    await page.getByText('申请远程诊断').click();
    const dialog = page.getByTestId('ecg-remote-request');
    // The measurement fills the rate in; a person may put it right.
    await expect.poll(() => page.getByTestId('ecg-remote-rate').inputValue(), soon).toMatch(/^\d{2,3}$/);
    expect(await page.getByTestId('ecg-remote-diagnosis').inputValue()).toBe('胸闷');
    expect(await page.getByTestId('ecg-remote-time').inputValue()).toMatch(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/);
    await page.getByTestId('ecg-remote-rate').fill('405');
    expect(await page.getByTestId('ecg-remote-send').isDisabled()).toBe(true);
    await page.getByTestId('ecg-remote-rate').fill('88');
    await dialog.locator('textarea').last().fill('窦性心律，请上级医院会诊');
    await pages.shoot(page, 'remote-request');
    await page.getByTestId('ecg-remote-send').click();
    await expect.poll(async () => (await now()).remote?.state, soon).toBe('waiting');
    expect((await now()).remote?.ecg).toMatchObject({ ventricularRateBpm: 88, rateMeasured: false });
    await page.context().close();
  });

  test('the centre sees it, accepts it by key, writes and signs; a second person releases', async () => {
    const page = await pages.at(world.doctor, 'remote');
    await page.getByTestId('ecg-remote-row').filter({ hasText: '赵桂英' }).click();
    const asked = () => page.getByTestId('ecg-remote-detail').innerText();
    // The tracings come after the row.
    for (const word of ['请上级医院会诊', '88 次/分（手工填写）', 'JSON'])
      await expect.poll(asked, soon).toContain(word);
    // Nothing of the row lies beyond its end.
    const row = page.getByTestId('ecg-remote-row').first();
    expect(await row.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
    await pages.shoot(page, 'remote-centre');
    await page.keyboard.press('F6');
    await expect.poll(async () => (await now()).remote?.state, soon).toBe('accepted');
    await page.keyboard.press('Enter');
    await page.getByTestId('ecg-paper').waitFor();
    await expect.poll(() => page.locator('.ecg-side').last().innerText(), soon).toContain('开始书写');
    await page.keyboard.press('F4');
    await page.getByTestId('term-search').fill('20');
    await page.getByTestId('term-search').press('Enter');
    await expect.poll(() => page.getByTestId('ecg-impression').inputValue(), soon).toContain('窦性心律');
    await page.getByTestId('term-search').press('Escape');
    await page.keyboard.press('F6');
    await page.getByTestId('sign-positive').locator('[data-value=no]').click();
    await pages.shoot(page, 'remote-sign');
    await page.keyboard.press('Control+Enter');
    await expect.poll(async () => (await now()).report.state, soon).toBe('submitted');
    await page.context().close();
    const second = await pages.at(world.manager, `reading?exam=${exam.id}`);
    await second.getByTestId('ecg-paper').waitFor();
    await second.getByTestId('ecg-release').click();
    await second.getByTestId('ecg-sign').waitFor();
    await second.keyboard.press('Control+Enter');
    await expect.poll(async () => (await now()).report.state, soon).toBe('final');
    await second.context().close();
  });

  test('the report is back in the town, and nobody else of the town could have written it', async () => {
    expect(await now()).toMatchObject({ remote: { state: 'done' }, institutionId: 'town' });
    const page = await pages.at(town, 'remote');
    await page.getByTestId('ecg-remote-direction').locator('[data-value=sent]').click();
    await page.getByTestId('ecg-remote-row').filter({ hasText: '赵桂英' }).click();
    const told = await page.getByTestId('ecg-remote-detail').innerText();
    for (const word of ['区域心电中心', '请上级医院会诊']) expect(told).toContain(word);
    await page.keyboard.press('Enter');
    await page.getByTestId('ecg-paper').waitFor();
    await expect.poll(() => page.getByTestId('ecg-impression').inputValue(), soon).toContain('窦性心律');
    expect(await page.getByTestId('ecg-impression').getAttribute('readonly')).not.toBeNull();
    await pages.shoot(page, 'remote-back');
    // ECG-46: the town prints it itself.
    const prints = await countPrints(page);
    await page.keyboard.press('F9');
    const frame = page.getByTestId('ecg-output-dialog').locator('iframe');
    await expect.poll(() => page.getByTestId('output-print').isEnabled(), soon).toBe(true);
    const sheet = await town.fetch((await frame.getAttribute('data-source')) ?? '');
    expect(sheet.headers.get('content-type')).toBe('application/pdf');
    if (canReadPdf) {
      const words = pdfWords(new Uint8Array(await sheet.arrayBuffer()));
      for (const one of ['赵桂英', '窦性心律']) expect(words).toContain(one);
    }
    await pages.shoot(page, 'remote-print');
    await page.keyboard.press('F9');
    await expect.poll(prints, soon).toBe(1);
    await page.context().close();
  });

  test('F4 on a waiting request accepts it and begins to write: the town sees it taken, a colleague sees who holds it', async () => {
    waiting = await asks('T0044', '郑大有', 80);
    const theirs = await pages.at(town, 'remote');
    await theirs.getByTestId('ecg-remote-direction').locator('[data-value=sent]').click();
    const row = theirs.getByTestId('ecg-remote-row').filter({ hasText: '郑大有' });
    await expect.poll(() => row.innerText(), soon).toContain('待诊断');
    desk = await pages.at(world.doctor, `reading?exam=${waiting.id}`);
    await desk.getByTestId('ecg-paper').waitFor();
    const write = desk.getByTestId('ecg-write');
    await expect.poll(() => write.innerText(), soon).toContain('接收并书写');
    expect(await desk.getByTestId('ecg-remote-note').innerText()).toContain('待诊断');
    await pages.shoot(desk, 'remote-f4-waiting');
    await desk.keyboard.press('F4');
    await desk.getByTestId('ecg-submit').waitFor(soon);
    expect(await desk.getByTestId('ecg-impression').getAttribute('readonly')).toBeNull();
    expect(await town.api.orders.exam({ examId: waiting.id })).toMatchObject({
      remote: { state: 'accepted' },
      report: { state: 'none' },
      lock: { personName: '某ecg-doctor' },
    });
    await expect.poll(() => desk.getByTestId('ecg-remote-note').innerText(), soon).toContain('已接收');
    // The town: taken, by whom, and nothing to write for it.
    await expect.poll(() => row.innerText(), soon).toContain('已接收');
    expect(await row.innerText()).toContain('某ecg-doctor');
    await pages.shoot(theirs, 'remote-f4-town');
    await theirs.context().close();
    const colleague = await pages.at(world.manager, `reading?exam=${waiting.id}`);
    await expect.poll(() => colleague.getByTestId('ecg-lock-note').innerText(), soon).toContain('某ecg-doctor');
    expect(await colleague.getByTestId('ecg-write').isDisabled()).toBe(true);
    const listed = colleague.getByTestId('ecg-row').filter({ hasText: '郑大有' });
    expect(await listed.innerText()).not.toContain('待诊断');
    expect(await listed.innerText()).toContain('某ecg-doctor');
    await colleague.context().close();
  });

  test('one whom the centre designated gives the second confirmation, nobody else; screen and paper say so', async () => {
    const confirmer = { personId: (await chief.api.identity.me())?.person.id ?? '', service: 'ecg' as const };
    await world.started.server.kernel.db
      .updateTable('institution')
      .set({ confirmers: JSON.stringify([{ ...confirmer, fromInstitutionIds: ['town'] }]) })
      .where('id', '=', 'centre')
      .execute();
    const state = async () => (await town.api.orders.exam({ examId: waiting.id })).report.state;
    await desk.getByTestId('term-search').fill('20');
    await desk.getByTestId('term-search').press('Enter');
    await expect.poll(() => desk.getByTestId('ecg-impression').inputValue(), soon).toContain('窦性心律');
    await desk.getByTestId('term-search').press('Escape');
    await desk.keyboard.press('F6');
    await desk.getByTestId('sign-positive').locator('[data-value=no]').click();
    await ready(desk);
    await desk.keyboard.press('Control+Enter');
    await expect.poll(state, soon).toBe('submitted');
    // Nobody has confirmed it yet: its author takes it back, and submits it anew.
    const back = desk.getByTestId('ecg-return');
    await expect.poll(() => back.isEnabled().catch(() => false), soon).toBe(true);
    expect(await back.innerText()).toContain('撤回提交');
    await back.click();
    await desk.keyboard.press('Alt+2');
    await pages.shoot(desk, 'remote-take-back');
    await desk.keyboard.press('Control+Enter');
    await expect.poll(state, soon).toBe('returned');
    const write = desk.getByTestId('ecg-write');
    await expect.poll(() => write.isEnabled().catch(() => false), soon).toBe(true);
    await write.click();
    await expect
      .poll(
        () =>
          desk
            .getByTestId('ecg-submit')
            .isEnabled()
            .catch(() => false),
        soon,
      )
      .toBe(true);
    await desk.getByTestId('ecg-submit').click();
    await ready(desk);
    await desk.keyboard.press('Control+Enter');
    await expect.poll(state, soon).toBe('submitted');
    await desk.context().close();
    // Who may review, and is not designated, sees whom it waits for.
    const other = await pages.at(world.manager, `reading?exam=${waiting.id}`);
    await expect.poll(() => other.getByTestId('confirmation').innerText(), soon).toContain('等待二次确认：王主任');
    expect(await other.getByTestId('ecg-release').isDisabled()).toBe(true);
    await other.getByTestId('queue-all').click();
    const mark = other.getByTestId('ecg-row').filter({ hasText: '郑大有' }).getByTestId('row-confirmation');
    expect(await mark.innerText()).toBe('待二次确认');
    await pages.shoot(other, 'remote-confirm-waits');
    await other.context().close();
    const page = await pages.at(chief, `reading?exam=${waiting.id}`);
    // Nobody confirms a tracing that was not on the screen yet.
    await page.getByTestId('ecg-paper').waitFor();
    await expect.poll(() => page.getByTestId('ecg-release').innerText(), soon).toContain('二次确认');
    // Once the text that is confirmed is there.
    await expect.poll(() => page.getByTestId('ecg-release').isEnabled(), soon).toBe(true);
    await page.keyboard.press('F7');
    await ready(page);
    await page.keyboard.press('Control+Enter');
    await expect
      .poll(async () => `${await state()} ${await page.getByTestId('toasts').innerText()}`, soon)
      .toContain('final');
    await page.goto(`${world.started.server.url}/#/ecg/reading?exam=${waiting.id}&again=1`);
    await expect.poll(() => page.getByTestId('ecg-signatures').innerText(), soon).toMatch(/二次确认 王主任/);
    await pages.shoot(page, 'remote-confirmed');
    await page.keyboard.press('F9');
    const frame = page.getByTestId('ecg-output-dialog').locator('iframe');
    await expect.poll(() => page.getByTestId('output-print').isEnabled(), soon).toBe(true);
    const sheet = await town.fetch((await frame.getAttribute('data-source')) ?? '');
    if (canReadPdf) expect(pdfWords(new Uint8Array(await sheet.arrayBuffer()))).toContain('审核医师（二次确认）王主任');
    await pages.shoot(page, 'remote-confirmed-paper');
    await page.context().close();
  });

  test('where neither the place nor anybody above it reads, the popup of a dangerous one says that nobody will answer', async () => {
    const page = await pages.at(island, 'desk');
    const alone = await world.register('T0043', '钱海生', { departmentId: 'CARD' }, island);
    await island.fetch(`/ecg/manual?name=island.json&examId=${alone.id}`, {
      ...{ method: 'POST', headers: { 'x-yishu': '1' } },
      body: ecgFile({ patient: { id: 'T0043', name: '钱海生' }, rrS: 2.1, seed: 79 }),
    });
    const popup = page.getByTestId('ecg-alert-popup');
    await popup.getByText('钱海生').waitFor(soon);
    for (const words of ['海岛卫生所', '没有心电诊断医师', '电话联系上级医院'])
      expect(await popup.innerText()).toContain(words);
    expect(await popup.innerText()).not.toContain('等待心电医师应答');
    await pages.shoot(page, 'alert-nobody');
    await page.context().close();
  });

  test('no script failed', () => {
    expect(network.faults).toEqual([]);
  });
});
