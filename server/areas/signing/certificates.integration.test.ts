// Certificates over their life: whose file is taken, who approves and withdraws, and which authorities are trusted.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { detailOf, type ExamWorld, startExamWorld } from '../../../test/support/exam-world.ts';
import { issue, pemOf } from '../../../test/support/pki.ts';
import { codeOf } from '../../../test/support/server.ts';
import { base64, startSigningWorld } from '../../../test/support/signing-world.ts';

const dayMs = 86_400_000;
let world: ExamWorld;
let pki: Awaited<ReturnType<typeof startSigningWorld>>;
beforeAll(async () => {
  world = await startExamWorld();
  pki = await startSigningWorld(world);
});
afterAll(() => world.close());
const db = () => world.running.server.kernel.db;

test('a file is imported by its owner, looked into, approved by somebody else, and withdrawn for good', async () => {
  const { clinician } = world;
  const cases: [Parameters<typeof issue>[0], string][] = [
    [{ commonName: '别人', issuer: pki.root }, 'nameDiffers'],
    [{ commonName: '某clinician' }, 'untrusted'],
    [{ commonName: '某clinician', issuer: pki.root, notAfter: new Date(Date.now() - 1000) }, 'expired'],
    [{ commonName: '某clinician', issuer: pki.root, notBefore: new Date(Date.now() + dayMs) }, 'notYetValid'],
    [{ commonName: '某clinician', issuer: pki.root, authority: null }, 'notForSigning'],
  ];
  for (const [wishes, reason] of cases)
    expect(await detailOf(pki.imported(clinician, issue(wishes)))).toMatchObject({
      code: 'CERTIFICATE_REFUSED',
      reason,
    });
  const own = pki.made('某clinician');
  expect(await detailOf(pki.imported(clinician, own, 'falsch'))).toMatchObject({ reason: 'passwordWrong' });
  const taken = await pki.imported(clinician, own);
  expect(taken).toMatchObject({ state: 'pending', name: '某clinician', keyName: 'P-256' });
  expect(await codeOf(pki.imported(clinician, own))).toBe('DUPLICATE');
  expect(await clinician.api.signing.mine()).toMatchObject({ usable: { reason: 'pending' }, kept: false });

  const about = { ...world.meta(), certificateId: taken.id, expectedVersion: taken.version };
  expect(await codeOf(clinician.api.signing.approve(about))).toBe('RIGHT_MISSING');
  expect(
    await codeOf(world.radiologist.api.signing.withdrawMine({ ...about, ...world.meta(), reason: 'not mine' })),
  ).toBe('NOT_FOUND');
  const approved = await pki.admin.api.signing.approve({ ...about, ...world.meta() });
  expect(approved).toMatchObject({ state: 'approved', decidedBy: '某system-admin' });
  const stale = pki.admin.api.signing.withdraw({ ...about, ...world.meta(), reason: '遗失' });
  expect(await codeOf(stale)).toBe('VERSION_CONFLICT');
  const row = await db()
    .selectFrom('signing_certificate')
    .selectAll()
    .where('id', '=', taken.id)
    .executeTakeFirstOrThrow();
  expect(row.file).not.toContain(base64('\x30'));
  await clinician.api.signing.withdrawMine({
    ...world.meta(),
    certificateId: taken.id,
    expectedVersion: 2,
    reason: '遗失',
  });
  expect(await clinician.api.signing.mine()).toMatchObject({ usable: { reason: 'withdrawn' } });
  expect(await detailOf(pki.imported(clinician, own))).toMatchObject({ reason: 'withdrawnBefore' });
  const gone = await db()
    .selectFrom('signing_certificate')
    .select('file')
    .where('id', '=', taken.id)
    .executeTakeFirst();
  expect(gone).toEqual({ file: null });
  const acts = await db().selectFrom('audit').select(['act', 'outcome']).where('act', 'like', 'signing.%').execute();
  for (const act of ['importMine', 'approve', 'withdrawMine', 'addAuthorities'])
    expect(acts).toContainEqual({ act: `signing.${act}`, outcome: 'done' });
  expect(acts).toContainEqual({ act: 'signing.importMine', outcome: 'refused' });
});

test('authorities: only those that are ones, removed for what comes, and only an administrator', async () => {
  const { admin } = pki;
  const add = (file: string, by = admin) => by.api.signing.addAuthorities({ ...world.meta(), file });
  expect(await codeOf(add(base64(pki.made('x').der)))).toBe('INPUT_INVALID');
  expect(await codeOf(add(base64('nothing')))).toBe('INPUT_INVALID');
  expect(await codeOf(add(base64(pki.root.der), world.radiologist))).toBe('RIGHT_MISSING');
  const other = issue({ commonName: 'Other', authority: null });
  const listed = await add(base64(pemOf(other) + pemOf(pki.root)));
  expect(listed.map(({ subject }) => subject)).toEqual(['CN=Other, O=Test', 'CN=某市数字认证中心, O=Test']);
  const [{ id: authorityId = '', version: expectedVersion = 0 } = {}] = listed;
  const change = { authorityId, expectedVersion, reason: '停止合作' };
  expect(await admin.api.signing.removeAuthority({ ...world.meta(), ...change })).toMatchObject({ version: 2 });
  const theirs = issue({ commonName: '某clinician', issuer: other });
  expect(await detailOf(pki.imported(world.clinician, theirs))).toMatchObject({ reason: 'untrusted' });
});
