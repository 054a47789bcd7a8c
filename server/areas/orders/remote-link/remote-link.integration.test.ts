// The embedded request form: links signed by another campus's system, told apart when they are not good; one exam of one institution, under
// the signed user's name; and nothing else.
import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { type RemoteForm, remoteSignedText } from '../../../../core/orders/remote-link.ts';
import { type ExamWorld, startExamWorld } from '../../../../test/support/exam-world.ts';
import { addPeople, type Browser, loggedIn } from '../../../../test/support/server.ts';
import { attachObject } from '../module.ts';

let world: ExamWorld;
let admin: Browser;
let secret = '';

const save = (part: { requestsFor?: string; active?: boolean; newSecret?: boolean; origins?: string[] }) =>
  admin.api.imaging.saveLinkSystem({ ...world.meta(), name: 'TOWN-RIS', active: true, ...part });

beforeAll(async () => {
  world = await startExamWorld();
  await addPeople(world.running.server, ['system-admin'], []);
  admin = await loggedIn(world.running.server, 'system-admin');
  secret = (await save({ requestsFor: 'town-a', origins: ['https://ris.town.test'] })).secret ?? '';
});
afterAll(() => world.close());

interface Signed {
  user?: string;
  ageS?: number;
  key?: string;
  system?: string;
  text?: (look: Parameters<typeof remoteSignedText>[0]) => string;
}

function queryOf(accession: string, { user = 'wang', ageS = 0, key = secret, system = 'TOWN-RIS', text }: Signed = {}) {
  const ts = String(Math.floor(world.running.clock.now().getTime() / 1000) - ageS);
  const look = { system, by: 'accession' as const, value: accession, user, ts };
  const sig = createHmac('sha256', key)
    .update((text ?? remoteSignedText)(look))
    .digest('hex');
  return new URLSearchParams({ system, accession, user, ts, sig });
}
const get = (query: URLSearchParams) =>
  fetch(`${world.running.server.url}/remote-request?${query}`, { redirect: 'manual' });
const opened = async (query: URLSearchParams): Promise<string> =>
  (await get(query)).headers.get('location')?.replace('/remote-request/', '') ?? '';

function call(token: string, path: string, body?: BodyInit, headers: Record<string, string> = { 'x-yishu': '1' }) {
  return fetch(`${world.running.server.url}/remote-request/api/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, ...headers },
    ...(body === undefined ? {} : { body }),
  });
}
const formOf = async (token: string): Promise<RemoteForm> => (await call(token, 'form')).json();
const send = (token: string, exam: ExamDocument, part: Record<string, unknown> = {}) =>
  call(
    token,
    'send',
    JSON.stringify({
      command: world.meta().command,
      expectedVersion: exam.version,
      toInstitutionId: 'county',
      preliminaryFindings: '',
      preliminaryImpression: '请会诊',
      ...part,
    }),
  );
const handIn = (token: string, words: string) =>
  call(
    token,
    `attachments?${new URLSearchParams({ kind: 'admission', name: '入院记录.txt', command: randomUUID(), at: new Date().toISOString() })}`,
    new TextEncoder().encode(words),
  );

async function acquired(): Promise<ExamDocument> {
  world.township = await loggedIn(world.running.server, 'town-radiographer');
  const exam = await world.registered({}, world.township);
  return world.inside((work) => attachObject(work, exam.id, world.study()));
}

test('a link opens once; what is wrong with another one is said, and stands in the trail', async () => {
  const { accessionNumber: accession } = await acquired();
  const good = queryOf(accession);
  expect(await opened(good)).toMatch(/^[\w-]{43}$/);
  expect(await opened(good)).toBe('refused-reused');
  expect(await opened(queryOf(accession, { ageS: 301 }))).toBe('refused-expired');
  expect(await opened(queryOf(accession, { key: 'other' }))).toBe('refused-signature');
  expect(await opened(queryOf(accession, { system: 'NOBODY' }))).toBe('refused-signature');
  // A link for the viewer opens no form.
  const viewer = {
    text: (look: { system: string; value: string; user: string; ts: string }) =>
      ['yishu-view-1', look.system, `accession=${look.value}`, `user=${look.user}`, `ts=${look.ts}`].join('\n'),
  };
  expect(await opened(queryOf(accession, viewer))).toBe('refused-signature');
  const changed = queryOf(accession, { user: 'li' });
  changed.set('user', 'chief');
  expect(await opened(changed)).toBe('refused-signature');
  expect(await opened(new URLSearchParams({ system: 'TOWN-RIS' }))).toBe('refused-malformed');
  expect(await opened(queryOf('20990101000001', { user: 'a' }))).toBe('refused-exam');
  // An exam of the county itself is none of the town's.
  const county = await world.registered({}, await loggedIn(world.running.server, 'radiographer'));
  expect(await opened(queryOf(county.accessionNumber))).toBe('refused-exam');
  const trail = await world.running.server.kernel.db
    .selectFrom('audit')
    .select(['outcome', 'detail'])
    .where('act', '=', 'orders.signedRequest')
    .execute();
  const details = trail.map(({ outcome, detail }) => `${outcome} ${detail}`);
  for (const word of ['done TOWN-RIS wang, 30 min', 'refused TOWN-RIS wang: reused', 'refused TOWN-RIS wang: exam'])
    expect(details).toContain(word);
});

test('the same request as at a station, in the name of the system’s user; documents go with it', async () => {
  const exam = await acquired();
  const token = await opened(queryOf(exam.accessionNumber));
  const form = await formOf(token);
  expect(form).toMatchObject({ system: 'TOWN-RIS', user: 'wang', attachments: [], ecg: null });
  expect(form.institutions.map(({ id }) => id)).toEqual(['county']);
  expect(form.exam.patient.name).toBe(exam.patient.name);
  expect(JSON.stringify(form)).not.toContain(exam.objects[0]?.id);
  const added = await handIn(token, '入院记录：头痛三天');
  expect(added.status).toBe(200);
  expect((await handIn(token, '{\\rtf1 x}')).status).toBe(422);
  const sent = await send(token, form.exam);
  expect(sent.status).toBe(200);
  const now = await world.township.api.orders.exam({ examId: exam.id });
  expect(now.remote).toMatchObject({
    state: 'waiting',
    requestedBy: 'wang（TOWN-RIS）',
    preliminaryImpression: '请会诊',
  });
  world.radiologist = await loggedIn(world.running.server, 'radiologist');
  const [document] = await world.radiologist.api.orders.attachments({ examId: exam.id });
  expect(document).toMatchObject({ kind: 'admission', addedByName: 'wang（TOWN-RIS）' });
  expect((await world.radiologist.fetch(`/exam-attachments/${document?.id}`)).status).toBe(200);
  // Twice is once.
  expect((await send(token, now)).status).toBe(409);
  const trail = await world.running.server.kernel.db
    .selectFrom('audit')
    .select(['act', 'detail', 'patient_id'])
    .where('subject', '=', exam.accessionNumber)
    .where('detail', 'like', '%TOWN-RIS%')
    .execute();
  const acts = new Set(trail.map(({ act }) => act));
  for (const act of ['orders.signedRequest', 'orders.requestForm', 'orders.addAttachment', 'orders.requestRemote'])
    expect(acts).toContain(act);
  expect(trail.every(({ patient_id }) => patient_id === exam.patient.id)).toBe(true);
});

test('a document opens behind the token as what its bytes are; another exam’s, a removed one and a stranger’s do not', async () => {
  const exam = await acquired();
  const token = await opened(queryOf(exam.accessionNumber));
  const { id }: { id: string } = await (await handIn(token, '<script>1</script>头痛三天')).json();
  const open = (by: string, which = id) => call(by, `document?id=${which}`);
  const shown = await open(token);
  expect(shown.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(shown.headers.get('x-content-type-options')).toBe('nosniff');
  expect(shown.headers.get('cache-control')).toContain('no-store');
  expect(await shown.text()).toBe('<script>1</script>头痛三天');
  const elsewhere = await opened(queryOf((await acquired()).accessionNumber));
  expect((await open(elsewhere)).status).toBe(404);
  expect((await open(token, 'x')).status).toBe(404);
  expect((await open('x'.repeat(43))).status).toBe(401);
  await call(token, 'remove', JSON.stringify({ ...world.meta(), attachmentId: id, reason: '传错患者' }));
  expect((await open(token)).status).toBe(404);
  const trail = await world.running.server.kernel.db
    .selectFrom('audit')
    .select(['outcome', 'detail'])
    .where('act', '=', 'orders.attachmentFile')
    .where('subject', '=', exam.accessionNumber)
    .execute();
  expect(trail.map(({ outcome, detail }) => [outcome, detail.startsWith('wang（TOWN-RIS）: ')])).toContainEqual([
    'done',
    true,
  ]);
});

test('a document is removed by the user who added it, and no other', async () => {
  const exam = await acquired();
  const token = await opened(queryOf(exam.accessionNumber));
  const { id }: { id: string } = await (await handIn(token, '传错的记录')).json();
  const remove = (by: string, attachmentId: string, reason = '传错患者') =>
    call(by, 'remove', JSON.stringify({ ...world.meta(), attachmentId, reason }));
  const other = await opened(queryOf(exam.accessionNumber, { user: 'li' }));
  expect((await remove(other, id)).status).toBe(403);
  expect((await remove(token, id, '')).status).toBe(422);
  const elsewhere = await opened(queryOf((await acquired()).accessionNumber));
  expect((await remove(elsewhere, id)).status).toBe(404);
  expect((await remove(token, id)).status).toBe(200);
  expect((await formOf(token)).attachments[0]?.removed?.reason).toBe('传错患者');
});

test('the token opens this form alone, until it ends; shut out, moved or renewed systems open nothing', async () => {
  const exam = await acquired();
  const { accessionNumber: accession } = exam;
  const token = await opened(queryOf(accession));
  expect((await call('x'.repeat(43), 'form')).status).toBe(401);
  // A form of another site has no such header.
  expect((await call(token, 'send', '{}', {})).status).toBe(403);
  expect((await call(token, 'send', '{"command":1}')).status).toBe(400);
  for (const path of ['/imaging/manifest', '/ecg/replay/recording']) {
    const elsewhere = await fetch(`${world.running.server.url}${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(elsewhere.status).toBe(401);
  }
  world.running.clock.pass(29 * 60_000);
  expect((await call(token, 'form')).status).toBe(200);
  world.running.clock.pass(2 * 60_000);
  expect((await call(token, 'form')).status).toBe(401);
  admin = await loggedIn(world.running.server, 'system-admin');
  const later = await opened(queryOf(accession));
  await save({ requestsFor: '' });
  expect((await call(later, 'form')).status).toBe(401);
  expect(await opened(queryOf(accession, { user: 'b' }))).toBe('refused-notAllowed');
  await save({ requestsFor: 'town-a' });
  const again = await opened(queryOf(accession, { user: 'c' }));
  await save({ active: false });
  expect((await call(again, 'form')).status).toBe(401);
  expect(await opened(queryOf(accession, { user: 'd' }))).toBe('refused-signature');
});
