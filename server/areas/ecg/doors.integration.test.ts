// The doors of ECG through the real server: devices, folders, DICOM, people, links, and what goes on to the centre.
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LinkedEcg } from '../../../core/ecg/flow/linked.ts';
import { writeDicomEcg } from '../../../core/ecg/formats/dicom/write.ts';
import { ecgFile, ecgRecording } from '../../../test/support/ecg-files.ts';
import { deviceEntry, type EcgWorld, startEcgWorld } from '../../../test/support/ecg-world.ts';
import { codeOf, command, loggedIn, testPassword } from '../../../test/support/server.ts';
import { sendFiles } from '../../interfaces/dicom/scu/send-files.ts';
import { systemTimers } from '../../interfaces/dicom/ul/timers.ts';
import { createPerson } from '../identity/module.ts';

let world: EcgWorld;
let started: EcgWorld['started'];
let technician: EcgWorld['technician'];
let doctor: EcgWorld['doctor'];
let manager: EcgWorld['manager'];
let day: EcgWorld['day'];
let register: EcgWorld['register'];
let signedHeaders: EcgWorld['signedHeaders'];
let send: EcgWorld['send'];
let upload: EcgWorld['upload'];
let until: EcgWorld['until'];
let device: EcgWorld['device'];

const filesOf = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

beforeAll(async () => {
  world = await startEcgWorld();
  ({ started, technician, doctor, manager, day, register, signedHeaders, send, upload, until, device } = world);
}, 60_000);
afterAll(() => world.started.close());

describe('devices', () => {
  test('a stranger is refused, audited and listed as asking; registered it waits for approval; approved it may; disabled no more', async () => {
    const file = ecgFile({ patient: { id: 'D1' }, seed: 900 });
    device.key = 'x'.repeat(43);
    expect((await send(file)).status).toBe(401);
    const asking = (await manager.api.ecg.devices()).find(({ code }) => code === deviceEntry.code);
    expect(asking).toMatchObject({ state: 'asking', refusedCount: 1 });
    const entry = deviceEntry;
    const made = await manager.api.ecg.registerDevice({ command: command(started.clock), device: entry });
    device.key = made.key;
    expect(made.device.state).toBe('pending');
    expect((await send(file)).status).toBe(403);
    const decide = (act: 'approve' | 'disable', expectedVersion: number) =>
      manager.api.ecg.decideDevice({
        command: command(started.clock),
        deviceId: made.device.id,
        expectedVersion,
        act,
        reason: 'checked',
      });
    const approved = await decide('approve', made.device.version);
    expect((await upload(file)).outcome).toBe('stored');
    const disabled = await decide('disable', approved.version);
    expect((await send(ecgFile({ seed: 901 }))).status).toBe(403);
    await decide('approve', disabled.version);
    const trail = await started.server.kernel.db
      .selectFrom('audit')
      .select(['outcome', 'detail'])
      .where('act', '=', 'ecg.upload')
      .execute();
    expect(trail.filter(({ outcome }) => outcome === 'refused')).toHaveLength(3);
    expect(await codeOf(technician.api.ecg.devices())).toBe('RIGHT_MISSING');
  });

  test('a replay, a wrong key, a late clock and another body than the signed one are refused; the key itself is taken on loopback', async () => {
    const file = ecgFile({ seed: 902 });
    const path = '/ecg/upload?name=b.json';
    const headers = signedHeaders(path, file);
    expect((await send(file, path, headers)).status).toBe(201);
    expect((await send(file, path, headers)).status).toBe(401);
    expect((await send(file, path, signedHeaders(path, file, { key: 'y'.repeat(43) }))).status).toBe(401);
    expect(
      (await send(file, path, signedHeaders(path, file, { at: started.clock.now().getTime() - 600_000 }))).status,
    ).toBe(401);
    expect((await send(ecgFile({ seed: 903 }), path, signedHeaders(path, file))).status).toBe(401);
    const bearer = await fetch(`${started.server.url}${path}`, {
      method: 'POST',
      headers: { 'x-device': deviceEntry.code, authorization: `Bearer ${device.key}` },
      body: file,
    });
    expect(await bearer.json()).toMatchObject({ outcome: 'duplicate' });
  });
});

describe('other doors', () => {
  test('a watched folder takes what is complete, moves it, and says why not', async () => {
    const inbox = join(started.dataDir, 'ecg-inbox');
    await mkdir(inbox, { recursive: true });
    await writeFile(join(inbox, 'one.json.part'), ecgFile({ patient: { id: 'F1' }, seed: 40 }));
    await writeFile(join(inbox, 'two.txt'), 'not an ECG');
    await until('the refusal', async () => (await filesOf(join(inbox, 'refused'))).includes('two.txt'));
    expect(await readFile(join(inbox, 'refused', 'two.txt.reason'), 'utf8')).toContain('NOT_RECOGNISED');
    expect(await readdir(inbox)).toContain('one.json.part');
    await rename(join(inbox, 'one.json.part'), join(inbox, 'one.json'));
    await until('the move', async () => (await filesOf(join(inbox, 'done'))).includes('one.json'));
    const [shown] = await technician.api.ecg.recordings({ text: 'one.json' });
    expect(shown?.source.door).toBe('folder');
  }, 20_000);

  test('a waveform that a recorder stores over DICOM becomes a recording of its exam and alarms', async () => {
    const exam = await register('P310', '冯二');
    await world.approveAe('CART');
    const file = join(started.dataDir, 'ecg.dcm');
    const uid = () => `2.25.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`;
    const tracing = ecgRecording({
      patient: { id: 'P310', name: '冯二' },
      recordedAt: `${day()}T08:00:00`,
      rrS: 2.1,
      seed: 60,
    });
    await writeFile(file, writeDicomEcg(tracing, { uid, accessionNumber: exam.accessionNumber }));
    const port = Number(started.server.listeners.dicom?.split(':')[1]);
    const sent = await sendFiles([file], {
      host: '127.0.0.1',
      port,
      calledAe: 'YISHU',
      callingAe: 'CART',
      timers: systemTimers,
    });
    expect(sent).toMatchObject([{ outcome: 'answered' }]);
    const recording = await until(
      'the recording',
      async () => (await doctor.api.ecg.recordings({ examId: exam.id }))[0],
    );
    expect(recording).toMatchObject({
      format: 'dicom',
      source: { door: 'dicom', name: '一号机', departmentId: 'ECGROOM' },
      risk: { level: 'critical' },
    });
    const acquired = await doctor.api.orders.exam({ examId: exam.id });
    expect(acquired.objects.map(({ kind }) => kind).sort()).toEqual(['recording', 'study']);
    expect(acquired.risk).toMatchObject({ level: 'critical', by: 'machine' });
    const raw = await doctor.fetch(`/ecg/recordings/${recording.id}/file`);
    expect(
      Buffer.from(await raw.arrayBuffer())
        .subarray(128, 132)
        .toString(),
    ).toBe('DICM');
  }, 20_000);

  test('a person picks a file for an exam', async () => {
    const exam = await register('P300', '郑一');
    const body = ecgFile({ patient: { id: 'OTHER' }, seed: 41 });
    const response = await technician.fetch(`/ecg/manual?name=m.json&examId=${exam.id}`, {
      method: 'POST',
      headers: { 'x-yishu': '1' },
      body,
    });
    expect(await response.json()).toMatchObject({ state: 'matched', examId: exam.id });
    const refused = await doctor.fetch('/ecg/manual?name=n.json', {
      method: 'POST',
      headers: { 'x-yishu': '1' },
      body: ecgFile({ seed: 42 }),
    });
    expect(refused.status).toBe(403);
  });

  test('a link opens one recording for a while', async () => {
    const [any] = await doctor.api.ecg.recordings({ states: ['matched'], limit: 1 });
    const { token } = await doctor.api.ecg.link({
      command: command(started.clock),
      recordingId: any?.id ?? '',
      minutes: 5,
    });
    const look = (path: string, key = token) =>
      fetch(`${started.server.url}/ecg/replay/${path}`, { headers: { authorization: `Bearer ${key}` } });
    expect(((await (await look('recording')).json()) as LinkedEcg).detail.recording.id).toBe(any?.id);
    expect((await look('samples')).status).toBe(200);
    expect((await look('samples', 'z'.repeat(43))).status).toBe(401);
    started.clock.pass(6 * 60_000);
    expect((await look('samples')).status).toBe(401);
  });
});

// Last, since it gives the server another name.
describe('several institutions', () => {
  test("a primary institution's recording goes to the centre by itself, whose readers are alarmed", async () => {
    const { db } = started.server.kernel;
    const place = { name_en: '', reads: ['ecg'], active: true, hl7_peer: '' };
    await db
      .insertInto('institution')
      .values([
        { id: 'centre', name: '区域心电中心', own: true, department_ids: [], ...place },
        {
          id: 'town',
          name: '清溪镇卫生院',
          own: false,
          department_ids: ['TOWN'],
          ...place,
          reads: [],
          superior_ids: ['centre'],
        },
      ])
      .execute();
    await createPerson(started.server.kernel, {
      user: 'town',
      name: '镇医生',
      departmentId: 'TOWN',
      roles: ['ecg-technician'],
      extraRights: [],
      labGroups: [],
      enabled: true,
      password: testPassword,
    });
    const town = await loggedIn(started.server, 'town');
    const plan = await manager.api.orders.forwardingPlan({ service: 'ecg' });
    const sides = {
      from: { kind: 'institution' as const, id: 'town' },
      to: { kind: 'institution' as const, id: 'centre' },
    };
    await manager.api.orders.saveForwardingPlan({
      command: command(started.clock),
      plan: { ...plan, rules: [{ ...sides, which: 'all', when: 'always', active: true }] },
    });
    const exam = await register('T1', '陈三', { departmentId: 'TOWN' }, town);
    const response = await town.fetch(`/ecg/manual?name=t.json&examId=${exam.id}`, {
      method: 'POST',
      headers: { 'x-yishu': '1' },
      body: ecgFile({ patient: { id: 'T1' }, rrS: 2.1, seed: 61 }),
    });
    expect(await response.json()).toMatchObject({ state: 'matched', level: 'critical' });
    const sent = await doctor.api.orders.exam({ examId: exam.id });
    expect(sent.remote).toMatchObject({ state: 'waiting', fromInstitutionId: 'town', toInstitutionId: 'centre' });
    const [alert] = (await doctor.api.ecg.alerts({ state: 'mine' })).filter(({ examId }) => examId === exam.id);
    expect(alert).toMatchObject({ readingInstitutionId: 'centre', institutionId: 'town' });
    expect((await town.api.ecg.recordings({})).every(({ source }) => source.institutionId === 'town')).toBe(true);
  });
});
