// Decisions about a study while its images still come: images are no objection to matching it, another decision is; and the exam that is
// registered at images which nobody registered.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chestFilm } from '../../../test/support/chest-film.ts';
import {
  addPeople,
  type Browser,
  codeOf,
  command,
  loggedIn,
  startTestServer,
  type TestServer,
  testPassword,
} from '../../../test/support/server.ts';
import { createPerson } from '../identity/module.ts';
import { type Archive, openArchive } from './archive.ts';

let started: TestServer;
let archive: Archive;
let manager: Browser;

beforeAll(async () => {
  started = await startTestServer();
  archive = await openArchive(started.server.kernel, started.dataDir, async () => null);
  await addPeople(started.server, ['radiology-manager']);
  manager = await loggedIn(started.server, 'radiology-manager');
});
afterAll(async () => {
  await archive.stop();
  await started.close();
});

async function comes(study: string, number: number): Promise<void> {
  const film = chestFilm({ study, accession: '', patientId: `D-${study}`, name: '宋未登', number });
  const data = (async function* () {
    yield film;
  })();
  await archive.receive({ prefix: new Uint8Array(), data, source: 'import' });
  await archive.announce();
}

async function looked(study: string) {
  const studies = await manager.api.imaging.studies({ limit: 100 });
  const found = studies.find(({ patientId }) => patientId === `D-${study}`);
  if (!found) throw new Error(`study ${study} is not there`);
  return found;
}

const decision = (studyUid: string, expectedRevision: number) => ({
  command: command(started.clock),
  studyUid,
  expectedRevision,
  reason: '补登记',
});

test('an image that came since the person looked does not refuse the match; a decision of another person does', async () => {
  await comes('91', 1);
  const seen = await looked('91');
  await comes('91', 2);
  expect((await looked('91')).revision).toBeGreaterThan(seen.revision);
  const { imaging } = manager.api;
  expect(seen.decided).toBe(false);
  const matched = await imaging.reconcile({ ...decision(seen.uid, seen.revision), examId: null });
  expect([matched.instanceCount, matched.decided, (await looked('91')).decided]).toEqual([2, true, true]);
  await comes('91', 3);
  expect(await codeOf(imaging.reconcile({ ...decision(seen.uid, seen.revision), examId: null }))).toBe(
    'VERSION_CONFLICT',
  );
  const back = await imaging.undoReconcile(decision(seen.uid, matched.revision));
  expect([back.instanceCount, back.decided]).toEqual([3, false]);
  expect(await codeOf(imaging.undoReconcile(decision(seen.uid, matched.revision + 100)))).toBe('VERSION_CONFLICT');
});

test('a study is removed only as it was seen: not with images that came since', async () => {
  await comes('92', 1);
  const seen = await looked('92');
  await comes('92', 2);
  expect(await codeOf(manager.api.imaging.remove(decision(seen.uid, seen.revision)))).toBe('VERSION_CONFLICT');
  const now = await looked('92');
  expect((await manager.api.imaging.remove(decision(now.uid, now.revision))).removedAt).not.toBeNull();
});

const registration = (number: string, name: string) => ({
  service: 'radiology' as const,
  patient: { number, name, sex: 'female' as const, birthDate: '1980-05-06' },
  visit: null,
  ...{ modality: 'DX', bodyPart: '胸部', procedureCode: 'DX-CHEST-PA', procedureName: '胸部正位片', method: '正位' },
  ...{ clinicalDiagnosis: '咳嗽', history: '', purpose: '', priority: 'routine' as const, requestedBy: '郑凯' },
  ...{ requestNumber: '', room: '', deviceId: '', scheduledAt: '2026-07-20T01:00:00.000Z' },
});
const examsOf = async (number: string) =>
  (await manager.api.orders.worklist({ service: 'radiology', text: number })).rows;

test('images that nobody registered get their exam in one step, once; taken back, the exam stays at the desk', async () => {
  await comes('93', 1);
  const seen = await looked('93');
  const register = {
    ...{ command: command(started.clock), studyUid: seen.uid, expectedRevision: seen.revision, knownPatientId: null },
    exam: registration('D-93', '宋未登'),
  };
  const made = await manager.api.imaging.registerStudy(register);
  expect(made.study).toMatchObject({ examId: made.exam.id, revision: seen.revision + 1 });
  // The images are there: nobody waits in a line, nor for a booked time.
  expect(made.exam).toMatchObject({ state: 'acquired', scheduledAt: null, objects: [{ kind: 'study', id: seen.uid }] });
  expect(made.exam.queueNumber).toBeUndefined();
  // The answer was lost and it is sent again; pressed anew, it is refused.
  expect(await manager.api.imaging.registerStudy(register)).toEqual(made);
  const anew = { ...register, command: command(started.clock), expectedRevision: made.study.revision };
  expect(await codeOf(manager.api.imaging.registerStudy(anew))).toBe('STATE_REFUSED');
  expect(await examsOf('D-93')).toHaveLength(1);
  const trail = await started.server.kernel.db
    .selectFrom('audit')
    .select(['act', 'subject'])
    .where('patient_id', '=', made.exam.patient.id)
    .where('outcome', '=', 'done')
    .where('act', 'in', ['imaging.registerStudy', 'orders.register'])
    .execute();
  expect(trail).toEqual(
    expect.arrayContaining([
      { act: 'imaging.registerStudy', subject: seen.uid },
      { act: 'orders.register', subject: made.exam.accessionNumber },
    ]),
  );
  const back = await manager.api.imaging.undoReconcile(decision(seen.uid, made.study.revision));
  expect(back.examId).toBeNull();
  expect(await examsOf('D-93')).toMatchObject([{ state: 'registered', objects: [] }]);
});

test('a number on file is taken for whom a person chose alone; refused, there is no exam and the study waits', async () => {
  const known = await manager.api.orders.register({
    command: command(started.clock),
    exam: { ...registration('D-94', '宋在册'), scheduledAt: null },
  });
  await comes('94', 1);
  const seen = await looked('94');
  const register = (knownPatientId: string | null, name: string) =>
    manager.api.imaging.registerStudy({
      ...{ command: command(started.clock), studyUid: seen.uid, expectedRevision: seen.revision, knownPatientId },
      exam: registration('D-94', name),
    });
  const onFile = async (number: string) =>
    (await manager.api.imaging.onFile({ patient: { number, name: '', sex: 'unknown', birthDate: null } })).patient;
  expect(await onFile('D-94')).toMatchObject({ id: known.patient.id, name: '宋在册', birthDate: '1980-05-06' });
  expect(await onFile('D-94X')).toBeNull();
  expect(await codeOf(register(null, '宋在册'))).toBe('IDENTITY_CLASH');
  expect(await codeOf(register(known.patient.id, '宋别人'))).toBe('IDENTITY_CLASH');
  expect(await codeOf(register(crypto.randomUUID(), '宋在册'))).toBe('IDENTITY_CLASH');
  expect(await looked('94')).toMatchObject({ examId: null, revision: seen.revision });
  expect(await examsOf('D-94')).toHaveLength(1);
  const made = await register(known.patient.id, '宋在册');
  expect(made.exam.patient.id).toBe(known.patient.id);
  expect(await examsOf('D-94')).toHaveLength(2);
});

test('somebody on file without a number is taken by a person’s word alone, and for no other name', async () => {
  const first = await manager.api.orders.register({
    command: command(started.clock),
    exam: { ...registration('', '宋无号甲'), scheduledAt: null },
  });
  expect(first.patient.number).toBe('');
  await comes('96', 1);
  const seen = await looked('96');
  const register = (name: string, number = '') =>
    manager.api.imaging.registerStudy({
      ...{ command: command(started.clock), studyUid: seen.uid, expectedRevision: seen.revision },
      ...{ knownPatientId: first.patient.id, exam: registration(number, name) },
    });
  expect(await codeOf(register('宋别人'))).toBe('IDENTITY_CLASH');
  // Entered with a number now, it is not the person without one.
  expect(await codeOf(register('宋无号甲', 'D-96'))).toBe('IDENTITY_CLASH');
  const { exam } = await register('宋无号甲');
  expect(exam.patient).toMatchObject({ id: first.patient.id, number: '' });
});

test('who keeps the archive but does not register makes no exam', async () => {
  await comes('95', 1);
  const seen = await looked('95');
  await createPerson(started.server.kernel, {
    ...{ user: 'keeper', name: '只归档', departmentId: 'RADIOLOGY', roles: ['radiology-resident'] },
    ...{ extraRights: ['radiology.archive'], labGroups: [], enabled: true, password: testPassword },
  });
  const keeper = await loggedIn(started.server, 'keeper');
  const refused = keeper.api.imaging.registerStudy({
    ...{ command: command(started.clock), studyUid: seen.uid, expectedRevision: seen.revision, knownPatientId: null },
    exam: registration('', '宋无号'),
  });
  expect(await codeOf(refused)).toBe('RIGHT_MISSING');
  expect((await looked('95')).examId).toBeNull();
});
