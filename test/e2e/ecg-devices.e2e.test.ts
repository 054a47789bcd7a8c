// Devices and upload points as an ECG administrator keeps them, in Chromium on the real server: nothing is read that was not let in, and
// what is let in says where it comes from; a newer version of the rules for critical ECGs is offered and put in force.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser as Chromium, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeDicomEcg } from '../../core/ecg/formats/dicom/write.ts';
import { shippedRuleSet } from '../../core/ecg/rules/shipped-sets.ts';
import { browserPath, launchBrowser, type StationPages, stationPages } from '../support/browser.ts';
import { hasTool, runTool } from '../support/dicom-tools.ts';
import { ecgFile, ecgRecording } from '../support/ecg-files.ts';
import { type EcgWorld, startEcgWorld } from '../support/ecg-world.ts';
import { buildPages } from '../support/viewer-world.ts';

/** A busy machine takes its time. */
const soon = { timeout: 20_000 };

describe.skipIf(browserPath === null)('devices, upload points and the offered rules', { timeout: 60_000 }, () => {
  let world: EcgWorld;
  let chromium: Chromium;
  let rendererDir: string;
  let folder: string;
  let pages: StationPages;
  let settings: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'yishu-devices-'));
    rendererDir = await buildPages(['index.html']);
    world = await startEcgWorld({ rendererDir, clock: { now: () => new Date() } });
    const place = { name_en: '', active: true, hl7_peer: '' };
    await world.started.server.kernel.db
      .insertInto('institution')
      .values([
        { id: 'town', name: '清溪镇卫生院', own: false, department_ids: ['TOWN'], reads: [], ...place },
        { id: 'county', name: '县人民医院', own: true, department_ids: ['ECGROOM'], reads: ['ecg'], ...place },
      ])
      .execute();
    chromium = await launchBrowser();
    pages = stationPages(chromium, world.started.server.url, 'ecg', faults);
    settings = await pages.at(world.manager, 'settings');
  }, 180_000);
  afterAll(async () => {
    await chromium?.close();
    await world?.started.close();
    rmSync(folder, { recursive: true, force: true });
    if (rendererDir) await rm(rendererDir, { recursive: true, force: true });
  });

  const tab = (name: string) => settings.getByTestId('settings-tab').locator(`[data-value=${name}]`).click();
  const row = (code: string) => settings.getByTestId(`device-${code}`);
  const device = async (code: string) => {
    const found = (await world.manager.api.ecg.devices()).find((one) => one.code === code);
    if (!found) throw new Error(`no device ${code}`);
    return found;
  };
  const field = (label: string) => settings.getByTestId('device-dialog').getByLabel(label);
  const upload = async (seed: number) => (await world.send(ecgFile({ patient: { id: `D${seed}` }, seed }))).status;
  const confirm = async (reason: string) => {
    await settings.getByTestId('reason').fill(reason);
    await settings.getByTestId('reason-confirm').click();
  };
  const secret = async () => {
    const shown = await settings.getByTestId('device-key').innerText();
    await pages.shoot(settings, 'devices-key');
    await settings.getByTestId('device-key-close').click();
    return shown.trim();
  };

  test('a device is registered, gets its key once, and hands in only after it is approved', async () => {
    await settings.keyboard.press('F4');
    await field('设备标识').fill('CART-1');
    await field('名称').fill('门诊一号机');
    await field('序列号').fill('S1');
    await pages.shoot(settings, 'devices-dialog');
    await settings.keyboard.press('Control+Enter');
    world.device.key = await secret();
    expect(world.device.key.length).toBeGreaterThan(20);
    expect(await upload(1)).toBe(403);
    await row('CART-1').getByRole('button', { name: '批准' }).click();
    await confirm('已检定');
    await expect.poll(() => row('CART-1').innerText(), soon).toContain('已批准');
    expect(await upload(2)).toBe(201);
  });

  test('with another serial number it is another device: the dialog says so, and it waits for approval again', async () => {
    await settings.getByTestId('device-edit-CART-1').click();
    await field('序列号').fill('S2');
    await settings.getByTestId('device-dialog').getByText('重新审批').waitFor(soon);
    await pages.shoot(settings, 'devices-again');
    await settings.keyboard.press('Control+Enter');
    await expect.poll(() => row('CART-1').innerText(), soon).toContain('待审批');
    expect(await upload(3)).toBe(403);
    await row('CART-1').getByRole('button', { name: '批准' }).click();
    await confirm('换机后已检定');
    await expect.poll(async () => (await device('CART-1')).state, soon).toBe('approved');
    expect(await upload(4)).toBe(201);
  });

  test('a new key takes the place of the old one at once', async () => {
    await row('CART-1').getByRole('button', { name: '换新密钥' }).click();
    await confirm('密钥外泄');
    const fresh = await secret();
    expect(await upload(5)).toBe(401);
    world.device.key = fresh;
    expect(await upload(6)).toBe(201);
  });

  test('an upload point is made and bound to the device; the list of unmatched recordings shows only what came from there', async () => {
    await tab('points');
    await settings.keyboard.press('F4');
    await settings.getByTestId('point-name').fill('急诊抢救室');
    // The own institution comes first.
    expect(await settings.getByTestId('point-institution').inputValue()).toBe('county');
    await settings.keyboard.press('Control+Enter');
    await expect.poll(() => settings.getByTestId('points').innerText(), soon).toContain('急诊抢救室');
    await tab('devices');
    await settings.getByTestId('device-edit-CART-1').click();
    await settings.getByTestId('device-entry-point').selectOption({ label: '急诊抢救室' });
    await settings.keyboard.press('Control+Enter');
    await expect.poll(() => row('CART-1').innerText(), soon).toContain('急诊抢救室');
    expect((await device('CART-1')).state).toBe('approved');
    expect(await upload(7)).toBe(201);
    const desk = await pages.at(world.technician, 'unmatched');
    const rows = desk.getByTestId('unmatched');
    await expect.poll(() => rows.count(), soon).toBe(4);
    await desk.getByTestId('unmatched-point').selectOption({ label: '急诊抢救室' });
    await expect.poll(() => rows.count(), soon).toBe(1);
    expect(await rows.innerText()).toContain('急诊抢救室');
    await pages.shoot(desk, 'devices-point-filter');
    await desk.context().close();
    await tab('points');
    await pages.shoot(settings, 'devices-points');
  });

  test.skipIf(!hasTool('storescu'))(
    'an unknown DICOM sender is listed as asking and its tracing waits unread; registered and approved, it is read',
    async () => {
      const exam = await world.register('D90', '安九');
      const file = join(folder, 'stranger.dcm');
      const tracing = ecgRecording({
        ...{ patient: { id: 'D90', name: '安九' }, rrS: 0.8, seed: 90 },
        recordedAt: `${world.day()}T08:00:00`,
      });
      let uid = 0;
      writeFileSync(
        file,
        writeDicomEcg(
          { ...tracing, device: { manufacturer: 'Mindray', model: 'R12', serial: 'W-9' } },
          { uid: () => `2.25.${Date.now()}${++uid}`, accessionNumber: exam.accessionNumber },
        ),
      );
      const [host = '', port = ''] = (world.started.server.listeners.dicom ?? '').split(':');
      const sent = await runTool('storescu', ['-aet', 'WARDCART', '-aec', 'YISHU', host, port, file]);
      expect(sent, sent.output).toMatchObject({ code: 0 });
      const waiting = () => world.manager.api.ecg.recordings({ states: ['parked'] });
      await expect
        .poll(async () => (await waiting()).map(({ kind, parked: why }) => [kind, why?.code]), soon)
        .toEqual([['unreadable', 'DEVICE_UNKNOWN']]);
      const desk = await pages.at(world.technician, 'unmatched');
      const parked = desk.getByTestId('unmatched').filter({ hasText: '未认证设备' });
      await parked.waitFor(soon);
      await parked.click();
      await pages.shoot(desk, 'devices-parked');
      await tab('devices');
      await settings.reload();
      const asking = settings.getByTestId('devices').locator('tr', { hasText: 'WARDCART' });
      await asking.waitFor(soon);
      expect(await asking.innerText()).toContain('请求接入');
      await pages.shoot(settings, 'devices-asking');
      await asking.getByRole('button', { name: '登记' }).click();
      await field('名称').fill('病房心电图机');
      await settings.keyboard.press('Control+Enter');
      await asking.getByRole('button', { name: '批准' }).click();
      expect(await world.doctor.api.ecg.recordings({ examId: exam.id })).toEqual([]);
      await confirm('已检定');
      await expect
        .poll(async () => (await world.doctor.api.ecg.recordings({ examId: exam.id })).map(({ state }) => state), soon)
        .toEqual(['matched']);
      await expect.poll(() => parked.count(), soon).toBe(0);
      await desk.context().close();
    },
  );

  test('where an older version of the shipped rules is in force, the newer one is offered with its differences and put in force', async () => {
    const id = 'cn-consensus-2017';
    const shipped = shippedRuleSet(id);
    if (!shipped) throw new Error(`no ${id}`);
    // As an installation of before has it: version 2, without the rule that version 3 leaves to the reader.
    const older = { ...shipped, version: '2', rules: shipped.rules.filter((rule) => rule.when.kind !== 'by-reader') };
    const gone = shipped.rules.length - older.rules.length;
    expect(gone).toBeGreaterThan(0);
    const at = new Date(0);
    await world.started.server.kernel.db
      .insertInto('ecg_rule_set')
      .values({
        ...{ id, version: '2', active: false, saved_at: at },
        doc: JSON.stringify({
          ruleSet: older,
          shipped: true,
          savedAt: at.toISOString(),
          savedBy: 'system',
          reason: '',
        }),
      })
      .execute();
    const command = { id: crypto.randomUUID(), at: new Date().toISOString() };
    await world.manager.api.ecg.activateRuleSet({ command, id, version: '2', reason: '升级前的版本' });
    const inForce = async () =>
      (await world.manager.api.ecg.ruleSets()).filter(({ active }) => active).map(({ ruleSet }) => ruleSet.version);
    expect(await inForce()).toEqual(['2']);
    await settings.reload();
    await tab('rules');
    await settings.getByTestId('rules-offer-open').click();
    const offered = settings.getByTestId('rules-offer-dialog').locator('tbody tr');
    await expect.poll(() => offered.count(), soon).toBe(gone);
    expect(await settings.getByTestId('offer-re-infarction').innerText()).toContain('由医师看图标记');
    await pages.shoot(settings, 'rules-offer');
    await settings.getByTestId('rules-offer-activate').click();
    await confirm('科室会议同意采用新版');
    await expect.poll(inForce, soon).toEqual([shipped.version]);
    await settings.getByTestId('rules-offer').waitFor({ state: 'detached' });
  });

  test('no script failed', () => expect(faults).toEqual([]));
});
