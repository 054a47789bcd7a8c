// Exams at the doors of the server: ordered and cancelled by the HIS, reported back to it and to who asked, studies given to them by a person.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import type { ExamReportContent } from '../../../core/reporting/exam-report.ts';
import { type MllpPeer, sendMllp, startMllpPeer } from '../../../test/support/mllp.ts';
import {
  addPeople,
  type Browser,
  codeOf,
  command,
  loggedIn,
  startTestServer,
  type TestServer,
} from '../../../test/support/server.ts';

let his: MllpPeer;
let town: MllpPeer;
let running: TestServer;
let resident: Browser;
let radiologist: Browser;
let manager: Browser;
let radiographer: Browser;

beforeAll(async () => {
  [his, town] = [await startMllpPeer(), await startMllpPeer()];
  const peer = (name: string, { port }: MllpPeer) => ({ name, host: '127.0.0.1', port, charset: 'UNICODE UTF-8' });
  running = await startTestServer({ hl7Port: 0, hl7Peers: [peer('HIS', his), peer('TOWN', town)] });
  await addPeople(
    running.server,
    ['radiology-resident', 'radiologist', 'radiology-manager', 'radiographer', 'ecg-doctor', 'lab-manager'],
    ['haematology'],
  );
  resident = await loggedIn(running.server, 'radiology-resident');
  radiologist = await loggedIn(running.server, 'radiologist');
  manager = await loggedIn(running.server, 'radiology-manager');
  radiographer = await loggedIn(running.server, 'radiographer');
});
afterAll(async () => {
  await running.close();
  his.close();
  town.close();
});

const send = (segments: readonly string[]) => sendMllp(running.server.listeners.mllp, segments);

let control = 0;
function message(type: string, patient: string, orders: readonly string[]): string[] {
  control += 1;
  return [
    `MSH|^~\\&|HIS|H|YISHU|RIS|20260701083000||${type}|C${control}|P|2.5||||||UNICODE UTF-8`,
    `PID|1||${patient}^^^HIS^PI||周^影||19770707|F`,
    'PV1|1|I|SJ^^8||||||||||||||||ZY77',
    'DG1|1||R51^头痛',
    ...orders,
  ];
}

const ordered = async (number: string): Promise<ExamDocument[]> => {
  const rows = await running.server.kernel.db
    .selectFrom('exam')
    .select('doc')
    .where('request_number', '=', number)
    .execute();
  return rows.map(({ doc }) => doc);
};

/** Until the queue has done its work; bounded. */
async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 200 && !condition(); turn += 1) await new Promise((done) => setTimeout(done, 50));
}

test('an exam item makes an exam, once; the placer number and the clinical data stand in it', async () => {
  const order = message('ORM^O01', 'X1', [
    'ORC|NW|RX1|||||^^^^^S||20260701082500|||^李^医生',
    'OBR|1|RX1||CT-HEAD^颅脑CT|S||||||||突发头痛|||^李^医生||||||||CT|||||||^除外出血',
    'NTE|1||对比前片',
  ]);
  expect(await send(order)).toContain('MSA|AA');
  expect(await send(order)).toContain('MSA|AA');
  const [exam, ...more] = await ordered('RX1');
  expect(more).toEqual([]);
  expect(exam).toMatchObject({
    service: 'radiology',
    modality: 'CT',
    bodyPart: '颅脑',
    procedureName: '颅脑CT平扫',
    state: 'requested',
    priority: 'urgent',
    requestedBy: '李医生',
    history: '突发头痛',
    purpose: '除外出血\n对比前片',
    clinicalDiagnosis: '头痛',
    requestedAt: '2026-07-01T00:25:00.000Z',
    patient: { number: 'X1', name: '周影' },
    visit: { number: 'ZY77', departmentId: 'SJ', bed: '8' },
  });
});

test.each([
  ['OML^O21', 'NEW-MR^腰椎MR', 'NMR', 'radiology', 'MR'],
  ['OMI^O23', 'OWN-EKG^心电图', 'EC', 'ecg', 'ECG'],
])('%s of an unknown item is told by its section', async (type, item, section, service, modality) => {
  const number = `S-${section}`;
  const answer = await send(
    message(type, 'X2', [`ORC|NW|${number}`, `OBR|1|${number}||${item}||||||||||||||||||||${section}`]),
  );
  expect(answer).toContain('MSA|AA');
  expect(await ordered(number)).toMatchObject([{ service, modality, procedureName: item.split('^')[1] }]);
});

test('laboratory orders stay the laboratory’s, mixed ones are refused by name, strange ones as before', async () => {
  expect(await send(message('ORM^O01', 'X3', ['ORC|NW|L1', 'OBR|1|L1||CBC^血常规']))).toContain('MSA|AA');
  expect(await ordered('L1')).toEqual([]);
  const mixed = await send(
    message('ORM^O01', 'X3', ['ORC|NW|M1', 'OBR|1|M1||CT-HEAD^颅脑CT', 'ORC|NW|M1', 'OBR|2|M1||CBC^血常规']),
  );
  expect(mixed).toMatch(/MSA\|AE.*CBC/u);
  expect(await ordered('M1')).toEqual([]);
  expect(await send(message('ORM^O01', 'X3', ['ORC|NW|U1', 'OBR|1|U1||NOBODY^谁']))).toMatch(/MSA\|AE.*NOBODY/u);
});

test('a cancellation cancels what has no images, and is refused when there are some', async () => {
  for (const number of ['K1', 'K2'])
    await send(message('ORM^O01', 'X4', [`ORC|NW|${number}`, `OBR|1|${number}||DX-CHEST-PA^胸片`]));
  expect(await send(message('ORM^O01', 'X4', ['ORC|CA|K1']))).toContain('MSA|AA');
  expect(await ordered('K1')).toMatchObject([{ state: 'cancelled', cancelReason: '医嘱已撤销' }]);
  const [exam] = await ordered('K2');
  await studyFor(exam, { accession: '' });
  const study = await manager.api.imaging.studies({ unmatchedOnly: true });
  const row = study.find(({ description }) => description === exam?.accessionNumber);
  await manager.api.imaging.reconcile(reconciling(row?.uid ?? '', row?.revision ?? 0, exam?.id ?? null));
  expect(await send(message('ORM^O01', 'X4', ['ORC|CA|K2']))).toMatch(/MSA\|AE.*STATE_REFUSED/u);
  // The one has images and is no longer refunded, which its orderer is told; the other it cancelled itself.
  await until(() => states('K2').length > 0);
  expect([states('K1'), states('K2')]).toEqual([[], ['SC CM']]);
});

/** ORC-1 and ORC-5 of the messages that the HIS was sent about a request, in their order. */
const states = (number: string): string[] =>
  his.got.flatMap((text) => {
    const [, control = '', , status = ''] =
      new RegExp(`\\rORC\\|(\\w+)\\|${number}\\|([^|]*)\\|[^|]*\\|(\\w+)\\|`, 'u').exec(text) ?? [];
    return text.includes('|ORM^O01') && control !== '' ? [`${control} ${status}`] : [];
  });

test('who ordered is told that the patient is here, that the department cancelled and why, and when it took that back', async () => {
  await send(message('ORM^O01', 'X5', ['ORC|NW|K3', 'OBR|1|K3||CT-HEAD^颅脑CT']));
  const [exam] = await ordered('K3');
  if (!exam) throw new Error('no exam');
  const target = (version: number) => ({ command: command(running.clock), examId: exam.id, expectedVersion: version });
  const here = await radiographer.api.orders.arrive({ ...target(exam.version), room: 'CT1', deviceId: '' });
  const gone = await radiographer.api.orders.cancel({ ...target(here.version), reason: '患者放弃' });
  await until(() => states('K3').length > 1);
  expect(states('K3')).toEqual(['SC IP', 'OC CA']);
  expect(his.got.findLast((text) => text.includes('|K3|'))).toContain('NTE|1||取消: 患者放弃');
  const back = await radiographer.api.orders.reinstate({ ...target(gone.version), reason: '选错患者' });
  expect(back).toMatchObject({ state: 'registered', cancelReason: '' });
  await until(() => states('K3').length > 2);
  expect(his.got.findLast((text) => text.includes('|K3|'))).toContain('请勿退费');
  // What the HIS itself withdrew it orders anew.
  const [withdrawn] = await ordered('K1');
  const his1 = {
    command: command(running.clock),
    examId: withdrawn?.id ?? '',
    expectedVersion: withdrawn?.version ?? 0,
  };
  await expect(radiographer.api.orders.reinstate({ ...his1, reason: '误撤' })).rejects.toMatchObject({
    code: 'STATE_REFUSED',
  });
});

test('several are confirmed at once and no longer refunded, others cancelled and refundable; the charges come with the order', async () => {
  for (const number of ['F1', 'F2', 'F3'])
    await send(
      message('ORM^O01', 'X7', [
        `ORC|NW|${number}`,
        `OBR|1|${number}||CT-HEAD^颅脑CT`,
        'FT1|1|||20260701||CG|CT||||200.00',
      ]),
    );
  const paid = ['ORC|XO|F1', 'OBR|1|F1||CT-HEAD^颅脑CT', 'FT1|1|||20260701||PY|CT||||200.00'];
  expect(await send(message('ORM^O01', 'X7', paid))).toContain('MSA|AA');
  const [[film], [second], [third]] = [await ordered('F1'), await ordered('F2'), await ordered('F3')];
  if (!film || !second || !third) throw new Error('no exams');
  expect([film.fee, second.fee]).toEqual([
    { state: 'paid', amountCent: 20_000 },
    { state: 'unpaid', amountCent: 20_000 },
  ]);
  // Asked by its number at the desk (ECG-11), which is on record; a stranger to the service hears of no such request.
  const feesOf = (by: Browser, requestNumber: string) => by.api.orders.requestFees({ requestNumber });
  expect(await feesOf(radiographer, ' F1 ')).toMatchObject([
    { id: film.id, patient: { number: 'X7' }, procedureName: film.procedureName, fee: { state: 'paid' } },
  ]);
  expect(await feesOf(radiographer, 'F2')).toMatchObject([{ fee: { state: 'unpaid', amountCent: 20_000 } }]);
  expect(await codeOf(feesOf(radiographer, 'F99'))).toBe('NOT_FOUND');
  expect(await codeOf(feesOf(await loggedIn(running.server, 'ecg-doctor'), 'F1'))).toBe('NOT_FOUND');
  expect(await codeOf(feesOf(await loggedIn(running.server, 'lab-manager'), 'F1'))).not.toBe('done');
  const looked = await running.server.kernel.db
    .selectFrom('audit')
    .select(['subject', 'patient_id', 'detail'])
    .where('act', '=', 'orders.requestFees')
    .orderBy('at')
    .limit(3)
    .execute();
  expect(looked).toMatchObject([
    { subject: 'F1', patient_id: film.patient.id, detail: `${film.accessionNumber} paid` },
    { subject: 'F2', patient_id: film.patient.id },
    { subject: 'F99', patient_id: null, detail: 'none' },
  ]);
  const settle = (act: 'confirm' | 'cancel' | 'undo', reason: string, ...exams: ExamDocument[]) =>
    radiographer.api.orders.settleExams({
      ...{ command: command(running.clock), act, reason },
      exams: exams.map(({ id, version }) => ({ examId: id, expectedVersion: version })),
    });
  const confirmed = await settle('confirm', '', film, second);
  expect(confirmed.done).toMatchObject([{ state: 'acquired' }, { state: 'acquired' }]);
  await expect(settle('cancel', '', third)).rejects.toMatchObject({ code: 'REASON_REQUIRED' });
  const [now] = await ordered('F1');
  const cancelled = await settle('cancel', '开单有误', third, ...(now ? [now] : []));
  expect(cancelled.done).toMatchObject([{ id: third.id, state: 'cancelled', cancelReason: '开单有误' }]);
  expect(cancelled.refused).toEqual([
    { examId: film.id, accessionNumber: film.accessionNumber, code: 'STATE_REFUSED' },
  ]);
  await until(() => ['F1', 'F2', 'F3'].every((number) => states(number).length > 0));
  expect(['F1', 'F2', 'F3'].map(states)).toEqual([['SC CM'], ['SC CM'], ['OC CA']]);
  expect(his.got.findLast((text) => text.includes('|F1|'))).toContain('不可退费');
  expect(his.got.findLast((text) => text.includes('|F3|'))).toContain('可退费');
  // A mistake: taken back with a reason and told to the HIS, which may have charged another one on the confirmation.
  const [, by] = confirmed.done;
  if (!by) throw new Error('not confirmed');
  await expect(settle('undo', ' ', by)).rejects.toMatchObject({ code: 'REASON_REQUIRED' });
  const undone = await settle('undo', '选错患者', by);
  expect(undone.done).toMatchObject([{ id: second.id, state: 'registered', acquiredAt: null }]);
  expect(undone.done[0]?.confirmed).toBeUndefined();
  await until(() => states('F2').length > 1);
  expect(states('F2')).toEqual(['SC CM', 'SC IP']);
  const audited = await running.server.kernel.db
    .selectFrom('audit')
    .select(['subject', 'detail'])
    .where('act', '=', 'orders.undoConfirm')
    .execute();
  expect(audited).toEqual([{ subject: second.accessionNumber, detail: '选错患者' }]);
  const charged = await settle('confirm', '', ...undone.done);
  const bill = ['ORC|XO|F2', 'OBR|1|F2||CT-HEAD^颅脑CT', 'FT1|1|||20260701||PY|CT||||200.00'];
  expect(await send(message('ORM^O01', 'X71', bill))).toContain('MSA|AA');
  const [late] = await ordered('F2');
  expect((await settle('undo', '选错患者', ...(late ? [late] : charged.done))).refused).toEqual([
    { examId: second.id, accessionNumber: second.accessionNumber, code: 'EXECUTION_SETTLED' },
  ]);
  // The HIS cannot take back what was carried out.
  expect(await send(message('ORM^O01', 'X7', ['ORC|CA|F2']))).toMatch(/MSA\|AE.*STATE_REFUSED/u);
});

/** A study as the archive indexes it. */
async function studyFor(exam: ExamDocument | undefined, part: { accession: string }): Promise<string> {
  const uid = `1.2.${BigInt(`0x${randomUUID().replaceAll('-', '')}`)}`.slice(0, 60);
  const now = running.clock.now();
  await running.server.kernel.db
    .insertInto('imaging_study')
    .values({
      uid,
      patient_id: 'OTHER',
      issuer: '',
      patient_name: 'OTHER',
      name_search: 'other',
      sex: '',
      birth_date: '',
      study_date: '20260701',
      study_time: '',
      accession: part.accession,
      study_id: '',
      description: exam?.accessionNumber ?? '',
      referring: '',
      institution: '',
      modalities: ['CT'],
      body_parts: [],
      series_count: 1,
      instance_count: 7,
      size_bytes: 1,
      main: JSON.stringify({}),
      exam_id: null,
      patient_uuid: null,
      first_at: now,
      last_at: now,
      removed_at: null,
      revision: 1,
    })
    .execute();
  return uid;
}

function reconciling(studyUid: string, expectedRevision: number, examId: string | null) {
  return { command: command(running.clock), studyUid, expectedRevision, examId, reason: '核对条码后匹配' };
}

test('a person gives a study to an exam, to another one, and takes it back', async () => {
  for (const number of ['G1', 'G2'])
    await send(message('ORM^O01', 'X5', [`ORC|NW|${number}`, `OBR|1|${number}||CT-HEAD^颅脑CT`]));
  const [[first], [second]] = [await ordered('G1'), await ordered('G2')];
  const uid = await studyFor(first, { accession: first?.accessionNumber ?? '' });
  const given = await manager.api.imaging.reconcile(reconciling(uid, 1, first?.id ?? null));
  expect(await ordered('G1')).toMatchObject([{ state: 'acquired', objects: [{ id: uid, count: 7 }] }]);
  const moved = await manager.api.imaging.reconcile(reconciling(uid, given.revision, second?.id ?? null));
  expect(await ordered('G1')).toMatchObject([{ state: 'registered', objects: [] }]);
  expect(await ordered('G2')).toMatchObject([{ state: 'acquired', objects: [{ id: uid }] }]);
  const { examId: _examId, ...undo } = reconciling(uid, moved.revision, null);
  await manager.api.imaging.undoReconcile(undo);
  expect(await ordered('G1')).toMatchObject([{ state: 'acquired', objects: [{ id: uid }] }]);
  expect(await ordered('G2')).toMatchObject([{ objects: [] }]);
});

test('a released report goes to the HIS and to the system of the institution that asked; its recall too', async () => {
  const own = {
    id: 'own',
    name: '本院',
    name_en: 'Own',
    reads: ['radiology'],
    own: true,
    active: true,
    department_ids: [],
    hl7_peer: '',
    hl7_facilities: ['*'],
  };
  const asker = {
    ...own,
    id: 'town',
    name: '镇卫生院',
    name_en: 'Town',
    own: false,
    hl7_peer: 'TOWN',
    hl7_facilities: [],
    department_ids: ['TOWN'],
  };
  await running.server.kernel.db.insertInto('institution').values([own, asker]).execute();
  await send(message('ORM^O01', 'X6', ['ORC|NW|P1', 'OBR|1|P1||CT-HEAD^颅脑CT']));
  const [made] = await ordered('P1');
  if (!made) throw new Error('no exam');
  const remote = {
    state: 'accepted' as const,
    fromInstitutionId: 'town',
    fromInstitutionName: '镇卫生院',
    toInstitutionId: 'own',
    toInstitutionName: '本院',
    requestedBy: '钟勇',
    requestedAt: made.requestedAt,
    preliminaryFindings: '',
    preliminaryImpression: '',
    history: [],
  };
  const doc = JSON.stringify({
    ...made,
    state: 'acquired',
    institutionId: 'town',
    institutionName: '镇卫生院',
    remote,
  });
  await running.server.kernel.db
    .updateTable('exam')
    .set({ doc, institution_id: 'town' })
    .where('id', '=', made.id)
    .execute();
  const held = await resident.api.orders.lock({ command: command(running.clock), examId: made.id });
  const content: ExamReportContent = {
    title: '',
    method: '',
    findings: '左侧基底节区高密度影。\n中线居中。',
    impression: '急性脑出血 A|B',
    positive: true,
    fields: {},
    statements: [],
    measurements: [{ label: '血肿长径', value: '32', unit: 'mm', source: '' }],
    keyImages: [],
    templateId: '',
  };
  const draft = await resident.api.examReports.saveDraft({
    command: command(running.clock),
    examId: made.id,
    reportId: randomUUID(),
    expectedVersion: 0,
    fence: held.lock?.fence ?? 0,
    content,
  });
  const about = ({ id, version }: { id: string; version: number }) => ({
    command: command(running.clock),
    reportId: id,
    expectedVersion: version,
  });
  const submitted = await resident.api.examReports.submit({ ...about(draft), content });
  const final = await radiologist.api.examReports.release({ ...about(submitted), content });
  const isFinal = (text: string) => text.includes(made.accessionNumber) && /\rOBX\|1\|TX\|[^\r]*\|F\|/u.test(text);
  const reports = (peer: MllpPeer) => peer.got.filter(isFinal);
  await until(() => reports(his).length > 0 && reports(town).length > 0);
  const [text = ''] = reports(his);
  expect(text).toContain('ORC|RE|P1');
  expect(text).toContain('急性脑出血 A\\F\\B');
  expect(text).toMatch(/OBX\|1\|TX\|59776-5\^检查所见\|\|左侧基底节区高密度影。(\\\.br\\|\\X0A\\|\\X0D\\)中线居中。/u);
  expect(text).toMatch(/OBX\|3\|NM\|MEASUREMENT\^血肿长径\|\|32\|mm/u);
  expect(reports(town)).toHaveLength(1);
  await radiologist.api.examReports.recall({ ...about(final), reason: '患者信息有误' });
  await until(
    () => his.got.some((one) => one.includes('召回: 患者信息有误')) && town.got.some((one) => one.includes('召回')),
  );
  expect(his.got.some((one) => one.includes('召回: 患者信息有误'))).toBe(true);
  expect(town.got.some((one) => one.includes('召回'))).toBe(true);
});

test('templates and phrases ship; shared ones need the dictionary’s right, private ones are their owner’s', async () => {
  const shipped = await resident.api.examReports.templates({ service: 'radiology' });
  expect(shipped.templates.length).toBeGreaterThanOrEqual(15);
  expect(shipped.phrases.length).toBeGreaterThan(20);
  const ecg = await loggedIn(running.server, 'ecg-doctor');
  const ecgSet = await ecg.api.examReports.templates({ service: 'ecg' });
  expect(ecgSet.templates.length).toBeGreaterThanOrEqual(10);
  const [first] = shipped.templates;
  if (!first) throw new Error('no template');
  const meta = () => ({ command: command(running.clock) });
  expect(await codeOf(resident.api.examReports.saveTemplate({ ...meta(), template: first }))).toBe('RIGHT_MISSING');
  const changed = await manager.api.examReports.saveTemplate({ ...meta(), template: { ...first, name: '改名' } });
  expect(changed.version).toBe(first.version + 1);
  expect(await codeOf(manager.api.examReports.saveTemplate({ ...meta(), template: first }))).toBe('VERSION_CONFLICT');
  const own = { ...first, id: randomUUID(), version: 0, scope: 'private' as const, ownerId: 'somebody', name: '我的' };
  const kept = await resident.api.examReports.saveTemplate({ ...meta(), template: own });
  expect(kept).toMatchObject({ version: 1, ownerId: expect.stringMatching(/^[0-9a-f-]{36}$/u) });
  const ofOthers = await radiologist.api.examReports.templates({ service: 'radiology' });
  expect(ofOthers.templates.some(({ id }) => id === own.id)).toBe(false);
});
