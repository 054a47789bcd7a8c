// The clinicians' page in a real browser: a link opens one study without a login, on a desk and on a phone, and nothing else.
import { createHmac, randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signedText } from '../../core/imaging/link-signature.ts';
import { attachObject } from '../../server/areas/orders/module.ts';
import { systemCaller } from '../../server/kernel/access.ts';
import { browserPath, shoot } from '../support/browser.ts';
import { addPeople, command, loggedIn } from '../support/server.ts';
import { hasSharedData, sharedDataPath } from '../support/shared-data.ts';
import { openViewerWorld, type ViewerWorld } from '../support/viewer-world.ts';

const head = sharedDataPath('imaging/ct-head-philips/s202-std-1mm');

describe.skipIf(browserPath === null || !hasSharedData)('the clinicians’ page in Chromium', () => {
  let world: ViewerWorld;
  let study: string;
  let other: string;

  beforeAll(async () => {
    world = await openViewerWorld(['viewer/index.html']);
    study = await world.store([
      ...readdirSync(head).map((name) => `${head}/${name}`),
      sharedDataPath('imaging/ct-head-philips/s100-scout/I10'),
    ]);
    other = await world.store([sharedDataPath('imaging/single/CT_small.dcm')]);
    await addPeople(world.started.server, ['system-admin', 'radiographer', 'radiology-resident']);
  });
  afterAll(() => world?.close());

  const link = (minutes = 10) =>
    world.reader.api.imaging.link({ command: command(world.started.clock), studyUid: study, minutes });

  /** A browser that nobody is logged in to. */
  async function visit(path: string, phone = false): Promise<{ page: Page; errors: string[]; asked: string[] }> {
    const context = await world.chromium.newContext({
      viewport: phone ? { width: 390, height: 844 } : { width: 1366, height: 768 },
      hasTouch: phone,
      isMobile: phone,
      deviceScaleFactor: phone ? 2 : 1,
      locale: 'zh-CN',
    });
    const page = await context.newPage();
    const errors: string[] = [];
    const asked: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) errors.push(message.text());
    });
    page.on('request', (request) => asked.push(`${request.url()} ${request.headers().referer ?? ''}`));
    await page.goto(`${world.started.server.url}${path}`);
    return { page, errors, asked };
  }

  test('opens the study on a desk: the patient masked, the series, the wheel; the token is in no other address', async () => {
    const { url } = await link();
    const { page, errors, asked } = await visit(url);
    await page.locator('[data-testid="picture-0"][data-frame]').waitFor();
    await page.getByTestId('quality-loading').waitFor({ state: 'detached' });
    const banner = await page.getByTestId('link-banner').innerText();
    expect(banner).toContain('仅供参考浏览');
    expect(banner).toContain('链接有效至');
    expect(banner).toContain('报告未发布');
    const { patientId } = await world.reader.api.imaging.manifest({ studyUid: study });
    expect(patientId.length).toBeGreaterThan(4);
    expect(await page.locator('body').innerText()).not.toContain(patientId);
    await page.mouse.move(700, 400);
    for (let turn = 0; turn < 3; turn += 1) {
      await page.mouse.wheel(0, 100);
      await page.waitForTimeout(40);
    }
    await expect.poll(() => page.getByTestId('viewport-0').getAttribute('data-index')).toBe('3');
    await page.waitForTimeout(500);
    await shoot(page, 'clinician-desk');
    await page.getByTestId('thumbnail').first().click();
    const token = url.split('/').at(-1) ?? '';
    expect(asked.filter((line) => line.includes(token))).toHaveLength(1);
    expect(world.started.logged.join('\n')).not.toContain(token);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('has the windows that the department named, on the keys of the reading room', async () => {
    const { db } = world.started.server.kernel;
    const preset = { id: 'w1', name: '本院卒中窗', modality: 'CT', bodyParts: [], center: 33, width: 44, suv: false };
    await db
      .insertInto('institution')
      .values({
        ...{ id: 'own', name: '本院', name_en: '', reads: ['radiology'], own: true, active: true, hl7_peer: '' },
        ...{ superior_ids: [], department_ids: [] },
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await db
      .insertInto('imaging_reading_setup')
      .values({
        ...{ scope: 'department', owner_id: 'CT-ROOM', version: 1, saved_at: world.started.clock.now(), saved_by: '' },
        doc: JSON.stringify({ schema: 1, protocols: [], presets: [preset] }),
      })
      .execute();
    const { url } = await link();
    const { page, errors } = await visit(url);
    await page.locator('[data-testid="picture-0"][data-frame]').waitFor();
    const shown = page.getByTestId('corner-window');
    const opening = await shown.innerText();
    await page.getByTestId('menu-presets').click();
    const items = page.getByRole('menuitem').filter({ has: page.locator('kbd') });
    expect(await items.first().innerText()).toContain('本院卒中窗');
    await items.first().click();
    await expect.poll(() => shown.innerText()).toContain('窗宽 44 窗位 33');
    await page.mouse.move(700, 400);
    await page.keyboard.press('2');
    await expect.poll(() => shown.innerText()).not.toContain('窗宽 44 ');
    await page.keyboard.press('1');
    await expect.poll(() => shown.innerText()).toContain('窗宽 44 窗位 33');
    expect(opening).not.toContain('窗宽 44 ');
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('on a phone one finger scrolls, two fingers zoom, and a tap chooses the window', async () => {
    const { url } = await link();
    const { page, errors } = await visit(url, true);
    await page.locator('[data-testid="picture-0"][data-frame]').waitFor();
    await page.getByTestId('quality-loading').waitFor({ state: 'detached' });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(390);
    const cdp = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: [number, number][]) =>
      cdp.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
    await touch('touchStart', [[190, 300]]);
    for (let y = 310; y <= 400; y += 10) await touch('touchMove', [[190, y]]);
    await touch('touchEnd', []);
    const index = Number(await page.getByTestId('viewport-0').getAttribute('data-index'));
    expect(index).toBeGreaterThan(3);
    const zoom = async () => (await page.locator('.corner-br').innerText()).match(/缩放 (\d+)%/)?.[1];
    const before = Number(await zoom());
    await touch('touchStart', [
      [170, 350],
      [220, 350],
    ]);
    for (let step = 1; step <= 10; step += 1) {
      await touch('touchMove', [
        [170 - step * 5, 350],
        [220 + step * 5, 350],
      ]);
    }
    await touch('touchEnd', []);
    await expect.poll(async () => Number(await zoom()) / before).toBeGreaterThan(2.5);
    expect(Number(await page.getByTestId('viewport-0').getAttribute('data-index'))).toBe(index);
    await page.getByTestId('do-reset').tap();
    await shoot(page, 'clinician-phone');
    await page.getByTestId('menu-presets').tap();
    await shoot(page, 'clinician-phone-presets');
    await page.getByRole('menuitem', { name: '骨' }).first().tap();
    await expect.poll(() => page.getByTestId('corner-window').innerText()).not.toContain('窗宽 80 ');
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('a link that ended, was cut or is of another study says so; pixels of other studies stay shut', async () => {
    const { url } = await link(1);
    const token = url.split('/').at(-1) ?? '';
    const ask = (path: string) =>
      fetch(`${world.started.server.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
    expect((await ask('/imaging/manifest')).status).toBe(200);
    const [series] = (await world.reader.api.imaging.manifest({ studyUid: other })).series;
    expect((await ask(`/imaging/stream/${series?.seriesInstanceUid}?order=0`)).status).toBe(404);
    world.started.clock.pass(61_000);
    expect((await ask('/imaging/manifest')).status).toBe(401);
    const ended = await visit(url);
    await ended.page.locator('[data-refusal="expired"]').waitFor();
    await shoot(ended.page, 'clinician-expired');
    await ended.page.getByRole('button', { name: 'EN' }).click();
    expect(await ended.page.getByTestId('link-refused').innerText()).toContain('no longer valid');
    await ended.page.context().close();
    const cut = await visit(url.slice(0, -3));
    await cut.page.locator('[data-refusal="malformed"]').waitFor();
    await cut.page.context().close();
  });

  test('the released report of the exam is one press away, as the same paper; a draft is not', async () => {
    const { server, clock } = world.started;
    const meta = () => ({ command: command(clock) });
    const technician = await loggedIn(server, 'radiographer');
    const resident = await loggedIn(server, 'radiology-resident');
    const exam = await technician.api.orders.register({
      ...meta(),
      exam: {
        service: 'radiology',
        patient: { number: 'R1', name: '放射一', sex: 'male', birthDate: '1970-02-03' },
        visit: { kind: 'inpatient', number: 'Z1', departmentId: 'W1', bed: '3', diagnosis: '头痛待查' },
        modality: 'CT',
        bodyPart: '颅脑',
        procedureCode: 'CT-HEAD',
        procedureName: '颅脑CT平扫',
        method: '平扫',
        clinicalDiagnosis: '',
        history: '',
        purpose: '',
        priority: 'routine',
        requestedBy: '李医生',
        requestNumber: '',
        room: 'CT1',
        deviceId: 'CT1',
        scheduledAt: null,
      },
    });
    const arrived = {
      kind: 'study' as const,
      id: study,
      arrivedAt: clock.now().toISOString(),
      count: 43,
      description: '',
    };
    await server.kernel.command(
      systemCaller('test'),
      { ...command(clock), name: 'test.attach', right: null, subject: study },
      (work) => attachObject(work, exam.id, arrived),
    );
    await server.kernel.db.updateTable('imaging_study').set({ exam_id: exam.id }).where('uid', '=', study).execute();
    const { lock } = await resident.api.orders.lock({ ...meta(), examId: exam.id });
    const content = {
      title: '',
      method: '平扫',
      findings: '双侧大脑半球对称。',
      impression: '颅脑CT平扫未见明显异常。',
      positive: false,
      fields: {},
      statements: [],
      measurements: [],
      keyImages: [],
      templateId: '',
    };
    const draft = await resident.api.examReports.saveDraft({
      ...meta(),
      examId: exam.id,
      reportId: randomUUID(),
      expectedVersion: 0,
      fence: lock?.fence ?? 0,
      content,
    });
    const { url } = await link();
    expect((await fetch(`${server.url}${url}/report.pdf`)).status).toBe(404);
    const about = (report: { id: string; version: number }) => ({
      ...meta(),
      reportId: report.id,
      expectedVersion: report.version,
    });
    const submitted = await resident.api.examReports.submit({ ...about(draft), content });
    await world.reader.api.examReports.release({ ...about(submitted), content });
    const { page, errors } = await visit(url, true);
    const address = await page.getByTestId('link-report').getAttribute('href');
    await page.locator('[data-testid="picture-0"][data-frame]').waitFor();
    await shoot(page, 'clinician-phone-report');
    const paper = await fetch(`${server.url}${address}`);
    expect([paper.status, paper.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(
      Buffer.from(await paper.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test('a hospital system signs its own links; a wrong signature, an old one and an unknown study are told apart', async () => {
    const admin = await loggedIn(world.started.server, 'system-admin');
    const { secret } = await admin.api.imaging.saveLinkSystem({
      command: command(world.started.clock),
      name: 'HIS',
      active: true,
      newSecret: false,
    });
    const signedUrl = (value: string, key = secret ?? '', secondsAgo = 0) => {
      const ts = String(Math.floor(world.started.clock.now().getTime() / 1000) - secondsAgo);
      const look = { system: 'HIS', by: 'study' as const, value, user: '张医生', ts };
      const sig = createHmac('sha256', key).update(signedText(look)).digest('hex');
      return `/view?${new URLSearchParams({ system: 'HIS', study: value, user: look.user, ts, sig })}`;
    };
    const { page, errors } = await visit(signedUrl(study));
    await page.locator('[data-testid="picture-0"][data-frame]').waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/view\/[\w-]{43}$/);
    expect(new URL(page.url()).search).toBe('');
    expect(errors).toEqual([]);
    await page.context().close();
    const landed = async (path: string) => {
      const answer = await fetch(`${world.started.server.url}${path}`, { redirect: 'manual' });
      return answer.headers.get('location');
    };
    expect(await landed(signedUrl(study, randomUUID()))).toBe('/view/refused-signature');
    expect(await landed(signedUrl(study, undefined, 301))).toBe('/view/refused-expired');
    expect(await landed(signedUrl('1.2.3.4'))).toBe('/view/refused-study');
    const rows = await world.started.server.kernel.db
      .selectFrom('audit')
      .select(['subject', 'detail', 'outcome'])
      .where('act', '=', 'imaging.signedLink')
      .orderBy('at')
      .execute();
    expect(rows).toEqual([
      { subject: study, detail: 'HIS 张医生, 30 min', outcome: 'done' },
      { subject: 'HIS', detail: 'HIS 张医生: signature', outcome: 'refused' },
      { subject: '1.2.3.4', detail: 'HIS 张医生: study', outcome: 'refused' },
    ]);
  });
});
