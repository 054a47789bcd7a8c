// Signatures at the acts of a report: made where the policy says so, or nothing happens at all; and what is said of them later.
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import type { ExamReport } from '../../../core/reporting/exam-report.ts';
import { content, detailOf, type ExamWorld, startExamWorld } from '../../../test/support/exam-world.ts';
import { canVerifyPdf } from '../../../test/support/pdf-words.ts';
import { makeKey } from '../../../test/support/pki.ts';
import { addPeople, type Browser, browser, codeOf, loggedIn } from '../../../test/support/server.ts';
import { certificatePassword as password, startSigningWorld } from '../../../test/support/signing-world.ts';
import { systemCaller } from '../../kernel/access.ts';
import type { Caller } from '../../kernel/types.ts';
import { signingArea } from './module.ts';
import { verifyPdf } from './paper/sign-pdf.ts';

const dayMs = 86_400_000;
let world: ExamWorld;
let pki: Awaited<ReturnType<typeof startSigningWorld>>;

/** Ends the next command at the last moment before it would be stored. */
let cut = false;
beforeAll(async () => {
  world = await startExamWorld({
    reached(step) {
      if (step !== 'before-commit' || !cut) return;
      cut = false;
      throw new Error('the server ended here');
    },
  });
  pki = await startSigningWorld(world);
  await pki.approved(world.resident, pki.made('某radiology-resident'));
  await pki.approved(world.radiologist, pki.made('某radiologist'));
});
afterAll(() => world.close());
beforeEach(async () => {
  world.resident = await loggedIn(world.running.server, 'radiology-resident');
  world.radiologist = await loggedIn(world.running.server, 'radiologist');
  world.technician = await loggedIn(world.running.server, 'radiographer');
  pki.admin = await loggedIn(world.running.server, 'system-admin');
});

const certificate = { password, keep: false };
const db = () => world.running.server.kernel.db;
const ofEdition = async (exam: ExamDocument, report: ExamReport, by: Browser = world.radiologist) =>
  (await by.api.examReports.signatures({ examId: exam.id })).find(({ reportId }) => reportId === report.id)?.signatures;

async function released(use: typeof certificate | null = certificate, final = content()) {
  const exam = await world.acquired();
  const draft = await world.drafted(exam);
  const submitted = await world.resident.api.examReports.submit({
    ...world.about(draft),
    content: content(),
    certificate: use ?? undefined,
  });
  const report = await world.radiologist.api.examReports.release({
    ...world.about(submitted),
    content: final,
    certificate: use ?? undefined,
  });
  return { exam, report };
}

const paperOf = async (report: ExamReport, more = '') => {
  const answer = await world.radiologist.fetch(`/exam-reports/pdf?id=${report.id}${more}`);
  return Buffer.from(await answer.arrayBuffer());
};

test('the policy: off asks nobody, optional lets people choose, required refuses with what to do and leaves all as it was', async () => {
  const before = await released(certificate);
  expect(await ofEdition(before.exam, before.report)).toEqual([]);
  await pki.policy('optional');
  const without = await released(null);
  expect(await ofEdition(without.exam, without.report)).toEqual([]);
  await pki.policy('required');
  expect(
    await codeOf(
      pki.admin.api.signing.savePolicy({
        ...world.meta(),
        policy: { service: 'ecg', policy: 'off' },
        expectedVersion: 7,
      }),
    ),
  ).toBe('VERSION_CONFLICT');
  const exam = await world.acquired();
  const draft = await world.drafted(exam);
  const submit = (use?: typeof certificate) =>
    world.resident.api.examReports.submit({ ...world.about(draft), content: content(), certificate: use });
  expect(await detailOf(submit())).toMatchObject({ code: 'CERTIFICATE_PASSWORD', reason: 'passwordMissing' });
  expect(await detailOf(submit({ password: 'falsch', keep: false }))).toMatchObject({
    reason: 'passwordWrong',
    left: 4,
  });
  expect(await world.resident.api.examReports.ofExam({ examId: exam.id })).toMatchObject([
    { state: 'draft', version: 1 },
  ]);
  const submitted = await submit(certificate);
  expect(submitted.state).toBe('submitted');
  expect(await ofEdition(exam, submitted)).toMatchObject([
    { of: 'submit', verdict: 'valid', personName: '某radiology-resident' },
  ]);
});

test('a released report: both acts, the paper, and what the reviewer changed is his own', async () => {
  await pki.policy('required');
  const { exam, report } = await released(certificate, content({ impression: '改后结论' }));
  const signatures = await ofEdition(exam, report, world.clinician);
  expect(signatures?.map(({ of, personName, verdict }) => [of, personName, verdict])).toEqual([
    ['submit', '某radiology-resident', 'valid'],
    ['release', '某radiologist', 'valid'],
    ['paper', '某radiologist', 'valid'],
  ]);
  expect(signatures?.[1]).toMatchObject({ issuer: 'CN=某市数字认证中心, O=Test', subject: 'CN=某radiologist, O=Test' });
  const paper = await paperOf(report);
  expect(verifyPdf(paper)).toMatchObject({ fault: null });
  expect((await paperOf(report)).equals(paper)).toBe(true);
  expect((await paperOf(report, '&original=1')).equals(paper)).toBe(true);

  const stranger = browser(world.running.server.url);
  const told = await stranger.api.examReports.verify({ code: report.verificationCode });
  expect(told).toMatchObject({ valid: true, signatures: [{ of: 'submit' }, { of: 'release' }, { of: 'paper' }] });
  const page = await (await stranger.fetch(`/verify/${report.verificationCode}`)).text();
  expect(page).toContain('签名有效');
  expect(page).toContain('某市数字认证中心');

  const recalled = await world.radiologist.api.examReports.recall({ ...world.about(report), reason: '图像有误' });
  expect((await paperOf(recalled)).equals(paper)).toBe(false);
  expect((await paperOf(recalled, '&original=1')).equals(paper)).toBe(true);
  expect(await ofEdition(exam, recalled)).toMatchObject([
    { verdict: 'valid' },
    { verdict: 'valid' },
    { verdict: 'valid' },
  ]);

  await db()
    .updateTable('exam_report')
    .set({ doc: JSON.stringify({ ...recalled, content: content({ impression: '篡改' }) }) })
    .where('id', '=', report.id)
    .execute();
  const after = await ofEdition(exam, report);
  expect(after?.map(({ verdict }) => verdict)).toEqual(['valid', 'contentChanged', 'valid']);
});

test('changed with its hash a report is still found out, and so are a changed paper and a submission of another report', async () => {
  await pki.policy('required');
  const { exam, report } = await released();
  const submissionOf = ({ id }: ExamReport) =>
    db()
      .selectFrom('exam_signature')
      .select(['cms', 'content', 'signed_at'])
      .where('report_id', '=', id)
      .where('act', '=', 'submit')
      .executeTakeFirstOrThrow();
  const [own, theirs] = [await submissionOf(report), await submissionOf((await released()).report)];
  const { reportHash } = await import('../reporting/report-hash.ts');
  const { seal } = await import('../../../core/reporting/exam-report-hash.ts');
  const row = await db().selectFrom('exam_report').selectAll().where('id', '=', report.id).executeTakeFirstOrThrow();
  if (!row.head) throw new Error('no head');
  // The forger takes the other submission's time along: else the time alone would give it away.
  const signatures = report.signatures.map((one) =>
    one.at === own.signed_at.toISOString() ? { ...one, at: theirs.signed_at.toISOString() } : one,
  );
  const forged = seal(
    { ...report, signatures, content: content({ impression: '篡改' }) },
    row.head,
    report.verificationCode,
    reportHash,
  );
  await db()
    .updateTable('exam_report')
    .set({ doc: JSON.stringify(forged), content_hash: forged.contentHash })
    .where('id', '=', report.id)
    .execute();
  const paper = await paperOf(report, '&original=1');
  paper.writeUInt8(paper.readUInt8(900) ^ 1, 900);
  await db().updateTable('exam_signed_paper').set({ pdf: paper }).where('report_id', '=', report.id).execute();
  await db()
    .updateTable('exam_signature')
    .set(theirs)
    .where('report_id', '=', report.id)
    .where('act', '=', 'submit')
    .execute();
  const found = await ofEdition(exam, report);
  expect(found?.map(({ verdict }) => verdict)).toEqual(['contentChanged', 'contentChanged', 'contentChanged']);
  const told = await browser(world.running.server.url).api.examReports.verify({ code: report.verificationCode });
  expect(told).toMatchObject({ valid: false, patientName: null });
});

test('five wrong passwords lock the certificate, the right one does not help until the quarter is over', async () => {
  await pki.policy('required');
  const exam = await world.acquired();
  const draft = await world.drafted(exam);
  const submit = (given: string) =>
    world.resident.api.examReports.submit({
      ...world.about(draft),
      content: content(),
      certificate: { password: given, keep: false },
    });
  for (const left of [4, 3, 2, 1])
    expect(await detailOf(submit('falsch'))).toMatchObject({ code: 'CERTIFICATE_PASSWORD', left });
  expect(await codeOf(submit('falsch'))).toBe('CERTIFICATE_LOCKED');
  expect(await codeOf(submit(password))).toBe('CERTIFICATE_LOCKED');
  expect((await world.resident.api.signing.mine()).lockedUntil).not.toBeNull();
  world.running.clock.pass(15 * 60_000 + 1000);
  world.resident = await loggedIn(world.running.server, 'radiology-resident');
  expect(await codeOf(submit(password))).toBe('done');
});

test('kept for this log-in: no password for the next, a new log-in or forgetting asks again', async () => {
  await pki.policy('required');
  const submit = async (use?: typeof certificate) => {
    const draft = await world.drafted(await world.acquired());
    return codeOf(
      world.resident.api.examReports.submit({ ...world.about(draft), content: content(), certificate: use }),
    );
  };
  expect(await submit({ password, keep: true })).toBe('done');
  expect((await world.resident.api.signing.mine()).kept).toBe(true);
  expect(await submit()).toBe('done');
  await world.resident.api.signing.forget();
  expect(await submit()).toBe('CERTIFICATE_PASSWORD');
  expect(await submit({ password, keep: true })).toBe('done');
  world.resident = await loggedIn(world.running.server, 'radiology-resident');
  expect(await submit()).toBe('CERTIFICATE_PASSWORD');
});

test('none, waiting, withdrawn, expired: each is refused with its reason; what was signed before stays valid and says so', async () => {
  await pki.policy('required');
  const { exam, report } = await released();
  const tryIt = async () => {
    const draft = await world.drafted(await world.acquired());
    return detailOf(world.resident.api.examReports.submit({ ...world.about(draft), content: content(), certificate }));
  };
  const own = (await world.resident.api.signing.mine()).certificates[0];
  if (!own) throw new Error('no certificate');
  world.running.clock.pass(1000);
  await pki.admin.api.signing.withdraw({
    ...world.meta(),
    certificateId: own.id,
    expectedVersion: own.version,
    reason: '离职',
  });
  expect(await tryIt()).toMatchObject({ code: 'SIGNATURE_NOT_MADE', reason: 'withdrawn' });
  expect(await ofEdition(exam, report)).toMatchObject([
    { of: 'submit', verdict: 'valid', withdrawnAt: expect.any(String) },
    { of: 'release', verdict: 'valid', withdrawnAt: null },
    { of: 'paper', verdict: 'valid' },
  ]);
  const soon = new Date(world.running.clock.now().getTime() + 20 * dayMs);
  const next = pki.made('某radiology-resident', { notAfter: soon });
  const pending = await pki.imported(world.resident, next);
  expect(await tryIt()).toMatchObject({ code: 'SIGNATURE_NOT_MADE', reason: 'pending' });
  await pki.admin.api.signing.approve({ ...world.meta(), certificateId: pending.id, expectedVersion: 1 });
  expect((await tryIt()).code).toBe('done');
  world.running.clock.pass(21 * dayMs);
  world.resident = await loggedIn(world.running.server, 'radiology-resident');
  world.technician = await loggedIn(world.running.server, 'radiographer');
  expect(await tryIt()).toMatchObject({ code: 'SIGNATURE_NOT_MADE', reason: 'expired' });
});

const rowsOf = async (reportId: string) => ({
  signatures: (await db().selectFrom('exam_signature').select('act').where('report_id', '=', reportId).execute())
    .length,
  papers: (await db().selectFrom('exam_signed_paper').select('report_id').where('report_id', '=', reportId).execute())
    .length,
});

test('cut off before the commit nothing is left, and a paper that cannot be drawn takes the signature back with it', async () => {
  await pki.policy('off');
  const exam = await world.acquired();
  const draft = await world.drafted(exam);
  const submitted = await world.resident.api.examReports.submit({ ...world.about(draft), content: content() });
  await pki.policy('required');
  const release = () =>
    world.radiologist.api.examReports.release({ ...world.about(submitted), content: content(), certificate });
  cut = true;
  expect(await codeOf(release())).toBe('INTERNAL');
  expect(await rowsOf(submitted.id)).toEqual({ signatures: 0, papers: 0 });
  expect(await world.radiologist.api.examReports.ofExam({ examId: exam.id })).toMatchObject([{ state: 'submitted' }]);

  const { kernel } = world.running.server;
  const { person } = (await world.radiologist.api.identity.me()) ?? {};
  if (!person) throw new Error('nobody is logged in');
  const caller: Caller = { ...systemCaller('test'), mode: 'live', person, rights: ['radiology.review'] };
  const signing = await signingArea().signer(kernel).prepare(caller, 'radiology', certificate);
  const meta = world.meta().command;
  const undrawn = kernel.command(caller, { ...meta, name: 'test.sign', right: null, subject: 'test' }, async (work) => {
    const at = work.now.toISOString();
    const signed = await signing.sign(work, { reportId: submitted.id, act: 'release', content: 'x', at });
    await signed?.signPaper(work, () => Promise.reject(new Error('no paper')));
  });
  await expect(undrawn).rejects.toMatchObject({ code: 'SIGNATURE_NOT_MADE', detail: { reason: 'paper' } });
  expect(await rowsOf(submitted.id)).toEqual({ signatures: 0, papers: 0 });
  expect((await release()).state).toBe('final');
  expect(await rowsOf(submitted.id)).toEqual({ signatures: 1, papers: 1 });
});

test('an ECG report is signed the same way, its paper as the department arranges it', async () => {
  const { server } = world.running;
  await addPeople(server, ['ecg-reviewer'], []);
  const [doctor, reviewer] = [await loggedIn(server, 'ecg-doctor'), await loggedIn(server, 'ecg-reviewer')];
  await pki.approved(doctor, pki.made('某ecg-doctor', { key: makeKey('rsa') }));
  await pki.approved(reviewer, pki.made('某ecg-reviewer', { key: makeKey('p384') }));
  await pki.policy('required', 'ecg');
  const exam = await world.registered({ service: 'ecg', modality: 'ECG', procedureCode: 'ECG-12' }, reviewer);
  const { fence } = await world.locked(exam, doctor);
  const draft = await doctor.api.examReports.saveDraft({
    ...world.meta(),
    ...{ examId: exam.id, reportId: randomUUID(), expectedVersion: 0, fence, content: content() },
  });
  const submitted = await doctor.api.examReports.submit({ ...world.about(draft), content: content(), certificate });
  const report = await reviewer.api.examReports.release({ ...world.about(submitted), content: content(), certificate });
  expect((await ofEdition(exam, report, reviewer))?.map(({ of, verdict }) => [of, verdict])).toEqual([
    ['submit', 'valid'],
    ['release', 'valid'],
    ['paper', 'valid'],
  ]);
  const paper = async (more: string) =>
    Buffer.from(await (await reviewer.fetch(`/exam-reports/pdf?id=${report.id}${more}`)).arrayBuffer());
  expect(verifyPdf(await paper('')).fault).toBeNull();
  expect(verifyPdf(await paper('&arrangement=6x2')).fault).toBe('broken');
});

test.skipIf(!canVerifyPdf)('poppler finds the signature of a released paper valid', async () => {
  await pki.policy('optional');
  const { report } = await released(null);
  expect(verifyPdf(await paperOf(report)).fault).toBe('broken');
  await pki.approved(world.resident, pki.made('某radiology-resident'));
  const signed = await released();
  const folder = mkdtempSync(join(tmpdir(), 'yishu-paper-'));
  try {
    writeFileSync(join(folder, 'a.pdf'), await paperOf(signed.report));
    const told = execFileSync('pdfsig', ['-nocert', join(folder, 'a.pdf')], { encoding: 'utf8' });
    expect(told).toContain('Signature is Valid');
    expect(told).toContain('Total document signed');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
