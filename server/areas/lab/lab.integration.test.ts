// The path of a specimen through the server's laboratory, on a real database: order, reception, results, signatures, report, recall.

import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hospitalTime } from '../../../core/kernel/hospital-time.ts';
import type { IngestInput } from '../../../core/lab/contract.ts';
import type { SpecimenDocument } from '../../../core/lab/model.ts';
import {
  addPeople,
  type Browser,
  browser,
  codeOf,
  command,
  loggedIn,
  type Station,
  startTestServer,
  station,
  type TestServer,
  testPassword,
} from '../../../test/support/server.ts';
import { systemCaller } from '../../kernel/access.ts';
import { createWorkstation } from '../identity/module.ts';

let running: TestServer;
let technician: Browser;
let reviewer: Browser;
let outsider: Browser;
let host: Station;

beforeAll(async () => {
  running = await startTestServer();
  await addPeople(running.server, ['lab-technician', 'lab-manager'], ['haematology', 'chemistry']);
  await addPeople(running.server, ['phlebotomist'], ['molecular']);
  technician = await loggedIn(running.server, 'lab-technician');
  reviewer = await loggedIn(running.server, 'lab-manager');
  outsider = await loggedIn(running.server, 'phlebotomist');
  const groups = ['haematology', 'chemistry'];
  const made = await createWorkstation(running.server.kernel, systemCaller('test'), {
    command: command(running.clock),
    name: '测试工作站',
    departmentId: '',
    labGroups: groups,
  });
  const { workstation, secret } = await browser(running.server.url).api.identity.enrol({ code: made.enrolmentCode });
  host = station(running.server.url, workstation.id, secret, running.clock.now);
});
afterAll(() => running.close());

let count = 0;
async function registered(itemCodes = ['CBC']): Promise<SpecimenDocument> {
  count += 1;
  return technician.api.lab.register({
    command: command(running.clock),
    barcode: `T${String(count).padStart(8, '0')}`,
    specimenId: randomUUID(),
    patient: {
      number: `N${count}`,
      name: '测试一',
      sex: 'male',
      birthDate: '1980-01-01',
      identityNumber: '999999198001011234',
    },
    visit: { kind: 'inpatient', number: `Z${count}`, departmentId: 'W1' },
    orderingDoctor: '李医生',
    itemCodes,
    urgent: false,
    clinicalNote: '',
  });
}

const target = (document: SpecimenDocument) => ({
  command: command(running.clock),
  specimenId: document.id,
  expectedVersion: document.version,
});

async function received(itemCodes = ['CBC']): Promise<SpecimenDocument> {
  const collected = await technician.api.lab.collect(target(await registered(itemCodes)));
  return technician.api.lab.receive(target(collected));
}

function message(
  document: SpecimenDocument,
  results: [string, string, string?][],
  instrumentId = 'sysmex-xn-550',
): IngestInput {
  const at = running.clock.now();
  const time = hospitalTime(at).slice(0, 19);
  const body: IngestInput['message'] = {
    kind: 'results',
    specimenId: document.barcode,
    instrumentTime: time,
    results: results.map(([code, value, unit]) => ({ code, value, unit, flags: [], time })),
  };
  return {
    command: command(running.clock),
    messageId: randomUUID(),
    instrumentId,
    receivedAt: at.toISOString(),
    contentHash: createHash('sha256').update(JSON.stringify(body)).digest('hex'),
    message: body,
  };
}

/** What a host does with a message: only an enrolled station may. */
const ingest = (input: IngestInput) => host.api.lab.ingest(input);

async function reload(document: SpecimenDocument): Promise<SpecimenDocument> {
  return (await technician.api.lab.specimen({ id: document.id })).document;
}

test('results of the analyzer arrive once, judged by the patient’s range', async () => {
  const document = await received();
  expect(document).toMatchObject({ state: 'received', sampleNumber: expect.stringMatching(/^\d{4}$/) });
  const input = message(document, [
    ['WBC', '12.50', '10*3/uL'],
    ['PLT', '180', '10*3/uL'],
  ]);
  const first = await ingest(input);
  expect(first).toMatchObject({ placed: 2, repeats: 0, parked: [] });
  expect(await ingest(input)).toEqual(first);
  expect(await ingest({ ...input, command: command(running.clock) })).toEqual(first);
  const again = await ingest({ ...input, command: command(running.clock), messageId: randomUUID() });
  expect(again).toMatchObject({ placed: 0, repeats: 2 });
  const after = await reload(document);
  const line = (code: string) => after.lines.find(({ testCode }) => testCode === code);
  expect(line('WBC')?.versions).toHaveLength(1);
  expect(line('WBC')?.versions[0]).toMatchObject({ value: '12.50', abnormality: 'high' });
  expect(after.state).toBe('testing');
  const { rows } = await running.server.kernel.db
    .selectFrom('lab_result')
    .select((at) => at.fn.countAll<number>().as('rows'))
    .where('specimen_id', '=', document.id)
    .executeTakeFirstOrThrow();
  expect(Number(rows)).toBe(2);
});

test('a person without a station cannot say what an analyzer said', async () => {
  const document = await received();
  expect(await codeOf(technician.api.lab.ingest(message(document, [['WBC', '5.00', '10*3/uL']])))).toBe(
    'STATION_UNKNOWN',
  );
});

test('what cannot be placed is parked with its reason, and a person places it', async () => {
  const document = await received();
  const unknown = await ingest({
    ...message(document, [['WBC', '5.00', '10*3/uL']]),
    message: {
      kind: 'results',
      specimenId: 'NOBODY-1',
      results: [{ code: 'WBC', value: '5.00', unit: '10*3/uL', flags: [] }],
    },
  });
  expect(unknown.parked).toEqual([expect.objectContaining({ reason: 'unknownSpecimen' })]);
  const strange = await ingest(message(document, [['XYZ', '1', 'a']]));
  expect(strange.parked).toEqual([expect.objectContaining({ reason: 'unknownTest' })]);
  const control = message(document, [['WBC', '7.0', '10*3/uL']]);
  const qc = await ingest({ ...control, message: { ...control.message, kind: 'qc', control: { lot: 'L1' } } });
  expect(qc).toMatchObject({ placed: 0, parked: [expect.objectContaining({ reason: 'quality-control' })] });
  const held = unknown.parked[0];
  const resolved = await technician.api.lab.resolveUnplaced({
    command: command(running.clock),
    unplacedId: held?.unplacedId ?? '',
    expectedVersion: 1,
    how: 'place',
    specimenId: document.id,
    reason: '标签污损，核对试管',
  });
  expect(resolved.resolved).toMatchObject({ how: 'placed' });
  expect((await reload(document)).lines.find(({ testCode }) => testCode === 'WBC')?.versions[0]?.value).toBe('5.00');
});

test('a critical value is raised with the result and its call is documented', async () => {
  const document = await received(['ELEC']);
  await technician.api.lab.enterResults({ ...target(document), results: [{ testCode: 'K', value: '7.2' }] });
  const { rows } = await technician.api.critical.list({ state: 'open', days: 1 });
  const critical = rows.find((row) => row.subjectId === document.id);
  expect(critical).toMatchObject({ testCode: 'K', value: '7.2', state: 'open', direction: 'high' });
  const called = await technician.api.critical.documentCall({
    command: command(running.clock),
    criticalId: critical?.id ?? '',
    expectedVersion: critical?.version ?? 0,
    outcome: 'readBack',
    to: '护士王',
    phone: '8201',
    note: '',
  });
  expect(called.steps.map((step) => step.kind)).toContain('readBack');
});

test('signed, printed, recalled, signed again: the old version stays and says that it was recalled', async () => {
  const document = await received(['GLUCOSE']);
  const entered = await technician.api.lab.enterResults({
    ...target(document),
    results: [{ testCode: 'GLU', value: '5.60' }],
  });
  expect(entered.state).toBe('tested');
  const stale = await technician.api.lab.review({
    command: command(running.clock),
    specimens: [{ specimenId: document.id, expectedVersion: document.version }],
    confirmed: true,
  });
  expect(stale.refused[0]?.code).toBe('VERSION_CONFLICT');
  const { reviewed } = await technician.api.lab.review({
    command: command(running.clock),
    specimens: [{ specimenId: document.id, expectedVersion: entered.version }],
    confirmed: true,
  });
  let signed = reviewed[0];
  if (signed?.state === 'reviewed') {
    expect(await codeOf(technician.api.lab.secondReview(target(signed)))).toBe('RIGHT_MISSING');
    signed = await reviewer.api.lab.secondReview(target(signed));
  }
  expect(signed?.state).toBe('released');
  if (!signed) throw new Error('not signed');
  expect(
    await codeOf(
      technician.api.lab.enterResults({ ...target(signed), results: [{ testCode: 'GLU', value: '1' }], reason: '改' }),
    ),
  ).toBe('STATE_REFUSED');
  const { url, printed } = await technician.api.reporting.print({
    command: command(running.clock),
    specimens: [document.id],
    copies: 1,
  });
  expect(printed[0]?.state).toBe('printed');
  const pdf = await technician.fetch(url);
  expect(pdf.headers.get('content-type')).toBe('application/pdf');
  expect(new TextDecoder().decode((await pdf.arrayBuffer()).slice(0, 5))).toBe('%PDF-');
  const [version] = await technician.api.reporting.versions({ specimenId: document.id });
  expect(await technician.api.reporting.verify({ code: version?.verificationCode ?? '' })).toMatchObject({
    valid: true,
    patientName: '测**',
  });
  const recalled = await reviewer.api.lab.recall({ ...target(printed[0] ?? signed), reason: '标本复查不符' });
  expect(recalled.state).toBe('recalled');
  expect(await technician.api.reporting.verify({ code: version?.verificationCode ?? '' })).toMatchObject({
    valid: false,
    state: 'recalled',
  });
});

test('a specimen of a foreign group cannot be opened', async () => {
  const document = await received();
  expect(await codeOf(outsider.api.lab.specimen({ id: document.id }))).toBe('RIGHT_MISSING');
  expect(await codeOf(outsider.api.lab.byBarcode({ barcode: document.barcode }))).toBe('RIGHT_MISSING');
  const { rows } = await outsider.api.lab.worklist({ days: 3, limit: 100 });
  expect(rows).toEqual([]);
});

test('rows of the list: those of one’s groups as they stand now, and the look is on record', async () => {
  const document = await received();
  const { specimenVersion } = await ingest(message(document, [['WBC', '5.1', '10*3/uL']]));
  const asked = { ids: [document.id, randomUUID()] };
  const { rows } = await technician.api.lab.rows(asked);
  expect(rows).toMatchObject([{ id: document.id, version: specimenVersion }]);
  expect((await outsider.api.lab.rows(asked)).rows).toEqual([]);
  expect(await codeOf(browser(running.server.url).api.lab.rows(asked))).toBe('LOGIN_REQUIRED');
  const looks = await running.server.kernel.db
    .selectFrom('audit')
    .select('subject')
    .where('act', '=', 'lab.rows')
    .execute();
  expect(looks).toHaveLength(2);
});

test('two reviewers at once: one signs, the other is shown that somebody was first', async () => {
  const document = await received(['GLUCOSE']);
  const entered = await technician.api.lab.enterResults({
    ...target(document),
    results: [{ testCode: 'GLU', value: '6.0' }],
  });
  const sign = (who: Browser) =>
    who.api.lab.review({
      command: command(running.clock),
      specimens: [{ specimenId: document.id, expectedVersion: entered.version }],
      confirmed: true,
    });
  const outcomes = await Promise.all([sign(technician), sign(reviewer)]);
  expect(outcomes.map(({ reviewed }) => reviewed.length).sort()).toEqual([0, 1]);
  expect(outcomes.flatMap(({ refused }) => refused.map(({ code }) => code))).toEqual(['VERSION_CONFLICT']);
});

test('identity numbers are nowhere readable in the database', async () => {
  await received();
  const { rows } = await running.server.kernel.db
    .selectFrom('lab_specimen')
    .select((at) => at.fn.countAll<number>().as('rows'))
    .where((at) => at(at.cast<string>('doc', 'text'), 'like', '%198001011234%'))
    .executeTakeFirstOrThrow();
  expect(Number(rows)).toBe(0);
  expect(testPassword).not.toBe('');
});

test('results that came before the tube was received are placed with it; older ones wait for a person', async () => {
  const wbc = (document: SpecimenDocument) => message(document, [['WBC', '5.10', '10*3/uL']]);
  const collected = await technician.api.lab.collect(target(await registered()));
  const early = await ingest(wbc(collected));
  expect(early).toMatchObject({ placed: 0, parked: [{ reason: 'notReceived' }] });
  const document = await technician.api.lab.receive(target(collected));
  expect(document).toMatchObject({ state: 'testing', version: collected.version + 1 });
  expect(document.lines.find(({ testCode }) => testCode === 'WBC')?.versions).toMatchObject([{ value: '5.10' }]);
  const decided = await technician.api.lab.unplaced({ resolved: true, days: 1 });
  expect(decided.rows.find(({ id }) => id === early.parked[0]?.unplacedId)?.resolved).toMatchObject({
    how: 'placed',
    by: { name: 'system' },
  });

  const other = await technician.api.lab.collect(target(await registered()));
  const before = wbc(other);
  before.receivedAt = new Date(running.clock.now().getTime() - 5 * 86_400_000).toISOString();
  const { parked } = await ingest(before);
  const taken = await technician.api.lab.receive(target(other));
  const open = await technician.api.lab.unplaced({ resolved: false, days: 30 });
  expect(open.rows.find(({ id }) => id === parked[0]?.unplacedId)?.reason).toBe('notReceived');
  expect(taken.state).toBe('received');
});
