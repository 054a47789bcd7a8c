// Systems that sign links: the secret is said once and lies enciphered, an old one ends, one that is shut out opens nothing, and only its pages may frame ours.
import { createHmac } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signedText } from '../../../core/imaging/link-signature.ts';
import {
  addPeople,
  type Browser,
  codeOf,
  command,
  loggedIn,
  startTestServer,
  type TestServer,
} from '../../../test/support/server.ts';

let started: TestServer;
let admin: Browser;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yishu-links-'));
  await mkdir(join(folder, 'viewer'));
  await writeFile(join(folder, 'viewer', 'index.html'), '<!doctype html>');
  started = await startTestServer({ embedOrigins: ['https://portal.test'], rendererDir: folder });
  await addPeople(started.server, ['system-admin', 'radiologist']);
  admin = await loggedIn(started.server, 'system-admin');
});
afterAll(async () => {
  await started.close();
  await rm(folder, { recursive: true });
});

const save = (input: { name: string; active?: boolean; newSecret?: boolean; origins?: string[] }) =>
  admin.api.imaging.saveLinkSystem({ command: command(started.clock), active: true, ...input });

/** Where the server sends somebody with this signature. */
async function answered(secret: string, system = 'HIS'): Promise<string> {
  const look = {
    system,
    by: 'accession' as const,
    value: 'NONE-1',
    user: 'd1',
    ts: String(Math.floor(started.clock.now().getTime() / 1000)),
  };
  const sig = createHmac('sha256', secret).update(signedText(look)).digest('hex');
  const query = new URLSearchParams({ system, accession: look.value, user: look.user, ts: look.ts, sig });
  const answer = await fetch(`${started.server.url}/view?${query}`, { redirect: 'manual' });
  return answer.headers.get('location') ?? String(answer.status);
}
const frames = async () =>
  /frame-ancestors ([^;]*)/.exec(
    (await fetch(`${started.server.url}/view/none`)).headers.get('content-security-policy') ?? '',
  )?.[1];

test('a secret is said once, lies enciphered, and is worth nothing once there is another', async () => {
  const first = await save({ name: 'HIS' });
  expect(first.secret).toMatch(/^[\w-]{43}$/);
  // Signed rightly: it is the study that is missing.
  expect(await answered(first.secret ?? '')).toBe('/view/refused-study');
  const row = await started.server.kernel.db.selectFrom('view_link_system').selectAll().executeTakeFirstOrThrow();
  expect(JSON.stringify(row)).not.toContain(first.secret);
  const kept = await started.server.kernel.db.selectFrom('idempotency').selectAll().execute();
  expect(JSON.stringify(kept)).not.toContain(first.secret);
  expect((await save({ name: 'HIS' })).secret).toBeNull();
  started.clock.pass(60_000);
  const second = await save({ name: 'HIS', newSecret: true });
  expect(await answered(first.secret ?? '')).toBe('/view/refused-signature');
  expect(await answered(second.secret ?? '')).toBe('/view/refused-study');
  const [listed] = await admin.api.imaging.linkSystems();
  expect(listed?.secretAt).toBe(listed?.changedAt);
  expect(JSON.stringify(listed)).not.toContain(second.secret);
  await save({ name: 'HIS', active: false });
  expect(await answered(second.secret ?? '')).toBe('/view/refused-signature');
});

test('pages of an active system may frame the page, at once and no longer', async () => {
  expect(await frames()).toBe("'self' https://portal.test");
  await save({ name: 'EMR', origins: ['https://emr.test:8443'] });
  expect(await frames()).toBe("'self' https://portal.test https://emr.test:8443");
  // Another change leaves them as they are.
  await save({ name: 'EMR', newSecret: true });
  expect(await frames()).toContain('https://emr.test:8443');
  await save({ name: 'EMR', active: false });
  expect(await frames()).toBe("'self' https://portal.test");
  for (const origin of ['*', 'https://emr.test/path', 'https://emr.test; script-src *', 'javascript:1'])
    expect(await codeOf(save({ name: 'EMR', origins: [origin] }))).toBe('INPUT_INVALID');
});

test('only an administrator sees and changes them, and each change is in the audit trail', async () => {
  const reader = await loggedIn(started.server, 'radiologist');
  expect(await codeOf(reader.api.imaging.linkSystems())).toBe('RIGHT_MISSING');
  const own = { command: command(started.clock), name: 'X', active: true };
  expect(await codeOf(reader.api.imaging.saveLinkSystem(own))).toBe('RIGHT_MISSING');
  const rows = await started.server.kernel.db
    .selectFrom('audit')
    .select(['subject', 'detail'])
    .where('act', '=', 'imaging.saveLinkSystem')
    .where('outcome', '=', 'done')
    .orderBy('at')
    .execute();
  expect(rows.map(({ subject, detail }) => `${subject}: ${detail}`)).toEqual([
    'HIS: on, new secret',
    'HIS: on',
    'HIS: on, new secret',
    'HIS: off',
    'EMR: on, new secret, frames: https://emr.test:8443',
    'EMR: on, new secret',
    'EMR: off',
  ]);
});
