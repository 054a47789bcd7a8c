// A dangerous recording arrives: everybody whom the alert names has it on the screen at whatever page they are, answers, and hears when it is withdrawn.
import { rm } from 'node:fs/promises';
import type { Browser as Chromium, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExamDocument } from '../../core/orders/exam.ts';
import { createPerson } from '../../server/areas/identity/module.ts';
import { browserPath, launchBrowser, type StationPages, stationPages } from '../support/browser.ts';
import { ecgFile } from '../support/ecg-files.ts';
import { type EcgWorld, startEcgWorld } from '../support/ecg-world.ts';
import { listenTo } from '../support/heard-sounds.ts';
import { loggedIn, testPassword } from '../support/server.ts';
import { buildPages } from '../support/viewer-world.ts';

/** A busy machine takes its time. */
const soon = { timeout: 20_000 };

describe.skipIf(browserPath === null)('a dangerous ECG', () => {
  let world: EcgWorld;
  let chromium: Chromium;
  let rendererDir: string;
  let exam: ExamDocument;
  let pages: StationPages;
  let ward: Page;
  let desk: Page;
  let doctor: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    rendererDir = await buildPages(['index.html']);
    world = await startEcgWorld({ rendererDir, clock: { now: () => new Date() } });
    chromium = await launchBrowser();
    pages = stationPages(chromium, world.started.server.url, 'ecg', faults);
    ward = await pages.at(world.clinician, '');
    await ward.getByText('没有可用的工作站').waitFor();
    await createPerson(world.started.server.kernel, {
      user: 'recorder',
      name: '采集技师',
      departmentId: 'ECGROOM',
      roles: ['ecg-technician'],
      extraRights: [],
      labGroups: [],
      enabled: true,
      password: testPassword,
    });
    desk = await pages.at(await loggedIn(world.started.server, 'recorder'), 'desk');
    doctor = await pages.at(world.doctor, 'remote');
    await world.approveDevice();
    exam = await world.register('P700', '孙八');
  });
  afterAll(async () => {
    await chromium?.close();
    await world?.started.close();
    if (rendererDir) await rm(rendererDir, { recursive: true, force: true });
  });

  const popup = (page: Page) => page.getByTestId('ecg-alert-popup');
  const alert = async () => {
    const [one] = (await world.doctor.api.ecg.alerts({ state: 'all' })).filter(({ examId }) => examId === exam.id);
    if (!one) throw new Error('no alert');
    return one;
  };

  test('the ward, who recorded it, and the doctor at another page have it on the screen', async () => {
    const slow = ecgFile({
      patient: { id: 'P700', name: '孙八' },
      recordedAt: `${world.day()}T08:00:00`,
      rrS: 2.1,
      seed: 20,
    });
    expect(await world.upload(slow)).toMatchObject({ state: 'matched', level: 'critical' });
    for (const page of [ward, desk, doctor]) await popup(page).getByText('孙八').waitFor();
    await expect
      .poll(async () => (await alert()).recipients.map(({ role, reachedAt }) => [role, reachedAt !== null]), soon)
      .toEqual([
        ['reader', true],
        ['acquisition', true],
        ['clinician', true],
      ]);
    await pages.shoot(desk, 'alert-desk');
    await pages.shoot(ward, 'alert-ward');
  });

  test('the answer of each stands on record; what was done is shown with it', async () => {
    await ward.keyboard.press('Control+Alt+y');
    await popup(ward).waitFor({ state: 'detached' });
    await expect
      .poll(async () => (await alert()).recipients.find(({ role }) => role === 'clinician')?.acknowledgedBy, soon)
      .toBe('病房医生');
    await popup(desk).getByTestId('ecg-alert-steps').click();
    await expect.poll(() => popup(desk).getByTestId('alert-steps').innerText(), soon).toContain('病房医生 应答');
    await pages.shoot(desk, 'alert-steps');
  });

  test('a doctor rules it out with a reason: the ward hears of it, and that counts as heard when the ward says so', async () => {
    await doctor.keyboard.press('Control+Alt+y');
    await expect.poll(async () => (await alert()).state, soon).toBe('acknowledged');
    const { id: alertId, version } = await alert();
    await world.doctor.api.ecg.decideAlert({
      command: { id: crypto.randomUUID(), at: new Date().toISOString() },
      ...{ alertId, expectedVersion: version, verdict: 'dismissed', reason: '导联脱落伪差', level: 'attention' },
    });
    await popup(ward).getByText('导联脱落伪差').waitFor();
    await pages.shoot(ward, 'alert-retracted');
    const told = async () => (await alert()).recipients.find(({ role }) => role === 'clinician')?.retractionReachedAt;
    expect(await told()).toBeNull();
    await ward.keyboard.press('Control+Alt+y');
    await expect.poll(told, soon).not.toBeNull();
    await popup(ward).waitFor({ state: 'detached' });
    expect(await popup(doctor).count()).toBe(0);
  });

  test('the doctor finds the alert on record with all that was done', async () => {
    await doctor.goto(`${world.started.server.url}/#/ecg/reading?exam=${exam.id}`);
    await doctor.getByTestId('queue-alerts').click();
    await doctor.getByTestId('alert-log-row').getByRole('button').click();
    const steps = await doctor.getByTestId('alert-steps').innerText();
    for (const words of ['发出预警', '病房医生 应答', '排除并撤销', '导联脱落伪差']) expect(steps).toContain(words);
    await pages.shoot(doctor, 'alert-log');
    await doctor.keyboard.press('Escape');
    // A longer time is asked of the server.
    await doctor.getByTestId('queue-days').selectOption('3660');
    await doctor.getByText('孙八').first().waitFor();
    await pages.shoot(doctor, 'queue-days');
  });

  test('a doctor who marks it is told whom that alerts; a milder word is not called critical', async () => {
    await doctor.getByTestId('ecg-row').filter({ hasText: '孙八' }).click();
    await expect.poll(() => doctor.getByTestId('ecg-critical').isEnabled(), soon).toBe(true);
    await doctor.keyboard.press('Alt+w');
    const dialog = doctor.getByTestId('ecg-critical-dialog');
    await dialog.waitFor();
    for (const words of ['立即提醒', '心内科 8001']) expect(await dialog.innerText()).toContain(words);
    await pages.shoot(doctor, 'critical-dialog');
    await dialog.getByText('关注', { exact: true }).click();
    expect(await dialog.getByTestId('critical-send').innerText()).toContain('标为关注');
    expect(await dialog.innerText()).not.toContain('立即提醒');
    await doctor.keyboard.press('Escape');
  });

  test('a dangerous one of nobody is given its patient at the tracing, and the alert its name', async () => {
    const slow = ecgFile({ patient: {}, recordedAt: `${world.day()}T09:00:00`, rrS: 2.2, seed: 23 });
    expect(await world.upload(slow)).toMatchObject({ state: 'unmatched', level: 'critical' });
    await popup(desk).getByText('设备未记录姓名').waitFor(soon);
    await desk.keyboard.press('Control+Alt+y');
    await desk.goto(`${world.started.server.url}/#/ecg/unmatched`);
    await desk.getByTestId('unmatched').filter({ hasText: '设备未记录姓名' }).click();
    await expect.poll(() => desk.getByTestId('unmatched.make').isEnabled(), soon).toBe(true);
    await desk.keyboard.press('F4');
    const dialog = desk.getByTestId('unmatched-make-dialog');
    await dialog.getByTestId('make-name').fill('周大山');
    await dialog.getByTestId('make-sex').locator('[data-value=male]').click();
    await pages.shoot(desk, 'make-exam');
    await desk.keyboard.press('Control+Enter');
    await dialog.waitFor({ state: 'detached', ...soon });
    const named = async () =>
      (await world.doctor.api.ecg.alerts({ state: 'all' })).find(({ patientName }) => patientName === '周大山');
    await expect.poll(async () => (await named())?.examId ?? null, soon).not.toBeNull();
    const made = await world.doctor.api.orders.exam({ examId: (await named())?.examId ?? '' });
    expect(made).toMatchObject({ state: 'acquired', priority: 'emergency', patient: { sex: 'male' } });
  });

  test('a number on file is taken for a tracing only by the word of a person', async () => {
    const { patient } = await world.register('KNOWN-1', '郑在册');
    const other = ecgFile({
      patient: { id: 'KNOWN-1', name: '另一人' },
      recordedAt: `${world.day()}T10:00:00`,
      seed: 24,
    });
    expect(await world.upload(other)).toMatchObject({ state: 'unmatched' });
    await desk.getByTestId('unmatched').filter({ hasText: '另一人' }).click();
    await expect.poll(() => desk.getByTestId('unmatched.make').isEnabled(), soon).toBe(true);
    await desk.keyboard.press('F4');
    const dialog = desk.getByTestId('unmatched-make-dialog');
    await dialog.getByTestId('make-on-file').getByText('郑在册').waitFor(soon);
    expect(await dialog.getByTestId('make-on-file').innerText()).toContain('姓名与设备记录不符');
    expect(await dialog.getByTestId('make-send').isDisabled()).toBe(true);
    await pages.shoot(desk, 'make-on-file');
    await dialog.getByTestId('make-same').click();
    await expect.poll(() => dialog.getByTestId('make-send').isEnabled(), soon).toBe(true);
    await desk.keyboard.press('Control+Enter');
    await dialog.waitFor({ state: 'detached', ...soon });
    const { rows } = await world.doctor.api.orders.worklist({ service: 'ecg' });
    const [made] = rows.filter((row) => row.patient.id === patient.id && row.state === 'acquired');
    // Who is done already stands in no line.
    expect([made?.patient.name, made?.queueNumber]).toEqual(['郑在册', undefined]);
  });

  test('whoever switched the sounds off hears none, sees the alarm all the same, and that it is silent; a colleague is not silenced', async () => {
    const dangerous = (name: string, seed: number) =>
      world.upload(
        ecgFile({ patient: { id: `Q${seed}`, name }, recordedAt: `${world.day()}T11:00:00`, rrS: 2.1, seed }),
      );
    await desk.goto(`${world.started.server.url}/#/ecg/desk`);
    await desk.getByTestId('person-menu').click();
    await desk.getByTestId('sounds').click();
    await desk.getByTestId('sound-off').waitFor();
    // The choice is kept.
    await desk.reload();
    await desk.getByTestId('sound-off').waitFor();
    // A page that nobody has touched may not sound.
    await desk.getByTestId('desk-find').click();
    const silent = await listenTo(desk);
    await doctor.goto(`${world.started.server.url}/#/ecg/remote`);
    await doctor.getByTestId('screen-remote').waitFor();
    await doctor.keyboard.press('Alt+0');
    const loud = await listenTo(doctor);
    await dangerous('静默一', 31);
    await popup(desk).getByText('静默一').waitFor(soon);
    // One line: the one that waits longest stands there, and the others fold out.
    await popup(doctor).getByTestId('ecg-alert-more').waitFor(soon);
    expect(await popup(doctor).getByTestId('ecg-alert-popup-row').count()).toBe(1);
    expect((await popup(doctor).boundingBox())?.height).toBeLessThan(56);
    await doctor.keyboard.press('Control+Alt+d');
    await popup(doctor).getByText('静默一').waitFor(soon);
    await expect.poll(async () => (await loud()).length, soon).toBeGreaterThan(0);
    expect(await silent()).toEqual([]);
    await pages.shoot(desk, 'alert-silent');
    // Who logs in at the same computer has made no such choice.
    const [cookie] = await desk.context().cookies();
    const [name = '', value = ''] = world.technician.cookie().split('=');
    await desk.context().addCookies([{ name, value, url: world.started.server.url }]);
    await desk.reload();
    await expect.poll(() => desk.getByTestId('person-menu').innerText(), soon).toContain('某ecg-technician');
    expect(await desk.getByTestId('sound-off').count()).toBe(0);
    if (cookie) await desk.context().addCookies([cookie]);
    await desk.reload();
    // On again by the mark itself; the next one sounds.
    await desk.getByTestId('sound-off').click();
    await desk.getByTestId('sound-off').waitFor({ state: 'detached' });
    const again = await listenTo(desk);
    await dangerous('有声二', 32);
    await popup(desk).getByTestId('ecg-alert-more').waitFor(soon);
    await desk.keyboard.press('Control+Alt+d');
    await popup(desk).getByText('有声二').waitFor(soon);
    await expect.poll(async () => (await again()).length, soon).toBeGreaterThan(0);
  });

  test('a locked screen tells how many wait, with the sound and without a patient; nothing else is asked; unlocked, one key leads to the alarm', async () => {
    const dangerous = (name: string, seed: number) =>
      world.upload(
        ecgFile({ patient: { id: `L${seed}`, name }, recordedAt: `${world.day()}T12:00:00`, rrS: 2.1, seed }),
      );
    const reader = await pages.at(await loggedIn(world.started.server, 'ecg-reviewer'), 'reading');
    await reader.getByTestId('ecg-alerts-more').waitFor(soon);
    expect(await reader.getByTestId('ecg-alert').count()).toBe(1);
    // One line of the screen, however many there are.
    expect((await reader.getByTestId('ecg-alerts').boundingBox())?.height).toBeLessThan(42);
    await pages.shoot(reader, 'strips-folded');
    await reader.keyboard.press('Control+Alt+a');
    await expect.poll(() => reader.getByTestId('ecg-alert').count(), soon).toBeGreaterThan(2);
    await pages.shoot(reader, 'strips-unfolded');
    await reader.keyboard.press('Control+Alt+a');
    // What stands open before is counted, and is heard by whoever locks: it is no news.
    const open = (await world.manager.api.critical.waiting()).waiting;
    await reader.keyboard.press('Control+Alt+l');
    await reader.getByTestId('lock-waiting').getByText(String(open), { exact: false }).waitFor(soon);
    const heard = await listenTo(reader);
    const asked: string[] = [];
    reader.on('request', (request) => asked.push(new URL(request.url()).pathname));
    const refused: number[] = [];
    reader.on('response', (response) => response.status() >= 400 && refused.push(response.status()));
    await dangerous('郝锁屏', 41);
    await reader
      .getByTestId('lock-waiting')
      .getByText(`有 ${open + 1} 个危急值待处理，请解锁`)
      .waitFor(soon);
    await expect.poll(async () => (await heard()).length, soon).toBeGreaterThan(0);
    expect(await reader.title()).toContain(`${open + 1}`);
    expect(await reader.getByTestId('lock').innerText()).not.toContain('郝');
    expect([...new Set(asked)]).toEqual(['/rpc/critical/waiting']);
    expect(refused).toEqual([]);
    await pages.shoot(reader, 'lock-waiting');
    await reader.setViewportSize({ width: 1920, height: 1080 });
    await pages.shoot(reader, 'lock-waiting-1920');
    await reader.setViewportSize({ width: 1366, height: 768 });
    await reader.getByTestId('login-password').fill(testPassword);
    await reader.keyboard.press('Enter');
    const dialog = reader.getByTestId('after-lock');
    await dialog.getByText('郝锁屏').waitFor(soon);
    await pages.shoot(reader, 'after-lock');
    expect(
      await dialog
        .getByTestId('after-lock-open')
        .first()
        .evaluate((one) => one === document.activeElement),
    ).toBe(true);
    const first = await dialog.getByTestId('after-lock-row').first().locator('strong').innerText();
    await reader.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => reader.url(), soon).toMatch(/#\/ecg\/(reading\?exam=|unmatched)/);
    expect(first).not.toBe('');
    await reader.context().close();
  });

  test('a session that an administrator ends: the reason stands on the lock, nothing is asked any more, the text goes on after the login', async () => {
    const person = await loggedIn(world.started.server, 'ecg-reviewer');
    const reader = await pages.at(person, `reading?exam=${exam.id}`);
    // What comes at the edges of the screen moves its buttons: a key does not miss.
    await reader.getByTestId('ecg-alerts').waitFor(soon);
    await expect.poll(() => reader.getByTestId('ecg-write').isEnabled(), soon).toBe(true);
    await reader.keyboard.press('F4');
    const impression = reader.getByTestId('ecg-impression');
    await expect.poll(() => impression.getAttribute('readonly'), soon).toBeNull();
    await reader.route('**/rpc/examReports/saveDraft', (route) => route.abort());
    await impression.fill('会话结束前写的意见');
    const { kernel } = world.started.server;
    const { id: personId } = (await person.api.identity.me())!.person;
    await kernel.db
      .updateTable('person_session')
      .set({ ended_at: new Date(), end_reason: 'ended by an administrator' })
      .where('person_id', '=', personId)
      .execute();
    await reader.getByTestId('lock-ended').getByText('管理员结束了这次登录').waitFor(soon);
    await reader.getByTestId('lock-unknown').waitFor(soon);
    await pages.shoot(reader, 'lock-ended');
    const asked: string[] = [];
    reader.on('request', (request) => asked.push(new URL(request.url()).pathname));
    // Longer than the shortest interval of any screen, and than an autosave waits.
    await reader.waitForTimeout(3500);
    expect(asked).toEqual([]);
    await reader.unroute('**/rpc/examReports/saveDraft');
    await reader.getByTestId('login-password').fill(testPassword);
    await reader.keyboard.press('Enter');
    await reader.getByTestId('lock').waitFor({ state: 'detached', ...soon });
    await expect
      .poll(async () => (await world.doctor.api.examReports.ofExam({ examId: exam.id }))[0]?.content.impression, soon)
      .toBe('会话结束前写的意见');
    await reader.context().close();
  });

  test('no script failed', () => expect(faults).toEqual([]));
});
