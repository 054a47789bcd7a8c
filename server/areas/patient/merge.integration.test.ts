// Two records of one person: compared, merged by a person, followed by history and search, undone, all on record.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PatientBrief } from '../../../core/patient/model.ts';
import {
  addPeople,
  type Browser,
  codeOf,
  command,
  loggedIn,
  startTestServer,
  type TestServer,
} from '../../../test/support/server.ts';
import { systemCaller } from '../../kernel/access.ts';
import { mergePatient, savePatient } from './module.ts';
import type { PatientFields } from './store.ts';

let running: TestServer;
let manager: Browser;
let technician: Browser;

beforeAll(async () => {
  running = await startTestServer();
  await addPeople(running.server, ['lab-manager', 'lab-technician'], ['haematology', 'chemistry']);
  manager = await loggedIn(running.server, 'lab-manager');
  technician = await loggedIn(running.server, 'lab-technician');
});
afterAll(() => running.close());

const meta = () => command(running.clock);
const request = () => ({ ...meta(), name: 'test', right: null, subject: 'test' });

async function patient(fields: Partial<PatientFields> & { number: string }): Promise<string> {
  const { kernel } = running.server;
  const row = await kernel.command(systemCaller('test'), request(), (work) =>
    savePatient(work, kernel.fields, { name: '张三', sex: 'male', birthDate: '1980-01-01', ...fields }, 'his'),
  );
  return row.id;
}

let count = 0;
async function specimen(number: string) {
  count += 1;
  return technician.api.lab.register({
    command: meta(),
    barcode: `M${String(count).padStart(8, '0')}`,
    specimenId: randomUUID(),
    patient: { number, name: '张三', sex: 'male', birthDate: '1980-01-01' },
    visit: { kind: 'inpatient', number: `Z${number}`, departmentId: 'W1' },
    orderingDoctor: '李医生',
    itemCodes: ['GLUCOSE'],
    urgent: false,
    clinicalNote: '',
  });
}

async function releasedSpecimen(number: string, value: string) {
  const target = (document: { id: string; version: number }) => ({
    command: meta(),
    specimenId: document.id,
    expectedVersion: document.version,
  });
  const registered = await specimen(number);
  const collected = await technician.api.lab.collect(target(registered));
  const received = await technician.api.lab.receive(target(collected));
  const entered = await technician.api.lab.enterResults({
    ...target(received),
    results: [{ testCode: 'GLU', value }],
  });
  const { reviewed } = await technician.api.lab.review({
    command: meta(),
    specimens: [{ specimenId: entered.id, expectedVersion: entered.version }],
    confirmed: true,
  });
  const [first] = reviewed;
  if (!first) throw new Error('not reviewed');
  return first.state === 'reviewed' ? manager.api.lab.secondReview(target(first)) : first;
}

async function merge(fromId: string, intoId: string, acknowledged: ('nothingInCommon' | 'nameDiffers')[] = []) {
  const { from, into } = await manager.api.patient.compare({ fromId, intoId });
  return manager.api.patient.merge({
    command: meta(),
    fromId,
    intoId,
    expectedVersions: { from: from.version, into: into.version },
    acknowledged,
    reason: '同一患者重复建档',
  });
}

const numbers = (found: PatientBrief[]) => found.map(({ number }) => number).sort();

test('two records are shown side by side, masked, with what speaks for and against', async () => {
  const a = await patient({ number: 'A1', identityNumber: '430102198001010011' });
  const b = await patient({ number: 'B1', identityNumber: '430102198001010011', name: '张叁' });
  await specimen('A1');
  const compared = await manager.api.patient.compare({ fromId: b, intoId: a });
  expect(compared).toMatchObject({
    from: { number: 'B1', name: '张叁', specimens: 0, identityNumberMasked: '430***********0011' },
    into: { number: 'A1', specimens: 1, visits: [{ number: 'ZA1' }] },
    suggested: a,
  });
  expect(compared.findings.map(({ code }) => code)).toEqual(['nameDiffers', 'sameIdentity']);
  expect(JSON.stringify(compared)).not.toContain('430102198001010011');
  expect(await codeOf(technician.api.patient.compare({ fromId: b, intoId: a }))).toBe('RIGHT_MISSING');
  expect(await codeOf(merge(b, a))).toBe('IDENTITY_CLASH');
  expect((await merge(b, a, ['nameDiffers'])).undone).toBeNull();
});

test('history looks through a merge, search finds the record that stayed, and undoing brings both back as they were', async () => {
  const a = await patient({ number: 'A2', allergies: ['青霉素'] });
  const b = await patient({ number: 'B2', allergies: ['头孢', '青霉素'] });
  await releasedSpecimen('A2', '5.60');
  await releasedSpecimen('B2', '6.10');
  const values = async (patientId: string) =>
    (await manager.api.lab.history({ patientId, days: 30 })).points.map(({ value }) => value).sort();
  expect([await values(a), await values(b)]).toEqual([['5.60'], ['6.10']]);
  const before = await running.server.kernel.db
    .selectFrom('lab_specimen')
    .select(['id', 'patient_id', 'doc'])
    .execute();

  const done = await merge(b, a);
  expect([await values(a), await values(b)]).toEqual([
    ['5.60', '6.10'],
    ['5.60', '6.10'],
  ]);
  expect(numbers(await manager.api.patient.search({ text: 'B2' }))).toEqual([]);
  expect(await codeOf(merge(b, a))).toBe('IDENTITY_CLASH');
  running.clock.pass(1000);
  // Ordered under the old number, taken for the record that stayed.
  const late = await specimen('B2');
  expect(late.patient.id).toBe(a);
  const allergies = async () => (await manager.api.lab.specimen({ id: late.id })).document.patient.allergies;
  expect((await allergies())?.toSorted()).toEqual(['头孢', '青霉素']);

  const detail = await manager.api.patient.mergeDetail({ id: done.id });
  expect(detail.since.map(({ barcode }) => barcode)).toEqual([late.barcode]);
  const undo = () => manager.api.patient.unmerge({ command: meta(), mergeId: done.id, reason: '核对后为两人' });
  expect(await codeOf(technician.api.patient.unmerge({ command: meta(), mergeId: done.id, reason: '试试' }))).toBe(
    'RIGHT_MISSING',
  );
  expect((await undo()).undone).toMatchObject({ reason: '核对后为两人', byName: '某lab-manager' });
  expect(await codeOf(undo())).toBe('STATE_REFUSED');
  expect([await values(a), await values(b)]).toEqual([['5.60'], ['6.10']]);
  expect(await allergies()).toEqual(['青霉素']);
  expect(numbers(await manager.api.patient.search({ text: 'B2' }))).toEqual(['B2']);
  const after = await running.server.kernel.db
    .selectFrom('lab_specimen')
    .select(['id', 'patient_id', 'doc'])
    .where(
      'id',
      'in',
      before.map(({ id }) => id),
    )
    .execute();
  expect(after).toEqual(expect.arrayContaining(before));
  const acts = await running.server.kernel.db
    .selectFrom('audit')
    .select(['act', 'patient_id'])
    .where('act', 'in', ['patient.merge', 'patient.unmerge'])
    .where('patient_id', '=', b)
    .execute();
  expect(acts.map(({ act }) => act).sort()).toEqual(['patient.merge', 'patient.unmerge']);
});

test('a record that changed meanwhile is looked at again', async () => {
  const [a, b] = [await patient({ number: 'A3' }), await patient({ number: 'B3' })];
  const { from, into } = await manager.api.patient.compare({ fromId: b, intoId: a });
  await patient({ number: 'B3', name: '张山' });
  const stale = manager.api.patient.merge({
    command: meta(),
    fromId: b,
    intoId: a,
    expectedVersions: { from: from.version, into: into.version },
    acknowledged: [],
    reason: '同一患者',
  });
  expect(await codeOf(stale)).toBe('VERSION_CONFLICT');
});

test('the register of patients merges by number (HL7 A40), twice without harm, and a person can undo it', async () => {
  const [a, b] = [await patient({ number: 'A4' }), await patient({ number: 'B4' })];
  const { kernel } = running.server;
  const a40 = () => kernel.command(systemCaller('HIS'), request(), (work) => mergePatient(work, 'B4', 'A4'));
  await a40();
  await a40();
  const merges = (await manager.api.patient.merges()).filter(({ from }) => from.id === b);
  expect(merges).toMatchObject([{ into: { id: a }, source: 'his', byName: 'HIS' }]);
  await manager.api.patient.unmerge({ command: meta(), mergeId: merges[0]?.id ?? '', reason: '登记处误合并' });
  await a40();
  expect((await manager.api.patient.merges()).filter(({ from }) => from.id === b)).toHaveLength(2);
});
