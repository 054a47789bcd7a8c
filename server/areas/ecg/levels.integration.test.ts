// Three levels on one server (town, county, city): what goes up by rule and by hand, what comes back down, and who sees, is alarmed and may write.

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Arrival } from '../../../core/ecg/contract.ts';
import { hospitalClock } from '../../../core/kernel/hospital-time.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import type { ForwardRule } from '../../../core/orders/forwarding.ts';
import { remoteStateAt } from '../../../core/orders/remote-levels.ts';
import { ecgSamplePath } from '../../../test/support/ecg-corpus.ts';
import { ecgFile } from '../../../test/support/ecg-files.ts';
import { type EcgWorld, startEcgWorld } from '../../../test/support/ecg-world.ts';
import { type Browser, codeOf, command, loggedIn, testPassword } from '../../../test/support/server.ts';
import { createPerson } from '../identity/module.ts';
import { forwardWaiting } from '../orders/forwarding/follow.ts';

let world: EcgWorld;
let town: Browser;
let county: Browser;
let city: Browser;
let chief: Browser;
let number = 0;

const meta = () => ({ command: command(world.started.clock) });
const side = (id: string) => ({ kind: 'institution' as const, id });
const rule = (from: string, to: string, part: Partial<ForwardRule> = {}): ForwardRule => ({
  ...{ from: side(from), to: side(to), which: 'all', when: 'always', active: true },
  ...part,
});

beforeAll(async () => {
  world = await startEcgWorld();
  const { kernel } = world.started.server;
  const place = (id: string, name: string, own: boolean, department_ids: string[], superior_ids: string[]) => ({
    ...{ id, name, name_en: '', active: true, hl7_peer: id.toUpperCase(), own, department_ids, superior_ids },
    reads: id === 'town' ? [] : ['ecg'],
  });
  await kernel.db
    .insertInto('institution')
    .values([
      place('county', '县医院', true, ['ECGROOM'], ['city']),
      place('town', '清溪镇卫生院', false, ['TOWN'], ['county']),
      place('city', '市医院', false, ['CITY'], []),
    ])
    .execute();
  for (const [user, departmentId, role] of [
    ['town', 'TOWN', 'ecg-technician'],
    ['city', 'CITY', 'ecg-doctor'],
    ['chief', 'CITY', 'ecg-reviewer'],
  ] as const)
    await createPerson(kernel, {
      ...{ user, name: `${user}医生`, departmentId, roles: [role], extraRights: [], labGroups: [] },
      ...{ enabled: true, password: testPassword },
    });
  [town, city, chief] = (await Promise.all(
    ['town', 'city', 'chief'].map((user) => loggedIn(world.started.server, user)),
  )) as [Browser, Browser, Browser];
  county = world.doctor;
}, 60_000);
afterAll(() => world.started.close());

async function plan(rules: ForwardRule[], part: object = {}) {
  const { api } = world.manager;
  const stored = await api.orders.forwardingPlan({ service: 'ecg' });
  return api.orders.saveForwardingPlan({ ...meta(), plan: { ...stored, groups: [], hours: [], rules, ...part } });
}

/** A person of the town whose tracing was handed in there. */
async function recorded(body: Uint8Array<ArrayBuffer>, name = 'a.json'): Promise<ExamDocument> {
  number += 1;
  const exam = await world.register(`L${number}`, `患者${number}`, { departmentId: 'TOWN' }, town);
  const answer = await town.fetch(`/ecg/manual?name=${name}&examId=${exam.id}`, {
    ...{ method: 'POST', headers: { 'x-yishu': '1' }, body },
  });
  const arrival: Arrival = await answer.json();
  expect(arrival).toMatchObject({ outcome: 'stored', state: 'matched', examId: exam.id });
  return town.api.orders.exam({ examId: exam.id });
}

const tracing = (seed: number, rrS = 0.8) => ecgFile({ seed, rrS });
const at = (exam: ExamDocument) => ({ ...meta(), examId: exam.id, expectedVersion: exam.version });
const again = (exam: ExamDocument) => town.api.orders.exam({ examId: exam.id });
const statesOf = ({ remote }: ExamDocument) =>
  ['town', 'county', 'city'].map((id) => (remote ? remoteStateAt(remote, id) : null));
const ask = (exam: ExamDocument) =>
  town.api.orders.requestRemote({
    ...at(exam),
    ...{ toInstitutionId: 'county', preliminaryFindings: '', preliminaryImpression: '' },
  });
const sendOn = (exam: ExamDocument, by = county, toInstitutionId = 'city') =>
  by.api.orders.forwardRemote({ ...at(exam), toInstitutionId, reason: '疑难，请上级诊断' });
const decide = (exam: ExamDocument, by: Browser, act: 'accept' | 'return' | 'withdraw', reason = '') =>
  by.api.orders.decideRemote({ ...at(exam), act, reason });

async function concluded(exam: ExamDocument): Promise<string> {
  const { lock } = await city.api.orders.lock({ ...meta(), examId: exam.id });
  const content = {
    ...{ title: '', method: '', findings: '窦性心律', impression: '正常心电图', positive: false, fields: {} },
    ...{ statements: [], measurements: [], keyImages: [], templateId: '' },
  };
  const draft = await city.api.examReports.saveDraft({
    ...{ ...meta(), examId: exam.id, reportId: randomUUID(), expectedVersion: 0, fence: lock?.fence ?? 0, content },
  });
  const about = (version: number) => ({ ...meta(), reportId: draft.id, expectedVersion: version, content });
  const submitted = await city.api.examReports.submit(about(draft.version));
  return (await chief.api.examReports.release(about(submitted.version))).id;
}

describe('by hand', () => {
  test('a real tracing goes town, county, city; only the city writes; the conclusion is at each level, and in each one’s system', async () => {
    const file = new Uint8Array(readFileSync(ecgSamplePath('philips-1_03-129DYPRG.xml')));
    // Suspected STEMI, and nobody in the town reads: it is asked of the county by itself.
    const asked = await recorded(file, 'philips-1_03-129DYPRG.xml');
    expect(statesOf(asked)).toEqual(['waiting', 'waiting', null]);
    expect(await codeOf(sendOn(asked, town))).toBe('RIGHT_MISSING');
    const on = await sendOn(asked);
    expect(statesOf(on)).toEqual(['waiting', 'forwarded', 'waiting']);
    expect(await codeOf(decide(on, county, 'accept'))).toBe('RIGHT_MISSING');
    const accepted = await decide(on, city, 'accept');
    expect(await codeOf(county.api.orders.lock({ ...meta(), examId: asked.id }))).toBe('RIGHT_MISSING');
    const reportId = await concluded(accepted);
    for (const who of [town, county, city]) {
      expect(statesOf(await who.api.orders.exam({ examId: asked.id }))).toEqual(['done', 'done', 'done']);
      expect(await who.api.examReports.ofExam({ examId: asked.id })).toMatchObject([{ id: reportId, state: 'final' }]);
      expect((await who.api.ecg.recordings({ examId: asked.id })).length).toBe(1);
    }
    const { db } = world.started.server.kernel;
    const row = await db
      .selectFrom('exam')
      .select('image_institutions')
      .where('id', '=', asked.id)
      .executeTakeFirstOrThrow();
    expect(row.image_institutions.toSorted()).toEqual(['city', 'county', 'town']);
    const told = await db
      .selectFrom('outgoing_message')
      .select('peer')
      .where('subject', '=', asked.accessionNumber)
      .where('type', '=', 'ORU^R01')
      .execute();
    expect(new Set(told.map(({ peer }) => peer))).toEqual(new Set(['HIS', 'TOWN', 'COUNTY']));
  }, 30_000);

  test('a return comes down level by level with its reason; what was taken back is read here', async () => {
    const on = await sendOn(await ask(await recorded(tracing(11))));
    expect(await codeOf(city.api.orders.decideRemote({ ...at(on), act: 'return', reason: '' }))).toBe(
      'REASON_REQUIRED',
    );
    const down = await decide(on, city, 'return', '缺右胸导联');
    expect(statesOf(down)).toEqual(['waiting', 'waiting', 'returned']);
    const listed = async (who: Browser, remoteOnly: boolean) =>
      (await who.api.orders.worklist({ service: 'ecg', remoteOnly })).rows.find(({ id }) => id === on.id);
    expect([await listed(city, false), (await listed(city, true))?.report.state]).toEqual([undefined, 'none']);
    expect(await codeOf(city.api.orders.exam({ examId: on.id }))).toBe('RIGHT_MISSING');
    const home = await decide(down, county, 'return', '请补做右胸导联');
    expect(statesOf(home)).toEqual(['returned', 'returned', 'returned']);
    const up = await sendOn(await town.api.orders.decideRemote({ ...at(home), act: 'resubmit', reason: '' }));
    const back = await county.api.orders.takeBackRemote({ ...at(up), reason: '本院诊断' });
    expect(statesOf(back)).toEqual(['accepted', 'accepted', 'withdrawn']);
    expect((await county.api.orders.lock({ ...meta(), examId: on.id })).lock).not.toBeNull();
  });

  test('who asked withdraws the whole; upwards only, and never to who takes part', async () => {
    const waiting = await ask(await recorded(tracing(12)));
    expect(await codeOf(sendOn(waiting, county, 'town'))).toBe('INPUT_INVALID');
    expect(await codeOf(sendOn(waiting, county, 'county'))).toBe('INPUT_INVALID');
    const on = await sendOn(waiting);
    expect(await codeOf(sendOn(on, city, 'county'))).toBe('INPUT_INVALID');
    const withdrawn = await decide(on, town, 'withdraw', '患者转院');
    expect(statesOf(withdrawn)).toEqual(['withdrawn', 'withdrawn', 'withdrawn']);
    for (const who of [county, city])
      expect(await codeOf(who.api.orders.exam({ examId: on.id }))).toBe('RIGHT_MISSING');
  });

  test('an answer that was lost is asked for again: it went on once; two who act at once: one is told so', async () => {
    const waiting = await ask(await recorded(tracing(13)));
    const input = { ...at(waiting), toInstitutionId: 'city', reason: '疑难' };
    const first = await county.api.orders.forwardRemote(input);
    expect((await county.api.orders.forwardRemote(input)).version).toBe(first.version);
    expect(first.remote?.levels).toHaveLength(1);
    const other = await ask(await recorded(tracing(14)));
    const both = await Promise.all([codeOf(sendOn(other)), codeOf(decide(other, county, 'accept'))]);
    expect(both.toSorted()).toEqual(['VERSION_CONFLICT', 'done']);
  });
});

describe('by rule', () => {
  test('uploaded by itself, a critical one up to the city, whose readers are alarmed; the county was told too', async () => {
    await plan([rule('town', 'county'), rule('county', 'city', { which: 'critical' })]);
    const quiet = await recorded(tracing(21));
    expect(quiet.remote).toMatchObject({ state: 'waiting', toInstitutionId: 'county' });
    const critical = await recorded(tracing(22, 2.1));
    const up = await world.until('the rule', async () => {
      const exam = await again(critical);
      return exam.remote?.toInstitutionId === 'city' && exam;
    });
    expect(statesOf(up)).toEqual(['waiting', 'forwarded', 'waiting']);
    expect(up.remote?.levels).toMatchObject([{ institutionId: 'county', sentOnBy: '自动转诊规则' }]);
    const mine = async (who: Browser) =>
      (await who.api.ecg.alerts({ state: 'mine' })).find(({ examId }) => examId === critical.id);
    const alert = await world.until('the alarm', async () => {
      const found = await mine(city);
      return found?.readingInstitutionId === 'city' && found;
    });
    expect(alert).toMatchObject({ state: 'raised', institutionId: 'town' });
    expect(alert.recipients.filter(({ role }) => role === 'reader').map(({ place }) => place)).toEqual([
      'city',
      'county',
    ]);
    for (const who of [town, county]) expect((await mine(who))?.id).toBe(alert.id);
    expect((await again(quiet)).remote?.toInstitutionId).toBe('county');
  });

  test('without a rule, a critical one of a town where nobody reads is asked of its superior; what is not, and where that is off, stays', async () => {
    await plan([]);
    expect((await recorded(tracing(24))).remote).toBeNull();
    const critical = await recorded(tracing(25, 2.1));
    expect(critical.remote).toMatchObject({ state: 'waiting', toInstitutionId: 'county' });
    const alarmed = async (examId: string | null, who: Browser) =>
      (await who.api.ecg.alerts({ state: 'mine' })).find((alert) => alert.examId === examId);
    expect((await alarmed(critical.id, county))?.recipients[0]).toMatchObject({ role: 'reader', name: '县医院' });
    // Whose it is, nobody knows yet: that is no reason to wait.
    await town.fetch('/ecg/manual?name=nobody.json', {
      ...{ method: 'POST', headers: { 'x-yishu': '1' }, body: tracing(26, 2.1) },
    });
    expect(await alarmed(null, county)).toMatchObject({ readingInstitutionId: 'county', institutionId: 'town' });
    const { api } = world.manager;
    const goesUp = async (criticalGoesUp: boolean) =>
      api.ecg.saveSettings({ ...meta(), settings: { ...(await api.ecg.settings()), criticalGoesUp } });
    await goesUp(false);
    expect((await recorded(tracing(27, 2.1))).remote).toBeNull();
    await goesUp(true);
  });

  test('a critical one climbs past superiors without readers, also where a rule leads to one; with nobody above, the alarm says that nobody will answer', async () => {
    const { db } = world.started.server.kernel;
    const superiors = (superior_ids: string[]) =>
      db.updateTable('institution').set({ superior_ids }).where('id', '=', 'town').execute();
    await db
      .insertInto('institution')
      .values({
        ...{ id: 'hub', name: '片区医院', name_en: '', active: true, hl7_peer: '', own: false, reads: ['ecg'] },
        ...{ department_ids: [], superior_ids: ['county'] },
      })
      .execute();
    const alarmOf = async ({ id }: ExamDocument) =>
      (await town.api.ecg.alerts({ state: 'mine' })).find(({ examId }) => examId === id);
    await superiors(['hub']);
    await plan([]);
    const climbed = await recorded(tracing(41, 2.1));
    expect(climbed.remote).toMatchObject({ state: 'waiting', toInstitutionId: 'county' });
    expect(await alarmOf(climbed)).toMatchObject({ readingInstitutionId: 'county', noReader: false });
    await plan([rule('town', 'hub')]);
    expect((await recorded(tracing(42))).remote).toMatchObject({ toInstitutionId: 'hub' });
    expect((await recorded(tracing(43, 2.1))).remote).toMatchObject({ toInstitutionId: 'county' });
    await plan([]);
    await superiors([]);
    const alone = await recorded(tracing(44, 2.1));
    expect(alone.remote).toBeNull();
    expect(await alarmOf(alone)).toMatchObject({ readingInstitutionId: 'town', noReader: true });
    await superiors(['county']);
    await db.deleteFrom('institution').where('id', '=', 'hub').execute();
  });

  test('an alarm that the county answered is raised again for the city when the county sends the case on', async () => {
    await plan([rule('town', 'county')]);
    const critical = await recorded(tracing(23, 2.1));
    const alarmOf = async () => {
      const [found] = (await county.api.ecg.alerts({ state: 'open' })).filter(({ examId }) => examId === critical.id);
      return found;
    };
    const alert = await alarmOf();
    await county.api.ecg.acknowledgeAlert({ ...meta(), alertId: alert?.id ?? '', note: '' });
    expect((await alarmOf())?.state).toBe('acknowledged');
    await sendOn(await again(critical));
    await world.until('the city is alarmed', async () => {
      const now = await alarmOf();
      return now?.state === 'raised' && now.readingInstitutionId === 'city';
    });
  });

  test('what waits when hours close or desks empty is looked at again; what a person sent back or has in hand is not', async () => {
    await plan([]);
    const waiting = await ask(await recorded(tracing(31)));
    const inHand = await ask(await recorded(tracing(32)));
    await county.api.orders.assign({
      ...at(inHand),
      personId: (await county.api.identity.me())?.person.id ?? null,
      reason: '',
    });
    const sentBack = await decide(await sendOn(await ask(await recorded(tracing(33)))), city, 'return', '请县医院诊断');
    const hour = hospitalClock(world.started.clock.now()).getUTCHours();
    const away = [`${String((hour + 3) % 24).padStart(2, '0')}:00`, `${String((hour + 4) % 24).padStart(2, '0')}:00`];
    const [from = '', until = ''] = away;
    const hours = [{ institutionId: 'county', days: [1, 2, 3, 4, 5, 6, 7], from, until }];
    await plan([rule('county', 'city', { when: 'closed' })], { hours });
    const { kernel } = world.started.server;
    // Two looks at once, as after a restart: each request goes on once.
    await Promise.all([forwardWaiting(kernel), forwardWaiting(kernel)]);
    const up = await again(waiting);
    expect(statesOf(up)).toEqual(['waiting', 'forwarded', 'waiting']);
    expect(up.remote?.history.filter(({ act }) => act === 'forward')).toHaveLength(1);
    expect(up.remote?.levels?.[0]?.reason).toContain('非诊断时间');
    expect(statesOf(await again(inHand))).toEqual(['waiting', 'waiting', null]);
    expect(statesOf(await again(sentBack))).toEqual(['waiting', 'waiting', 'returned']);
    // A look at what stays where it is leaves no trace: there is one every half minute.
    await plan([rule('county', 'city', { which: 'critical' })]);
    const traces = async () =>
      (
        await kernel.db
          .selectFrom('idempotency')
          .select('command_id')
          .where('name', '=', 'orders.forwardByRule')
          .execute()
      ).length;
    const stays = await ask(await recorded(tracing(34)));
    const before = await traces();
    expect(await forwardWaiting(kernel)).toBe(0);
    expect(await traces()).toBe(before);
    expect(statesOf(await again(stays))).toEqual(['waiting', 'waiting', null]);
    await plan([]);
  });

  test('a plan that contradicts itself or the network is refused, by name; only an administrator keeps it', async () => {
    const { api } = world.manager;
    const stored = await api.orders.forwardingPlan({ service: 'ecg' });
    const groups = [
      { id: 'a', name: '东片', institutionIds: ['town'] },
      { id: 'b', name: '西片', institutionIds: ['town'] },
    ];
    const from = (id: string) => ({ kind: 'group' as const, id });
    const rules = [rule('', 'county', { from: from('a') }), rule('', 'city', { from: from('b') })];
    const save = (who: Browser, part: object) =>
      who.api.orders.saveForwardingPlan({ ...meta(), plan: { ...stored, ...part } });
    const trouble = await save(world.manager, { groups, rules }).catch((error: { data?: unknown }) => error.data);
    expect(JSON.stringify(trouble)).toContain('contradiction');
    expect(await codeOf(save(world.manager, { rules: [rule('city', 'county')] }))).toBe('INPUT_INVALID');
    expect(await codeOf(save(county, { rules: [] }))).toBe('RIGHT_MISSING');
    expect(await codeOf(save(world.manager, { version: stored.version - 1 }))).toBe('VERSION_CONFLICT');
  });
});

test('what was unread before a rule is shown without names, and goes up by an explicit act; what somebody had in hand stays', async () => {
  await plan([]);
  const [waits, withdrawn] = [await recorded(tracing(61)), await recorded(tracing(62))];
  const asked = await ask(withdrawn);
  await decide(asked, town, 'withdraw');
  const { api } = world.manager;
  const found = async () => (await api.ecg.reapplyPreview()).rows.map(({ examId }) => examId);
  expect(await found()).not.toContain(waits.id);
  const { version } = await plan([rule('town', 'county')]);
  expect(await found()).toContain(waits.id);
  expect(await found()).not.toContain(withdrawn.id);
  expect(JSON.stringify(await api.ecg.reapplyPreview())).not.toContain(waits.patient.name);
  const examIds = [waits.id, withdrawn.id];
  const apply = (at: Browser, planVersion: number) => at.api.ecg.reapplyForwarding({ ...meta(), planVersion, examIds });
  expect(await codeOf(town.api.ecg.reapplyPreview())).toBe('RIGHT_MISSING');
  expect(await codeOf(apply(town, version))).toBe('RIGHT_MISSING');
  expect(await codeOf(apply(world.manager, version - 1))).toBe('VERSION_CONFLICT');
  expect((await again(waits)).remote).toBeNull();
  expect(await apply(world.manager, version)).toEqual({ sent: 1, stayed: 1 });
  expect((await again(waits)).remote).toMatchObject({
    state: 'waiting',
    toInstitutionId: 'county',
    requestedBy: '自动上传',
  });
  expect((await again(withdrawn)).remote?.state).toBe('withdrawn');
  expect(await found()).not.toContain(waits.id);
});

test('a number typed for a recording of nobody is the town’s where the town numbers by itself: the county’s patient of that number stays apart', async () => {
  const { db } = world.started.server.kernel;
  await db.updateTable('institution').set({ own_numbers: true }).where('id', '=', 'town').execute();
  const theirs = await world.register('N1', '县患者');
  const answer = await town.fetch('/ecg/manual?name=n.json', {
    ...{ method: 'POST', headers: { 'x-yishu': '1' }, body: ecgFile({ patient: { id: 'NOBODY' }, seed: 50 }) },
  });
  const { recordingId, state }: Arrival = await answer.json();
  expect(state).toBe('unmatched');
  const patient = { number: 'N1', name: '镇患者', sex: 'female' as const, birthDate: '1971-01-01' };
  const made = await town.api.ecg.makeExam({
    ...{ ...meta(), recordingId, expectedVersion: 1, patient, priority: 'routine', knownPatientId: null },
  });
  expect(made.exam).toMatchObject({ institutionId: 'town', patient: { number: 'town:N1', name: '镇患者' } });
  expect(made.exam.patient.id).not.toBe(theirs.patient.id);
});

test('who registers in the town finds its own people by a part of the name, others by a whole number; the county finds all', async () => {
  await world.register('K1', '寻人县甲');
  await world.register('K2', '寻人镇乙', { departmentId: 'TOWN' }, town);
  const found = async (by: Browser, text: string) =>
    (await by.api.patient.search({ text })).map(({ name }) => name).toSorted();
  expect(await found(town, '寻人')).toEqual(['寻人镇乙']);
  expect(await found(town, 'K1')).toEqual(['寻人县甲']);
  expect(await found(world.technician, '寻人')).toEqual(['寻人县甲', '寻人镇乙']);
});
