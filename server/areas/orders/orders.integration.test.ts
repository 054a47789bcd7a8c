// The path of an exam through the server on a real database: registered, locked, reported by two persons, amended, recalled, read for others.
import { randomUUID } from 'node:crypto';
import { ORPCError } from '@orpc/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RegisterExam } from '../../../core/orders/contract.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { lockLeaseMs } from '../../../core/orders/exam-lock.ts';
import type { ExamReport, ExamReportContent } from '../../../core/reporting/exam-report.ts';
import {
  addPeople,
  type Browser,
  browser,
  codeOf,
  command,
  loggedIn,
  startTestServer,
  type TestServer,
  testPassword,
} from '../../../test/support/server.ts';
import { systemCaller } from '../../kernel/access.ts';
import { escalateOverdue } from '../critical/module.ts';
import { createPerson } from '../identity/module.ts';
import { onePersonSetting } from '../reporting/exam/settings.ts';
import { attachObject, linkStudy, suspectExam } from './module.ts';

let running: TestServer;
let technician: Browser;
let resident: Browser;
let radiologist: Browser;
let clinician: Browser;
let township: Browser;

beforeAll(async () => {
  running = await startTestServer();
  const { server } = running;
  await addPeople(server, ['radiographer', 'radiology-resident', 'radiologist', 'clinician', 'ecg-doctor'], []);
  await server.kernel.db
    .insertInto('institution')
    .values([
      institution('county', '县医院影像中心', true, ['radiology', 'ecg'], []),
      institution('town-a', '甲镇卫生院', false, [], ['TOWN-A']),
      institution('town-b', '乙镇卫生院', false, [], ['TOWN-B']),
    ])
    .execute();
  for (const [user, departmentId] of [
    ['town-radiographer', 'TOWN-A'],
    ['other-town', 'TOWN-B'],
  ] as const) {
    await createPerson(server.kernel, {
      user,
      name: user,
      departmentId,
      roles: ['radiographer'],
      extraRights: [],
      labGroups: [],
      enabled: true,
      password: testPassword,
    });
  }
  technician = await loggedIn(server, 'radiographer');
  resident = await loggedIn(server, 'radiology-resident');
  radiologist = await loggedIn(server, 'radiologist');
  clinician = await loggedIn(server, 'clinician');
  township = await loggedIn(server, 'town-radiographer');
});
afterAll(() => running.close());

function institution(id: string, name: string, own: boolean, reads: string[], departments: string[]) {
  return { id, name, name_en: id, reads, own, active: true, department_ids: departments, hl7_peer: '' };
}

let count = 0;
function entered(part: Partial<RegisterExam> = {}): RegisterExam {
  count += 1;
  return {
    service: 'radiology',
    patient: { number: `R${count}`, name: `放射${count}`, sex: 'male', birthDate: '1970-02-03' },
    visit: { kind: 'inpatient', number: `Z${count}`, departmentId: 'W1', bed: '3', diagnosis: '头痛待查' },
    modality: 'CT',
    bodyPart: '颅脑',
    procedureCode: 'CT-HEAD',
    procedureName: '颅脑CT平扫',
    method: '平扫',
    clinicalDiagnosis: '头痛待查',
    history: '',
    purpose: '',
    priority: 'routine',
    requestedBy: '李医生',
    requestNumber: '',
    room: 'CT1',
    deviceId: 'CT1',
    scheduledAt: null,
    ...part,
  };
}

const meta = () => ({ command: command(running.clock) });
const target = (exam: ExamDocument) => ({ ...meta(), examId: exam.id, expectedVersion: exam.version });
const about = (report: ExamReport) => ({ ...meta(), reportId: report.id, expectedVersion: report.version });

/** An act of the server inside a command. */
function inside<Output>(work: Parameters<typeof running.server.kernel.command<Output>>[2]): Promise<Output> {
  const { kernel } = running.server;
  const request = { ...command(running.clock), name: 'test.inside', right: null, subject: 'test' };
  return kernel.command(systemCaller('test'), request, work);
}

async function registered(part: Partial<RegisterExam> = {}, at: Browser = technician): Promise<ExamDocument> {
  return at.api.orders.register({ ...meta(), exam: entered(part) });
}

const study = (count = 30) => ({
  kind: 'study' as const,
  id: `1.2.3.${randomUUID().replaceAll('-', '').slice(0, 8)}`.replace(/[a-f]/gu, '1'),
  arrivedAt: running.clock.now().toISOString(),
  count,
  description: '头颅平扫',
});

async function acquired(part: Partial<RegisterExam> = {}): Promise<ExamDocument> {
  const exam = await registered(part);
  return inside((work) => attachObject(work, exam.id, study()));
}

function content(part: Partial<ExamReportContent> = {}): ExamReportContent {
  return {
    title: '',
    method: '平扫',
    findings: '双侧大脑半球对称，脑实质密度未见异常。',
    impression: '颅脑CT平扫未见明显异常。',
    positive: false,
    fields: {},
    statements: [],
    measurements: [],
    keyImages: [],
    templateId: '',
    ...part,
  };
}

async function locked(exam: ExamDocument, by: Browser = resident): Promise<{ exam: ExamDocument; fence: number }> {
  const after = await by.api.orders.lock({ ...meta(), examId: exam.id });
  return { exam: after, fence: after.lock?.fence ?? 0 };
}

async function drafted(exam: ExamDocument, part: Partial<ExamReportContent> = {}): Promise<ExamReport> {
  const { fence } = await locked(exam);
  return resident.api.examReports.saveDraft({
    ...meta(),
    examId: exam.id,
    reportId: randomUUID(),
    expectedVersion: 0,
    fence,
    content: content(part),
  });
}

async function released(exam: ExamDocument): Promise<ExamReport> {
  const draft = await drafted(exam);
  const submitted = await resident.api.examReports.submit({ ...about(draft), content: draft.content });
  return radiologist.api.examReports.release({ ...about(submitted), content: submitted.content });
}

const reload = (exam: ExamDocument) => radiologist.api.orders.exam({ examId: exam.id });

async function detailOf(call: Promise<unknown>): Promise<Record<string, unknown>> {
  try {
    await call;
  } catch (error) {
    if (error instanceof ORPCError) return { code: error.code, ...Object(error.data) };
    throw error;
  }
  return { code: 'done' };
}

test('registered at the desk: numbers of its own, once, on the worklist by danger, priority and waiting time', async () => {
  const booked = await registered({ scheduledAt: new Date(running.clock.now().getTime() + 86_400_000).toISOString() });
  expect(booked).toMatchObject({ state: 'booked', registeredAt: null, institutionId: 'county', priorCount: 0 });
  const here = await technician.api.orders.arrive({ ...target(booked), room: 'CT2', deviceId: '' });
  expect(here).toMatchObject({ state: 'registered', room: 'CT2' });
  const input = { ...meta(), exam: entered({ priority: 'emergency' }) };
  const urgent = await technician.api.orders.register(input);
  expect(await technician.api.orders.register(input)).toEqual(urgent);
  expect(urgent.accessionNumber).toMatch(/^\d{14}$/u);
  expect(urgent.accessionNumber).not.toBe(booked.accessionNumber);
  const { rows, counts } = await technician.api.orders.worklist({ service: 'radiology' });
  expect(rows.findIndex(({ id }) => id === urgent.id)).toBeLessThan(rows.findIndex(({ id }) => id === here.id));
  expect(counts).toMatchObject({ waiting: 0, final: 0 });
  const offline = { ...meta(), exam: entered(), examId: randomUUID(), accessionNumber: '20260717900001' };
  expect(await technician.api.orders.register(offline)).toMatchObject({
    id: offline.examId,
    accessionNumber: '20260717900001',
  });
  const again = { ...offline, ...meta(), examId: randomUUID(), exam: entered() };
  expect(await codeOf(technician.api.orders.register(again))).toBe('DUPLICATE');
});

test('the desk changes and cancels what nobody has reported, with the version that it saw and a reason', async () => {
  const exam = await registered();
  const wrong = { ...entered(), patient: { ...entered().patient, number: exam.patient.number, name: '别人' } };
  expect(await codeOf(technician.api.orders.amendRegistration({ ...target(exam), exam: wrong }))).toBe(
    'IDENTITY_CLASH',
  );
  const right = {
    ...entered(),
    patient: { number: exam.patient.number, name: exam.patient.name, sex: 'male' as const, birthDate: '1970-02-03' },
  };
  const amended = await technician.api.orders.amendRegistration({
    ...target(exam),
    exam: { ...right, bodyPart: '胸部', procedureName: '胸部CT平扫' },
  });
  expect(amended).toMatchObject({ bodyPart: '胸部', accessionNumber: exam.accessionNumber });
  expect(await codeOf(technician.api.orders.cancel({ ...target(exam), reason: '患者拒绝' }))).toBe('VERSION_CONFLICT');
  expect(await technician.api.orders.cancel({ ...target(amended), reason: '患者拒绝' })).toMatchObject({
    state: 'cancelled',
    cancelReason: '患者拒绝',
  });
});

test('rights: who may not see, register, write or release is refused, and the refusal is audited', async () => {
  const exam = await acquired();
  const ecgDoctor = await loggedIn(running.server, 'ecg-doctor');
  expect(await codeOf(ecgDoctor.api.orders.worklist({ service: 'radiology' }))).toBe('RIGHT_MISSING');
  expect(await codeOf(ecgDoctor.api.orders.exam({ examId: exam.id }))).toBe('RIGHT_MISSING');
  expect(await codeOf(resident.api.orders.register({ ...meta(), exam: entered() }))).toBe('RIGHT_MISSING');
  const attempt = meta();
  expect(await codeOf(clinician.api.orders.lock({ ...attempt, examId: exam.id }))).toBe('RIGHT_MISSING');
  const draft = await drafted(exam);
  expect(await codeOf(clinician.api.examReports.submit({ ...about(draft), content: content() }))).toBe('RIGHT_MISSING');
  const submitted = await resident.api.examReports.submit({ ...about(draft), content: content() });
  expect(await codeOf(resident.api.examReports.release({ ...about(submitted), content: content() }))).toBe(
    'RIGHT_MISSING',
  );
  expect(await clinician.api.examReports.ofExam({ examId: exam.id })).toEqual([]);
  const rows = await running.server.kernel.db
    .selectFrom('audit')
    .selectAll()
    .where('command_id', '=', attempt.command.id)
    .execute();
  expect(rows).toMatchObject([{ act: 'orders.lock', outcome: 'refused', detail: 'RIGHT_MISSING' }]);
});

test('two persons sign; what the second changed stays as corrections; the first cannot do both unless the hospital says so', async () => {
  const exam = await acquired();
  const draft = await drafted(exam, { impression: '未见异常' });
  expect(await reload(exam)).toMatchObject({ report: { id: draft.id, state: 'draft', author: draft.author } });
  expect(
    await detailOf(resident.api.examReports.submit({ ...about(draft), content: content({ positive: null }) })),
  ).toMatchObject({ code: 'INPUT_INVALID', fields: ['positive'] });
  const submitted = await resident.api.examReports.submit({
    ...about(draft),
    content: content({ impression: '未见异常' }),
  });
  expect(submitted).toMatchObject({ state: 'submitted', signatures: [{ role: 'author' }] });
  const returned = await radiologist.api.examReports.giveBack({ ...about(submitted), reason: '请补充所见' });
  expect(returned).toMatchObject({ state: 'returned', returnReason: '请补充所见', signatures: [] });
  const second = await resident.api.examReports.submit({
    ...about(returned),
    content: content({ impression: '未见异常' }),
  });
  const changed = content({ impression: '颅脑CT平扫未见明显异常。', findings: '脑沟稍增宽。' });
  const final = await radiologist.api.examReports.release({ ...about(second), content: changed });
  expect(final).toMatchObject({
    state: 'final',
    edition: 1,
    reviewer: '某radiologist',
    signatures: [{ role: 'author' }, { role: 'reviewer' }],
    verificationCode: expect.stringMatching(/^[0-9A-Z]{12}$/u),
    contentHash: expect.stringMatching(/^[0-9a-f]{64}$/u),
  });
  expect(final.corrections.map(({ part, before, after }) => [part, before, after])).toEqual([
    ['findings', content().findings, '脑沟稍增宽。'],
    ['impression', '未见异常', '颅脑CT平扫未见明显异常。'],
  ]);
  expect(await reload(exam)).toMatchObject({ report: { state: 'final', version: 1, positive: false }, lock: null });
  expect(await clinician.api.examReports.ofExam({ examId: exam.id })).toMatchObject([{ id: final.id }]);

  const alone = await acquired();
  const { fence } = await locked(alone, radiologist);
  const own = await radiologist.api.examReports.saveDraft({
    ...meta(),
    examId: alone.id,
    reportId: randomUUID(),
    expectedVersion: 0,
    fence,
    content: content(),
  });
  const signed = await radiologist.api.examReports.submit({ ...about(own), content: content() });
  expect(await codeOf(radiologist.api.examReports.release({ ...about(signed), content: content() }))).toBe(
    'SAME_PERSON',
  );
  const setting = { key: onePersonSetting('radiology'), value: 'true' };
  await running.server.kernel.db.insertInto('setting').values(setting).execute();
  expect(await radiologist.api.examReports.release({ ...about(signed), content: content() })).toMatchObject({
    state: 'final',
  });
  await running.server.kernel.db.deleteFrom('setting').where('key', '=', setting.key).execute();
});

test('autosave: one audit row a session, replays once, and a stale version shows what is there', async () => {
  const exam = await acquired();
  const { fence } = await locked(exam);
  const reportId = randomUUID();
  const save = (expectedVersion: number, findings: string, again = meta()) => ({
    ...again,
    examId: exam.id,
    reportId,
    expectedVersion,
    fence,
    content: content({ findings }),
  });
  const first = save(0, '一');
  expect(await resident.api.examReports.saveDraft(first)).toMatchObject({ version: 1, state: 'draft' });
  expect(await resident.api.examReports.saveDraft(first)).toMatchObject({ version: 1 });
  for (let version = 1; version < 6; version += 1)
    expect(await resident.api.examReports.saveDraft(save(version, `第${version}次`))).toMatchObject({
      version: version + 1,
    });
  expect(await detailOf(resident.api.examReports.saveDraft(save(2, '旧')))).toMatchObject({
    code: 'VERSION_CONFLICT',
    actual: 6,
    findings: '第5次',
  });
  const rows = await running.server.kernel.db
    .selectFrom('audit')
    .select('outcome')
    .where('act', '=', 'examReports.saveDraft')
    .where('subject', 'in', [exam.accessionNumber, exam.id])
    .execute();
  expect(rows.map(({ outcome }) => outcome).toSorted()).toEqual(['done', 'refused']);
});

test('a lost lock cannot write: both drafts are there, and the author decides', async () => {
  const exam = await acquired();
  const { fence } = await locked(exam);
  const draft = await resident.api.examReports.saveDraft({
    ...meta(),
    examId: exam.id,
    reportId: randomUUID(),
    expectedVersion: 0,
    fence,
    content: content({ findings: '住院医师的文字' }),
  });
  const renewed = await resident.api.orders.lock({ ...meta(), examId: exam.id, fence });
  expect(renewed.lock?.fence).toBe(fence);
  const trail = await running.server.kernel.db
    .selectFrom('audit')
    .select('outcome')
    .where('act', '=', 'orders.lock')
    .where('subject', '=', exam.accessionNumber)
    .execute();
  expect(trail).toEqual([{ outcome: 'done' }]);
  expect(await detailOf(radiologist.api.orders.lock({ ...meta(), examId: exam.id }))).toMatchObject({
    code: 'EXAM_LOCKED',
    holder: '某radiology-resident',
  });
  running.clock.pass(lockLeaseMs + 1000);
  resident = await loggedIn(running.server, 'radiology-resident');
  radiologist = await loggedIn(running.server, 'radiologist');
  technician = await loggedIn(running.server, 'radiographer');
  expect(await reload(exam)).toMatchObject({ lock: null });
  const taken = await locked(exam, radiologist);
  expect(taken.fence).toBeGreaterThan(fence);
  const mine = {
    ...meta(),
    examId: exam.id,
    reportId: draft.id,
    expectedVersion: 1,
    content: content({ findings: '主治的文字' }),
  };
  await radiologist.api.examReports.saveDraft({ ...mine, fence: taken.fence });
  const lost = { ...mine, ...meta(), fence, content: content({ findings: '迟到的文字' }) };
  expect(await detailOf(resident.api.examReports.saveDraft(lost))).toMatchObject({
    code: 'LOCK_LOST',
    holder: '某radiologist',
    findings: '主治的文字',
  });
  expect(await codeOf(resident.api.orders.lock({ ...meta(), examId: exam.id, fence }))).toBe('LOCK_LOST');
  const [present] = await radiologist.api.examReports.ofExam({ examId: exam.id });
  expect(present).toMatchObject({ version: 2, content: { findings: '主治的文字' }, author: '某radiologist' });
  expect(await radiologist.api.orders.unlock({ ...meta(), examId: exam.id, fence: taken.fence })).toMatchObject({
    lock: null,
  });
});

test('amended by the next edition, which replaces the first at its release; recalled, both stay readable', async () => {
  const exam = await acquired();
  const first = await released(exam);
  expect(await codeOf(resident.api.examReports.submit({ ...about(first), content: content() }))).toBe('STATE_REFUSED');
  const second = await resident.api.examReports.amend({ ...about(first), reason: '左右写反' });
  expect(second).toMatchObject({ edition: 2, state: 'draft', amendReason: '左右写反', content: { ...first.content } });
  expect(await codeOf(resident.api.examReports.amend({ ...about(first), reason: '再次' }))).toBe('STATE_REFUSED');
  expect(await reload(exam)).toMatchObject({ report: { state: 'draft', version: 1, releasedAt: first.releasedAt } });
  expect(await clinician.api.examReports.ofExam({ examId: exam.id })).toMatchObject([{ id: first.id, state: 'final' }]);
  const { fence } = await locked(exam);
  const saved = await resident.api.examReports.saveDraft({
    ...meta(),
    examId: exam.id,
    reportId: second.id,
    expectedVersion: second.version,
    fence,
    content: content({ findings: '右侧基底节低密度影。', positive: true }),
  });
  const submitted = await resident.api.examReports.submit({ ...about(saved), content: saved.content });
  const final = await radiologist.api.examReports.release({ ...about(submitted), content: saved.content });
  const [, old] = await radiologist.api.examReports.ofExam({ examId: exam.id });
  expect(old).toMatchObject({
    id: first.id,
    state: 'superseded',
    content: first.content,
    contentHash: first.contentHash,
  });
  expect(await codeOf(resident.api.examReports.recall({ ...about(final), reason: '患者信息有误' }))).toBe(
    'RIGHT_MISSING',
  );
  const recalled = await radiologist.api.examReports.recall({ ...about(final), reason: '患者信息有误' });
  expect(recalled).toMatchObject({ state: 'recalled', recall: { reason: '患者信息有误' }, content: final.content });
  expect(await reload(exam)).toMatchObject({ report: { state: 'recalled', version: 2 } });
});

test('the paper and its code: PDF of a draft and of a signed report, confirmed without a session, refused when it is altered', async () => {
  const exam = await acquired();
  const draft = await drafted(exam);
  const preview = await resident.fetch(`/exam-reports/pdf?id=${draft.id}`);
  expect([preview.status, preview.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  expect((await clinician.fetch(`/exam-reports/pdf?id=${draft.id}`)).status).toBe(404);
  const submitted = await resident.api.examReports.submit({ ...about(draft), content: draft.content });
  const final = await radiologist.api.examReports.release({ ...about(submitted), content: draft.content });
  const paper = await clinician.fetch(`/exam-reports/pdf?id=${final.id}`);
  expect(new TextDecoder('latin1').decode((await paper.arrayBuffer()).slice(0, 5))).toBe('%PDF-');
  await clinician.api.examReports.printed({ ...meta(), reportId: final.id });
  expect(await reload(exam)).toMatchObject({ report: { printed: true } });
  const stranger = browser(running.server.url);
  expect(await stranger.api.examReports.verify({ code: final.verificationCode })).toMatchObject({
    valid: true,
    state: 'final',
    patientName: expect.stringMatching(/^放\*+$/u),
    edition: 1,
  });
  const page = await (await stranger.fetch(`/verify/${final.verificationCode}`)).text();
  expect(page).toContain('报告有效');
  expect(page).not.toContain('检验科');
  await running.server.kernel.db
    .updateTable('exam_report')
    .set({ doc: JSON.stringify({ ...final, content: content({ impression: '被改过' }) }) })
    .where('id', '=', final.id)
    .execute();
  expect(await stranger.api.examReports.verify({ code: final.verificationCode })).toMatchObject({
    valid: false,
    patientName: null,
  });
});

test('a danger is raised once, escalates unanswered, is read back, and a false alarm of the machine is taken back', async () => {
  const exam = await acquired();
  const said = { level: 'critical' as const, text: '急性颅内出血', raiseCritical: true };
  const risky = await resident.api.orders.setRisk({ ...target(exam), ...said });
  await resident.api.orders.setRisk({ ...target(risky), ...said });
  const ofExam = async () =>
    (await resident.api.critical.list({ state: 'all', days: 1 })).rows.filter(({ subjectId }) => subjectId === exam.id);
  expect(await ofExam()).toMatchObject([
    { area: 'radiology', value: '急性颅内出血', barcode: exam.accessionNumber, state: 'open' },
  ]);
  running.clock.pass(11 * 60_000);
  resident = await loggedIn(running.server, 'radiology-resident');
  await escalateOverdue(running.server.kernel);
  const [open] = await ofExam();
  expect(open?.steps.map(({ kind }) => kind)).toEqual(['raised', 'escalated']);
  const called = await resident.api.critical.documentCall({
    ...meta(),
    criticalId: open?.id ?? '',
    expectedVersion: open?.version ?? 0,
    outcome: 'readBack',
    to: '王护士',
    phone: '8201',
    note: '',
  });
  clinician = await loggedIn(running.server, 'clinician');
  const answered = { ...meta(), criticalId: called.id, expectedVersion: called.version, note: '已联系神经外科' };
  expect(await clinician.api.critical.acknowledge(answered)).toMatchObject({ state: 'acknowledged' });

  const suspected = await acquired();
  const reason = { code: 'VT', text: '疑似室速', textEn: 'suspected VT' };
  const found = await inside((work) =>
    suspectExam(running.server.kernel, work, suspected.id, { level: 'critical', reasons: [reason] }),
  );
  expect(found.risk).toMatchObject({ level: 'critical', by: 'machine' });
  await inside((work) => suspectExam(running.server.kernel, work, suspected.id, { level: 'normal', reasons: [] }));
  const before = await resident.api.orders.exam({ examId: suspected.id });
  expect(before.risk).toMatchObject({ level: 'critical' });
  await resident.api.orders.setRisk({
    ...target(before),
    level: 'attention',
    text: '伪差，复核为窦律',
    raiseCritical: false,
  });
  const taken = (await resident.api.critical.list({ state: 'all', days: 1 })).rows.find(
    ({ subjectId }) => subjectId === suspected.id,
  );
  expect(taken).toMatchObject({ state: 'withdrawn', testCode: 'VT' });
  const messages = await running.server.kernel.db
    .selectFrom('outgoing_message')
    .select('payload')
    .where('subject', '=', suspected.accessionNumber)
    .execute();
  expect(messages).toHaveLength(2);
});

test('a township asks, is returned with a reason, asks again; the centre reads, and the report goes back', async () => {
  township = await loggedIn(running.server, 'town-radiographer');
  radiologist = await loggedIn(running.server, 'radiologist');
  const exam = await registered({}, township);
  expect(exam).toMatchObject({ institutionId: 'town-a', institutionName: '甲镇卫生院' });
  const other = await loggedIn(running.server, 'other-town');
  expect(await codeOf(other.api.orders.exam({ examId: exam.id }))).toBe('RIGHT_MISSING');
  expect((await radiologist.api.orders.worklist({ service: 'radiology' })).rows.some(({ id }) => id === exam.id)).toBe(
    false,
  );
  const network = await township.api.orders.institutions();
  expect(network).toContainEqual(expect.objectContaining({ id: 'county', own: true, reads: ['radiology', 'ecg'] }));
  const ask = { toInstitutionId: 'county', preliminaryFindings: '左侧低密度', preliminaryImpression: '脑梗死？' };
  const uploading = await township.api.orders.requestRemote({ ...target(exam), ...ask });
  expect(uploading.remote).toMatchObject({ state: 'uploading', fromInstitutionId: 'town-a' });
  const waiting = await inside((work) => attachObject(work, exam.id, study()));
  expect(waiting.remote?.state).toBe('waiting');
  const decide = (
    at: Browser,
    act: 'accept' | 'return' | 'withdraw' | 'resubmit',
    version: ExamDocument,
    reason = '',
  ) => at.api.orders.decideRemote({ ...target(version), act, reason });
  expect(await codeOf(decide(radiologist, 'return', waiting))).toBe('REASON_REQUIRED');
  expect(await codeOf(decide(township, 'accept', waiting))).toBe('RIGHT_MISSING');
  expect(await codeOf(radiologist.api.orders.lock({ ...meta(), examId: exam.id }))).toBe('STATE_REFUSED');
  const returned = await decide(radiologist, 'return', waiting, '缺少骨窗');
  expect(returned.remote).toMatchObject({ state: 'returned' });
  const again = await decide(township, 'resubmit', returned);
  const accepted = await decide(radiologist, 'accept', again);
  expect(await codeOf(decide(township, 'withdraw', accepted))).toBe('STATE_REFUSED');
  expect(accepted.remote?.history.map(({ act, reason }) => [act, reason])).toEqual([
    ['request', ''],
    ['uploaded', ''],
    ['return', '缺少骨窗'],
    ['resubmit', ''],
    ['accept', ''],
  ]);
  resident = await loggedIn(running.server, 'radiology-resident');
  const report = await released(accepted);
  const done = await township.api.orders.exam({ examId: exam.id });
  expect(done).toMatchObject({ remote: { state: 'done' }, report: { state: 'final', id: report.id } });
  expect(await township.api.examReports.ofExam({ examId: exam.id })).toMatchObject([{ id: report.id }]);
  expect((await township.fetch(`/exam-reports/pdf?id=${report.id}`)).status).toBe(200);
  const feed = await radiologist.api.sync.since({ cursor: 0, limit: 2000 });
  expect(feed.changes.some(({ kind, entityId }) => kind === 'exam' && entityId === exam.id)).toBe(true);
});

test('the earlier exams of the same person are counted and listed; assigning needs the right, a reader and a reason', async () => {
  const first = await registered();
  const { number, name, birthDate } = first.patient;
  const again = await registered({ patient: { number, name, sex: 'male', birthDate } });
  expect(again.priorCount).toBe(1);
  expect((await radiologist.api.orders.priors({ examId: again.id })).map(({ id }) => id)).toEqual([first.id]);
  const people = await running.server.kernel.db.selectFrom('person').select(['id', 'user_name']).execute();
  const idOf = (user: string) => people.find(({ user_name }) => user_name === user)?.id ?? '';
  const give = (exam: ExamDocument, personId: string | null, reason = '') => ({ ...target(exam), personId, reason });
  expect(await codeOf(resident.api.orders.assign(give(again, idOf('radiologist'))))).toBe('RIGHT_MISSING');
  expect(await codeOf(radiologist.api.orders.assign(give(again, idOf('clinician'))))).toBe('INPUT_INVALID');
  const given = await radiologist.api.orders.assign(give(again, idOf('radiology-resident')));
  expect(given.assignedTo).toMatchObject({ personName: '某radiology-resident' });
  expect(await codeOf(radiologist.api.orders.assign(give(given, null)))).toBe('REASON_REQUIRED');
  expect(await resident.api.orders.assign(give(given, idOf('radiologist')))).toMatchObject({
    assignedTo: { personName: '某radiologist' },
  });
});

test('a study finds its exam by accession and patient, and never by the accession alone', async () => {
  const exam = await registered();
  const grown = (part: Partial<Parameters<typeof linkStudy>[1]>) => ({
    uid: `1.2.9.${exam.accessionNumber}`,
    accession: exam.accessionNumber,
    patientId: exam.patient.number,
    description: '头颅',
    instanceCount: 3,
    examId: null,
    ...part,
  });
  expect(await inside((work) => linkStudy(work, grown({ patientId: 'SOMEBODY' })))).toBeNull();
  expect(await inside((work) => linkStudy(work, grown({ accession: '' })))).toBeNull();
  const linked = await inside((work) => linkStudy(work, grown({})));
  expect(linked).toEqual({ examId: exam.id, patientId: exam.patient.id });
  await inside((work) => linkStudy(work, grown({ examId: exam.id, instanceCount: 30 })));
  const after = await reload(exam);
  expect(after).toMatchObject({ state: 'acquired', objects: [{ kind: 'study', count: 30 }] });
});
