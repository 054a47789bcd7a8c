// Reports as other systems get them: what was released and nothing else, of whom and where they may, recalled ones as recalled; from the request to the paper.
import { type RawBuilder, sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OutsideReport, ReportDocument, RequestState } from '../../../core/programs/api.ts';
import type { ProgramEntry } from '../../../core/programs/program.ts';
import { dicomSample } from '../../../test/support/dicom-corpus.ts';
import { type ExamWorld, startExamWorld } from '../../../test/support/exam-world.ts';
import { canReadPdf, pdfWords } from '../../../test/support/pdf-words.ts';
import { type ProgramClient, programClient, programEntry, requestBody } from '../../../test/support/program-client.ts';
import { addPeople, loggedIn } from '../../../test/support/server.ts';
import { examQuery, labQuery } from './report-rows.ts';

let world: ExamWorld;
let town: ProgramClient;
let app: ProgramClient;

async function opened(part: Partial<ProgramEntry>): Promise<ProgramClient> {
  const { server } = world.running;
  const admin = await loggedIn(server, 'system-admin');
  const { secret } = await admin.api.programs.save({ ...world.meta(), program: programEntry(part), isNew: true });
  return programClient(server.url, part.code ?? '', secret ?? '');
}
beforeAll(async () => {
  world = await startExamWorld();
  await addPeople(world.running.server, ['system-admin'], []);
  town = await opened({ code: 'TOWN-RIS' });
  app = await opened({
    ...{ code: 'PATIENT-APP', name: '患者APP', institutionId: 'county', ownNumbers: false, reach: 'all' },
    scopes: ['reports.radiology', 'reports.ecg'],
  });
});
afterAll(() => world.close());

async function search(client: ProgramClient, body: Record<string, unknown>) {
  const answer = await client.call('POST', 'reports/search', { service: 'radiology', ...body });
  const said: { reports: OutsideReport[]; next: string | null } = await answer.json();
  if (!answer.ok) throw new Error(`${answer.status} ${JSON.stringify(said)}`);
  return said;
}
const reportOf = async (client: ProgramClient, id: string): Promise<ReportDocument> =>
  (await client.call('GET', `reports/${id}`)).json();

test('from the request of another hospital to its report: read here, given back as JSON and paper, recalled for both', async () => {
  const put = await town.call('PUT', 'requests/T-1', requestBody());
  const { accessionNumber }: RequestState = await put.json();
  await town.images('T-1', [dicomSample('SC_rgb_rle_2frame.dcm')]);
  const row = await world.running.server.kernel.db
    .selectFrom('exam')
    .select('doc')
    .where('accession', '=', accessionNumber)
    .executeTakeFirstOrThrow();
  const accepted = await world.radiologist.api.orders.decideRemote({
    ...world.target(row.doc),
    act: 'accept',
    reason: '',
  });
  expect((await search(town, { requestNumber: 'T-1' })).reports).toEqual([]);
  const report = await world.released(accepted);

  const { reports } = await search(town, { requestNumber: 'T-1' });
  expect(reports).toMatchObject([
    {
      ...{ id: report.id, state: 'released', requestNumber: 'T-1', institution: { id: 'town-a' } },
      readAt: '县医院影像中心',
      // As the town knows it, not as it is kept here.
      patient: { number: 'ID1', name: '王秀兰' },
      recalled: null,
    },
  ]);
  expect((await search(town, { patient: { number: 'ID1' } })).reports).toHaveLength(1);
  expect((await search(town, { patient: { identityNumber: '110101195706010022' } })).reports).toHaveLength(1);
  const whole = await reportOf(town, report.id);
  expect(whole.content).toMatchObject({ kind: 'exam', impression: '颅脑CT平扫未见明显异常。' });
  expect(whole.signatures.map(({ role }) => role)).toEqual(['author', 'reviewer']);
  const state: RequestState = await (await town.call('GET', 'requests/T-1')).json();
  expect(state).toMatchObject({ state: 'done', report: { id: report.id, state: 'released' } });
  const paper = await town.call('GET', `reports/${report.id}/pdf`);
  expect(paper.headers.get('content-type')).toBe('application/pdf');
  if (canReadPdf) expect(pdfWords(await paper.arrayBuffer())).toContain('未见明显异常');

  // Of this hospital's own programs the number says whose it is.
  expect((await search(app, { requestNumber: 'T-1' })).reports[0]?.patient.number).toBe('town-a:ID1');

  await world.radiologist.api.examReports.recall({ ...world.about(report), reason: '左右写反' });
  const [recalled] = (await search(town, { requestNumber: 'T-1' })).reports;
  expect(recalled).toMatchObject({ id: report.id, state: 'recalled', recalled: { reason: '左右写反' } });
  expect((await reportOf(town, report.id)).content).toBeNull();
  const withdrawn = await town.call('GET', `reports/${report.id}/pdf`);
  expect(withdrawn.headers.get('x-yishu-report-state')).toBe('recalled');
  if (canReadPdf) expect(pdfWords(await withdrawn.arrayBuffer())).toContain('召回');
  expect(await (await town.call('GET', 'requests/T-1')).json()).toMatchObject({ report: { state: 'recalled' } });
});

test('another institution’s reports are absent; drafts are nobody’s business', async () => {
  const drafted = await world.drafted(await world.acquired({ requestNumber: 'OWN-D' }));
  const released = await world.released(await world.acquired({ requestNumber: 'OWN-1' }));
  expect((await search(app, { requestNumber: 'OWN-D' })).reports).toEqual([]);
  expect((await app.call('GET', `reports/${drafted.id}`)).status).toBe(404);
  expect((await search(app, { requestNumber: 'OWN-1' })).reports).toHaveLength(1);
  expect((await search(town, { requestNumber: 'OWN-1' })).reports).toEqual([]);
  expect((await town.call('GET', `reports/${released.id}`)).status).toBe(404);
  expect((await town.call('GET', `reports/${released.id}/pdf`)).status).toBe(404);
  const lab = await app.call('POST', 'reports/search', { service: 'lab', requestNumber: 'L' });
  expect((await lab.json()).error).toMatchObject({ code: 'RIGHT_MISSING', detail: { scope: 'reports.lab' } });
});

test('a search names somebody or a time; other names are left out; pages follow each other', async () => {
  expect((await app.call('POST', 'reports/search', { service: 'radiology' })).status).toBe(400);
  const far = { from: '2026-01-01T00:00:00.000Z', to: '2026-12-31T00:00:00.000Z' };
  expect((await app.call('POST', 'reports/search', { service: 'radiology', ...far })).status).toBe(400);
  const patient = {
    number: 'PAGES',
    name: '翻页',
    sex: 'male' as const,
    birthDate: '1970-02-03',
    identityNumber: '110101197002030011',
  };
  const made: string[] = [];
  for (let at = 0; at < 3; at += 1) made.unshift((await world.released(await world.acquired({ patient }))).id);
  const found: string[] = [];
  for (let after: string | null = ''; after !== null; ) {
    const page: { reports: OutsideReport[]; next: string | null } = await search(app, {
      patient: { number: 'PAGES' },
      limit: 2,
      ...(after ? { after } : {}),
    });
    found.push(...page.reports.map(({ id }) => id));
    after = page.next;
  }
  expect(found).toEqual(made);
  expect((await search(app, { patient: { number: 'PAGES', name: '别人' } })).reports).toEqual([]);
  expect((await search(app, { patient: { number: 'PAGES', identityNumber: '110101195706010022' } })).reports).toEqual(
    [],
  );
  expect(
    (await app.call('POST', 'reports/search', { service: 'radiology', requestNumber: 'x', after: 'zz' })).status,
  ).toBe(400);
  const now = world.running.clock.now().getTime();
  const window = { from: new Date(now - 3_600_000).toISOString(), to: new Date(now + 1000).toISOString() };
  expect((await search(app, window)).reports.map(({ id }) => id)).toEqual(expect.arrayContaining(made));
  const trail = await world.running.server.kernel.db
    .selectFrom('audit')
    .select(['subject', 'person_name', 'detail'])
    .where('act', '=', 'programs.reports')
    .execute();
  expect(trail.every(({ person_name }) => ['患者APP', '甲镇卫生院放射系统'].includes(person_name))).toBe(true);
  expect(JSON.stringify(trail)).not.toContain('110101195706010022');
});

test('the description is of what answers', async () => {
  const answer = await fetch(`${world.running.server.url}/outside/v1/openapi.json`);
  const document = await answer.json();
  expect(document.openapi).toBe('3.1.0');
  expect(Object.keys(document.paths).toSorted()).toEqual([
    '/fees',
    '/reports/search',
    '/reports/{id}',
    '/reports/{id}/pdf',
    '/requests/{number}',
    '/requests/{number}/cancel',
    '/requests/{number}/documents',
    '/requests/{number}/documents/{id}',
    '/requests/{number}/images',
    '/requests/{number}/preliminary',
    '/token',
  ]);
  const { schema } = document.paths['/requests/{number}'].put.requestBody.content['application/json'];
  expect(schema.required).toEqual(expect.arrayContaining(['patient', 'exam', 'requestedBy']));
});

test('what changed since the last question is read from an index in its order, not by looking through all reports', async () => {
  const { db } = world.running.server.kernel;
  const program = await db
    .selectFrom('outside_program')
    .selectAll()
    .where('code', '=', 'PATIENT-APP')
    .executeTakeFirstOrThrow();
  const after = { at: '2026-07-02T00:00:00.000Z', id: '00000000-0000-4000-8000-000000000000' };
  const wish = { patientIds: null, from: '2026-07-01T00:00:00.000Z', after, limit: 50 };
  const plan = (query: RawBuilder<unknown>) =>
    db.transaction().execute(async (tx) => {
      // Of a few rows every plan is cheap: those that read or sort all of them are put aside.
      for (const way of ['seqscan', 'bitmapscan', 'sort'])
        await sql`set local ${sql.raw(`enable_${way}`)} = off`.execute(tx);
      const { rows } = await sql<Record<string, string>>`explain ${query}`.execute(tx);
      return rows.flatMap((row) => Object.values(row)).join('\n');
    });
  const ofExams = await plan(examQuery(program, { ...wish, service: 'radiology' }));
  expect(ofExams).toMatch(/Index Scan using exam_report_changed on .*\n +Index Cond: .*report_changed_at/);
  expect(ofExams).not.toContain('Sort');
  const ofLab = await plan(labQuery({ ...wish, service: 'lab' }));
  expect(ofLab).toMatch(/Index Scan using report_changed on .*\n +Index Cond: .*report_changed_at/);
});
