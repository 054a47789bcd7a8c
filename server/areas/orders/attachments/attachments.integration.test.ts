// Documents of a request on a real server: what is taken and refused, who reads on which side, what stays on the disk, how it is removed.
import { randomUUID } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AttachmentKind, ExamAttachment } from '../../../../core/orders/attachment.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { type ExamWorld, startExamWorld } from '../../../../test/support/exam-world.ts';
import { addPeople, type Browser, codeOf, loggedIn } from '../../../../test/support/server.ts';
import { createServer } from '../../../app.ts';
import { attachObject } from '../module.ts';

let world: ExamWorld;
let other: Browser;
let nurse: Browser;
const text = (words: string) => new TextEncoder().encode(words);
const pdf = text('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n0\n%%EOF\n');
let picture: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  world = await startExamWorld();
  other = await loggedIn(world.running.server, 'other-town');
  await addPeople(world.running.server, ['lab-technician'], []);
  nurse = await loggedIn(world.running.server, 'lab-technician');
  const drawn = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#fff' } })
    .jpeg()
    .toBuffer();
  picture = Uint8Array.from(drawn);
});
afterAll(() => world.close());

interface Hand {
  kind?: AttachmentKind | 'x';
  name?: string;
  command?: string;
}

async function hand(at: Browser, exam: ExamDocument, bytes: Uint8Array<ArrayBuffer>, more: Hand = {}) {
  const query = new URLSearchParams({
    exam: exam.id,
    kind: more.kind ?? 'admission',
    name: more.name ?? '入院记录.pdf',
    command: more.command ?? randomUUID(),
    at: world.running.clock.now().toISOString(),
  });
  const answer = await at.fetch(`/exam-attachments?${query}`, {
    method: 'POST',
    headers: { 'x-yishu': '1' },
    body: bytes,
  });
  const body: { code?: string; data?: Record<string, unknown> } & Partial<ExamAttachment> = await answer.json();
  return { status: answer.status, body, id: body.id ?? '' };
}

const codeAt = async (at: Browser, id: string): Promise<number> => (await at.fetch(`/exam-attachments/${id}`)).status;

/** A township's exam, asked of the county. */
async function asked(): Promise<ExamDocument> {
  const exam = await world.registered({}, world.township);
  await world.inside((work) => attachObject(work, exam.id, world.study()));
  const now = await world.township.api.orders.exam({ examId: exam.id });
  const ask = { toInstitutionId: 'county', preliminaryFindings: '', preliminaryImpression: '' };
  return world.township.api.orders.requestRemote({ ...world.target(now), ...ask });
}

const storedFiles = async (): Promise<string[]> =>
  (await readdir(join(world.running.dataDir, 'attachments'), { recursive: true })).filter((one) =>
    one.endsWith('.obj'),
  );

test('handed in before the request is sent; both sides read the same bytes, nobody else does', async () => {
  const exam = await world.registered({}, world.township);
  const one = await hand(world.township, exam, pdf);
  expect(one).toMatchObject({ status: 201, body: { kind: 'admission', type: 'pdf', byteLength: pdf.length } });
  const note = text('病程记录：患者神志清');
  const two = await hand(world.township, exam, note, { kind: 'progress', name: 'C:\\a\\病程.exe' });
  expect(two.body).toMatchObject({ type: 'text', name: '病程.exe', addedByName: 'town-radiographer' });
  // Not yet asked: the county has no business with it.
  expect(await codeAt(world.radiologist, one.id)).toBe(404);
  await world.inside((work) => attachObject(work, exam.id, world.study()));
  const now = await world.township.api.orders.exam({ examId: exam.id });
  const ask = { toInstitutionId: 'county', preliminaryFindings: '', preliminaryImpression: '' };
  await world.township.api.orders.requestRemote({ ...world.target(now), ...ask });
  for (const reader of [world.township, world.radiologist, world.resident]) {
    const list = await reader.api.orders.attachments({ examId: exam.id });
    expect(list.map(({ kind, removed }) => [kind, removed])).toEqual([
      ['admission', null],
      ['progress', null],
    ]);
    const answer = await reader.fetch(`/exam-attachments/${one.id}`);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('cache-control')).toContain('no-store');
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(pdf);
    const words = await reader.fetch(`/exam-attachments/${two.id}`);
    expect(words.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(words.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(new Uint8Array(await words.arrayBuffer())).toEqual(note);
  }
  // Another town; people of the county who see reports but read no exams, and who have nothing to do with images.
  for (const stranger of [world.clinician, nurse]) {
    expect(await codeAt(stranger, one.id)).toBe(403);
    expect(await codeOf(stranger.api.orders.attachments({ examId: exam.id }))).toBe('RIGHT_MISSING');
  }
  expect(await codeAt(other, one.id)).toBe(404);
  expect(await codeOf(other.api.orders.attachments({ examId: exam.id }))).toBe('NOT_FOUND');
  expect((await fetch(`${world.running.server.url}/exam-attachments/${one.id}`)).status).toBe(401);
  const trail = await world.running.server.kernel.db
    .selectFrom('audit')
    .select(['act', 'outcome', 'patient_id', 'subject'])
    .where('act', 'in', ['orders.addAttachment', 'orders.attachments', 'orders.attachmentFile'])
    .where('subject', '=', exam.accessionNumber)
    .execute();
  const count = (act: string, outcome: string) =>
    trail.filter((row) => row.act === act && row.outcome === outcome && row.patient_id === exam.patient.id).length;
  expect([count('orders.addAttachment', 'done'), count('orders.attachmentFile', 'done')]).toEqual([2, 6]);
  expect([count('orders.attachmentFile', 'refused'), count('orders.attachments', 'refused')]).toEqual([4, 3]);
});

test('on the disk and in the database nothing of it can be read', async () => {
  const exam = await world.registered({}, world.township);
  const words = '绝密的入院记录 plain words of a patient';
  await hand(world.township, exam, text(words), { name: '张三.txt' });
  for (const path of await storedFiles()) {
    const bytes = await readFile(join(world.running.dataDir, 'attachments', path));
    expect(bytes.includes('plain words')).toBe(false);
  }
  const rows = await world.running.server.kernel.db.selectFrom('exam_attachment').selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain('张三');
});

test('a file that was changed on the disk is not handed out', async () => {
  const exam = await world.registered({}, world.township);
  const before = new Set(await storedFiles());
  const { id } = await hand(world.township, exam, text('会被改动的记录'));
  const path = (await storedFiles()).find((one) => !before.has(one)) ?? '';
  const file = join(world.running.dataDir, 'attachments', path);
  const bytes = await readFile(file);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  await writeFile(file, bytes);
  expect(await codeAt(world.township, id)).toBeGreaterThanOrEqual(400);
});

test('refused by content with name and reason; nothing of it stays', async () => {
  const exam = await world.registered({}, world.township);
  const before = (await storedFiles()).length;
  const zip = Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0, 0, 0);
  const refusedAs = async (bytes: Uint8Array<ArrayBuffer>, name: string) => {
    const { status, body } = await hand(world.township, exam, bytes, { name });
    return [status, body.code, body.data?.file, body.data?.reason];
  };
  expect(await refusedAs(zip, '病历.pdf')).toEqual([422, 'FILE_REFUSED', '病历.pdf', 'unknown']);
  expect(await refusedAs(pdf.slice(0, -8), 'a.pdf')).toEqual([422, 'FILE_REFUSED', 'a.pdf', 'damaged']);
  expect(await refusedAs(new Uint8Array(), 'b.txt')).toEqual([422, 'FILE_REFUSED', 'b.txt', 'empty']);
  const large = new Uint8Array(20 * 1024 * 1024 + 1).fill(0x41);
  expect(await refusedAs(large, 'c.txt')).toEqual([422, 'FILE_REFUSED', 'c.txt', 'tooLarge']);
  expect((await hand(world.township, exam, new Uint8Array(22 * 1024 * 1024))).body.code).toBe('INPUT_INVALID');
  expect((await hand(world.township, exam, pdf, { kind: 'x' })).status).toBe(400);
  expect((await hand(other, exam, pdf)).status).toBe(404);
  expect((await hand(world.clinician, exam, pdf)).status).toBe(403);
  expect((await storedFiles()).length).toBe(before);
  // Exactly as much as is allowed goes in.
  expect((await hand(world.township, exam, large.slice(1))).status).toBe(201);
});

test('twenty files and no more, also all at once; the same file once; a replay is one file', async () => {
  const exam = await world.registered({}, world.township);
  const command = randomUUID();
  const first = await hand(world.township, exam, pdf, { command });
  const replay = await hand(world.township, exam, pdf, { command });
  expect(replay.body).toEqual(first.body);
  const twice = await hand(world.township, exam, pdf, { name: 'anders.pdf' });
  expect(twice.body).toMatchObject({ code: 'FILE_REFUSED', data: { reason: 'duplicate' } });
  for (let at = 2; at <= 17; at += 1) await hand(world.township, exam, text(`记录 ${at}`));
  const rest = await Promise.all([18, 19, 20, 21, 22].map((at) => hand(world.township, exam, text(`记录 ${at}`))));
  expect(rest.map(({ status }) => status).toSorted()).toEqual([201, 201, 201, 422, 422]);
  expect(rest.filter(({ status }) => status === 422).map(({ body }) => body.data?.reason)).toEqual([
    'tooMany',
    'tooMany',
  ]);
  expect(await world.township.api.orders.attachments({ examId: exam.id })).toHaveLength(20);
});

test('removed by who added it, with a reason, while nobody has begun the report', async () => {
  const exam = await asked();
  const wrong = await hand(world.township, exam, pdf);
  const right = await hand(world.township, exam, picture, { kind: 'exam', name: '外院片.jpg' });
  expect(right.body.type).toBe('jpeg');
  const remove = (at: Browser, attachmentId: string, reason = '传错患者') =>
    at.api.orders.removeAttachment({ ...world.meta(), attachmentId, reason });
  expect(await codeOf(remove(world.radiologist, wrong.id))).toBe('RIGHT_MISSING');
  expect(await codeOf(remove(other, wrong.id))).toBe('NOT_FOUND');
  expect(await codeOf(remove(world.township, wrong.id, ' '))).toBe('REASON_REQUIRED');
  const before = (await storedFiles()).length;
  expect(await remove(world.township, wrong.id)).toMatchObject({ removed: { reason: '传错患者' } });
  expect((await storedFiles()).length).toBe(before - 1);
  expect(await codeAt(world.township, wrong.id)).toBe(404);
  expect(
    (await world.radiologist.api.orders.attachments({ examId: exam.id })).map(({ removed }) => removed?.reason),
  ).toEqual(['传错患者', undefined]);
  const accept = { ...world.target(exam), act: 'accept' as const, reason: '' };
  const accepted = await world.radiologist.api.orders.decideRemote(accept);
  await world.released(accepted);
  expect(await codeOf(remove(world.township, right.id))).toBe('STATE_REFUSED');
  const late = await hand(world.township, exam, text('迟到的化验单'));
  expect([late.status, late.body.code]).toEqual([409, 'STATE_REFUSED']);
  expect(await codeAt(world.radiologist, right.id)).toBe(200);
});

test('what a crash left on the disk without a row goes at the next start; what is entered stays', async () => {
  const { running } = world;
  const exam = await world.registered({}, world.township);
  const { id } = await hand(world.township, exam, text('留下来的记录'));
  await running.server.close();
  const kept = await storedFiles();
  const [known = ''] = kept;
  await writeFile(join(running.dataDir, 'attachments', known.replace(/[^/]+\.obj$/, 'orphan.obj')), 'x');
  const again = await createServer(running.options);
  try {
    expect((await storedFiles()).toSorted()).toEqual(kept.toSorted());
    const town = await loggedIn(again, 'town-radiographer');
    expect(await codeAt(town, id)).toBe(200);
  } finally {
    await again.close();
  }
});
