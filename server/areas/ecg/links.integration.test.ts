// Links to the clinicians' ECG page under attack: what opens one, what ends one, and what its answers give away.
import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ecgSignedText } from '../../../core/ecg/flow/link-signature.ts';
import { signedText } from '../../../core/imaging/link-signature.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { ecgFile } from '../../../test/support/ecg-files.ts';
import { type EcgWorld, startEcgWorld } from '../../../test/support/ecg-world.ts';
import { addPeople, type Browser, command, loggedIn } from '../../../test/support/server.ts';
import { createPerson } from '../identity/module.ts';

let world: EcgWorld;
let admin: Browser;
let exam: ExamDocument;
let recordingId: string;
let otherRecordingId: string;
let secret: string;

const meta = () => ({ command: command(world.started.clock) });
const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${world.started.server.url}${path}`, { headers, redirect: 'manual' });
const seconds = () => String(Math.floor(world.started.clock.now().getTime() / 1000));

interface Look {
  system: string;
  value: string;
  user: string;
  ts: string;
}

const plainLook = (): Look => ({ system: 'EMR', value: exam.accessionNumber, user: '王医生', ts: seconds() });
const sign = (look: Look, key = secret) =>
  createHmac('sha256', key)
    .update(ecgSignedText({ by: 'accession', ...look }))
    .digest('hex');

/** Where the link leads: `token`, or why it is refused. */
async function led(query: Record<string, string> | [string, string][]): Promise<{ to: string; token: string }> {
  const answer = await get(`/ecg-view?${new URLSearchParams(query)}`);
  expect(answer.status).toBe(303);
  const token = answer.headers.get('location')?.split('/').at(-1) ?? '';
  return { to: token.startsWith('refused-') ? token.slice('refused-'.length) : 'token', token };
}

const asQuery = ({ system, value, user, ts }: Look, sig: string) => ({ system, accession: value, user, ts, sig });
const look = (token: string, query = '') => get(`/ecg/replay/recording${query}`, { authorization: `Bearer ${token}` });

beforeAll(async () => {
  world = await startEcgWorld();
  const { server } = world.started;
  await addPeople(server, ['system-admin']);
  admin = await loggedIn(server, 'system-admin');
  await world.approveDevice();
  exam = await world.register('P1', '欧阳链接');
  const other = await world.register('P2', '他人');
  const at = (one: ExamDocument) => `/ecg/upload?name=a.json&accession=${one.accessionNumber}`;
  ({ recordingId } = await world.upload(ecgFile({ patient: { id: 'P1' }, seed: 1 }), at(exam)));
  ({ recordingId: otherRecordingId } = await world.upload(ecgFile({ patient: { id: 'P2' }, seed: 2 }), at(other)));
  const system = { name: 'EMR', active: true, origins: ['https://emr.example'], newSecret: false };
  secret = (await admin.api.imaging.saveLinkSystem({ ...meta(), ...system })).secret ?? '';
}, 60_000);
afterAll(() => world.started.close());

test('a field that was changed, left out, doubled, lengthened or signed for something else opens nothing', async () => {
  const right = plainLook();
  const sig = sign(right);
  expect((await led(asQuery(right, sig))).to).toBe('token');
  const late = (by: number) => ({ ...right, ts: String(Number(right.ts) + by) });
  const signed = (one: Look, key?: string) => asQuery(one, sign(one, key));
  const attacks: Record<string, Record<string, string> | [string, string][]> = {
    'another exam': asQuery({ ...right, value: 'X1' }, sig),
    'another user': asQuery({ ...right, user: '李医生' }, sig),
    'another system': asQuery({ ...right, system: 'EMR2' }, sig),
    'another time': asQuery({ ...right, ts: String(Number(right.ts) - 1) }, sig),
    'another key': signed(right, 'x'.repeat(43)),
    'no key': signed(right, ''),
    'a cut signature': asQuery(right, sig.slice(2)),
    'a longer signature': asQuery(right, `${sig}00`),
    'no signature': asQuery(right, ''),
    'a plain hash': asQuery(right, createHmac('sha256', '').update(secret).digest('hex')),
    // What an imaging link's signature is made over, under the same secret.
    'an imaging signature': asQuery(
      right,
      createHmac('sha256', secret)
        .update(signedText({ by: 'accession', ...right }))
        .digest('hex'),
    ),
    'a line in the user': signed({ ...right, user: `a\nts=${right.ts}` }),
    'a long user': signed({ ...right, user: 'a'.repeat(65) }),
    'a very long exam': signed({ ...right, value: 'a'.repeat(4000) }),
    'a study beside the exam': { ...asQuery(right, sig), study: '1.2.3' },
    'too old': signed(late(-3600)),
    'from the future': signed(late(3600)),
    'time in another form': signed({ ...right, ts: `${right.ts}.0` }),
    // The first one counts for everybody who reads the query.
    'a second exam in front': [['accession', 'X1'], ...Object.entries(asQuery(right, sig))],
    nothing: {},
  };
  const opened: string[] = [];
  for (const [name, query] of Object.entries(attacks)) if ((await led(query)).to === 'token') opened.push(name);
  expect(opened).toEqual([]);
  const trail = await world.started.server.kernel.db
    .selectFrom('audit')
    .select(['subject', 'detail'])
    .where('act', '=', 'ecg.signedLink')
    .where('outcome', '=', 'refused')
    .execute();
  // Those that named the system and were well formed; what they asked for is not kept.
  expect(trail.length).toBeGreaterThan(5);
  expect(new Set(trail.map(({ subject }) => subject))).toEqual(new Set(['EMR']));
});

test('its token opens this exam, by header, uncached and without a referrer; it stands in no log', async () => {
  const { token } = await led(asQuery(plainLook(), sign(plainLook())));
  const answer = await look(token);
  expect(answer.status).toBe(200);
  const { headers } = answer;
  expect([headers.get('cache-control'), headers.get('referrer-policy')]).toEqual(['no-store', 'no-referrer']);
  const page = await get(`/ecg-view/${token}`);
  expect(page.headers.get('referrer-policy')).toBe('no-referrer');
  const elsewhere = await get('/');
  expect(elsewhere.headers.get('content-security-policy')).not.toContain('emr.example');
  expect((await look(token, `?recording=${otherRecordingId}`)).status).toBe(404);
  expect((await look(token, `?recording=${randomUUID()}`)).status).toBe(404);
  expect((await look(token, "?recording=' or 1=1 --")).status).toBe(404);
  for (const bad of ['', 'x', token.slice(1), `${token}=`, token.toLowerCase(), 'x'.repeat(20_000 / 4)])
    expect((await look(bad)).status, bad.slice(0, 50)).toBe(401);
  // Not as a person's session, not as a device's key.
  expect((await get(`/ecg/recordings/${recordingId}/file`, { authorization: `Bearer ${token}` })).status).toBe(401);
  expect(world.started.logged.join('\n')).not.toContain(token);
  const refused = await world.started.server.kernel.db
    .selectFrom('audit')
    .select(['detail'])
    .where('act', '=', 'ecg.replay')
    .where('outcome', '=', 'refused')
    .execute();
  expect(refused).toHaveLength(3);
  expect(refused[0]?.detail).toContain('EMR 王医生: NOT_FOUND');
});

test('a system that is shut out or gets another secret, and a person who left or lost the right, take their links with them', async () => {
  const { db, ...kernel } = world.started.server.kernel;
  const change = (part: { active: boolean; newSecret: boolean }) =>
    admin.api.imaging.saveLinkSystem({ ...meta(), name: 'EMR', origins: [], ...part });
  const opened = async () => (await led(asQuery(plainLook(), sign(plainLook())))).token;
  const first = await opened();
  expect((await look(first)).status).toBe(200);
  await change({ active: false, newSecret: false });
  expect((await look(first)).status).toBe(401);
  await change({ active: true, newSecret: false });
  expect((await look(first)).status).toBe(200);
  world.started.clock.pass(1000);
  secret = (await change({ active: true, newSecret: true })).secret ?? '';
  expect((await look(first)).status).toBe(401);
  expect((await look(await opened())).status).toBe(200);

  const id = await createPerson({ db, ...kernel } as typeof world.started.server.kernel, {
    ...{ user: 'leaves', name: '离职', departmentId: 'ECGROOM', roles: [], extraRights: ['ecg.view'], labGroups: [] },
    ...{ enabled: true, password: 'Kirschbaum-27' },
  });
  const person = await loggedIn(world.started.server, 'leaves');
  const { token } = await person.api.ecg.link({ ...meta(), recordingId, minutes: 1440 });
  expect((await look(token)).status).toBe(200);
  await db.updateTable('person').set({ extra_rights: [] }).where('user_name', '=', 'leaves').execute();
  expect((await look(token)).status).toBe(401);
  await db
    .updateTable('person')
    .set({ extra_rights: ['ecg.view'] })
    .where('user_name', '=', 'leaves')
    .execute();
  expect((await look(token)).status).toBe(200);
  await db.updateTable('person').set({ enabled: false }).where('user_name', '=', 'leaves').execute();
  expect((await look(token)).status).toBe(401);
  expect(id).toBeDefined();
});

test('by its number an exam of another institution is as unknown as one that is not there', async () => {
  const { db } = world.started.server.kernel;
  const place = (name: string, own: boolean, departments: string[]) => ({
    ...{ id: name, name, name_en: '', active: true, hl7_peer: '', own, department_ids: departments },
    ...{ superior_ids: [], reads: ['ecg'] },
  });
  await db
    .insertInto('institution')
    .values([place('own', true, ['CARD', 'ECGROOM']), place('town', false, ['TOWN'])])
    .execute();
  await createPerson(world.started.server.kernel, {
    ...{ user: 'town', name: '镇医生', departmentId: 'TOWN', roles: ['ecg-doctor'], extraRights: [], labGroups: [] },
    ...{ enabled: true, password: 'Kirschbaum-27' },
  });
  const town = await loggedIn(world.started.server, 'town');
  const of = (accession: string) =>
    town.api.ecg.link({ ...meta(), accession, minutes: 5 }).catch((error: { code: string; data: object }) => ({
      code: error.code,
      data: JSON.stringify(error.data).replace(accession, 'N'),
    }));
  expect(await of(exam.accessionNumber)).toEqual(await of('EC00000000'));
});
