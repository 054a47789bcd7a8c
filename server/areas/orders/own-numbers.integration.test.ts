// Two hospitals give the same numbers to different people: the persons, orders and messages of each stay its own.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { InstitutionEntry } from '../../../core/orders/institution.ts';
import { detailOf, type ExamWorld, startExamWorld } from '../../../test/support/exam-world.ts';
import { sendMllp } from '../../../test/support/mllp.ts';
import { programEntry } from '../../../test/support/program-client.ts';
import { addPeople, type Browser, codeOf, loggedIn } from '../../../test/support/server.ts';

let world: ExamWorld;
let admin: Browser;
const db = () => world.running.server.kernel.db;
const entry = async (id: string) => {
  const found = (await admin.api.orders.institutionRegister()).find((one) => one.id === id);
  if (!found) throw new Error(id);
  return found;
};
const save = (institution: InstitutionEntry) =>
  admin.api.orders.saveInstitution({ ...world.meta(), institution, isNew: false });

beforeAll(async () => {
  world = await startExamWorld({ hl7Port: 0, hl7Peers: [] });
  await addPeople(world.running.server, ['system-admin'], []);
  admin = await loggedIn(world.running.server, 'system-admin');
  const { ownNumbers: _unset, ...town } = await entry('town-a');
  await save({ ...town, hl7Facilities: ['TOWN-A'], hl7Peer: 'TOWN-HIS', ownNumbers: true });
});
afterAll(() => world.close());

let control = 0;
function send(facility: string, type: string, ...segments: string[]) {
  control += 1;
  const head = `MSH|^~\\&|HIS|${facility}|YISHU|RIS|20260701083000||${type}|N${control}|P|2.5||||||UNICODE UTF-8`;
  return sendMllp(world.running.server.listeners.mllp, [head, ...segments]);
}
const person = (number: string, name: string, born: string, sex: string) =>
  `PID|1||${number}^^^HIS^PI||${name}||${born}|${sex}`;
const zhou = person('5', '周^影', '19770707', 'F');
const wu = person('5', '吴^刚', '19510203', 'M');
const order = (number: string, item = 'CT-HEAD^颅脑CT') => [
  `PV1|1|O|NK`,
  `ORC|NW|${number}`,
  `OBR|1|${number}||${item}`,
];

const patients = async () => {
  const rows = await db()
    .selectFrom('patient')
    .select(['number', 'name', 'sex', 'merged_into'])
    .orderBy('number')
    .execute();
  return rows
    .filter(({ number }) => /(^|:)(5|6)$/u.test(number ?? ''))
    .map((row) => `${row.number} ${row.name} ${row.sex}`);
};
const outgoing = async () => {
  const rows = await db().selectFrom('outgoing_message').select(['peer', 'payload']).orderBy('arrival').execute();
  return rows.map(({ peer, payload }) => `${peer} ${(payload as { kind: string }).kind}`);
};
const examOf = (institutionId: string) =>
  db().selectFrom('exam').select('doc').where('institution_id', '=', institutionId).executeTakeFirstOrThrow();

test('number 5 of the hospital and number 5 of the campus are two people, whoever comes first', async () => {
  expect(await send('MAIN', 'ORM^O01', zhou, ...order('N1'))).toContain('MSA|AA');
  expect(await send('TOWN-A', 'ORM^O01', wu, ...order('N1'))).toContain('MSA|AA');
  expect(await send('TOWN-A', 'ADT^A08', wu, 'PV1|1|O|NK')).toContain('MSA|AA');
  expect(await patients()).toEqual(['5 周影 female', 'town-a:5 吴刚 male']);
  const { doc } = await examOf('town-a');
  expect([doc.patient.number, doc.departmentId, doc.departmentName]).toEqual(['town-a:5', 'town-a:NK', 'NK']);
});

test('the campus’s system hears of its exam under its own numbers, the hospital’s HIS nothing', async () => {
  const { doc } = await examOf('town-a');
  await world.township.api.orders.arrive({ ...world.target(doc), room: 'CT1', deviceId: 'CT1' });
  expect(await outgoing()).toEqual(['TOWN-HIS examState']);
  const told = async () =>
    (await admin.api.integration.messages({ direction: 'out', state: 'all', limit: 50 })).find(
      ({ peer }) => peer === 'TOWN-HIS',
    );
  await expect.poll(async () => (await told())?.id ?? '').not.toBe('');
  const { content } = await admin.api.integration.message({ id: (await told())?.id ?? '' });
  expect(content).toContain('PID|1||5^^^^PI||吴刚');
  expect(content).toContain('|NK');
  expect(content).not.toContain('town-a');
});

test('images with the campus’s own number and the accession find the exam; the number of another person does not', async () => {
  const { doc } = await examOf('town-a');
  const link = (patientNumber: string) =>
    world.inside(async (work) => {
      const { examForObject } = await import('./link.ts');
      return { id: (await examForObject(work, { accession: doc.accessionNumber, patientNumber }))?.id ?? null };
    });
  expect((await link('5')).id).toBe(doc.id);
  expect((await link('town-a:5')).id).toBe(doc.id);
  expect((await link('town-b:5')).id).toBeNull();
  const { doc: main } = await examOf('county');
  const wrong = await world.inside(async (work) => {
    const { examForObject } = await import('./link.ts');
    return { found: await examForObject(work, { accession: main.accessionNumber, patientNumber: 'town-a:5' }) };
  });
  expect(wrong.found).toBeNull();
});

test('laboratory orders under one number are two orders, and each cancels its own', async () => {
  expect(await send('MAIN', 'ORM^O01', zhou, ...order('L1', 'CBC^血常规'))).toContain('MSA|AA');
  expect(await send('TOWN-A', 'ORM^O01', wu, ...order('L1', 'CBC^血常规'))).toContain('MSA|AA');
  const orders = async () => {
    const rows = await db().selectFrom('lab_order').select(['number', 'state']).orderBy('number').execute();
    return rows.map(({ number, state }) => `${number} ${state}`);
  };
  expect(await orders()).toEqual(['L1 placed', 'town-a:L1 placed']);
  expect(await send('TOWN-A', 'ORM^O01', wu, 'PV1|1|O|NK', 'ORC|CA|L1')).toContain('MSA|AA');
  expect(await orders()).toEqual(['L1 placed', 'town-a:L1 cancelled']);
});

test('a merge of the campus’s numbers merges the campus’s records', async () => {
  expect(await send('TOWN-A', 'ADT^A04', person('6', '吴^刚', '19510203', 'M'), 'PV1|1|O|NK')).toContain('MSA|AA');
  expect(await send('MAIN', 'ADT^A04', person('6', '钱^进', '19900101', 'M'), 'PV1|1|O|NK')).toContain('MSA|AA');
  expect(await send('TOWN-A', 'ADT^A40', wu, 'MRG|6')).toContain('MSA|AA');
  const rows = await db().selectFrom('patient').select(['number']).where('merged_into', 'is not', null).execute();
  expect(rows.map(({ number }) => number)).toEqual(['town-a:6']);
});

test('an order that names somebody else under a number is refused with what to do; the register may put a person right', async () => {
  const answer = await send('MAIN', 'ORM^O01', wu, ...order('N9'));
  expect(answer).toMatch(/MSA\|AE.*IDENTITY_CLASH/u);
  expect(answer).toContain('send ADT A08 first');
  expect(await patients()).toContain('5 周影 female');
  // A name alone may have been written wrongly.
  expect(await send('MAIN', 'ORM^O01', person('5', '周^颖', '19770707', 'F'), ...order('N9'))).toContain('MSA|AA');
  expect(await send('MAIN', 'ADT^A08', person('5', '周^颖', '19770708', 'M'), 'PV1|1|O|NK')).toContain('MSA|AA');
  expect(await patients()).toContain('5 周颖 male');
});

test('typed at the campus’s desk a number is the campus’s, unless it is the person on file here', async () => {
  const register = async (number: string, name: string, birthDate: string) => {
    const patient = { number, name, sex: 'male' as const, birthDate };
    return (await world.registered({ patient, visit: null }, world.township)).patient.number;
  };
  expect(await register('5', '郑好', '2001-01-01').catch(() => 'refused')).toBe('refused');
  expect(await register('7', '郑好', '2001-01-01')).toBe('town-a:7');
  expect(await register('town-a:7', '郑好', '2001-01-01')).toBe('town-a:7');
  expect(await register('6', '吴刚', '1951-02-03')).toBe('town-a:5');
});

test('a program says of the numbers what its institution says; neither is changed into a contradiction', async () => {
  const open = (code: string, institutionId: string, ownNumbers: boolean) =>
    admin.api.programs.save({
      ...world.meta(),
      program: programEntry({ code, name: code, institutionId, ownNumbers }),
      isNew: true,
    });
  expect(await detailOf(open('TOWN-BAD', 'town-a', false))).toMatchObject({
    code: 'INPUT_INVALID',
    fields: [expect.stringContaining('numbers of its own')],
  });
  expect(await codeOf(open('OWN-BAD', 'county', true))).toBe('INPUT_INVALID');
  await open('TOWN-GOOD', 'town-a', true);
  const town = await entry('town-a');
  expect(await detailOf(save({ ...town, ownNumbers: false }))).toMatchObject({
    code: 'INPUT_INVALID',
    fields: [expect.stringContaining('TOWN-GOOD')],
  });
  expect((await save({ ...town, phone: '0571-1' })).ownNumbers).toBe(true);
});

test('numbers of the hospital itself are never set apart; a new institution with senders has its own', async () => {
  expect(await codeOf(save({ ...(await entry('county')), ownNumbers: true }))).toBe('INPUT_INVALID');
  const made = { ...(await entry('town-b')), id: 'town-c', departmentIds: [], hl7Facilities: ['TOWN-C'] };
  const { ownNumbers: _unset, ...fresh } = made;
  const saved = await admin.api.orders.saveInstitution({ ...world.meta(), institution: fresh, isNew: true });
  expect(saved.ownNumbers).toBe(true);
});
