// ECG types (ECG-50), in Chromium: renamed and switched off in the dictionaries, and so at the desk: what it offers, and by what its list is filtered.
import { rm } from 'node:fs/promises';
import type { Browser as Chromium, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserPath, launchBrowser, stationPages } from '../support/browser.ts';
import { type EcgWorld, startEcgWorld } from '../support/ecg-world.ts';
import { addPeople, type Browser, loggedIn } from '../support/server.ts';
import { buildPages } from '../support/viewer-world.ts';

/** A busy machine takes its time. */
const soon = { timeout: 20_000 };

describe.skipIf(browserPath === null)('ECG types', { timeout: 60_000 }, () => {
  let world: EcgWorld;
  let chromium: Chromium;
  let rendererDir: string;
  let admin: Browser;
  const faults: string[] = [];
  const pagesOf = (station: string) => stationPages(chromium, world.started.server.url, station, faults);
  const offered = (page: Page) => page.getByTestId('desk-item').locator('option').allInnerTexts();

  beforeAll(async () => {
    rendererDir = await buildPages(['index.html']);
    world = await startEcgWorld({ rendererDir, clock: { now: () => new Date() } });
    await addPeople(world.started.server, ['system-admin']);
    admin = await loggedIn(world.started.server, 'system-admin');
    chromium = await launchBrowser();
  }, 180_000);
  afterAll(async () => {
    await chromium?.close();
    await world?.started.close();
    if (rendererDir) await rm(rendererDir, { recursive: true, force: true });
  });

  test('a type is renamed, put first and another switched off in the dictionaries', async () => {
    const pages = pagesOf('admin');
    const page = await pages.at(admin, 'dictionaries');
    await page.getByTestId('kind-ecgType').click();
    await page.getByTestId('ecg-types').getByText('运动心电').click();
    await pages.shoot(page, 'ecg-types-1366');
    await page.getByTestId('ecg-type-edit').click();
    const dialog = page.getByTestId('ecg-type-dialog');
    await dialog.getByTestId('ecg-type-name').fill('运动负荷心电');
    await dialog.getByTestId('ecg-type-position').fill('1');
    await pages.shoot(page, 'ecg-types-dialog');
    await dialog.getByTestId('ecg-type-save').click();
    await expect.poll(() => page.getByTestId('toasts').innerText(), soon).toContain('运动负荷心电 已保存');
    await page.getByTestId('ecg-types').getByText('动态心电').dblclick();
    await dialog.getByTestId('ecg-type-active').uncheck({ force: true });
    await dialog.getByTestId('ecg-type-save').click();
    await dialog.waitFor({ state: 'detached' });
    const types = await admin.api.orders.ecgTypes();
    expect(types.map(({ name, active }) => [name, active])).toEqual([
      ['运动负荷心电', true],
      ['静息心电', true],
      ['动态心电', false],
      ['其他', true],
      ['脑电图', false],
      ['肌电图', false],
      ['诱发电位', false],
    ]);
    await page.context().close();
  });

  test('the desk offers items in that order and none of a type that is off; its list is filtered by type', async () => {
    const pages = pagesOf('ecg');
    await world.register('N1', '任静息');
    const page = await pages.at(world.technician, 'desk');
    await expect.poll(() => offered(page), soon).toContain('运动平板试验');
    const items = await offered(page);
    expect(items[1]).toBe('运动平板试验');
    expect(items).not.toContain('24小时动态心电图');
    const list = page.getByTestId('desk');
    await list.getByText('任静息').waitFor();
    await pages.shoot(page, 'ecg-desk-types');
    await page.getByTestId('desk-type').selectOption('exercise');
    await list.getByText('任静息').waitFor({ state: 'detached' });
    await page.getByTestId('desk-type').selectOption('resting');
    await list.getByText('任静息').waitFor();
    await page.context().close();
    const wide = await pages.at(world.technician, 'desk', { width: 1920, height: 1080 });
    await wide.getByTestId('desk').getByText('任静息').waitFor();
    await pages.shoot(wide, 'ecg-desk-types-1920');
    await wide.context().close();
  });

  test('a patient type is added in the dictionaries, refused where it stands already, and offered at the desk', async () => {
    const admins = pagesOf('admin');
    const page = await admins.at(admin, 'dictionaries');
    await page.getByTestId('kind-patientType').click();
    await page.getByTestId('patient-types').getByText('体检').first().waitFor();
    await page.keyboard.press('F2');
    const dialog = page.getByTestId('patient-type-dialog');
    await dialog.getByTestId('patient-type-code').fill('checkup');
    await dialog.getByTestId('patient-type-name').fill('职工体检');
    expect(await dialog.getByTestId('patient-type-save').isDisabled()).toBe(true);
    await dialog.getByTestId('patient-type-code').fill('STAFF');
    await dialog.getByTestId('patient-type-kind').selectOption('checkup');
    await dialog.getByTestId('patient-type-exchange').fill('T8');
    await admins.shoot(page, 'patient-type-dialog');
    await dialog.getByTestId('patient-type-save').click();
    await expect.poll(() => page.getByTestId('toasts').innerText(), soon).toContain('职工体检');
    await admins.shoot(page, 'patient-types');
    await page.setViewportSize({ width: 1920, height: 1080 });
    await admins.shoot(page, 'patient-types-1920');
    await page.context().close();
    const types = await admin.api.orders.patientTypes();
    expect(types.find(({ code }) => code === 'STAFF')).toMatchObject({ kind: 'checkup', exchangeCode: 'T8' });

    const desks = pagesOf('ecg');
    const desk = await desks.at(world.technician, 'desk');
    const pick = desk.getByTestId('desk-patientType');
    await expect.poll(() => pick.locator('option').allInnerTexts(), soon).toContain('职工体检');
    await pick.selectOption('STAFF');
    await desk.getByTestId('desk-name').fill('孙职工');
    await desk.getByTestId('desk-sex').selectOption('female');
    await desk.getByTestId('desk-birthDate').fill('1980-05-06');
    await desk.getByTestId('desk-item').selectOption('ECG-12');
    await desk.keyboard.press('F5');
    await desk.getByTestId('desk').getByText('孙职工').waitFor(soon);
    const { rows } = await world.doctor.api.orders.worklist({ service: 'ecg' });
    expect(rows.find(({ patient }) => patient.name === '孙职工')?.patientType).toMatchObject({ code: 'STAFF' });
    await desk.context().close();
  });

  test('an exam item is given its type in the dictionary of items', async () => {
    const pages = pagesOf('admin');
    const page = await pages.at(admin, 'items');
    await page.getByTestId('item-service').locator('[data-value=ecg]').click();
    await page.getByTestId('items').getByText('床旁心电图').first().dblclick();
    await page.getByTestId('item-ecgType').selectOption('other');
    await pages.shoot(page, 'ecg-item-dialog');
    await page.getByTestId('item-save').click();
    await expect
      .poll(async () => (await admin.api.orders.items({ service: 'ecg' })).find(({ code }) => code === 'ECG-BED'), soon)
      .toMatchObject({ ecgType: 'other' });
    await pages.shoot(page, 'ecg-items');
    await page.context().close();
  });

  test('no script failed', () => expect(faults).toEqual([]));
});
