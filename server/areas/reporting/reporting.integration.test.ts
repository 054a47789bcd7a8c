// Reports on a real server: release, print jobs, copies, preview, recall, feed and the public page, each on record.
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SpecimenDocument } from '../../../core/lab/model.ts';
import {
  addPeople,
  type Browser,
  browser,
  codeOf,
  command,
  loggedIn,
  startTestServer,
  type TestServer,
} from '../../../test/support/server.ts';
import { systemCaller } from '../../kernel/access.ts';
import { labServices } from '../lab/module.ts';
import { reportPort } from './module.ts';
import { releaseReport } from './store.ts';

let running: TestServer;
let technician: Browser;
let manager: Browser;
let outsider: Browser;

beforeAll(async () => {
  running = await startTestServer();
  await addPeople(running.server, ['lab-technician', 'lab-manager'], ['haematology', 'chemistry']);
  await addPeople(running.server, ['phlebotomist'], ['molecular']);
  technician = await loggedIn(running.server, 'lab-technician');
  manager = await loggedIn(running.server, 'lab-manager');
  outsider = await loggedIn(running.server, 'phlebotomist');
});
afterAll(() => running.close());

const target = (document: SpecimenDocument) => ({
  command: command(running.clock),
  specimenId: document.id,
  expectedVersion: document.version,
});

let count = 0;
async function tested(name = '测试一'): Promise<SpecimenDocument> {
  count += 1;
  const registered = await technician.api.lab.register({
    command: command(running.clock),
    barcode: `R${String(count).padStart(8, '0')}`,
    specimenId: randomUUID(),
    patient: { number: `R${count}`, name, sex: 'male', birthDate: '1980-01-01' },
    visit: { kind: 'inpatient', number: `Z${count}`, departmentId: 'W1' },
    orderingDoctor: '李医生',
    itemCodes: ['GLUCOSE'],
    urgent: false,
    clinicalNote: '',
  });
  const collected = await technician.api.lab.collect(target(registered));
  const received = await technician.api.lab.receive(target(collected));
  return technician.api.lab.enterResults({ ...target(received), results: [{ testCode: 'GLU', value: '5.60' }] });
}

async function released(): Promise<SpecimenDocument> {
  const entered = await tested();
  const { reviewed } = await technician.api.lab.review({
    command: command(running.clock),
    specimens: [{ specimenId: entered.id, expectedVersion: entered.version }],
    confirmed: true,
  });
  const [first] = reviewed;
  if (!first) throw new Error('not reviewed');
  return first.state === 'reviewed' ? manager.api.lab.secondReview(target(first)) : first;
}

const print = (specimens: SpecimenDocument[], copies = 1) =>
  technician.api.reporting.print({
    command: command(running.clock),
    specimens: specimens.map(({ id }) => id),
    copies,
  });

const db = () => running.server.kernel.db;
const rowOf = (document: SpecimenDocument) =>
  db().selectFrom('report').selectAll().where('specimen_id', '=', document.id).executeTakeFirstOrThrow();
const audits = (act: string, subject: string) =>
  db().selectFrom('audit').selectAll().where('act', '=', act).where('subject', '=', subject).execute();
async function announced(reportId: string): Promise<number[]> {
  await running.server.kernel.drain();
  const rows = await db()
    .selectFrom('feed')
    .innerJoin('change', 'change.id', 'feed.change_id')
    .select('change.version')
    .where('change.entity_id', '=', reportId)
    .orderBy('feed.seq')
    .execute();
  return rows.map(({ version }) => version);
}

/** Pages of a PDF, by the count that its page tree gives. */
async function pagesOf(response: Response): Promise<number> {
  expect(response.headers.get('content-type')).toBe('application/pdf');
  const text = Buffer.from(await response.arrayBuffer()).toString('latin1');
  return Number(/\/Count (\d+)/u.exec(text)?.[1] ?? 0);
}

test('a report is hashed with SM3, which the page confirms', async () => {
  const document = await released();
  const { doc } = await rowOf(document);
  expect(doc.contentHash).toMatch(/^[0-9a-f]{64}$/u);
  expect(await technician.api.reporting.verify({ code: doc.verificationCode })).toMatchObject({ valid: true });
});

test('a specimen that the HIS and the system worked on is released without a signature', async () => {
  const document = await released();
  const { kernel } = running.server;
  const dictionaries = await labServices(kernel, reportPort(kernel)).dictionaries.load(kernel.db);
  const request = { id: randomUUID(), at: kernel.clock.now().toISOString(), name: 'test', right: null, subject: 'x' };
  const system = { id: 'system', name: 'system' };
  const made = await kernel.command(systemCaller('test'), request, (work) =>
    releaseReport(
      kernel,
      work,
      {
        ...document,
        reportVersion: document.reportVersion + 1,
        firstReview: document.firstReview && { ...document.firstReview, by: system },
        secondReview: null,
      },
      dictionaries,
    ),
  );
  expect(made).toMatchObject({ reviewedBy: 'system', reviewedBySignature: null });
});

test('copies are counted, the first print is remembered, and the feed hears of every state', async () => {
  const document = await released();
  const { id } = await rowOf(document);
  expect((await print([document], 2)).printed[0]?.state).toBe('printed');
  const first = await rowOf(document);
  running.clock.pass(60_000);
  await print([document], 3);
  const second = await rowOf(document);
  expect([first.print_count, second.print_count]).toEqual([2, 5]);
  expect(second.printed_at).toEqual(first.printed_at);
  expect(await announced(id)).toEqual([1, 2]);
  const current = (await technician.api.lab.specimen({ id: document.id })).document;
  await manager.api.lab.recall({ ...target(current), reason: '标本复查不符' });
  expect(await announced(id)).toEqual([1, 2, 3]);
});

test('a print is a job that only its maker can fetch, as often as wanted, each time on record', async () => {
  const documents = [await released(), await released()];
  const { url } = await print(documents, 2);
  expect(url).toMatch(/^\/reports\/pdf\?job=[0-9a-f-]{36}$/u);
  expect(await pagesOf(await technician.fetch(url))).toBe(4);
  expect((await technician.fetch(url)).status).toBe(200);
  for (const other of [manager, outsider]) expect((await other.fetch(url)).status).toBe(404);
  expect((await browser(running.server.url).fetch(url)).status).toBe(401);
  const rows = await audits('reporting.pdf', documents[0]?.barcode ?? '');
  expect(rows.map((row) => row.patient_id)).toEqual([documents[0]?.patient.id, documents[0]?.patient.id]);
});

test('what is asked for wrongly is refused', async () => {
  for (const query of ['', '?job=1', '?ids=', '?ids=1,2', `?ids=${randomUUID()}&copies=9`])
    expect((await technician.fetch(`/reports/pdf${query}`)).status).toBe(400);
  expect((await technician.fetch(`/reports/pdf?job=${randomUUID()}`)).status).toBe(404);
  const { id } = await rowOf(await released());
  expect((await technician.fetch(`/reports/pdf?ids=${id}`)).status).toBe(200);
  expect((await outsider.fetch(`/reports/pdf?ids=${id}`)).status).toBe(403);
  expect(await codeOf(print([await tested()]))).toBe('STATE_REFUSED');
  const many = await released();
  expect(
    await codeOf(
      print(
        Array.from({ length: 101 }, () => many),
        5,
      ),
    ),
  ).toBe('INPUT_INVALID');
});

test('an unsigned specimen can be seen as it would be printed', async () => {
  const document = await tested('𠮷某');
  const path = `/reports/preview?specimen=${document.id}`;
  expect(await pagesOf(await technician.fetch(path))).toBe(1);
  expect((await outsider.fetch(path)).status).toBe(403);
  expect((await browser(running.server.url).fetch(path)).status).toBe(401);
  const rows = await audits('reporting.preview', document.barcode);
  expect(rows.map((row) => [row.outcome, row.patient_id]).sort()).toEqual([
    ['done', document.patient.id],
    ['refused', document.patient.id],
  ]);
  expect(await technician.api.reporting.versions({ specimenId: document.id })).toEqual([]);
  expect(await pagesOf(await technician.fetch(`/reports/preview?specimen=${(await released()).id}`))).toBe(1);
  expect(await pagesOf(await technician.fetch(`/reports/label?specimen=${document.id}&copies=3`))).toBe(3);
});

test('whoever holds the paper may verify it: masked, without values, and each look on record', async () => {
  running.clock.pass(60_000);
  const document = await released();
  const { doc } = await rowOf(document);
  const page = () => browser(running.server.url).fetch(`/verify/${doc.verificationCode.toLowerCase()}`);
  const good = await page();
  expect(good.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/u);
  const text = await good.text();
  expect(text).toContain('报告有效');
  expect(text).toContain('测**');
  expect(text).not.toContain('5.60');
  const stranger = browser(running.server.url).api;
  expect(await stranger.reporting.verify({ code: doc.verificationCode })).toMatchObject({
    valid: true,
    patientName: '测**',
    barcode: `*****${document.barcode.slice(-4)}`,
    lines: [],
  });
  const known = await technician.api.reporting.verify({ code: doc.verificationCode });
  expect(known.lines.map((line) => line.value)).toEqual(['5.60']);
  expect((await outsider.api.reporting.verify({ code: doc.verificationCode })).lines).toEqual([]);
  await manager.api.lab.recall({ ...target(document), reason: '标本复查不符' });
  const recalled = await (await page()).text();
  expect(recalled).toContain('该报告已召回');
  expect(recalled).not.toContain('5.60');
  expect(await technician.api.reporting.verify({ code: doc.verificationCode })).toMatchObject({
    valid: false,
    state: 'recalled',
    lines: [],
  });
  expect((await browser(running.server.url).fetch('/verify/nothing')).status).toBe(404);
  const rows = await audits('reporting.verify', `${doc.verificationCode.slice(0, 4)}********`);
  expect(rows.map((row) => row.detail).sort()).toEqual(['recalled', 'recalled', 'valid', 'valid', 'valid', 'valid']);
  expect(rows.every((row) => row.patient_id === document.patient.id)).toBe(true);
});

test('a row that somebody changed past the trigger does not verify', async () => {
  const document = await released();
  const { doc } = await rowOf(document);
  const forged = JSON.stringify({ ...doc, lines: doc.lines.map((line) => ({ ...line, value: '99.9' })) });
  await expect(db().updateTable('report').set({ doc: forged }).where('id', '=', doc.id).execute()).rejects.toThrow(
    'cannot be rewritten',
  );
  await sql`alter table report disable trigger report_is_fixed`.execute(db());
  await db().updateTable('report').set({ doc: forged }).where('id', '=', doc.id).execute();
  await sql`alter table report enable trigger report_is_fixed`.execute(db());
  const page = await (await browser(running.server.url).fetch(`/verify/${doc.verificationCode}`)).text();
  expect(page).toContain('核验失败');
  expect(page).not.toContain('99.9');
  expect(running.logged.join('\n')).toContain('a stored report is not what was released');
});

test('an address that asks too often has to wait', async () => {
  running.clock.pass(60_000);
  const visitor = browser(running.server.url);
  const statuses = new Set<number>();
  for (let tries = 0; tries < 31; tries += 1) statuses.add((await visitor.fetch('/verify/nothing')).status);
  expect(statuses).toContain(429);
  expect(await codeOf(technician.api.reporting.verify({ code: 'K7MPQ2XVR94T' }))).toBe('SERVER_BUSY');
  running.clock.pass(60_000);
  expect((await visitor.fetch('/verify/nothing')).status).toBe(404);
});
