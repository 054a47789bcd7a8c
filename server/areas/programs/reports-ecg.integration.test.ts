// ECG and laboratory reports for other systems: an ECG of the corpora with its tracing on the paper, a specimen's results with its order.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ReportDocument } from '../../../core/programs/api.ts';
import { ecgSample } from '../../../test/support/ecg-corpus.ts';
import { type EcgWorld, startEcgWorld } from '../../../test/support/ecg-world.ts';
import { type ProgramClient, programClient, programEntry } from '../../../test/support/program-client.ts';
import { addPeople, command, loggedIn } from '../../../test/support/server.ts';

let world: EcgWorld;
let program: ProgramClient;
beforeAll(async () => {
  world = await startEcgWorld();
  const { server, clock } = world.started;
  await addPeople(server, ['system-admin', 'lab-technician', 'lab-manager'], ['chemistry']);
  const admin = await loggedIn(server, 'system-admin');
  const entry = programEntry({
    ...{ code: 'NURSING', name: '护理管理系统', institutionId: 'own', ownNumbers: false },
    scopes: ['reports.ecg', 'reports.lab', 'fees'],
  });
  const { secret } = await admin.api.programs.save({ command: command(clock), program: entry, isNew: true });
  program = await programClient(server.url, 'NURSING', secret ?? '');
}, 60_000);
afterAll(() => world.started.close());

const meta = () => ({ command: command(world.started.clock) });
const search = async (body: object) => (await program.call('POST', 'reports/search', body)).json();

test('a released ECG is found by patient and read with its paper', async () => {
  const exam = await world.register('P901', '欧阳春晓', { requestNumber: 'E-1' });
  const uploaded = await world.technician.fetch(`/ecg/manual?name=example-eli250.scp&examId=${exam.id}`, {
    method: 'POST',
    headers: { 'x-yishu': '1' },
    body: Uint8Array.from(ecgSample('example-eli250.scp')),
  });
  expect(await uploaded.json()).toMatchObject({ state: 'matched', examId: exam.id });
  const locked = await world.doctor.api.orders.lock({ ...meta(), examId: exam.id });
  const draft = await world.doctor.api.examReports.saveDraft({
    ...meta(),
    ...{ examId: exam.id, reportId: randomUUID(), expectedVersion: 0, fence: locked.lock?.fence ?? 0 },
    content: {
      ...{
        title: '心电图',
        method: '',
        findings: '',
        impression: '窦性心律',
        positive: false,
        fields: {},
        templateId: '',
      },
      ...{ statements: [], measurements: [], keyImages: [] },
    },
  });
  expect((await search({ service: 'ecg', patient: { number: 'P901' } })).reports).toEqual([]);
  const act = () => ({ ...meta(), reportId: draft.id });
  const submitted = await world.doctor.api.examReports.submit({
    ...act(),
    ...{ expectedVersion: draft.version, content: draft.content },
  });
  await world.manager.api.examReports.release({
    ...act(),
    ...{ expectedVersion: submitted.version, content: submitted.content },
  });
  const { reports } = await search({ service: 'ecg', patient: { number: 'P901' } });
  expect(reports).toMatchObject([{ id: draft.id, service: 'ecg', state: 'released', requestNumber: 'E-1' }]);
  expect(reports[0].patient).toMatchObject({ sex: 'male', sexCode: '1' });
  expect(reports[0].patientType).toEqual({ code: 'inpatient', name: '住院', exchangeCode: '3' });
  const whole: ReportDocument = await (await program.call('GET', `reports/${draft.id}`)).json();
  expect(whole.content).toMatchObject({ kind: 'exam', impression: '窦性心律' });
  const paper = await program.call('GET', `reports/${draft.id}/pdf`);
  // A tracing is on it: the paper of words alone is a tenth of that.
  expect((await paper.arrayBuffer()).byteLength).toBeGreaterThan(60_000);
}, 60_000);

test('a laboratory report with its results; recalled, the results are no longer handed on', async () => {
  const { server } = world.started;
  const technician = await loggedIn(server, 'lab-technician');
  const manager = await loggedIn(server, 'lab-manager');
  const specimen = await technician.api.lab.register({
    ...meta(),
    ...{ barcode: 'B00000001', specimenId: randomUUID(), orderingDoctor: '李医生', itemCodes: ['GLUCOSE'] },
    patient: { number: 'L1', name: '测试一', sex: 'unspecified', birthDate: '1980-01-01' },
    visit: { kind: 'inpatient', number: 'Z1', departmentId: 'CARD' },
    ...{ urgent: false, clinicalNote: '' },
  });
  const at = (document: { id: string; version: number }) => ({
    ...meta(),
    ...{ specimenId: document.id, expectedVersion: document.version },
  });
  const collected = await technician.api.lab.collect(at(specimen));
  const received = await technician.api.lab.receive(at(collected));
  const entered = await technician.api.lab.enterResults({
    ...at(received),
    results: [{ testCode: 'GLU', value: '5.60' }],
  });
  const specimens = [{ specimenId: entered.id, expectedVersion: entered.version }];
  const { reviewed } = await technician.api.lab.review({ ...meta(), specimens, confirmed: true });
  const [first] = reviewed;
  if (!first) throw new Error('not reviewed');
  const final = first.state === 'reviewed' ? await manager.api.lab.secondReview(at(first)) : first;

  const { reports } = await search({ service: 'lab', accessionNumber: 'B00000001' });
  expect(reports).toMatchObject([
    { state: 'released', patient: { number: 'L1', birthDate: '1980-01-01', sexCode: '9' } },
  ]);
  const id = reports[0].id;
  const whole: ReportDocument = await (await program.call('GET', `reports/${id}`)).json();
  expect(whole.content).toMatchObject({ kind: 'lab', lines: [{ testCode: 'GLU', value: '5.60' }] });
  expect((await program.call('GET', `reports/${id}/pdf`)).headers.get('content-type')).toBe('application/pdf');
  await manager.api.lab.recall({ ...at(final), reason: '标本错误' });
  const recalled: ReportDocument = await (await program.call('GET', `reports/${id}`)).json();
  expect(recalled).toMatchObject({ state: 'recalled', content: null, recalled: { reason: '标本错误' } });
});

test('the fee of a request is looked up by its number, without its patient and on record; unknown numbers and programs without the scope are refused', async () => {
  const { server, clock } = world.started;
  const { db } = server.kernel;
  const exam = await world.register('P902', '诸葛明', { requestNumber: 'SQ/902 A' });
  const path = (number: string) => `fees?${new URLSearchParams({ requestNumber: number })}`;
  const answer = await program.call('GET', path('SQ/902 A'));
  expect(answer.status).toBe(200);
  const text = await answer.text();
  expect(JSON.parse(text)).toMatchObject({
    requestNumber: 'SQ/902 A',
    exams: [{ accessionNumber: exam.accessionNumber, service: 'ecg', fee: { state: 'unknown', amountCent: null } }],
  });
  expect(text).not.toContain('诸葛明');
  expect((await program.call('GET', path('SQ/902 B'))).status).toBe(404);
  expect((await program.call('GET', path(' '))).status).toBe(400);
  const rows = await db
    .selectFrom('audit')
    .select(['subject', 'outcome', 'patient_id', 'detail'])
    .where('act', '=', 'programs.fees')
    .orderBy('at')
    .execute();
  expect(rows).toMatchObject([
    { subject: 'SQ/902 A', outcome: 'done', patient_id: exam.patient.id },
    { subject: 'SQ/902 B', patient_id: null, detail: 'none' },
  ]);
  const admin = await loggedIn(server, 'system-admin');
  const entry = programEntry({ ...{ code: 'APP', institutionId: 'own', ownNumbers: false }, scopes: ['reports.ecg'] });
  const { secret } = await admin.api.programs.save({ command: command(clock), program: entry, isNew: true });
  const other = await programClient(server.url, 'APP', secret ?? '');
  expect((await other.call('GET', path('SQ/902 A'))).status).toBe(403);
});
