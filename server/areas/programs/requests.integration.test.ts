// Requests of another institution's own system: case data, text, documents and real DICOM objects; nobody else's, never another patient's, once for each key.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RequestState } from '../../../core/programs/api.ts';
import { dicomSample } from '../../../test/support/dicom-corpus.ts';
import { type ExamWorld, startExamWorld } from '../../../test/support/exam-world.ts';
import {
  multipart,
  type ProgramClient,
  programClient,
  programEntry,
  requestBody,
} from '../../../test/support/program-client.ts';
import { addPeople, loggedIn } from '../../../test/support/server.ts';
import { linkWithPrograms } from './images.ts';

/** Two real objects of two patients: ID1 (a woman), 4MR1 (a woman). */
const ofId1 = dicomSample('SC_rgb_rle_2frame.dcm');
const of4Mr1 = dicomSample('malformed/MR_small_padded.dcm');

let world: ExamWorld;
let town: ProgramClient;
let other: ProgramClient;

beforeAll(async () => {
  world = await startExamWorld();
  const { server } = world.running;
  await addPeople(server, ['system-admin'], []);
  const admin = await loggedIn(server, 'system-admin');
  const open = async (code: string, institutionId: string, ownNumbers = true) => {
    const program = programEntry({ code, name: `${code}程序`, institutionId, ownNumbers });
    const { secret } = await admin.api.programs.save({ ...world.meta(), program, isNew: true });
    return programClient(server.url, code, secret ?? '');
  };
  town = await open('TOWN-A', 'town-a');
  other = await open('TOWN-B', 'town-b');
});
afterAll(() => world.close());

let count = 0;
const number = () => {
  count += 1;
  return `RQ-${count}`;
};
const submit = (client: ProgramClient, at: string, body: unknown = requestBody(), headers = {}) =>
  client.call('PUT', `requests/${at}`, body, headers);
async function state(answer: Response | Promise<Response>): Promise<RequestState> {
  const said = await answer;
  const body = await said.json();
  if (!said.ok) throw new Error(`${said.status} ${JSON.stringify(body)}`);
  return body;
}
async function problem(answer: Response | Promise<Response>) {
  const said = await answer;
  return { status: said.status, ...(await said.json()).error };
}
const examOf = async (accession: string) => {
  const row = await world.running.server.kernel.db
    .selectFrom('exam')
    .select('doc')
    .where('accession', '=', accession)
    .executeTakeFirstOrThrow();
  return row.doc;
};
const exams = async () =>
  Number(
    (
      await world.running.server.kernel.db
        .selectFrom('exam')
        .select((at) => at.fn.countAll().as('n'))
        .executeTakeFirstOrThrow()
    ).n,
  );

test('a request is an exam of the institution that asks, in the name of the program, and waits for its images', async () => {
  const at = number();
  const answer = await submit(town, at, requestBody({ preliminary: { findings: '右肺结节', impression: '建议CT' } }));
  expect(answer.status).toBe(201);
  const made = await state(answer);
  expect(made).toMatchObject({
    state: 'uploading',
    institution: { id: 'town-a' },
    to: { institutionId: 'county' },
    patient: { number: 'ID1', name: '王秀兰' },
    preliminary: { findings: '右肺结节', impression: '建议CT' },
    report: null,
  });
  const exam = await examOf(made.accessionNumber);
  // Its numbers are its own: another ID1 of this hospital is another human being.
  expect(exam).toMatchObject({ institutionId: 'town-a', requestNumber: at, patient: { number: 'town-a:ID1' } });
  expect(exam.queueNumber).toBeUndefined();
  expect(exam.remote).toMatchObject({ fromInstitutionId: 'town-a', requestedBy: 'TOWN-A程序' });
  const trail = await world.running.server.kernel.db
    .selectFrom('audit')
    .select(['person_id', 'person_name', 'patient_id'])
    .where('act', '=', 'programs.submit')
    .where('subject', '=', made.accessionNumber)
    .executeTakeFirstOrThrow();
  expect(trail).toEqual({ person_id: null, person_name: 'TOWN-A程序', patient_id: exam.patient.id });
});

test('what does not fit is named by its field; unknown fields are no silent loss', async () => {
  const bad = { ...requestBody(), patient: { ...requestBody().patient, birthDate: '1957-13-01' }, urgency: 1 };
  const refused = await problem(submit(town, number(), bad));
  expect(refused).toMatchObject({ status: 400, code: 'INPUT_INVALID' });
  expect(refused.fields.map(({ field }: { field: string }) => field)).toContain('patient.birthDate');
  expect(JSON.stringify(refused)).toContain('urgency');
  expect(JSON.stringify(refused)).not.toContain('1957-13');
  const unreadable = await problem(submit(town, number(), requestBody({ to: { institutionId: 'town-b' } })));
  expect(unreadable.fields[0]).toMatchObject({ field: 'toInstitutionId' });
  expect((await problem(submit(town, 'a%20b'))).fields[0].field).toBe('number');
  expect((await problem(submit(town, number(), requestBody(), { 'idempotency-key': 'x' }))).fields[0].field).toBe(
    'Idempotency-Key',
  );
});

test('the same key is carried out once; with other content it is refused; another program’s same key is another one', async () => {
  const [at, key] = [number(), { 'idempotency-key': `key-of-${Date.now()}` }];
  const first = await state(submit(town, at, requestBody(), key));
  const before = await exams();
  expect(await state(submit(town, at, requestBody(), key))).toEqual(first);
  expect(await exams()).toBe(before);
  const changed = await problem(submit(town, at, requestBody({ clinicalDiagnosis: '发热' }), key));
  expect(changed).toMatchObject({ status: 409, code: 'DUPLICATE' });
  expect((await submit(other, at, requestBody(), key)).status).toBe(201);
});

test('one number of two institutions is two requests, and neither sees the other’s', async () => {
  const at = number();
  const ours = await state(submit(town, at));
  expect((await town.call('GET', `requests/${at}`)).status).toBe(200);
  expect((await other.call('GET', `requests/${at}`)).status).toBe(404);
  expect((await other.images(at, [ofId1])).status).toBe(404);
  expect((await other.call('POST', `requests/${at}/cancel`, { reason: '不需要了' })).status).toBe(404);
  const theirs = await state(submit(other, at));
  expect(theirs.accessionNumber).not.toBe(ours.accessionNumber);
});

test('sent again it is replaced until it is accepted; returned it is replaced again; taken back it is over', async () => {
  const at = number();
  const made = await state(submit(town, at));
  const twice = await Promise.all([
    submit(town, at, requestBody({ purpose: '甲' })),
    submit(town, at, requestBody({ purpose: '乙' })),
  ]);
  expect(twice.map(({ status }) => status)).toEqual([200, 200]);
  await world.inside(async (work) => {
    const { attachObject } = await import('../orders/module.ts');
    const exam = await examOf(made.accessionNumber);
    return attachObject(work, exam.id, world.study());
  });
  const decide = async (act: 'accept' | 'return', reason = '') =>
    world.radiologist.api.orders.decideRemote({ ...world.target(await examOf(made.accessionNumber)), act, reason });
  await decide('accept');
  expect(await problem(submit(town, at, requestBody({ purpose: '丙' })))).toMatchObject({
    status: 409,
    code: 'STATE_REFUSED',
  });
  expect((await problem(town.call('POST', `requests/${at}/cancel`, { reason: '转院' }))).status).toBe(409);
  await decide('return', '请补充病史');
  expect(await state(town.call('GET', `requests/${at}`))).toMatchObject({ state: 'returned', reason: '请补充病史' });
  const again = await state(submit(town, at, requestBody({ history: '咳嗽两周' })));
  expect(again).toMatchObject({ state: 'waiting', accessionNumber: made.accessionNumber });
  expect((await examOf(made.accessionNumber)).history).toBe('咳嗽两周');
  expect(await state(town.call('POST', `requests/${at}/cancel`, { reason: '转院' }))).toMatchObject({
    state: 'withdrawn',
    reason: '转院',
  });

  // Without images the exam goes too, and the number begins anew.
  const bare = number();
  const first = await state(submit(town, bare));
  expect((await state(town.call('POST', `requests/${bare}/cancel`, { reason: '误传' }))).state).toBe('cancelled');
  const second = await state(submit(town, bare));
  expect(second.accessionNumber).not.toBe(first.accessionNumber);
});

test('shared numbers: another name under a number of this hospital is for a person to settle', async () => {
  const admin = await loggedIn(world.running.server, 'system-admin');
  const program = programEntry({ code: 'CAMPUS', name: '院区程序', ownNumbers: false });
  const { secret } = await admin.api.programs.save({ ...world.meta(), program, isNew: true });
  const campus = await programClient(world.running.server.url, 'CAMPUS', secret ?? '');
  const known = await world.registered();
  const clash = requestBody({ patient: { number: known.patient.number, name: '别人', sex: 'male', birthDate: null } });
  const refused = await problem(submit(campus, number(), clash));
  expect(refused).toMatchObject({ status: 409, code: 'IDENTITY_CLASH' });
  expect(refused.cureEn).toContain('check the patient');
});

test('real images of the request’s patient reach its exam; the same again changes nothing', async () => {
  const at = number();
  const made = await state(submit(town, at));
  const answer = await town.images(at, [ofId1]);
  expect(answer.status).toBe(200);
  const taken = await answer.json();
  expect(taken.objects).toMatchObject([{ outcome: 'stored' }]);
  expect(taken.studies).toMatchObject([{ state: 'matched', doubt: null, instances: 1 }]);
  expect((await state(town.call('GET', `requests/${at}`))).state).toBe('waiting');
  const exam = await examOf(made.accessionNumber);
  expect(exam.objects.map(({ id }) => id)).toEqual([taken.studies[0].studyUid]);
  expect((await (await town.images(at, [ofId1])).json()).objects).toMatchObject([{ outcome: 'repeated' }]);
  // Another request, and another institution, cannot add to that study.
  const second = number();
  await submit(town, second);
  const stranger = await town.images(second, [ofId1]);
  expect(stranger.status).toBe(422);
  expect((await stranger.json()).objects[0]).toMatchObject({
    outcome: 'refused',
    reason: expect.stringContaining('another request'),
  });
  // Nothing was told to the hospital's own HIS: it knows no such order.
  const told = await world.running.server.kernel.db
    .selectFrom('outgoing_message')
    .select('id')
    .where('subject', '=', made.accessionNumber)
    .execute();
  expect(told).toEqual([]);
});

test('images of another patient are parked: no exam gets them, until the request is put right or a person decides', async () => {
  const at = number();
  const made = await state(submit(town, at));
  const answer = await town.images(at, [of4Mr1]);
  const taken = await answer.json();
  expect(taken.studies).toMatchObject([{ state: 'parked', doubt: 'patientId', instances: 1 }]);
  expect((await state(town.call('GET', `requests/${at}`))).state).toBe('uploading');
  expect((await examOf(made.accessionNumber)).objects).toEqual([]);
  const { db } = world.running.server.kernel;
  const study = () =>
    db
      .selectFrom('imaging_study')
      .select(['exam_id', 'accession'])
      .where('uid', '=', taken.studies[0].studyUid)
      .executeTakeFirstOrThrow();
  expect((await study()).exam_id).toBeNull();
  // The number was mistyped: corrected, and sent again, it is of this patient.
  await state(submit(town, at, requestBody({ patient: { ...requestBody().patient, number: '4MR1' } })));
  const again = await (await town.images(at, [of4Mr1])).json();
  expect(again.objects).toMatchObject([{ outcome: 'repeated' }]);
  expect(again.studies).toMatchObject([{ state: 'matched', doubt: null }]);
  expect((await examOf(made.accessionNumber)).objects).toHaveLength(1);
});

test('the objects of a new study may come side by side', async () => {
  const at = number();
  await submit(town, at);
  // One study of six objects, made of a real one.
  const text = Buffer.from(ofId1).toString('latin1').replaceAll('12406831542731051', '12406831542731052');
  const objects = [1, 2, 3, 4, 5, 7].map((n) =>
    Uint8Array.from(
      Buffer.from(
        text.replaceAll('49043964482360854182530167603505525116', `4904396448236085418253016760350552511${n}`),
        'latin1',
      ),
    ),
  );
  const answers = await Promise.all(objects.map((one) => town.images(at, [one])));
  expect(await Promise.all(answers.map(async (one) => (await one.json()).objects?.[0]?.outcome))).toEqual(
    objects.map(() => 'stored'),
  );
  expect((await state(town.call('GET', `requests/${at}`))).studies).toMatchObject([{ state: 'matched', instances: 6 }]);
});

test('images that were on their way when the request became another patient’s are parked', async () => {
  const at = number();
  const made = await state(submit(town, at));
  const { db } = world.running.server.kernel;
  const { program_id } = await db
    .selectFrom('outside_request')
    .select('program_id')
    .where('number', '=', at)
    .where('institution_id', '=', 'town-a')
    .executeTakeFirstOrThrow();
  const uid = '1.2.3.999';
  const sent = { study_uid: uid, institution_id: 'town-a', number: at, program_id, patient_id: 'ID1', doubt: null };
  await db
    .insertInto('outside_study')
    .values({ ...sent, created_at: new Date() })
    .execute();
  await state(submit(town, at, requestBody({ patient: { ...requestBody().patient, number: 'ID2' } })));
  const study = { uid, examId: null, patientId: null, accession: '', instanceCount: 1, description: '' };
  const linked = await world.inside((work) => linkWithPrograms(work, study as never));
  expect(linked).toBeNull();
  expect((await examOf(made.accessionNumber)).objects).toEqual([]);
  expect((await state(town.call('GET', `requests/${at}`))).studies).toMatchObject([
    { studyUid: uid, state: 'parked', doubt: 'patientId' },
  ]);
});

test('a study that another sender brought is not added to', async () => {
  const at = number();
  await submit(
    town,
    at,
    requestBody({ patient: { number: 'X1EXAMPLE', name: '王小东', sex: 'male', birthDate: null } }),
  );
  const sample = dicomSample('charset/chrX1.dcm');
  const { type, body } = multipart([sample]);
  const brought = await world.technician.fetch('/dicom-web/studies', {
    method: 'POST',
    headers: { 'content-type': type, 'x-yishu': '1' },
    body,
  });
  expect(brought.status).toBe(200);
  const taken = await (await town.images(at, [sample])).json();
  expect(taken.objects[0]).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('another sender') });
  expect(taken.studies).toEqual([]);
});

test('text and documents go with the request, whatever its makers call the file', async () => {
  const at = number();
  await submit(town, at);
  const text = { findings: '双肺纹理增多', impression: '请上级医院会诊' };
  expect((await state(town.call('PUT', `requests/${at}/preliminary`, text))).preliminary).toEqual(text);
  const words = new TextEncoder().encode('入院记录：咳嗽两周。');
  const query = new URLSearchParams({ kind: 'admission', name: '入院记录.txt' });
  const handed = await town.call('POST', `requests/${at}/documents?${query}`, words);
  expect(handed.status).toBe(201);
  const document = await handed.json();
  expect(document).toMatchObject({ kind: 'admission', name: '入院记录.txt', type: 'text', byteLength: words.length });
  expect((await problem(town.call('POST', `requests/${at}/documents?kind=bill&name=a`, words))).fields[0].field).toBe(
    'kind',
  );
  const program = await problem(
    town.call('POST', `requests/${at}/documents?${query}`, new Uint8Array([0x4d, 0x5a, 0, 0, 1, 2])),
  );
  expect(program).toMatchObject({ status: 422, code: 'FILE_REFUSED' });
  const removed = await state(
    town.call('DELETE', `requests/${at}/documents/${document.id}?reason=${encodeURIComponent('传错')}`),
  );
  expect(removed.documents).toMatchObject([{ id: document.id, removed: true }]);
});
