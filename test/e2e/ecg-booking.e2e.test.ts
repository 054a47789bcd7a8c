// Booking at the ECG desk in Chromium, by keyboard and scanner: book, slip, two clerks and one place, move, give back, closed day, arrive, record; and the server goes away.

import { rm } from 'node:fs/promises';
import type { Browser as Chromium, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Arrival } from '../../core/ecg/contract.ts';
import { hospitalDay } from '../../core/kernel/hospital-time.ts';
import { addDays } from '../../core/orders/booking-slots.ts';
import { createPerson } from '../../server/areas/identity/module.ts';
import { browserPath, launchBrowser, type StationPages, stationPages } from '../support/browser.ts';
import { ecgFile } from '../support/ecg-files.ts';
import { type EcgWorld, startEcgWorld } from '../support/ecg-world.ts';
import { canReadPdf, papersUnread, pdfWords } from '../support/pdf-words.ts';
import { countPrints } from '../support/print-count.ts';
import { type Browser, command, loggedIn, testPassword } from '../support/server.ts';
import { buildPages } from '../support/viewer-world.ts';

/** A busy machine takes its time. */
const soon = { timeout: 15_000 };

if (!canReadPdf) test.skip(papersUnread, () => undefined);

describe.skipIf(browserPath === null)('the booking desk', () => {
  let world: EcgWorld;
  let chromium: Chromium;
  let rendererDir: string;
  let page: Page;
  let pages: StationPages;
  let second: Browser;
  let tomorrow: string;
  const faults: string[] = [];

  beforeAll(async () => {
    rendererDir = await buildPages(['index.html']);
    // People's clocks run: the page has its own.
    world = await startEcgWorld({ rendererDir, clock: { now: () => new Date() } });
    await createPerson(world.started.server.kernel, {
      user: 'second',
      name: '乙窗口',
      departmentId: 'ECGROOM',
      roles: ['ecg-technician'],
      extraRights: [],
      labGroups: [],
      enabled: true,
      password: testPassword,
    });
    second = await loggedIn(world.started.server, 'second');
    const { manager } = world;
    const settings = await manager.api.orders.bookingSettings({ service: 'ecg' });
    // Two places an hour on every day of the week, so that the test runs on any.
    const hours = [{ weekdays: [1, 2, 3, 4, 5, 6, 7], from: '08:00', to: '17:00' }];
    await manager.api.orders.saveBookingSettings({
      command: command({ now: () => new Date() }),
      settings: {
        ...settings,
        resources: settings.resources.map((one) => ({ ...one, hours, slotMinutes: 60, capacity: 2 })),
      },
    });
    tomorrow = addDays(hospitalDay(new Date()), 1);
    chromium = await launchBrowser();
    pages = stationPages(chromium, world.started.server.url, 'ecg', faults);
    page = await pages.at(world.technician, 'desk');
  });
  afterAll(async () => {
    await chromium?.close();
    await world?.started.close();
    if (rendererDir) await rm(rendererDir, { recursive: true, force: true });
  });

  const shoot = (name: string, of = page) => pages.shoot(of, name);
  const says = (of = page) => of.getByTestId('toasts').innerText();
  const rowOf = (name: string, of = page) => of.getByTestId('desk-row').filter({ hasText: name });
  const listed = async (name: string) => {
    const span = { from: tomorrow, to: addDays(tomorrow, 7) };
    const today = { from: addDays(tomorrow, -1), to: addDays(tomorrow, -1) };
    for (const days of [span, today]) {
      const { rows } = await second.api.orders.bookings({ service: 'ecg', ...days });
      const found = rows.find(({ exam }) => exam.patient.name === name);
      if (found) return found;
    }
    return null;
  };

  /** As a clerk does it: the name, Enter from field to field, the item, and the dialog with the slots. */
  async function fill(of: Page, name: string, birthDate: string): Promise<void> {
    await of.keyboard.press('F3');
    await of.keyboard.type(name);
    await of.getByText('没有这位患者').waitFor();
    await of.keyboard.press('Enter');
    expect(await of.getByTestId('desk-name').inputValue()).toBe(name);
    await of.keyboard.press('Enter');
    await of.keyboard.press('Enter');
    await of.keyboard.press('ArrowDown');
    await of.keyboard.press('Enter');
    // Slower than a scanner: digits in a burst would be a code.
    await of.keyboard.type(birthDate, { delay: 70 });
    await of.getByTestId('desk-item').focus();
    await of.getByTestId('desk-item').selectOption('ECG-12');
  }
  /** Opens the picker on tomorrow and moves to the nth slot. */
  async function pick(of: Page, steps: number): Promise<void> {
    await of.getByTestId('slot-picker').waitFor();
    await of.getByTestId('slot-picker').getByTestId('desk-day').fill(tomorrow);
    const slots = of.getByTestId('slot-picker').getByTestId('slot');
    await expect.poll(() => slots.first().getAttribute('data-slot'), soon).toContain(utcDay(tomorrow));
    await slots.first().focus();
    for (let step = 0; step < steps; step += 1) await of.keyboard.press('ArrowDown');
    await of.keyboard.press('Enter');
  }
  const utcDay = (day: string) => `${day}T00:00`;

  test('a new person is booked by keyboard; the slip says when, where and what to know, and its barcode is the accession', async () => {
    await fill(page, '周建国', '19600102');
    await page.keyboard.press('F4');
    await pick(page, 0);
    await shoot('booking-picker');
    await page.keyboard.press('Enter');
    await page.getByTestId('slot-picker').waitFor({ state: 'detached' });
    await shoot('booking-form');
    await page.keyboard.press('F5');
    await expect.poll(() => says(), soon).toContain(`已预约：周建国，${tomorrow} 08:00 心电图室`);
    await rowOf('周建国').waitFor();
    expect(await rowOf('周建国').innerText()).toContain('已预约');
    await page.keyboard.press('Control+p');
    await page.getByTestId('desk-paper').waitFor();
    const slip = await page.getByTestId('desk-paper').locator('iframe').getAttribute('data-source');
    await shoot('booking-slip');
    const paper = await second.fetch(slip?.split('#')[0] ?? '');
    const pdf = await paper.arrayBuffer();
    const accession = (await listed('周建国'))?.exam.accessionNumber ?? '-';
    const told = ['检查预约单', '周建国', `${tomorrow}08:00–09:00`, '心电图室', '静坐休息5分钟', accession];
    if (canReadPdf) for (const words of told) expect(pdfWords(pdf)).toContain(words);
    await page.keyboard.press('Escape');
    await page.getByTestId('desk-paper').waitFor({ state: 'detached' });
    await page.keyboard.press('F10');
    const form = page.locator('[data-testid="desk-paper"] iframe[data-source*="/exam-reports/request"]');
    const request = await (await second.fetch((await form.getAttribute('data-source')) ?? '')).arrayBuffer();
    if (canReadPdf)
      for (const words of ['心电图检查申请单', '周建国', accession, '申请医师'])
        expect(pdfWords(request)).toContain(words);
    await page.keyboard.press('Escape');
  });

  test('two clerks take the last place at once: one has it, the other is told who was first and keeps what was typed', async () => {
    const other = await pages.at(second, 'desk');
    await Promise.all([fill(page, '李甲', '19700101'), fill(other, '李乙', '19710101')]);
    // Who is booked already leaves one place in the slot of eight o'clock.
    await page.keyboard.press('F4');
    await pick(page, 0);
    await page.keyboard.press('Enter');
    await other.keyboard.press('F4');
    await pick(other, 0);
    await other.keyboard.press('Enter');
    for (const each of [page, other]) await each.getByTestId('slot-picker').waitFor({ state: 'detached' });
    await Promise.all([page.keyboard.press('F5'), other.keyboard.press('F5')]);
    await expect.poll(async () => [await says(), await says(other)].join(' '), soon).toMatch(/该时段刚被约满/);
    const won = (await listed('李甲'))
      ? { winner: page, loser: other, name: '李乙' }
      : { winner: other, loser: page, name: '李甲' };
    await expect.poll(() => says(won.winner), soon).toContain('已预约');
    expect(await says(won.loser)).toMatch(/约走最后一位.*请另选时段，已填内容仍在/);
    await shoot('booking-lost', won.loser);
    expect(await listed(won.name)).toBeNull();
    expect(await won.loser.getByTestId('desk-name').inputValue()).toBe(won.name);

    // The slot is full for everybody: a word, and no click takes it.
    await won.loser.keyboard.press('F4');
    const full = won.loser.getByTestId('slot-picker').getByTestId('slot').first();
    await expect.poll(() => full.getAttribute('data-left'), soon).toBe('0');
    expect(await full.innerText()).toContain('约满');
    await shoot('booking-full', won.loser);
    await pick(won.loser, 1);
    await won.loser.keyboard.press('Enter');
    await won.loser.getByTestId('slot-picker').waitFor({ state: 'detached' });
    await won.loser.keyboard.press('F5');
    await expect.poll(async () => (await listed(won.name))?.exam.state, soon).toBe('booked');
    await other.context().close();
  });

  test('moved to another slot, given back with a reason, cancelled and that taken back, and booked again', async () => {
    await page.reload();
    await page.getByTestId('desk-day').fill(tomorrow);
    await rowOf('周建国').click();
    await page.keyboard.press('F8');
    await pick(page, 3);
    await page.keyboard.press('Enter');
    await expect.poll(() => says(), soon).toContain(`周建国 已改约到 ${tomorrow} 11:00`);
    await page.keyboard.press('F9');
    await page.getByTestId('desk-cancel-dialog').waitFor();
    await page.keyboard.press('Alt+1');
    await shoot('booking-cancel');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => says(), soon).toContain('预约已取消，申请保留');
    expect((await listed('周建国'))?.exam.state).toBe('requested');
    await rowOf('周建国').click();
    await page.keyboard.press('F9');
    await page.getByTestId('desk-cancel-dialog').waitFor();
    await page.keyboard.press('Alt+3');
    await page.keyboard.press('Control+Enter');
    await expect.poll(async () => (await listed('周建国'))?.exam.state, soon).toBe('cancelled');
    await page.getByTestId('desk-cancel-dialog').waitFor({ state: 'detached' });
    await rowOf('周建国').click();
    await page.keyboard.press('Alt+F9');
    await page.getByTestId('desk-reinstate-dialog').waitFor();
    await page.keyboard.press('Alt+3');
    await shoot('booking-reinstate');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => says(), soon).toContain('的取消已撤销，请重新预约');
    expect((await listed('周建国'))?.exam).toMatchObject({ state: 'requested', cancelReason: '' });
    await page.getByTestId('desk-reinstate-dialog').waitFor({ state: 'detached' });
    await rowOf('周建国').click();
    await page.keyboard.press('F8');
    await pick(page, 2);
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await listed('周建国'))?.exam.scheduledAt, soon).toBe(`${tomorrow}T02:00:00.000Z`);
    // The server has it before the picker, with a day of its own, is gone.
    await page.getByTestId('slot-picker').waitFor({ state: 'detached' });
  });

  test('a week is listed at once, with the day of each; a word finds the booking on any day', async () => {
    const day = page.getByTestId('desk-day');
    await day.fill(addDays(tomorrow, -1));
    await expect.poll(() => rowOf('周建国').count(), soon).toBe(0);
    await page.getByTestId('desk-span').selectOption('7');
    await expect.poll(() => rowOf('周建国').innerText(), soon).toContain(`${tomorrow} 10:00`);
    await shoot('booking-week');
    await page.getByTestId('desk-span').selectOption('1');
    await expect.poll(() => rowOf('周建国').count(), soon).toBe(0);
    await page.getByTestId('desk-search').fill('周建');
    await rowOf('周建国').waitFor();
    await page.getByTestId('desk-search').fill('');
  });

  test('a day that the manager closes is closed at the desk, with its reason', async () => {
    const day = addDays(tomorrow, 2);
    const setup = await pages.at(world.manager, 'settings');
    await setup.getByTestId('settings-tab').locator('[data-value=booking]').click();
    await setup.getByTestId('booking-exception-add').click();
    const row = setup.locator('.booking-exceptions tbody tr');
    for (const at of [0, 1]) await row.locator('.date-entry input').nth(at).fill(day);
    await row.locator('input').last().fill('设备检修');
    await shoot('booking-settings', setup);
    await setup.keyboard.press('Control+s');
    await expect.poll(() => says(setup), soon).toContain('已保存');
    await setup.context().close();
    await page.reload();
    await page.getByTestId('desk-day').fill(day);
    await page.keyboard.press('Alt+v');
    await expect.poll(() => page.getByTestId('slot-grid').innerText(), soon).toContain('停诊：设备检修');
    expect(await page.getByTestId('slot').count()).toBe(0);
    await shoot('booking-closed');
    await page.keyboard.press('Alt+v');
  });

  test('the slip is scanned, the person is registered with a number; the recording finds the exam by itself', async () => {
    const before = await listed('周建国');
    const accession = before?.exam.accessionNumber ?? '';
    const cdp = await page.context().newCDPSession(page);
    const keys = [...accession].map((key) => ({ key, text: key }));
    const selected = async () => (await rowOf('周建国').getAttribute('aria-selected', { timeout: 1000 })) === 'true';
    // On a machine under load a burst may be torn, and a person scans again.
    for (let tries = 0; tries < 4 && !(await selected().catch(() => false)); tries += 1) {
      const strokes = [...keys, { key: 'Enter', text: '\r' }].flatMap(({ key, text }) => [
        cdp.send('Input.dispatchKeyEvent', { type: 'keyDown', key, text, unmodifiedText: text }),
        cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', key }),
      ]);
      await Promise.all(strokes);
      await expect
        .poll(selected, { timeout: 5000 })
        .toBe(true)
        .catch(() => undefined);
    }
    expect(await rowOf('周建国').getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('F6');
    await expect.poll(() => says(), soon).toMatch(/周建国 已到检，心电图室 \d+ 号/);
    await shoot('booking-arrived');
    const here = await listed('周建国');
    expect(here).toMatchObject({ exam: { state: 'registered' }, booking: { state: 'arrived' } });
    // The cart read the accession from the slip's barcode; this person has no number of the hospital's.
    const name = `/ecg/manual?name=zhou.json&accession=${accession}`;
    const answer = await world.technician.fetch(name, {
      method: 'POST',
      headers: { 'x-yishu': '1' },
      body: ecgFile({ patient: { name: '周建国' }, seed: 31, recordedAt: `${addDays(tomorrow, -1)}T10:00:00` }),
    });
    const arrival: Arrival = await answer.json();
    expect(arrival).toMatchObject({ state: 'matched', examId: here?.exam.id });
    await expect.poll(() => rowOf('周建国').innerText(), soon).toContain('已采集');
    await shoot('booking-recorded');
  });

  test('a request number is looked up: what the HIS told of its charge, and that nobody knows the number', async () => {
    const asked = await world.register('P-FEE', '费查询', { requestNumber: 'SQ-2026-77' });
    await page.keyboard.press('Alt+y');
    const dialog = page.getByTestId('fee-dialog');
    await dialog.getByTestId('fee-number').fill('SQ-2026-99');
    await page.keyboard.press('Enter');
    await dialog.getByText('没有申请单号为 SQ-2026-99 的检查').waitFor();
    await shoot('booking-fee-none');
    await dialog.getByTestId('fee-number').fill('SQ-2026-77');
    await page.keyboard.press('Enter');
    await expect.poll(() => dialog.getByTestId('fee-rows').innerText(), soon).toContain(asked.accessionNumber);
    expect(await dialog.getByTestId('fee-rows').innerText()).toContain('HIS 未告知');
    await shoot('booking-fee');
    await page.keyboard.press('Escape');
  });

  test('labels of the day are ticked and printed as one file', async () => {
    const refused = { status: 500, json: { code: 'INTERNAL', message: '' } };
    await page.route('**/exam-reports/label*', (route) => route.fulfill(refused));
    const prints = await countPrints(page);
    await page.keyboard.press('Control+Shift+P');
    const dialog = page.getByTestId('labels-dialog');
    await dialog.waitFor();
    const ones = dialog.getByTestId('labels-one');
    const count = await ones.count();
    expect(count).toBeGreaterThan(0);
    await dialog.getByTestId('labels-all').check({ force: true });
    await dialog.getByText(`${count} 张标签`).waitFor();
    // What the server refuses is a sentence in the place of the sheet, and nothing for the printer.
    await dialog.getByTestId('failure').waitFor();
    await page.keyboard.press('Control+Enter');
    expect(await prints()).toBe(0);
    await page.unroute('**/exam-reports/label*');
    await dialog.getByRole('button', { name: '重试' }).click();
    await expect.poll(() => dialog.getByTestId('labels-print').isEnabled(), soon).toBe(true);
    const source = (await dialog.locator('iframe').getAttribute('data-source')) ?? '';
    expect(new URL(source, world.started.server.url).searchParams.get('exam')?.split(',').length).toBe(count);
    await shoot('booking-labels');
    await page.keyboard.press('Control+Enter');
    expect(await prints()).toBe(1);
    await dialog.getByTestId('labels-all').uncheck({ force: true });
    await dialog.getByText('勾选要打印标签的检查').waitFor();
    expect(await dialog.getByTestId('labels-print').isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  test('without the server nothing is booked; the desk says so and keeps what was typed, also over another screen; then it goes on', async () => {
    await page.keyboard.press('Control+Alt+n');
    await fill(page, '钱丙', '19800808');
    await page.context().setOffline(true);
    await page.getByTestId('offline-strip').waitFor({ timeout: 30_000 });
    expect(await page.getByTestId('desk-off').innerText()).toContain('未连接服务器');
    expect(await page.getByTestId('desk-register').isDisabled()).toBe(true);
    await shoot('booking-offline');
    await page.keyboard.press('F5');
    await page.context().setOffline(false);
    await page.getByTestId('offline-strip').waitFor({ state: 'detached', timeout: 30_000 });
    expect(await listed('钱丙')).toBeNull();
    // Gone to another screen and back.
    for (const screen of ['unmatched', 'desk']) {
      await page.goto(`${world.started.server.url}/#/ecg/${screen}`);
      await page.getByTestId(`screen-${screen}`).waitFor();
    }
    expect(await page.getByTestId('desk-name').inputValue()).toBe('钱丙');
    await page.keyboard.press('F5');
    await expect.poll(async () => (await listed('钱丙'))?.exam.state, soon).toBe('registered');
  });

  test('no script failed', () => {
    expect(faults).toEqual([]);
  });
});
