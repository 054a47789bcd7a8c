// Several levels in Chromium: an administrator groups the hospitals and sets a rule; the county sends a case on, the city sends it back, each sees how it stands.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExamDocument } from '../../core/orders/exam.ts';
import { browserPath, type StationPages } from '../support/browser.ts';
import { ecgFile } from '../support/ecg-files.ts';
import { type EcgNetwork, startEcgNetwork } from '../support/ecg-network.ts';
import type { EcgWorld } from '../support/ecg-world.ts';
import type { Browser } from '../support/server.ts';

/** A busy machine takes its time. */
const soon = { timeout: 15_000 };

describe.skipIf(browserPath === null)('town, county and city', () => {
  let network: EcgNetwork;
  let world: EcgWorld;
  let town: Browser;
  let city: Browser;
  let exam: ExamDocument;
  const unread: ExamDocument[] = [];
  let pages: StationPages;

  beforeAll(async () => {
    network = await startEcgNetwork(
      [
        { id: 'county', name: '县人民医院', departmentIds: ['ECGROOM'], superiorIds: ['city'], reads: true },
        { id: 'town', name: '清溪镇卫生院', departmentIds: ['TOWN'], superiorIds: ['county'], reads: false },
        { id: 'town2', name: '莲花镇卫生院', departmentIds: [], superiorIds: ['county'], reads: false },
        { id: 'city', name: '市第一医院', departmentIds: ['CITY'], superiorIds: [], reads: true },
      ],
      [
        { user: 'town', name: '镇医生', departmentId: 'TOWN', role: 'ecg-technician' },
        { user: 'city', name: '市医生', departmentId: 'CITY', role: 'ecg-doctor' },
      ],
    );
    ({ world, pages } = network);
    [town, city] = network.people as [Browser, Browser];
    // Before any rule: nobody sends them up.
    unread.push(await recorded('L0040', '李未读'), await recorded('L0041', '周未读'));
  });
  afterAll(() => network?.close());

  const now = () => town.api.orders.exam({ examId: exam.id });

  /** An exam of the town with its tracing. */
  async function recorded(number: string, name: string): Promise<ExamDocument> {
    const { id: examId } = await world.register(number, name, { departmentId: 'TOWN' }, town);
    await town.fetch(`/ecg/manual?name=town.json&examId=${examId}`, {
      ...{ method: 'POST', headers: { 'x-yishu': '1' } },
      body: ecgFile({ patient: { id: number }, seed: 78 }),
    });
    return town.api.orders.exam({ examId });
  }

  test('the administrator groups the towns; a group that is sent to two places is named and cannot be saved', async () => {
    const page = await pages.at(world.manager, 'settings');
    await page.getByTestId('settings-tab').locator('[data-value=network]').click();
    await page.getByTestId('group-add').click();
    await page.getByTestId('group-name').fill('东片乡镇');
    for (const id of ['town', 'town2']) await page.getByTestId('group-member').selectOption(id);
    await page.getByTestId('rule-add').click();
    const side = async (name: string) =>
      page.getByTestId(name).locator('option', { hasText: '东片乡镇' }).getAttribute('value');
    await page.getByTestId('rule-from-0').selectOption(await side('rule-from-0'));
    await page.getByTestId('rule-to-0').selectOption('institution county');
    await page.getByTestId('rule-add').click();
    await page.getByTestId('rule-from-1').selectOption(await side('rule-from-1'));
    await page.getByTestId('rule-to-1').selectOption('institution city');
    const troubles = page.getByTestId('network-troubles');
    await expect.poll(() => troubles.innerText(), soon).toContain('与第 1 条矛盾：清溪镇卫生院');
    expect(await page.getByTestId('network-save').isDisabled()).toBe(true);
    await pages.shoot(page, 'levels-contradiction');
    await page.getByTestId('rule-which-1').selectOption('critical');
    await troubles.waitFor({ state: 'detached' });
    await pages.shoot(page, 'levels-plan');
    await page.getByTestId('network-save').click();
    await expect
      .poll(async () => (await world.manager.api.orders.forwardingPlan({ service: 'ecg' })).version, soon)
      .toBe(1);
    await page.context().close();
  });

  test('what came before the rule: looked at, left alone, then sent; what somebody sent by hand meanwhile stays as it is', async () => {
    const page = await pages.at(world.manager, 'settings');
    await page.getByTestId('settings-tab').locator('[data-value=network]').click();
    const opener = page.getByTestId('reapply-open');
    // Rules that are not stored yet are not the ones that would act.
    await page.getByTestId('group-name').fill('东片');
    expect(await opener.isDisabled()).toBe(true);
    await page.getByTestId('group-name').fill('东片乡镇');
    const dialog = page.getByTestId('reapply-dialog');
    const rows = dialog.getByTestId('reapply-row');
    await page.keyboard.press('Alt+a');
    await rows.first().waitFor();
    const seen = (await rows.allInnerTexts()).map((row) => row.replace(/\s+/gu, ' '));
    for (const [at, { accessionNumber }] of unread.entries())
      for (const words of [accessionNumber, '清溪镇卫生院', '县人民医院']) expect(seen[at]).toContain(words);
    expect(seen.length).toBe(2);
    // Who keeps rules sees no patients.
    expect(await dialog.innerText()).not.toContain('李未读');
    await pages.shoot(page, 'levels-reapply');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    const remotes = () =>
      Promise.all(unread.map(async ({ id }) => (await town.api.orders.exam({ examId: id })).remote?.toInstitutionId));
    expect(await remotes()).toEqual([undefined, undefined]);

    await page.keyboard.press('Alt+a');
    await rows.first().waitFor();
    const byHand = await town.api.orders.exam({ examId: unread[0]?.id ?? '' });
    await town.api.orders.requestRemote({
      command: { id: crypto.randomUUID(), at: new Date().toISOString() },
      ...{ examId: byHand.id, expectedVersion: byHand.version, toInstitutionId: 'county' },
      ...{ preliminaryFindings: '', preliminaryImpression: '请先看' },
    });
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => page.getByTestId('toasts').innerText(), soon).toContain('送出 1 份；1 份已有人接手');
    expect(await remotes()).toEqual(['county', 'county']);
    // Nothing is left, and the act says so.
    await page.keyboard.press('Alt+a');
    await dialog.getByText('没有需要送出的记录').waitFor(soon);
    expect(await page.getByTestId('reapply-send').isDisabled()).toBe(true);
    await page.context().close();
    // The county has both, the one by hand with what was written, the other one as the rule's.
    const there = await pages.at(world.doctor, 'remote');
    const rowOf = (name: string) => there.getByTestId('ecg-remote-row').filter({ hasText: name });
    for (const name of ['李未读', '周未读']) await expect.poll(() => rowOf(name).innerText(), soon).toContain('待诊断');
    await pages.shoot(there, 'levels-reapplied');
    await there.context().close();
  });

  test('uploaded by the rule, the county sends it on by key with its reason, and sees where it lies', async () => {
    exam = await recorded('L0042', '孙秀英');
    expect((await now()).remote).toMatchObject({ state: 'waiting', toInstitutionId: 'county' });
    const page = await pages.at(world.doctor, 'remote');
    const row = page.getByTestId('ecg-remote-row').filter({ hasText: '孙秀英' });
    await row.click();
    await page.keyboard.press('F9');
    const dialog = page.getByTestId('ecg-remote-forward');
    await dialog.waitFor();
    expect(await page.getByTestId('ecg-remote-to').locator('option').allInnerTexts()).toEqual(['市第一医院']);
    await page.keyboard.press('Alt+1');
    await pages.shoot(page, 'levels-forward');
    await page.keyboard.press('Control+Enter');
    await expect.poll(async () => (await now()).remote?.toInstitutionId, soon).toBe('city');
    await expect.poll(() => row.innerText(), soon).toContain('已转上级');
    await row.click();
    await expect.poll(() => page.getByTestId('remote-levels').innerText(), soon).toContain('疑难，需上级诊断');
    await pages.shoot(page, 'levels-county');
    await page.context().close();
  });

  test('the city gives it back with a reason; it waits at the county again, who can read it', async () => {
    const page = await pages.at(city, 'remote');
    await page.getByTestId('ecg-remote-row').filter({ hasText: '孙秀英' }).click();
    expect(await page.getByTestId('remote-levels').innerText()).toContain('清溪镇卫生院');
    await page.keyboard.press('F7');
    await page.getByTestId('ecg-remote-reason').waitFor();
    await page.getByTestId('reason').fill('请补做右胸导联');
    await page.keyboard.press('Control+Enter');
    await expect.poll(async () => (await now()).remote?.toInstitutionId, soon).toBe('county');
    const row = page.getByTestId('ecg-remote-row').filter({ hasText: '孙秀英' });
    await expect.poll(() => row.innerText(), soon).toContain('已退回');
    await page.context().close();
    const desk = await pages.at(world.doctor, `reading?exam=${exam.id}`);
    await expect.poll(() => desk.getByTestId('ecg-remote-note').innerText(), soon).toContain('请补做右胸导联');
    await pages.shoot(desk, 'levels-sent-down');
    await desk.context().close();
    expect(network.faults).toEqual([]);
  });
});
