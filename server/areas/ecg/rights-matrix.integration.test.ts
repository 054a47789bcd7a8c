// Who passes every door to ECG data (ECG-49): each procedure of the contract and each plain route is called by everybody there is. A new one
// fails here until it is stated whom it lets in.
import { randomUUID } from 'node:crypto';
import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { z } from 'zod';
import { serverContract } from '../../../core/contract.ts';
import { reachDuties } from '../../../core/identity/reach.ts';
import type { Right } from '../../../core/identity/rights.ts';
import { ecgFile } from '../../../test/support/ecg-files.ts';
import { routeRights, statedRights } from '../../../test/support/ecg-rights.ts';
import { deviceEntry, type EcgWorld, startEcgWorld } from '../../../test/support/ecg-world.ts';
import { content } from '../../../test/support/exam-world.ts';
import { sampleInput } from '../../../test/support/sample-input.ts';
import { type Api, codeOf, command, loggedIn, testPassword } from '../../../test/support/server.ts';
import { clinicalAreas } from '../../areas.ts';
import { systemCaller } from '../../kernel/access.ts';
import { createPerson, saveDepartment } from '../identity/module.ts';

/** On no other person, term or place here. */
const patientName = '欧阳矩阵';
const areas = ['ecg', 'orders', 'examReports', 'critical', 'patient', 'sync', 'audit', 'programs'] as const;
/** Of these no procedure touches an ECG. */
const others = ['identity', 'lab', 'charges', 'reporting', 'imaging', 'dicom', 'signing', 'quality', 'integration'];

let world: EcgWorld;
let given: Record<string, unknown> = {};
const people = new Map<string, Person>();
const strangers = ['none', 'others', 'foreign', 'ward'];

interface Person {
  api: Api;
  get(path: string): Promise<Response>;
}

/** Without sockets: thousands of calls, of which none may fail by a connection that was closed meanwhile. */
function atHand(cookie: string): Person {
  const { url, fetch: answer } = world.started.server;
  const headers = { 'x-yishu': '1', cookie };
  const link = new RPCLink({ url: `${url}/rpc`, headers, fetch: async (request) => answer(request) });
  return {
    api: createORPCClient(link),
    get: async (path) => answer(new Request(`${url}${path}`, { headers: { cookie } })),
  };
}

interface Callable {
  area: string;
  name: string;
  input: z.ZodType | undefined;
}

function procedures(): Callable[] {
  return areas.flatMap((area) =>
    Object.entries(serverContract[area]).map(([name, procedure]) => {
      const { inputSchema } = procedure['~orpc'] as { inputSchema?: z.ZodType };
      return { area, name, input: inputSchema };
    }),
  );
}

interface Answer {
  code: string;
  data: string;
}

async function ask(who: Person, { area, name, input }: Callable, values: Record<string, unknown>): Promise<Answer> {
  const now = () => world.started.clock.now();
  const asked = input && sampleInput(input, { ...values, command: command(world.started.clock) }, now);
  // The client's type names every procedure; here they are a list.
  const api = who.api as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>;
  try {
    const output = await api[area]?.[name]?.(asked);
    return { code: 'done', data: JSON.stringify(output) ?? '' };
  } catch (error) {
    if (!(error instanceof ORPCError)) throw error;
    return { code: error.code, data: JSON.stringify(error.data) };
  }
}

/** What is not there for somebody, though it is, is refused too. */
function isRefused({ code, data }: Answer): boolean {
  if (code === 'NOT_FOUND')
    return Object.values(given).some((id) => /^[0-9a-f-]{36}$/.test(String(id)) && data.includes(String(id)));
  return code === 'RIGHT_MISSING' || code === 'LOGIN_REQUIRED';
}

async function personWith(name: string, departmentId: string, rights: Right[], isOwnWard = false) {
  const { server } = world.started;
  const reach = { level: 'department' as const, institutionIds: [], departmentIds: [] };
  const reaches = isOwnWard ? reachDuties.map((duty) => ({ ...reach, right: `ecg.${duty}` as const })) : [];
  await createPerson(server.kernel, {
    ...{ user: `m-${name}`, name, departmentId, roles: [], extraRights: rights, labGroups: [], enabled: true },
    ...{ reaches, password: testPassword },
  });
  people.set(name, atHand((await loggedIn(server, `m-${name}`)).cookie()));
}

const administers = ['admin', 'settings', 'types', 'statistics', 'uploadPoints'] as const;
const works = ['register', 'acquire', 'write', 'review', 'recall', 'dispatch', 'cases'] as const;

beforeAll(async () => {
  world = await startEcgWorld();

  const { server, clock } = world.started;
  const place = (id: string, own: boolean, departments: string[]) => ({
    ...{ id, name: id, name_en: '', active: true, hl7_peer: '', own, department_ids: departments },
    ...{ superior_ids: [], reads: ['ecg'] },
  });
  await server.kernel.db
    .insertInto('institution')
    .values([place('county', true, ['CARD', 'ECGROOM', 'W9']), place('town', false, ['TOWN'])])
    .execute();
  const ward = { id: 'W9', name: '九病区', nameEn: 'Ward 9', kind: 'ward' as const, phone: '' };
  const saving = { command: command(clock), department: ward, expectedVersion: null };
  await saveDepartment(server.kernel, systemCaller('test'), saving);
  await personWith('none', 'W9', []);
  await personWith('others', 'W9', ['lab.view', ...reachDuties.map((duty) => `radiology.${duty}` as const)]);
  await personWith('view', 'ECGROOM', ['ecg.view']);
  for (const one of works) await personWith(one, 'ECGROOM', ['ecg.view', `ecg.${one}`]);
  for (const one of administers) await personWith(one, 'ECGROOM', [`ecg.${one}`]);
  await personWith('foreign', 'TOWN', ['ecg.view', ...[...works, ...administers].map((one) => `ecg.${one}` as const)]);
  await personWith('ward', 'W9', ['ecg.view'], true);

  const cursor = server.kernel.feedHead();
  await world.approveDevice();
  const exam = await world.register('P1', patientName);
  const { recordingId } = await world.upload(
    ecgFile({ patient: { id: 'P1', name: patientName }, seed: 1, rrS: 2.1 }),
    `/ecg/upload?name=a.json&accession=${exam.accessionNumber}`,
  );
  const { doctor, manager } = world;
  const [alert] = await doctor.api.ecg.alerts({ state: 'open' });
  const { lock } = await doctor.api.orders.lock({ command: command(clock), examId: exam.id });
  const draft = await doctor.api.examReports.saveDraft({
    command: command(clock),
    ...{
      examId: exam.id,
      reportId: randomUUID(),
      expectedVersion: 0,
      fence: lock?.fence ?? 0,
      content: content({ impression: '心动过缓' }),
    },
  });
  const { rows } = await doctor.api.critical.list({ state: 'all', days: 3 });
  const [device] = await manager.api.ecg.devices();
  given = {
    ...{ examId: exam.id, recordingId, recordingIds: [recordingId], ids: [exam.id], reportId: draft.id },
    ...{ alertId: alert?.id, deviceId: device?.id, criticalId: rows[0]?.id },
    // Nothing here is carried out: whoever may is told that somebody else was first.
    ...{ expectedVersion: 999_999, expectedMeasurementVersion: 999_999, version: 999_999, fence: 999_999 },
    ...{ service: 'ecg', days: 3, id: 'sample', code: 'sample', phone: '13800000000', text: patientName },
    ...{ cursor, institutionId: 'county', addresses: ['10.0.0.1'], reason: '核对', type: deviceEntry.type },
  };
  expect(Object.values(given)).not.toContain(undefined);
}, 120_000);
afterAll(() => world.started.close());

test('every procedure lets in whom it is stated to let in, and names nobody to a stranger', async () => {
  expect([...areas, ...others].sort()).toEqual(Object.keys(serverContract).sort());
  const found: Record<string, string> = {};
  const named: string[] = [];
  const misfits: string[] = [];
  for (const one of procedures()) {
    const what = `${one.area}.${one.name}`;
    if (statedRights[what] === 'uncalled') {
      found[what] = 'uncalled';
      continue;
    }
    const answers = await Promise.all([...people].map(async ([who, at]) => ({ who, ...(await ask(at, one, given)) })));
    const [{ code: first, data: why } = { code: '', data: '' }] = answers;
    if (first === 'INPUT_INVALID') misfits.push(`${what}: ${why}`);
    for (const { who, code, data } of answers) {
      if (code === 'INTERNAL') throw new Error(`${what} as ${who}: ${code}`);
      if (strangers.includes(who) && data.includes(patientName)) named.push(`${what} to ${who}`);
    }
    // Whom reach keeps out is the next test's business.
    const passed = answers.filter((answer) => answer.who !== 'foreign' && answer.who !== 'ward' && !isRefused(answer));
    found[what] = passed.length === people.size - 2 ? 'all' : passed.map(({ who }) => who).join(' ');
  }
  expect.soft(misfits).toEqual([]);
  // Who registers, or works in the laboratory, finds whom the register knows; of another institution, whom that has examined.
  expect(named).toEqual(['patient.search to others']);
  expect(found).toEqual(statedRights);
}, 120_000);

test('what is another institution’s is answered as if it were not there, whatever the person may at home', async () => {
  const foreign = people.get('foreign');
  if (!foreign) throw new Error('nobody');
  const ids = Object.entries(given).filter(([, value]) => typeof value === 'string' && /^[0-9a-f-]{36}$/.test(value));
  const unknown = {
    ...given,
    ...Object.fromEntries(ids.map(([name]) => [name, randomUUID()])),
    ...{ ids: [randomUUID()], recordingIds: [randomUUID()] },
  };
  const masked = ({ code, data }: Answer) => `${code} ${data.replaceAll(/[0-9a-f-]{36}/g, 'ID')}`;
  const different: string[] = [];
  for (const one of procedures()) {
    const takesId = one.input && JSON.stringify(sampleInput(one.input, given, () => new Date())).match(/[0-9a-f-]{36}/);
    const what = `${one.area}.${one.name}`;
    if (!takesId || serverWide.test(what) || statedRights[what] === 'uncalled') continue;
    const [real, fake] = [await ask(foreign, one, given), await ask(foreign, one, unknown)];
    if (masked(real) !== masked(fake)) different.push(`${what}: ${real.code} ${real.data} | ${fake.code} ${fake.data}`);
  }
  expect(different).toEqual([]);
}, 60_000);

/** One register of recorders and of rules for the whole server, kept by its administrators; the id of a new exam is the caller’s own. */
const serverWide = /^(ecg\.(editDevice|renewDeviceKey|decideDevice|registerDevice|saveRuleSet)|orders\.register)$/;

test('nobody, and whose session is over, is let in nowhere', async () => {
  const { server } = world.started;
  const gone = await loggedIn(server, 'm-write');
  const session = gone.cookie();
  await gone.api.identity.logout();
  for (const who of [atHand(''), atHand(session)]) {
    const open: string[] = [];
    for (const one of procedures())
      if ((await ask(who, one, given)).code !== 'LOGIN_REQUIRED') open.push(`${one.area}.${one.name}`);
    expect(open).toEqual(['examReports.verify']);
    expect((await who.get(`/ecg/recordings/${String(given.recordingId)}/file`)).status).toBe(401);
  }
});

test('every plain route is stated; a tracing, a paper or a picture is for whom the right reaches, and a link opens nothing without its token', async () => {
  const routes = clinicalAreas().flatMap((area) => area.plain?.(world.started.server.kernel) ?? []);
  const listed = routes.map(({ method, path }) => `${method} ${path}`).filter((route) => !notOfEcg.test(route));
  expect(listed.sort()).toEqual(Object.keys(routeRights).sort());
  const named: Record<string, unknown> = { exam: given.examId, id: given.reportId };
  for (const [route, { by, query = '' }] of Object.entries(routeRights)) {
    const [method, path = ''] = route.split(' ');
    if (method !== 'GET' || (by !== 'view' && by !== 'link' && query === '')) continue;
    const asked = query.replace(/(\w+)=$/, (_whole, name: string) => `${name}=${String(named[name])}`);
    const address = path.replace(':id', String(given.recordingId)).replace(':token', 'x'.repeat(43)) + asked;
    const statuses: Record<string, number> = {};
    for (const [who, at] of people) {
      const answer = await at.get(address);
      statuses[who] = answer.status;
      if (!strangers.includes(who)) continue;
      const text = await answer.text();
      expect({ route, who, names: text.includes(patientName) }).toEqual({ route, who, names: false });
    }
    const { foreign, ward, none, others: other, admin, write } = statuses;
    const expected: Record<string, number[]> = {
      view: [404, 403, 403, 403, 403, 200],
      link: path.includes('-view') || path.includes('-request') ? [303, 401] : [401],
      desk: [404, 403, 403, 403, 403],
    };
    const allowed = expected[by] ?? [];
    if (by === 'view')
      expect({ route, got: [foreign, ward, none, other, admin, write] }).toEqual({ route, got: allowed });
    else if (by === 'link')
      expect({ route, got: Object.values(statuses).filter((one) => !allowed.includes(one)) }).toEqual({
        route,
        got: [],
      });
    else
      expect({ route, got: [foreign, ward, none, other, admin].filter((one) => one === 200) }).toEqual({
        route,
        got: [],
      });
  }
}, 60_000);

test('what others hand in, however much, leaves the own in the list', async () => {
  const { url, fetch: answer } = world.started.server;
  const town = people.get('foreign');
  const cookie = (await loggedIn(world.started.server, 'm-foreign')).cookie();
  const headers = { 'x-yishu': '1', cookie };
  const own = new Request(`${url}/ecg/manual?name=own.json`, { method: 'POST', headers, body: ecgFile({ seed: 70 }) });
  expect((await answer(own)).status).toBe(201);
  for (const seed of [71, 72]) await world.upload(ecgFile({ seed }), '/ecg/upload?name=county.json');
  const listed = await town?.api.ecg.recordings({ limit: 1 });
  expect(listed?.map(({ fileName }) => fileName)).toEqual(['own.json']);
  const county = await people.get('view')?.api.ecg.recordings({});
  expect(county?.map(({ fileName }) => fileName).toSorted()).toEqual([
    'a.json',
    'county.json',
    'county.json',
    'own.json',
  ]);
});

test('of several that are settled at once each refusal has its row, and names nothing that may not be seen', async () => {
  const { db } = world.started.server.kernel;
  const input = { act: 'confirm' as const, reason: '', exams: [{ examId: String(given.examId), expectedVersion: 1 }] };
  for (const who of ['view', 'none']) {
    const settled = await people.get(who)?.api.orders.settleExams({ command: command(world.started.clock), ...input });
    expect(settled).toMatchObject({ done: [], refused: [{ code: 'RIGHT_MISSING' }] });
    if (who === 'none') expect(settled?.refused[0]?.accessionNumber).toBe('');
    const row = await db
      .selectFrom('audit')
      .select(['act', 'outcome', 'detail', 'patient_id'])
      .where('person_name', '=', who)
      .where('act', '=', 'orders.confirm')
      .executeTakeFirst();
    expect(row).toMatchObject({ outcome: 'refused', detail: 'RIGHT_MISSING', patient_id: expect.any(String) });
  }
});

test('who manages the cases of one department neither sees nor changes the request numbers of another', async () => {
  const { db } = world.started.server.kernel;
  await db
    .updateTable('person')
    .set({ extra_rights: ['ecg.view', 'ecg.cases'] })
    .where('user_name', '=', 'm-ward')
    .execute();
  const { api } = people.get('ward') ?? {};
  const examId = String(given.examId);
  const change = { examId, expectedVersion: 1, requestNumber: 'X', reason: '核对' };
  const refused = [
    () => api?.orders.requestNumberHistory({ examId }),
    () => api?.orders.setRequestNumber({ command: command(world.started.clock), ...change }),
  ];
  for (const one of refused) expect(await codeOf(Promise.resolve(one()))).toBe('RIGHT_MISSING');
});

const notOfEcg = / \/(imaging|view|dicom-web|quality|labels|lab|reports|verify|exam-reports\/logo|archive)\b/;
