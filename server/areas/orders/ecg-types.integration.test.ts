// The dictionary of ECG types (ECG-50): renamed, added, switched off; what it says to new exams, items and recorders, and leaves to old ones.
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EcgTypeEntry } from '../../../core/orders/ecg-type.ts';
import { deviceEntry, type EcgWorld, startEcgWorld } from '../../../test/support/ecg-world.ts';
import { addPeople, type Browser, codeOf, command, loggedIn } from '../../../test/support/server.ts';
import { ecgTypes } from '../../db/migrations/0284-ecg-types.ts';

let world: EcgWorld;
let admin: Browser;
const meta = () => ({ command: command(world.started.clock) });
const typeOf = async (code: string) => (await admin.api.orders.ecgTypes()).find((type) => type.code === code);

const entered = {
  service: 'ecg' as const,
  patient: { number: 'T3', name: '任离', sex: 'male' as const, birthDate: '1960-02-03' },
  visit: null,
  ...{ modality: 'ECG', bodyPart: '心脏', procedureCode: 'ECG-12', procedureName: '常规', method: '12导联' },
  ...{ clinicalDiagnosis: '', history: '', purpose: '', requestedBy: '', requestNumber: '' },
  ...{ priority: 'routine' as const, room: '', deviceId: '', scheduledAt: null },
};

beforeAll(async () => {
  world = await startEcgWorld();
  await addPeople(world.started.server, ['system-admin']);
  admin = await loggedIn(world.started.server, 'system-admin');
}, 60_000);
afterAll(() => world.started.close());

async function change(code: string, part: Partial<EcgTypeEntry>) {
  const before = await typeOf(code);
  if (!before) throw new Error(code);
  const { version: expectedVersion, shipped: _shipped, ...entry } = before;
  return admin.api.orders.saveEcgType({ ...meta(), type: { ...entry, ...part }, expectedVersion });
}

test('the four that were fixed ship in their order, those of nerves and brain switched off; each ECG item has one of them', async () => {
  const types = await admin.api.orders.ecgTypes();
  expect(types.map(({ code, active }) => [code, active])).toEqual([
    ['resting', true],
    ['holter', true],
    ['exercise', true],
    ['other', true],
    ['eeg', false],
    ['emg', false],
    ['ep', false],
  ]);
  expect(types.every(({ shipped }) => shipped)).toBe(true);
  const items = await admin.api.orders.items({ service: 'ecg' });
  expect(Object.fromEntries(items.map(({ code, ecgType }) => [code, ecgType]))).toMatchObject({
    ...{ 'ECG-12': 'resting', 'ECG-BED': 'resting', 'ECG-HOLTER': 'holter', 'ECG-STRESS': 'exercise' },
  });
  expect(items.filter(({ active }) => !active).map(({ ecgType }) => ecgType)).toEqual([
    'eeg',
    'eeg',
    'eeg',
    'emg',
    'emg',
    'ep',
    'ep',
    'ep',
  ]);
  const images = await admin.api.orders.items({ service: 'radiology' });
  expect(images.every((item) => !('ecgType' in item))).toBe(true);
});

test('a name and a place change by who keeps dictionaries, on record with what stood before; nobody else, and not over a newer one', async () => {
  const renamed = await change('resting', { name: '常规心电图', position: 5 });
  expect(renamed).toMatchObject({ code: 'resting', name: '常规心电图', shipped: true, version: 2 });
  const { version: _version, shipped: _shipped, ...entry } = renamed;
  const stale = admin.api.orders.saveEcgType({ ...meta(), type: entry, expectedVersion: 1 });
  expect(await codeOf(stale)).toBe('VERSION_CONFLICT');
  const again = admin.api.orders.saveEcgType({ ...meta(), type: entry, expectedVersion: 0 });
  expect(await codeOf(again)).toBe('DUPLICATE');
  const desk = world.technician.api.orders.saveEcgType({ ...meta(), type: entry, expectedVersion: 2 });
  expect(await codeOf(desk)).toBe('RIGHT_MISSING');
  expect((await world.technician.api.orders.ecgTypes())[0]).toMatchObject({ name: '常规心电图' });
  const { kernel } = world.started.server;
  const [entered] = await kernel.db
    .selectFrom('audit')
    .select(['subject', 'detail'])
    .where('act', '=', 'orders.saveEcgType')
    .where('outcome', '=', 'done')
    .execute();
  expect(entered?.subject).toBe('resting');
  expect(entered?.detail).toContain('静息心电');
  expect(entered?.detail).toContain('常规心电图');
});

test('switched off, a type takes no new exam, item or recorder; what was registered with it stays and can be amended', async () => {
  const before = await world.register('T1', '任前');
  expect(before.ecgType).toBe('resting');
  await change('resting', { active: false });
  expect(await codeOf(world.register('T2', '任后'))).toBe('INPUT_INVALID');
  const kept = await world.technician.api.orders.amendRegistration({
    ...{ ...meta(), examId: before.id, expectedVersion: before.version },
    exam: { ...entered, patient: { ...entered.patient, number: 'T1', name: '任前' }, purpose: '复查' },
  });
  expect(kept).toMatchObject({ ecgType: 'resting', purpose: '复查' });
  const device = { ...deviceEntry, code: 'CART-9' };
  expect(await codeOf(world.manager.api.ecg.registerDevice({ ...meta(), device }))).toBe('INPUT_INVALID');
  const [item] = (await admin.api.orders.items({ service: 'ecg' })).filter(({ code }) => code === 'ECG-HOLTER');
  if (!item) throw new Error('no item');
  const given = { ...item, ecgType: 'resting' };
  expect(await codeOf(admin.api.orders.saveItem({ ...meta(), item: given }))).toBe('INPUT_INVALID');
  const [own] = (await admin.api.orders.items({ service: 'ecg' })).filter(({ code }) => code === 'ECG-12');
  if (!own) throw new Error('no item');
  expect(await admin.api.orders.saveItem({ ...meta(), item: { ...own, room: '3' } })).toMatchObject({
    ecgType: 'resting',
  });
  await change('resting', { active: true });
  expect((await world.register('T2', '任后')).ecgType).toBe('resting');
});

test('what was registered at a desk without the server is kept, whatever was switched off meanwhile', async () => {
  await change('resting', { active: false });
  const { orders } = world.technician.api;
  expect(await codeOf(orders.register({ ...meta(), exam: entered }))).toBe('INPUT_INVALID');
  const made = await orders.register({ ...meta(), examId: crypto.randomUUID(), exam: entered });
  expect(made).toMatchObject({ state: 'registered', ecgType: 'resting' });
  await change('resting', { active: true });
});

test('the hospital’s own type is given to an item and a recorder; an exam has it from then on', async () => {
  const type = { code: 'EVENT', name: '事件记录', nameEn: 'Event recorder', active: true, position: 25 };
  await admin.api.orders.saveEcgType({ ...meta(), type, expectedVersion: 0 });
  expect((await admin.api.orders.ecgTypes()).map(({ code }) => code)).toEqual([
    'resting',
    'holter',
    'EVENT',
    'exercise',
    'other',
    'eeg',
    'emg',
    'ep',
  ]);
  const items = await admin.api.orders.items({ service: 'ecg' });
  const twelve = items.find(({ code }) => code === 'ECG-12');
  if (!twelve) throw new Error('no item');
  const before = await world.register('T4', '任己');
  await admin.api.orders.saveItem({ ...meta(), item: { ...twelve, ecgType: 'EVENT' } });
  expect((await world.register('T5', '任新')).ecgType).toBe('EVENT');
  expect((await world.doctor.api.orders.exam({ examId: before.id })).ecgType).toBe('resting');
  const device = { ...deviceEntry, code: 'CART-8', type: 'EVENT' };
  expect((await world.manager.api.ecg.registerDevice({ ...meta(), device })).device.type).toBe('EVENT');
  const unknown = { ...deviceEntry, code: 'CART-7', type: 'nothing' };
  expect(await codeOf(world.manager.api.ecg.registerDevice({ ...meta(), device: unknown }))).toBe('INPUT_INVALID');
});

test('the last type in use stays in use', async () => {
  for (const code of ['holter', 'EVENT', 'exercise', 'other']) await change(code, { active: false });
  expect(await codeOf(change('resting', { active: false }))).toBe('STATE_REFUSED');
});

test('items from before get the type of their code, a hospital’s own ECG items “other”, images none', async () => {
  const undone = new Error('undone');
  const { db } = world.started.server.kernel;
  const run = db.transaction().execute(async (tx) => {
    await sql`alter table exam_item drop column ecg_type`.execute(tx);
    await sql`drop table ecg_type`.execute(tx);
    await sql`insert into exam_item (code, service, modality, body_part, name, name_en, method, room, active, updated_at)
      values ('OWN', 'ecg', 'ECG', '', '自有项目', '', '', '', true, now())`.execute(tx);
    await ecgTypes.up(tx);
    const rows = await tx.selectFrom('exam_item').select(['code', 'ecg_type']).execute();
    expect(Object.fromEntries(rows.map(({ code, ecg_type }) => [code, ecg_type]))).toMatchObject({
      ...{ 'ECG-12': 'resting', 'ECG-HOLTER': 'holter', 'ECG-STRESS': 'exercise', OWN: 'other', 'CT-HEAD': null },
    });
    throw undone;
  });
  await expect(run).rejects.toBe(undone);
});

test('an EEG is registered like an ECG once its type and its item are switched on', async () => {
  const eeg = {
    procedureCode: 'EEG-RT',
    procedureName: '常规脑电图',
    modality: 'EEG',
    bodyPart: '头部',
    method: '清醒',
  };
  const register = () => world.technician.api.orders.register({ ...meta(), exam: { ...entered, ...eeg } });
  expect(await codeOf(register())).toBe('INPUT_INVALID');
  await change('eeg', { active: true });
  const item = (await admin.api.orders.items({ service: 'ecg' })).find(({ code }) => code === 'EEG-RT');
  if (!item) throw new Error('no item');
  await admin.api.orders.saveItem({ ...meta(), item: { ...item, active: true } });
  expect(await register()).toMatchObject({ service: 'ecg', modality: 'EEG', ecgType: 'eeg', state: 'registered' });
});

test('patient types: a new one is registered and kept under its name; refused when switched off, unknown, or the last', async () => {
  const { technician } = world;
  const order = { ...entered, procedureCode: 'ECG-18', procedureName: '十八导联心电图' };
  const types = await admin.api.orders.patientTypes();
  expect(types.map(({ code, exchangeCode }) => [code, exchangeCode])).toEqual([
    ['outpatient', '1'],
    ['emergency', '2'],
    ['inpatient', '3'],
    ['checkup', '9'],
  ]);
  const staff = {
    ...{ code: 'STAFF', name: '职工体检', nameEn: 'Staff check-up', kind: 'checkup' as const, exchangeCode: 'T8' },
    ...{ active: true, position: 45 },
  };
  const save = (at: Browser, type: typeof staff, expectedVersion: number) =>
    at.api.orders.savePatientType({ ...meta(), type, expectedVersion });
  expect(await codeOf(save(technician, staff, 0))).toBe('RIGHT_MISSING');
  await save(admin, staff, 0);
  expect(await codeOf(save(admin, staff, 0))).toBe('DUPLICATE');
  const register = (patientTypeCode: string) =>
    technician.api.orders.register({ ...meta(), exam: { ...order, patientTypeCode } });
  const exam = await register('STAFF');
  expect(exam.patientType).toMatchObject({ code: 'STAFF', name: '职工体检', exchangeCode: 'T8' });
  await save(admin, { ...staff, name: '本院职工', active: false }, 1);
  expect(await codeOf(save(admin, staff, 1))).toBe('VERSION_CONFLICT');
  expect(await codeOf(register('STAFF'))).toBe('INPUT_INVALID');
  expect(await codeOf(register('NONE'))).toBe('INPUT_INVALID');
  // What was registered stays as it was called, also when something else of it is corrected.
  const amended = await technician.api.orders.amendRegistration({
    ...{ ...meta(), examId: exam.id, expectedVersion: exam.version },
    exam: { ...order, patientTypeCode: 'STAFF', purpose: '复查' },
  });
  expect(amended).toMatchObject({ purpose: '复查', patientType: { name: '职工体检' } });
  const other = { ...staff, code: 'outpatient', active: true };
  expect(await codeOf(save(admin, other, 1))).toBe('INPUT_INVALID');
});
