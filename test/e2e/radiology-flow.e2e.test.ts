// The reading room's longer ways in a real browser on the demo hospital: read for another hospital, amended, templates made.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath } from '../support/browser.ts';
import { canReadPdf, papersUnread } from '../support/pdf-words.ts';
import { openReadingFlow, type ReadingFlow, soon } from '../support/reading-flow.ts';

if (!canReadPdf) test.skip(papersUnread, () => undefined);

describe.skipIf(browserPath === null)(
  'remote reading, amendments and templates in Chromium',
  { timeout: 120_000 },
  () => {
    let flow: ReadingFlow;
    beforeAll(async () => {
      flow = await openReadingFlow();
    });
    afterAll(() => flow?.close());

    test('a prior of the same kind stands beside the case by itself; F3 closes it; the case’s picture, zoom and place stay', async () => {
      const former = await flow.registered('E2E-7150', '高既往');
      await flow.filmed(former, '7150');
      const exam = await flow.registered('E2E-7150', '高既往');
      await flow.filmed(exam, '7151');
      const page = await flow.openCase('radiology-resident', exam, 'write');
      const picture = (at: number) => page.getByTestId(`picture-${at}`);
      const frame = (at: number) => picture(at).getAttribute('data-frame');
      await page.locator('[data-testid="picture-0"][data-frame]').waitFor();
      const first = await frame(0);
      await page.locator('[data-testid="picture-1"][data-frame]').waitFor();
      expect(await frame(0)).toBe(first);
      expect(await frame(1)).not.toBe(first);
      expect(await page.getByTestId('viewport-1').getByText('既往', { exact: true }).count()).toBe(1);

      // The room stays as it is: what the reader did is there after the prior goes and comes.
      await page.getByTestId('viewport-0').click();
      await page.keyboard.press('+');
      const transform = await picture(0).evaluate((canvas) => canvas.style.transform.slice(0, 22));
      const room = await page.getByTestId('reading-room').elementHandle();
      await page.keyboard.press('F3');
      await page.getByTestId('viewport-1').waitFor({ state: 'detached' });
      await page.keyboard.press('F3');
      await page.locator('[data-testid="picture-1"][data-frame]').waitFor();
      expect(await frame(0)).toBe(first);
      expect(await picture(0).evaluate((canvas) => canvas.style.transform.slice(0, 22))).toBe(transform);
      expect(await room?.evaluate((element) => element.isConnected)).toBe(true);

      // Switched off it waits for the key.
      await page.keyboard.press('Control+F3');
      await flow.at('radiology-resident', 'worklist');
      await flow.openCase('radiology-resident', exam, 'write');
      await page.locator('[data-testid="picture-0"][data-frame]').waitFor();
      expect(await page.getByTestId('viewport-1').count()).toBe(0);
      await page.keyboard.press('Control+F3');
      await page.locator('[data-testid="picture-1"][data-frame]').waitFor();
    });

    test('a township asks, is returned with a reason, asks again; the centre reads, a second person confirms, the township prints', async () => {
      const { api } = await flow.caller('system-admin');
      const reader = (await api.orders.institutionRegister()).find(({ own }) => own);
      if (!reader) throw new Error('no institution');
      const asks = { institutionId: reader.id, service: 'radiology' as const };
      const confirmers = (await api.orders.confirmerChoices(asks))
        .filter(({ personName }) => personName === '沈波')
        .map(({ personId }) => ({ personId, service: asks.service, fromInstitutionIds: [] }));
      await api.orders.saveInstitution({ ...flow.meta(), institution: { ...reader, confirmers }, isNew: false });

      const exam = await flow.registered('E2E-7101', '程远诊', 'qxfangshe');
      await flow.filmed(exam, '7101');
      const town = await flow.at('qxfangshe', 'worklist');
      await flow.row(town, exam.accessionNumber).click();
      await town.keyboard.press('F8');
      const request = town.getByTestId('remote-request');
      await request.locator('textarea').last().fill('右上肺结节？');
      await town.keyboard.press('Control+Enter');
      await request.waitFor({ state: 'detached' });

      const centre = await flow.at('radiologist', 'remote');
      const asked = (page: Page) => page.getByTestId('remote-row').filter({ hasText: '程远诊' });
      await asked(centre).click();
      await centre.keyboard.press('F7');
      expect(await centre.getByTestId('reason-confirm').isDisabled()).toBe(true);
      await centre.getByTestId('reason').fill('缺少侧位片');
      await centre.keyboard.press('Control+Enter');
      await centre.getByTestId('remote-reason').waitFor({ state: 'detached' });

      await flow.at('qxfangshe', 'remote');
      await town.getByTestId('remote-direction').getByText('发出的申请').click();
      await asked(town).filter({ hasText: '已退回' }).click();
      await town.getByText('缺少侧位片').first().waitFor();
      await town.keyboard.press('F6');
      await asked(town).filter({ hasText: '待诊断' }).waitFor();

      const expert = await flow.at('radiology-resident', 'remote');
      await asked(expert).filter({ hasText: '待诊断' }).click();
      await expert.keyboard.press('F6');
      await asked(expert).filter({ hasText: '已接收' }).waitFor();
      await expert.keyboard.press('Enter');
      await flow.panel(expert, 'write').waitFor();
      // What the asking doctor wrote beforehand is where the expert starts.
      await expect.poll(() => flow.text(expert, 'impression')).toBe('右上肺结节？');
      await flow.type(expert, 'findings', '右上肺见直径8mm结节。');
      await expert.keyboard.press('Alt+=');
      await flow.saved(expert);
      await expert.keyboard.press('F6');
      await flow.panel(expert, 'read').getByText('等待二次确认：沈波').waitFor();

      // The page stood open before 沈波 was designated: the feed told it.
      const list = await flow.at('radiologist', 'worklist');
      await list.getByTestId('filter-confirm').click();
      await flow.row(list, exam.accessionNumber).getByText('待我确认').waitFor();
      // The row stood there before the list was narrowed: the others go.
      await list.getByTestId('exam-row').nth(1).waitFor({ state: 'detached' });
      await list.getByTestId('filter-confirm').click();
      const second = await flow.openCase('radiologist', exam, 'review');
      await second.getByTestId('act-sign').getByText('二次确认').waitFor();
      await second.keyboard.press('F6');
      await flow.panel(second, 'read').waitFor();

      await asked(town).filter({ hasText: '已完成' }).dblclick();
      await flow.panel(town, 'read').waitFor();
      const paper = await flow.printed(town);
      const told = ['程远诊', '右上肺见直径8mm结节', '陆瑶', '沈波', '清溪镇卫生院'];
      if (canReadPdf) for (const words of told) expect(paper).toContain(words);

      // The patient is told to collect it: who, when and how stand in the list and in what happened.
      await flow.at('qxfangshe', 'remote');
      await town.getByTestId('remote-direction').getByText('发出的申请').click();
      await asked(town).getByText('未通知').click();
      await town.keyboard.press('F9');
      await town.getByTestId('told-way').getByText('经家属').click();
      await town.getByTestId('told-note').fill('女儿明早来取');
      await flow.shoot(town, 'remote-told-dialog');
      await town.keyboard.press('Control+Enter');
      await town.getByTestId('told-chip').and(town.locator('[data-state="told"]')).waitFor();
      expect(await asked(town).getByTestId('told-mark').getAttribute('title')).toContain('经家属 女儿明早来取');
      await town.getByTestId('remote-detail').getByText('经家属通知患者取报告').waitFor();
      await flow.shoot(town, 'remote-told');
    });

    test('a critical finding stands before the doctor who asked, whatever his screen; his answer is on the reader’s chain', async () => {
      const exam = await flow.ready('7160', '危上报');
      const ward = await flow.at('clinician', 'worklist');
      const page = await flow.openCase('radiology-resident', exam, 'write');
      await page.keyboard.press('F4');
      await page.getByTestId('critical-finding').fill('张力性气胸');
      await page.getByTestId('critical-raise').click();
      await page.getByTestId('call-to').waitFor(soon);
      const told = ward.getByTestId('critical-mine-row').filter({ hasText: '危上报' });
      await told.getByText('张力性气胸').waitFor(soon);
      await flow.shoot(ward, 'critical-for-ward');
      // The exam is one key away, and the strip stays until it is answered.
      await ward.keyboard.press('Control+Alt+i');
      await flow.panel(ward, 'read').waitFor();
      await told.getByTestId('critical-mine-answer').click();
      await told.waitFor({ state: 'detached' });
      await page.keyboard.press('Escape');
      await flow.at('radiology-resident', 'critical');
      await page.getByTestId('critical-row').filter({ hasText: '危上报' }).click();
      const chain = page.locator('.chain');
      await chain.getByText('已在屏幕上提醒').waitFor(soon);
      expect(await chain.locator('.chain-acknowledged').innerText()).toContain('郑凯');
      expect(await page.locator('.critical-detail').innerText()).toContain('唐军');
      await flow.shoot(page, 'critical-chain');
    });

    test('a final report is amended as a new edition; the former stays to be read', async () => {
      const exam = await flow.ready('7104', '修再版');
      await flow.submitted(exam);
      const reviewer = await flow.openCase('radiologist', exam, 'review');
      await reviewer.keyboard.press('F6');
      await flow.panel(reviewer, 'read').waitFor();
      const resident = await flow.openCase('radiology-resident', exam, 'read');
      // The key does something once the report is read from the server.
      await resident.locator('[data-testid="act-amend"]:enabled').waitFor();
      await resident.keyboard.press('Alt+A');
      await resident.getByTestId('reason').fill('补充既往对照');
      await resident.keyboard.press('Control+Enter');
      await flow.panel(resident, 'write').waitFor();
      // Until it is signed by both the first edition is the one that counts.
      expect((await flow.editions(exam)).map(({ edition, state }) => [edition, state])).toEqual([
        [2, 'draft'],
        [1, 'final'],
      ]);
      await flow.type(resident, 'impression', '与前片相仿。');
      await flow.saved(resident);
      await resident.keyboard.press('F6');
      await flow.panel(resident, 'read').waitFor();
      await flow.panel(reviewer, 'review').waitFor(soon);
      await reviewer.keyboard.press('F6');
      await flow.panel(reviewer, 'read').waitFor();
      await reviewer.getByTestId('report-tabs').getByText('版本痕迹').click();
      const history = reviewer.getByTestId('history-tab').locator('.edition');
      await expect.poll(() => history.count()).toBe(2);
      expect(await history.first().innerText()).toContain('补充既往对照');
      const [, former] = await flow.editions(exam);
      expect(former).toMatchObject({ edition: 1, state: 'superseded', content: { impression: '未见异常。' } });
      const paper = await flow.printed(reviewer);
      if (canReadPdf) expect(paper).toContain('与前片相仿');
    });

    test('a private template is made and used by its name', async () => {
      const exam = await flow.ready('7105', '莫模板');
      const maker = await flow.at('radiology-resident', 'templates');
      await maker.keyboard.press('F4');
      await maker.getByTestId('template-name').fill('气胸术后复查');
      await maker.getByTestId('template-findings').fill('右侧胸腔闭式引流术后，未见气胸线。');
      await maker.getByTestId('template-impression').fill('气胸引流术后，肺复张良好。');
      await maker.keyboard.press('Control+S');
      await maker.getByText('气胸术后复查').first().waitFor();
      const page = await flow.openCase('radiology-resident', exam, 'write');
      await page.keyboard.press('Alt+T');
      await page.getByTestId('template-search').fill('气胸术后');
      await page.getByTestId('template').filter({ hasText: '气胸术后复查' }).waitFor();
      await page.keyboard.press('Enter');
      await expect.poll(() => flow.text(page, 'findings')).toContain('未见气胸线');
      expect(await flow.text(page, 'impression')).toContain('肺复张良好');
      await flow.saved(page);
      expect((await flow.editions(exam))[0]?.content.findings).toContain('未见气胸线');
      const others = await (await flow.caller('radiologist')).api.examReports.templates({ service: 'radiology' });
      expect(others.templates.some(({ name }) => name === '气胸术后复查')).toBe(false);
      // Left at once: what was typed last is stored before the case is given back.
      await flow.type(page, 'impression', '离开前补充。');
      await page.keyboard.press('Control+L');
      await expect.poll(async () => (await flow.editions(exam))[0]?.content.impression, soon).toContain('离开前补充。');
      const desk = await flow.caller('radiologist');
      await expect.poll(async () => (await desk.api.orders.exam({ examId: exam.id })).lock, soon).toBeNull();
    });

    test('no script failed on the way', () => expect(flow.errors).toEqual([]));
  },
);
