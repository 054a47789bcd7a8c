// An administrator in Chromium registers a doctor, sets how far a role's rights reach and makes a limited administrator; each sees what is theirs.
import { rm } from 'node:fs/promises';
import type { Browser as Chromium, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPerson } from '../../server/areas/identity/module.ts';
import { browserPath, launchBrowser, type StationPages, stationPages } from '../support/browser.ts';
import { type ExamWorld, startExamWorld } from '../support/exam-world.ts';
import { addPeople, type Browser, codeOf, loggedIn, testPassword } from '../support/server.ts';
import { buildPages } from '../support/viewer-world.ts';

describe.skipIf(browserPath === null)('people, rights and their scope', { timeout: 120_000 }, () => {
  let world: ExamWorld;
  let chromium: Chromium;
  let rendererDir: string;
  let pages: StationPages;
  let admin: Browser;
  const faults: string[] = [];

  beforeAll(async () => {
    [rendererDir, chromium] = await Promise.all([buildPages(['index.html']), launchBrowser()]);
    world = await startExamWorld({ rendererDir, clock: { now: () => new Date() } });
    await addPeople(world.running.server, ['system-admin', 'ecg-reviewer']);
    admin = await loggedIn(world.running.server, 'system-admin');
    for (const [id, name] of [
      ['CARD', '心内科'],
      ['ECGROOM', '心电图室'],
    ] as const)
      await admin.api.identity.saveDepartment({
        ...world.meta(),
        department: { id, name, nameEn: id, kind: 'ward' },
        expectedVersion: null,
      });
    pages = stationPages(chromium, world.running.server.url, 'admin', faults);
  }, 120_000);
  afterAll(async () => {
    await chromium?.close();
    await world?.close();
    if (rendererDir) await rm(rendererDir, { recursive: true, force: true });
    expect(faults).toEqual([]);
  });

  /** A picture as a telephone writes it: drawn in the browser, with an EXIF segment put into it. */
  async function camera(page: Page): Promise<Buffer> {
    const drawn = await page.evaluate(() => {
      const canvas = document.createElement('canvas');
      canvas.width = 900;
      canvas.height = 1200;
      const context = canvas.getContext('2d');
      if (!context) throw new Error('no canvas');
      context.fillStyle = '#9fb8c8';
      context.fillRect(0, 0, 900, 1200);
      context.fillStyle = '#e8c39e';
      context.beginPath();
      context.arc(450, 420, 220, 0, 7);
      context.fill();
      return canvas.toDataURL('image/jpeg').split(',')[1] ?? '';
    });
    const picture = Buffer.from(drawn, 'base64');
    const words = Buffer.from('Exif\0\0GPS 22.5431N 114.0579E');
    const head = Buffer.from([0xff, 0xe1, 0, words.length + 2]);
    return Buffer.concat([picture.subarray(0, 2), head, words, picture.subarray(2)]);
  }

  async function both(page: Page, name: string): Promise<void> {
    for (const [width, height] of [
      [1920, 1080],
      [1366, 768],
    ] as const) {
      await page.setViewportSize({ width, height });
      await pages.shoot(page, `${name}-${width}`);
    }
  }

  test('a doctor is registered with a number of his own; the number of another is refused in words', async () => {
    const page = await pages.at(admin, 'people');
    const register = async (name: string, user: string, number: string) => {
      await page.getByTestId('person-new').click();
      const dialog = page.getByTestId('person-dialog');
      await dialog.getByTestId('person-name').fill(name);
      await dialog.getByTestId('person-user').fill(user);
      await dialog.getByTestId('person-department').selectOption('ECGROOM');
      await dialog.getByTestId('profile-number').fill(number);
      await dialog.getByTestId('profile-specialty').fill('心电诊断');
      await dialog.getByTestId('profile-licence').fill('110110000012345');
      await dialog.getByTestId('profile-phone').fill('0571-88001234');
      await dialog.locator('[data-testid="person-roles"] label', { hasText: '心电诊断医师' }).click();
      return dialog;
    };
    const first = await register('陈心', 'chenxin', 'YS1023');
    // A page that says it is a picture, then a photograph with the place where it was taken in its EXIF.
    await first
      .getByTestId('photo-file')
      .setInputFiles({ name: 'me.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('<html>') });
    await first.getByTestId('photo-said').getByText('无法读取').waitFor();
    await first
      .getByTestId('photo-file')
      .setInputFiles({ name: 'me.jpg', mimeType: 'image/jpeg', buffer: await camera(page) });
    await first.getByTestId('photo-chosen').waitFor();
    await both(page, 'admin-doctor');
    await first.getByTestId('person-save').click();
    await page.getByText('初始密码', { exact: false }).first().waitFor();
    await page.keyboard.press('Escape');
    const listed = page.locator('[data-testid="people"] [role="row"]', { hasText: 'YS1023' });
    await listed.getByTestId('person-photo').waitFor();
    const chen = (await admin.api.identity.people()).find(({ user }) => user === 'chenxin');
    const { photo } = await admin.api.identity.photo({ personId: chen?.id ?? '' });
    const kept = Buffer.from(photo?.split(',')[1] ?? '', 'base64');
    expect(kept.subarray(0, 2).toString('hex')).toBe('ffd8');
    expect(kept.includes('Exif')).toBe(false);
    expect(kept.includes('22.5431N')).toBe(false);
    const second = await register('林电', 'lindian', 'ys1023');
    await second.getByTestId('person-save').click();
    expect(await second.getByTestId('person-taken').innerText()).toContain('陈心');
    await second.getByTestId('profile-number').fill('YS1024');
    await second.getByTestId('person-save').click();
    await page.getByText('初始密码', { exact: false }).first().waitFor();
    await page.keyboard.press('Escape');
    await both(page, 'admin-people');
    const saved = (await admin.api.identity.people()).find(({ user }) => user === 'lindian');
    expect(saved?.profile).toMatchObject({ number: 'YS1024', specialty: '心电诊断', phone: '0571-88001234' });
    await page.context().close();
  });

  test('the scope of a role is set on its page, and what its people see follows', async () => {
    const page = await pages.at(admin, 'roles');
    await page.getByRole('button', { name: /心电诊断医师/ }).click();
    const level = page.getByTestId('reach-ecg.view');
    await level.selectOption('below');
    const write = page.getByTestId('reach-ecg.write');
    await write.selectOption('chosen');
    const save = page.getByTestId('role-save');
    // Nothing is chosen yet.
    expect(await save.isDisabled()).toBe(true);
    await page.locator('[data-testid="reach-institutions-ecg.write"] label', { hasText: '甲镇卫生院' }).click();
    await both(page, 'admin-role-scope');
    await save.click();
    await page.getByText('已保存角色', { exact: false }).first().waitFor();
    const role = (await admin.api.identity.roles()).find(({ id }) => id === 'ecg-doctor');
    expect(role?.reaches).toEqual([
      { right: 'ecg.view', level: 'below', institutionIds: [], departmentIds: [] },
      { right: 'ecg.write', level: 'chosen', institutionIds: ['town-a'], departmentIds: [] },
    ]);
    const doctor = await loggedIn(world.running.server, 'ecg-doctor');
    expect((await doctor.api.identity.me())?.places?.['ecg.view']?.institutions).toEqual(['town-a', 'town-b']);
    await page.context().close();
  });

  test('the scope of a person names a group of institutions by its members, and reaches those', async () => {
    await admin.api.orders.saveForwardingPlan({
      ...world.meta(),
      plan: {
        ...(await admin.api.orders.forwardingPlan({ service: 'ecg' })),
        groups: [{ id: 'east', name: '东片乡镇', institutionIds: ['town-b'] }],
      },
    });
    const page = await pages.at(admin, 'people');
    await page.locator('[data-testid="people"] [role="row"]', { hasText: 'YS1024' }).dblclick();
    const dialog = page.getByTestId('person-dialog');
    await dialog.getByTestId('person-reach').click();
    await dialog.getByTestId('reach-ecg.view').selectOption('groups');
    const boxes = dialog.getByTestId('reach-groups-ecg.view');
    await expect.poll(() => boxes.locator('label').allInnerTexts()).toEqual(['东片乡镇（乙镇卫生院）']);
    // A level that names groups names one.
    await dialog.getByText('请至少勾选一个分组').waitFor();
    expect(await dialog.getByTestId('person-save').isDisabled()).toBe(true);
    await boxes.locator('label').click();
    await both(page, 'admin-person-groups');
    await dialog.getByTestId('person-save').click();
    await dialog.waitFor({ state: 'detached' });
    const lin = (await admin.api.identity.people()).find(({ user }) => user === 'lindian');
    expect(lin?.reaches).toEqual([
      { right: 'ecg.view', level: 'groups', institutionIds: [], departmentIds: [], groupIds: ['east'] },
    ]);
    await page.context().close();
  });

  test('a limited administrator finds the pages of the own rights and no others, and the server refuses the rest', async () => {
    const role = {
      id: 'staff-office',
      name: '医务科',
      nameEn: '',
      rights: ['doctor.edit' as const, 'department.edit' as const],
    };
    await admin.api.identity.saveRole({ ...world.meta(), role, expectedVersion: null });
    const person = (await admin.api.identity.people()).find(({ user }) => user === 'ecg-reviewer');
    if (!person) throw new Error('nobody');
    await admin.api.identity.savePerson({
      ...world.meta(),
      person: { ...person, roles: ['staff-office'] },
      expectedVersion: person.version,
    });
    const office = await loggedIn(world.running.server, 'ecg-reviewer');
    const page = await pages.at(office, 'people');
    await page.locator('[data-testid="people"] [role="row"]', { hasText: 'YS1023' }).waitFor();
    const tabs = await page.getByRole('navigation').first().innerText();
    expect(tabs).toContain('科室');
    expect(tabs).not.toContain('角色');
    await both(page, 'admin-limited');
    const roles = await admin.api.identity.roles();
    const taken = roles.find(({ id }) => id === 'clinician');
    if (!taken) throw new Error('no role');
    const saved = office.api.identity.saveRole({ ...world.meta(), role: taken, expectedVersion: taken.version });
    expect(await codeOf(saved)).toBe('RIGHT_MISSING');
    await page.context().close();
  });

  test('a full administrator reaches every page by clicks on a small monitor, and finds back to the page that was left', async () => {
    const page = await pages.at(admin, 'people');
    const groups = page.getByRole('navigation').first().locator('a');
    const reached: string[] = [];
    for (let at = 0; at < (await groups.count()); at += 1) {
      await groups.nth(at).click();
      expect(await groups.nth(at).getAttribute('aria-current')).toBe('true');
      const links = page.getByTestId('group-screens').locator('a');
      for (let place = 0; place < (await links.count()); place += 1) {
        const box = await links.nth(place).boundingBox();
        expect((box?.x ?? 0) + (box?.width ?? 9999)).toBeLessThanOrEqual(1366);
        const id = ((await links.nth(place).getAttribute('data-testid')) ?? '').replace('open-', '');
        await links.nth(place).click();
        await page.getByTestId(`screen-${id}`).waitFor();
        reached.push(id);
      }
    }
    expect(new Set(reached).size).toBe(reached.length);
    expect(reached).toEqual(expect.arrayContaining(['messages', 'programs', 'roles', 'institutions', 'certificates']));
    await page.getByTestId('open-group-staff').click();
    await page.getByTestId('open-roles').click();
    await page.getByTestId('open-group-access').click();
    await page.getByTestId('open-group-staff').click();
    await page.getByTestId('screen-roles').waitFor();
    await page.context().close();
  });

  test('the hospital designates who confirms what it reads for others, by name and for one township', async () => {
    const page = await pages.at(admin, 'institutions');
    await page.locator('[data-testid="institutions-row"][data-key="county"]').dblclick();
    const dialog = page.getByTestId('institution-dialog');
    const people = dialog.getByTestId('institution-confirmers-radiology');
    // The resident may not review.
    await expect.poll(() => people.locator('label').allInnerTexts()).toEqual(['某radiologist']);
    await people.locator('label').click();
    await dialog
      .getByTestId(/institution-confirmer-radiology-/)
      .locator('label', { hasText: '乙镇卫生院' })
      .click();
    const code = dialog.getByTestId('institution-creditCode');
    await code.fill('1235 0200 1549 8973 79');
    await dialog.getByText('末位校验码须相符', { exact: false }).waitFor();
    expect(await dialog.getByTestId('institution-save').isDisabled()).toBe(true);
    await both(page, 'admin-institution-code');
    await code.fill('1235 0200 1549 8973 97');
    await people.scrollIntoViewIfNeeded();
    await both(page, 'admin-confirmers');
    await dialog.getByTestId('institution-save').click();
    await dialog.waitFor({ state: 'detached' });
    const county = (await admin.api.orders.institutions()).find(({ own }) => own);
    expect(county?.confirmers).toMatchObject([
      { personName: '某radiologist', service: 'radiology', fromInstitutionIds: ['town-a'], able: true },
    ]);
    await page.context().close();
  });

  test('a clerk whose right to enter reaches a township chooses it at the desk, and enters for it', async () => {
    const reach = { right: 'ecg.register' as const, level: 'chosen' as const, departmentIds: [] };
    await createPerson(world.running.server.kernel, {
      ...{ user: 'desk-clerk', name: '登记员', departmentId: '', roles: [], labGroups: [], enabled: true },
      extraRights: ['ecg.view', 'ecg.register'],
      reaches: [{ ...reach, institutionIds: ['county', 'town-a'] }],
      password: testPassword,
    });
    const clerk = await loggedIn(world.running.server, 'desk-clerk');
    const page = await stationPages(chromium, world.running.server.url, 'ecg', faults).at(clerk, 'desk');
    const place = page.getByTestId('desk-place');
    // The places of the clerk come after the page.
    await expect
      .poll(() => place.locator('option').allInnerTexts(), { timeout: 20_000 })
      .toEqual(['县医院影像中心', '甲镇卫生院']);
    await place.selectOption('town-a');
    await page.getByTestId('desk-name').fill('赵甲镇');
    // Name, number, sex, date of birth: Enter leads on.
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.keyboard.type('19600102', { delay: 70 });
    await page.getByTestId('desk-item').selectOption('ECG-12');
    await both(page, 'ecg-desk-place');
    await page.keyboard.press('F5');
    await page.getByText('赵甲镇', { exact: false }).first().waitFor();
    await expect
      .poll(async () => (await clerk.api.orders.worklist({ service: 'ecg' })).rows.map((exam) => exam.institutionId))
      .toEqual(['town-a']);
    await page.context().close();
  });
});
