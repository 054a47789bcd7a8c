// Short messages against a real local gateway: off until set up, once a person, tried again when it fails, once more after a crash, never twice.
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import {
  mostNoticeTries,
  type NoticeMessage,
  noticeTries,
  type SaveNoticeGateway,
} from '../../../../core/orders/notice.ts';
import { type ExamWorld, startExamWorld } from '../../../../test/support/exam-world.ts';
import { addPeople, type Browser, codeOf, loggedIn, testPassword } from '../../../../test/support/server.ts';
import type { ServerStep } from '../../../kernel/steps.ts';
import { createPerson } from '../../identity/module.ts';
import { attachObject } from '../module.ts';

let world: ExamWorld;
let admin: Browser;
let gateway: Server;
let url: string;
const secret = 'Bearer top-secret-key';
const got: { headers: IncomingHttpHeaders; body: Record<string, string> }[] = [];
let atStep: (step: ServerStep) => void = () => undefined;
/** What the gateway does with each request. */
let answer: { status: number; body: string } = { status: 200, body: '{"code":"OK"}' };

beforeAll(async () => {
  gateway = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += String(part);
    got.push({ headers: request.headers, body: JSON.parse(body) });
    response.writeHead(answer.status).end(answer.body);
  });
  await new Promise<void>((done) => gateway.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/send`;
  world = await startExamWorld({ reached: (step) => atStep(step) });
  await addPeople(world.running.server, ['system-admin'], []);
  admin = await loggedIn(world.running.server, 'system-admin');
});
afterAll(async () => {
  await world?.close();
  gateway?.closeAllConnections();
  gateway?.close();
});
beforeEach(() => {
  got.length = 0;
  atStep = () => undefined;
  answer = { status: 200, body: '{"code":"OK"}' };
});

const kernel = () => world.running.server.kernel;

async function save(part: Partial<SaveNoticeGateway> = {}) {
  const now = await admin.api.orders.noticeGateway();
  const { hasSecret, ...settings } = now;
  const duty = [
    {
      institutionId: 'county',
      service: 'radiology' as const,
      people: [
        { name: '值班一', phone: '13800138001' },
        { name: '值班二', phone: '13800138002' },
        { name: '又一个名字', phone: '13800138001' },
      ],
    },
  ];
  const set = { ...settings, url, duty, enabled: true, confirmPath: 'code', confirmValue: 'OK', ...part };
  return admin.api.orders.saveNoticeGateway({
    ...world.meta(),
    settings: { ...set, password: part.password === undefined ? secret : part.password },
  });
}

/** A township's request with its images, waiting. */
async function sent(): Promise<ExamDocument> {
  world.township = await loggedIn(world.running.server, 'town-radiographer');
  const exam = await world.registered({ priority: 'emergency' }, world.township);
  await world.inside((work) => attachObject(work, exam.id, world.study()));
  const now = await world.township.api.orders.exam({ examId: exam.id });
  const ask = { toInstitutionId: 'county', preliminaryFindings: '', preliminaryImpression: '' };
  return world.township.api.orders.requestRemote({ ...world.target(now), ...ask });
}

async function until<T>(what: string, look: () => Promise<T | null | undefined | false>): Promise<T> {
  for (let turn = 0; turn < 150; turn += 1) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`never: ${what}\n${world.running.logged.slice(-5).join('\n')}`);
}
/** Time goes by: sessions too. Any news of an exam wakes the queue at once. */
async function pass(seconds: number): Promise<void> {
  world.running.clock.pass(seconds * 1000);
  admin = await loggedIn(world.running.server, 'system-admin');
  const { id, doc } = await kernel().db.selectFrom('exam').select(['id', 'doc']).limit(1).executeTakeFirstOrThrow();
  await world.inside(async (work) => work.changed('exam', id, doc.version, null));
}
const messagesOf = async (exam: ExamDocument): Promise<NoticeMessage[]> =>
  (await admin.api.orders.noticeMessages()).filter(({ accession }) => accession === exam.accessionNumber);
const settled = (exam: ExamDocument, state: NoticeMessage['state'], count: number) =>
  until(`${count} ${state}`, async () => {
    const found = (await messagesOf(exam)).filter((one) => one.state === state);
    return found.length === count && found;
  });

test('off until set up: nothing is queued, nobody claims anything; only an administrator sets it up', async () => {
  const exam = await sent();
  expect(await admin.api.orders.noticeGateway()).toMatchObject({ enabled: false, url: '', hasSecret: false });
  expect(await messagesOf(exam)).toEqual([]);
  expect(await world.township.api.orders.remoteNotices({ examId: exam.id })).toEqual({
    ...{ queued: 0, sent: 0, failed: 0 },
    sentAt: null,
  });
  const test = { ...world.meta(), phone: '13800138009' };
  expect(await codeOf(admin.api.orders.tryNoticeGateway(test))).toBe('STATE_REFUSED');
  const { orders } = world.radiologist.api;
  expect(await codeOf(orders.noticeGateway())).toBe('RIGHT_MISSING');
  expect(await codeOf(orders.noticeMessages())).toBe('RIGHT_MISSING');
  expect(await codeOf(orders.tryNoticeGateway(test))).toBe('RIGHT_MISSING');
  for (const bad of [
    { url: 'http://sms.example.cn/send' },
    { url: 'https://user:pass@sms.example.cn/' },
    { template: '{"to":"{{phone}}"}' },
    { headerName: 'Host' },
    { password: 'a\r\nx: y' },
    { confirmValue: '' },
    { password: '' },
  ])
    expect([bad, await codeOf(save(bad))]).toEqual([bad, 'INPUT_INVALID']);
  expect(await save()).toMatchObject({ enabled: true, hasSecret: true, version: 1 });
  // What waited before it was on stays untold.
  expect(got).toEqual([]);
});

test('sent once a person, without a word of who the patient is; the secret in its header and nowhere else', async () => {
  const exam = await sent();
  const done = await settled(exam, 'sent', 2);
  expect(got).toHaveLength(2);
  expect(got.map(({ body }) => body.phone).toSorted()).toEqual(['13800138001', '13800138002']);
  for (const { headers, body } of got) {
    expect(headers.authorization).toBe(secret);
    expect(headers['idempotency-key']).toBe(body.requestId);
    expect(body.content).toContain(exam.accessionNumber);
    expect(body.content).toContain('急诊');
    for (const word of [exam.patient.name, exam.patient.number]) expect(JSON.stringify(body)).not.toContain(word);
  }
  expect(done[0]).toMatchObject({ phone: expect.stringMatching(/^\*{7}800[12]$/), attempts: 1 });
  expect(done[0]?.answer).toContain('HTTP 200');
  expect(await world.township.api.orders.remoteNotices({ examId: exam.id })).toMatchObject({ queued: 0, sent: 2 });
  const other = await loggedIn(world.running.server, 'other-town');
  expect(await codeOf(other.api.orders.remoteNotices({ examId: exam.id }))).toBe('NOT_FOUND');
  const stored = JSON.stringify([
    await kernel().db.selectFrom('notice_gateway').selectAll().execute(),
    await kernel().db.selectFrom('notice_message').selectAll().execute(),
    await kernel().db.selectFrom('audit').selectAll().where('act', 'like', 'orders.%otice%').execute(),
    await kernel().db.selectFrom('idempotency').selectAll().execute(),
    await admin.api.orders.noticeGateway().then(({ duty, ...rest }) => rest),
  ]);
  for (const word of ['top-secret', '13800138001', '值班电话']) expect(stored).not.toContain(word);
  const trail = await kernel()
    .db.selectFrom('audit')
    .select(['detail', 'patient_id'])
    .where('act', '=', 'orders.notice')
    .where('subject', '=', exam.accessionNumber)
    .execute();
  expect(trail).toHaveLength(2);
  expect(trail.every(({ patient_id }) => patient_id === exam.patient.id)).toBe(true);
});

test('a gateway that fails and then works: the same message under the same id, later each time', async () => {
  answer = { status: 503, body: 'busy' };
  const exam = await sent();
  await until('two tries', async () => got.length === 2);
  const waiting = await settled(exam, 'queued', 2);
  expect(waiting[0]).toMatchObject({ attempts: 1, answer: 'HTTP 503 busy' });
  expect(await world.township.api.orders.remoteNotices({ examId: exam.id })).toMatchObject({ queued: 2, sent: 0 });
  const ids = new Set(got.map(({ body }) => body.requestId));
  await pass(11);
  await until('two more tries', async () => got.length === 4);
  answer = { status: 200, body: '{"code":"OK"}' };
  await pass(61);
  const done = await settled(exam, 'sent', 2);
  expect(done.map(({ attempts }) => attempts)).toEqual([3, 3]);
  expect(new Set(got.map(({ body }) => body.requestId))).toEqual(ids);
});

test('tried a bounded number of times; then it has failed, with the last answer', async () => {
  answer = { status: 500, body: `no ${secret}` };
  const exam = await sent();
  for (let turn = 1; turn <= noticeTries; turn += 1) {
    await until(`turn ${turn}`, async () => got.length === 2 * turn);
    await until('written down', async () => (await messagesOf(exam)).every(({ state }) => state !== 'sending'));
    await pass(1900);
  }
  const failed = await settled(exam, 'failed', 2);
  // The gateway's words are kept, the secret that it repeats is not.
  expect(failed[0]).toMatchObject({ attempts: noticeTries, answer: 'HTTP 500 no ***', nextAttemptAt: null });
  world.township = await loggedIn(world.running.server, 'town-radiographer');
  expect(await world.township.api.orders.remoteNotices({ examId: exam.id })).toMatchObject({ sent: 0, failed: 2 });
  await pass(4000);
  expect(got).toHaveLength(2 * noticeTries);
});

test('a failed message is sent again by an administrator: the same one, audited, a bounded number of times', async () => {
  const { orders } = admin.api;
  answer = { status: 401, body: 'no' };
  const exam = await sent();
  const [first] = await settled(exam, 'failed', 2);
  if (!first) throw new Error('no message');
  const messageId = first.id;
  const { orders: other } = world.township.api;
  expect(await codeOf(other.resendNotice({ ...world.meta(), messageId }))).toBe('RIGHT_MISSING');
  expect(await codeOf(orders.resendNotice({ ...world.meta(), messageId: exam.id }))).toBe('NOT_FOUND');
  answer = { status: 200, body: '{"code":"OK"}' };
  const command = world.meta();
  expect(await orders.resendNotice({ ...command, messageId })).toMatchObject({ id: messageId, state: 'queued' });
  const [done] = await settled(exam, 'sent', 1);
  expect(done).toMatchObject({ id: messageId, attempts: 2 });
  // The same command again is the same act; the message is not sent a third time, by no command.
  await admin.api.orders.resendNotice({ ...command, messageId });
  expect(await codeOf(orders.resendNotice({ ...world.meta(), messageId }))).toBe('STATE_REFUSED');
  expect(got.filter(({ body }) => body.requestId === messageId)).toHaveLength(2);
  const trail = await kernel()
    .db.selectFrom('audit')
    .select(['subject', 'patient_id', 'outcome'])
    .where('act', '=', 'orders.resendNotice')
    .where('detail', 'like', `%${messageId}`)
    .where('outcome', '=', 'done')
    .execute();
  expect(trail).toEqual([{ subject: exam.accessionNumber, patient_id: exam.patient.id, outcome: 'done' }]);

  answer = { status: 401, body: 'still no' };
  const [second] = await settled(exam, 'failed', 1);
  if (!second) throw new Error('no second message');
  for (let tries = 2; tries <= mostNoticeTries; tries += 1) {
    await orders.resendNotice({ ...world.meta(), messageId: second.id });
    await until(`try ${tries}`, async () => (await settled(exam, 'failed', 1))[0]?.attempts === tries);
  }
  expect(await codeOf(orders.resendNotice({ ...world.meta(), messageId: second.id }))).toBe('STATE_REFUSED');
  expect(got.filter(({ body }) => body.requestId === second.id)).toHaveLength(mostNoticeTries);
});

test('a try by hand that a crash cuts off is not tried again by itself once the usual tries are used up', async () => {
  answer = { status: 401, body: 'no' };
  const exam = await sent();
  const [first] = await settled(exam, 'failed', 2);
  if (!first) throw new Error('no message');
  await kernel().db.updateTable('notice_message').set({ attempts: noticeTries }).where('id', '=', first.id).execute();
  let killed = false;
  atStep = (step) => {
    if (step !== 'notice-answered') return;
    killed = true;
    throw new Error('killed here');
  };
  await admin.api.orders.resendNotice({ ...world.meta(), messageId: first.id });
  await until('the crash', () => Promise.resolve(killed));
  await settled(exam, 'sending', 1);
  atStep = () => undefined;
  const tries = () => got.filter(({ body }) => body.requestId === first.id).length;
  await pass(61);
  const lost = await until('written down', async () =>
    (await messagesOf(exam)).find(({ id, state }) => id === first.id && state === 'failed'),
  );
  expect(lost.answer).toBe('outcome unknown');
  expect(tries()).toBe(2);
});

test.each([
  [{ status: 200, body: '{"code":"LIMIT"}' }, 'HTTP 200 {"code":"LIMIT"}'],
  [{ status: 401, body: 'who are you' }, 'HTTP 401 who are you'],
  [{ status: 302, body: '' }, 'HTTP 302 (not followed)'],
])('an answer that does not confirm is no message sent: %j', async (given, words) => {
  answer = given;
  const exam = await sent();
  const failed = await settled(exam, 'failed', 2);
  expect(failed[0]).toMatchObject({ attempts: 1, answer: words });
  expect(got).toHaveLength(2);
});

test('killed between the answer and the note of it: one more try of the same message, no more', async () => {
  let killed = 0;
  atStep = (step) => {
    if (step !== 'notice-answered' || killed > 0) return;
    killed += 1;
    throw new Error('killed here');
  };
  const exam = await sent();
  // The other one goes out; the one that may still be under way is left alone.
  await settled(exam, 'sent', 1);
  expect([killed, got.length]).toEqual([1, 2]);
  await pass(11);
  expect(await settled(exam, 'sending', 1)).toHaveLength(1);
  expect(got).toHaveLength(2);
  await pass(61);
  const done = await settled(exam, 'sent', 2);
  expect(done.map(({ attempts }) => attempts).toSorted()).toEqual([1, 2]);
  await pass(4000);
  expect(got).toHaveLength(3);
  const [first] = got;
  expect(got.filter(({ body }) => body.requestId === first?.body.requestId)).toHaveLength(2);
});

test('who reads it already is not called; a request sent again is told again, once', async () => {
  answer = { status: 503, body: '' };
  const exam = await sent();
  await settled(exam, 'queued', 2);
  world.radiologist = await loggedIn(world.running.server, 'radiologist');
  const decide = (at: Browser, version: ExamDocument, act: 'return' | 'resubmit' | 'accept', reason = '') =>
    at.api.orders.decideRemote({ ...world.target(version), act, reason });
  const returned = await decide(world.radiologist, exam, 'return', '缺图');
  answer = { status: 200, body: '{"code":"OK"}' };
  await pass(11);
  await settled(exam, 'dropped', 2);
  expect(got).toHaveLength(2);
  world.township = await loggedIn(world.running.server, 'town-radiographer');
  await decide(world.township, returned, 'resubmit');
  await settled(exam, 'sent', 2);
  expect(got).toHaveLength(4);
  const waiting = await world.township.api.orders.exam({ examId: exam.id });
  await world.inside((work) => attachObject(work, waiting.id, world.study(7)));
  await pass(11);
  await settled(exam, 'sent', 2);
  expect(got).toHaveLength(4);
  expect(await world.township.api.orders.remoteNotices({ examId: exam.id })).toMatchObject({ sent: 2, failed: 0 });
});

test('a report that waits for its second confirmation is told to those designated, never to its author; given back it is told anew', async () => {
  const { server } = world.running;
  await createPerson(server.kernel, {
    ...{ user: 'confirmer', name: '王主任', departmentId: '', roles: ['radiologist'], extraRights: [] },
    ...{ labGroups: [], enabled: true, password: testPassword },
  });
  const confirmer = await loggedIn(server, 'confirmer');
  for (const name of ['radiologist', 'resident'] as const)
    world[name] = await loggedIn(server, name === 'resident' ? 'radiology-resident' : name);
  const idOf = async (who: Browser) => (await who.api.identity.me())?.person.id ?? '';
  const [wang, radiologist, resident] = [
    await idOf(confirmer),
    await idOf(world.radiologist),
    await idOf(world.resident),
  ];
  const dials = async (id: string, phone: string) =>
    kernel()
      .db.updateTable('person')
      .set({ phone: kernel().fields.encrypt(phone) })
      .where('id', '=', id)
      .execute();
  await dials(wang, '139 0013-9001');
  await dials(resident, '13900139003');
  const designate = (ids: readonly string[]) =>
    kernel()
      .db.updateTable('institution')
      .set({
        confirmers: JSON.stringify(ids.map((personId) => ({ personId, service: 'radiology', fromInstitutionIds: [] }))),
      })
      .where('id', '=', 'county')
      .execute();
  // The author may not review here, and the radiologist has no telephone: neither is told.
  await designate([wang, radiologist, resident]);
  const exam = await sent();
  await settled(exam, 'sent', 2);
  got.length = 0;
  const taken = await world.radiologist.api.orders.decideRemote({ ...world.target(exam), act: 'accept', reason: '' });
  const draft = await world.drafted(taken);
  const submitted = await world.resident.api.examReports.submit({ ...world.about(draft), content: draft.content });
  const confirmations = async () => (await messagesOf(exam)).filter(({ kind }) => kind === 'confirm');
  await until('told', async () => (await confirmations()).every(({ state }) => state === 'sent') && got.length === 1);
  expect(got[0]?.body.phone).toBe('13900139001');
  expect(got[0]?.body.content).toContain('待二次确认');
  expect(got[0]?.body.content).toContain(exam.accessionNumber);
  expect(JSON.stringify(got[0]?.body)).not.toContain(exam.patient.name);
  // The asking side reads of its own request only.
  expect(await world.township.api.orders.remoteNotices({ examId: exam.id })).toMatchObject({ sent: 2 });

  const back = await world.radiologist.api.examReports.giveBack({ ...world.about(submitted), reason: '描述不全' });
  const again = await world.resident.api.examReports.submit({ ...world.about(back), content: draft.content });
  await until('told again', async () => got.length === 2);
  // Closed before the gateway works again: nobody is told of what is done.
  answer = { status: 503, body: '' };
  const given = await world.radiologist.api.examReports.giveBack({ ...world.about(again), reason: '再改' });
  const last = await world.resident.api.examReports.submit({ ...world.about(given), content: draft.content });
  await until('a try', async () => got.length === 3);
  await confirmer.api.examReports.release({ ...world.about(last), content: draft.content });
  answer = { status: 200, body: '{"code":"OK"}' };
  await pass(11);
  await until('dropped', async () => (await confirmations()).filter(({ state }) => state === 'dropped').length === 1);
  expect(got).toHaveLength(3);
  await designate([]);
});

test('a test message is sent at once and shown with the answer; a replay of it is the same one', async () => {
  const input = { ...world.meta(), phone: '13800138009' };
  const once = await admin.api.orders.tryNoticeGateway(input);
  expect(once).toMatchObject({ state: 'sent', accession: '', attempts: 1, answer: 'HTTP 200 {"code":"OK"}' });
  expect(await admin.api.orders.tryNoticeGateway(input)).toEqual(once);
  expect(got).toHaveLength(1);
  answer = { status: 500, body: 'down' };
  const bad = await admin.api.orders.tryNoticeGateway({ ...world.meta(), phone: '13800138009' });
  expect(bad).toMatchObject({ state: 'failed', answer: 'HTTP 500 down' });
});

test('the secret goes to no other address; another administrator’s change is not overwritten', async () => {
  const moved = { url: url.replace('/send', '/else').replace('127.0.0.1', 'localhost') };
  expect(await codeOf(save({ ...moved, password: null }))).toBe('INPUT_INVALID');
  const now = await save({ password: null });
  const { hasSecret, ...settings } = now;
  const old = { ...settings, version: settings.version - 1, password: null };
  expect(await codeOf(admin.api.orders.saveNoticeGateway({ ...world.meta(), settings: old }))).toBe('VERSION_CONFLICT');
});
