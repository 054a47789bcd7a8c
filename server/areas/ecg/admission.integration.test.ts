// Devices over DICOM: a stranger's tracing is kept and not read, listed for approval, read once approved, and stands where its device stands.
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeDicomEcg } from '../../../core/ecg/formats/dicom/write.ts';
import type { EcgRecording } from '../../../core/ecg/recording.ts';
import { ecgFile, ecgRecording } from '../../../test/support/ecg-files.ts';
import { deviceEntry, type EcgWorld, startEcgWorld } from '../../../test/support/ecg-world.ts';
import { codeOf, command } from '../../../test/support/server.ts';
import { sendFiles } from '../../interfaces/dicom/scu/send-files.ts';
import { systemTimers } from '../../interfaces/dicom/ul/timers.ts';

let world: EcgWorld;
let pointId: string;
const meta = () => ({ command: command(world.started.clock) });
const point = {
  ...{ name: '清溪村卫生室', institutionId: 'town', departmentId: 'TOWN' },
  ...{ folders: [], people: [], active: true },
};

beforeAll(async () => {
  world = await startEcgWorld();
  const place = { name_en: '', active: true, hl7_peer: '' };
  await world.started.server.kernel.db
    .insertInto('institution')
    .values([
      { id: 'county', name: '县医院', own: true, department_ids: ['ECGROOM'], reads: ['ecg'], ...place },
      { id: 'town', name: '清溪镇卫生院', own: false, department_ids: ['TOWN'], reads: [], ...place },
    ])
    .execute();
  const saved = await world.manager.api.ecg.saveUploadPoint({ ...meta(), pointId: null, expectedVersion: 0, point });
  pointId = saved.id;
}, 60_000);
afterAll(() => world.started.close());

let count = 0;
async function store(callingAe: string, tracing: EcgRecording, accessionNumber = ''): Promise<void> {
  count += 1;
  const file = join(world.started.dataDir, `${count}.dcm`);
  const uid = () => `2.25.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`;
  await writeFile(file, writeDicomEcg(tracing, { uid, accessionNumber }));
  const port = Number(world.started.server.listeners.dicom?.split(':')[1]);
  const to = { host: '127.0.0.1', port, calledAe: 'YISHU', callingAe, timers: systemTimers };
  // The object is safe, whoever it is from: a sender that is refused throws it away.
  expect(await sendFiles([file], to)).toMatchObject([{ outcome: 'answered' }]);
}

const tracingOf = (serial: string, seed: number, rrS = 0.8): EcgRecording => ({
  ...ecgRecording({ patient: { id: `A${seed}`, name: '安三' }, recordedAt: `${world.day()}T08:00:00`, rrS, seed }),
  device: { manufacturer: 'Mindray', model: 'R12', serial },
});
const devices = () => world.manager.api.ecg.devices();
const recordingsOf = (state: 'parked' | 'matched' | 'unmatched') =>
  world.manager.api.ecg.recordings({ states: [state] });

test('a stranger is kept unread and asks; registered it waits still; approved, what it sent is read, placed and alarms', async () => {
  const exam = await world.register('A70', '安三');
  await store('WARDCART', tracingOf('W-9', 70, 2.1), exam.accessionNumber);
  const [parked] = await world.until('the parked one', async () => {
    const found = await recordingsOf('parked');
    return found.length > 0 && found;
  });
  expect(parked).toMatchObject({ kind: 'unreadable', parked: { code: 'DEVICE_UNKNOWN' }, risk: { level: 'unknown' } });
  expect(parked?.parked?.text).toContain('W-9');
  const asking = (await devices()).find(({ state }) => state === 'asking');
  expect(asking).toMatchObject({ aeTitle: 'WARDCART', serial: 'W-9', manufacturer: 'Mindray', refusedCount: 1 });
  const technician = world.technician.api.ecg;
  const again = () =>
    technician.retry({ ...meta(), recordingId: parked?.id ?? '', expectedVersion: parked?.version ?? 0 });
  expect(await codeOf(again())).toBe('STATE_REFUSED');
  const { api } = world.manager;
  const entry = { ...deviceEntry, code: asking?.code ?? '', manufacturer: 'Mindray', model: 'R12', serial: 'W-9' };
  const bad = {
    ...entry,
    aeTitle: 'WARDCART',
    institutionId: 'county',
    departmentId: 'ECGROOM',
    uploadPointId: pointId,
  };
  expect(await codeOf(api.ecg.registerDevice({ ...meta(), deviceId: asking?.id ?? '', device: bad }))).toBe(
    'INPUT_INVALID',
  );
  const made = await api.ecg.registerDevice({
    ...{ ...meta(), deviceId: asking?.id ?? '' },
    device: { ...bad, institutionId: 'town', departmentId: '' },
  });
  expect(await codeOf(again())).toBe('STATE_REFUSED');
  const { id: deviceId, version: expectedVersion } = made.device;
  await api.ecg.decideDevice({ ...meta(), deviceId, expectedVersion, act: 'approve', reason: '已检定' });
  const read = await world.until('the reading after the approval', async () => {
    const [found] = await api.ecg.recordings({ examId: exam.id });
    return found ?? false;
  });
  expect(read).toMatchObject({
    ...{ id: parked?.id, state: 'matched', format: 'dicom', risk: { level: 'critical' } },
    source: { deviceId, institutionId: 'town', departmentId: 'TOWN', uploadPoint: { id: pointId, name: point.name } },
  });
  expect((await api.ecg.alerts({ state: 'open' })).some(({ examId }) => examId === exam.id)).toBe(true);
  expect(await api.ecg.recordings({ uploadPointId: pointId })).toMatchObject([{ id: parked?.id }]);
  expect(await api.ecg.uploadPoints()).toMatchObject([{ id: pointId, devices: 1, recordings: 1 }]);
}, 30_000);

test('the same title from a device with another serial number is a stranger again; a disabled one is kept unread', async () => {
  await store('WARDCART', tracingOf('W-10', 71));
  await world.until('the second stranger', async () =>
    (await devices()).some(({ serial, state }) => serial === 'W-10' && state === 'asking'),
  );
  const known = (await devices()).find(({ serial }) => serial === 'W-9');
  const { id: deviceId = '', version: expectedVersion = 0 } = known ?? {};
  await world.manager.api.ecg.decideDevice({ ...meta(), deviceId, expectedVersion, act: 'disable', reason: '送修' });
  await store('WARDCART', tracingOf('W-9', 72));
  await world.until('the refused one', async () =>
    (await recordingsOf('parked')).some(({ parked }) => parked?.code === 'DEVICE_NOT_APPROVED'),
  );
  expect((await devices()).find(({ id }) => id === deviceId)?.refusedCount).toBe(2);
}, 30_000);

test('editing keeps the key, and the approval unless it is another device now; a new key is its own act', async () => {
  const { api } = world.manager;
  const made = await api.ecg.registerDevice({ ...meta(), device: deviceEntry });
  const act = (device: { version: number }, verb: 'approve') =>
    api.ecg.decideDevice({
      ...meta(),
      deviceId: made.device.id,
      expectedVersion: device.version,
      act: verb,
      reason: '',
    });
  const approved = await act(made.device, 'approve');
  world.device.key = made.key;
  const { code: _code, ...entry } = deviceEntry;
  const edit = (expectedVersion: number, part: object) =>
    api.ecg.editDevice({ ...meta(), deviceId: made.device.id, expectedVersion, device: { ...entry, ...part } });
  const moved = await edit(approved.version, { name: '门诊机' });
  expect(moved).toMatchObject({ state: 'approved', name: '门诊机' });
  expect((await world.send(ecgFile({ seed: 80 }))).status).toBe(201);
  expect(await codeOf(edit(approved.version, {}))).toBe('VERSION_CONFLICT');
  const other = await edit(moved.version, { serial: 'S2' });
  expect(other.state).toBe('pending');
  expect((await world.send(ecgFile({ seed: 81 }))).status).toBe(403);
  const back = await act(other, 'approve');
  const renew = { ...meta(), deviceId: made.device.id, expectedVersion: back.version, reason: '密钥外泄' };
  const renewed = await api.ecg.renewDeviceKey(renew);
  expect(renewed.device.state).toBe('approved');
  expect((await world.send(ecgFile({ seed: 82 }))).status).toBe(401);
  world.device.key = renewed.key;
  expect((await world.send(ecgFile({ seed: 82 }))).status).toBe(201);
  expect(await codeOf(world.doctor.api.ecg.renewDeviceKey(renew))).toBe('RIGHT_MISSING');
}, 30_000);

test('what a person hands in carries the point of that person; a name, a folder and a person are one point’s', async () => {
  const { api } = world.manager;
  const { db } = world.started.server.kernel;
  const { id: personId } = await db
    .selectFrom('person')
    .select('id')
    .where('user_name', '=', 'ecg-technician')
    .executeTakeFirstOrThrow();
  const ward = {
    ...point,
    name: '心内科病房',
    institutionId: 'county',
    people: [{ personId, name: '技师' }],
    folders: ['share'],
  };
  const save = (entry: typeof ward, id: string | null = null, expectedVersion = 0) =>
    api.ecg.saveUploadPoint({ ...meta(), pointId: id, expectedVersion, point: entry });
  const saved = await save(ward);
  expect(await codeOf(save({ ...ward, folders: [], people: [] }))).toBe('DUPLICATE');
  expect(await codeOf(save({ ...ward, name: '另一处', people: [] }))).toBe('DUPLICATE');
  expect(await codeOf(save({ ...ward, name: '另一处', folders: [] }))).toBe('DUPLICATE');
  expect(await codeOf(save({ ...ward, institutionId: 'nowhere' }, saved.id, saved.version))).toBe('INPUT_INVALID');
  const exam = await world.register('A90', '安九');
  await world.technician.fetch(`/ecg/manual?name=a.json&examId=${exam.id}`, {
    ...{ method: 'POST', headers: { 'x-yishu': '1' }, body: ecgFile({ seed: 90 }) },
  });
  expect(await api.ecg.recordings({ examId: exam.id })).toMatchObject([{ source: { uploadPoint: { id: saved.id } } }]);
  await save({ ...ward, active: false }, saved.id, saved.version);
  expect((await api.ecg.recordings({ uploadPointId: saved.id })).length).toBe(1);
  expect(
    await codeOf(world.doctor.api.ecg.saveUploadPoint({ ...meta(), pointId: null, expectedVersion: 0, point: ward })),
  ).toBe('RIGHT_MISSING');
});

test('of new points that are saved at once with the same folder one is kept, and the others say which one has it', async () => {
  const { api } = world.manager;
  const save = (name: string) =>
    api.ecg.saveUploadPoint({
      ...{ ...meta(), pointId: null, expectedVersion: 0 },
      point: { ...point, name, institutionId: 'county', people: [], folders: ['at-once'] },
    });
  const names = ['甲', '乙', '丙', '丁'];
  const saved = await Promise.allSettled(names.map(save));
  const kept = saved.flatMap((one) => (one.status === 'fulfilled' ? one.value.name : []));
  expect(kept).toHaveLength(1);
  const refusals = saved.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  for (const refusal of refusals)
    expect(refusal).toMatchObject({ code: 'DUPLICATE', data: { what: 'folders', value: 'at-once', point: kept[0] } });
  expect(refusals).toHaveLength(3);
});
