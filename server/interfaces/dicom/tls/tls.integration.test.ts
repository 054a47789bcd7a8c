// DICOM over TLS as an administrator sets it: authorities, peers that must use it, what is refused and on record, and our calls to others.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { DicomPeer } from '../../../../core/imaging/peer-contract.ts';
import { chestFilm } from '../../../../test/support/chest-film.ts';
import { fingerprintOf, tlsWorld, trusting } from '../../../../test/support/dicom-tls.ts';
import { testServer } from '../../../../test/support/dicom-tools.ts';
import { type Issued, issue, pemOf, tlsPairOf } from '../../../../test/support/pki.ts';
import {
  addPeople,
  type Browser,
  codeOf,
  command,
  loggedIn,
  startTestServer,
  type TestServer,
} from '../../../../test/support/server.ts';
import { issueToken } from '../../../areas/imaging/module.ts';
import type { DicomServer } from '../scp.ts';
import { openClient } from '../scu/client.ts';
import { systemTimers } from '../ul/timers.ts';
import type { ClientTls } from './connect.ts';

const world = tlsWorld();
const study = '1.2.826.0.1.3680043.10.1338.7.9301';
const explicit = '1.2.840.10008.1.2.1';
let started: TestServer;
let administrator: Browser;
let keeper: Browser;

beforeAll(async () => {
  started = await startTestServer({
    dicom: { port: 0, aet: 'YISHU', anyLoopback: false, tls: { port: 0, ...tlsPairOf(world.archive) } },
  });
  await addPeople(started.server, ['system-admin', 'radiology-manager']);
  administrator = await loggedIn(started.server, 'system-admin');
  keeper = await loggedIn(started.server, 'radiology-manager');
});
afterAll(() => started.close());

const meta = () => ({ command: command(started.clock) });
const base64 = (issued: Issued) => Buffer.from(pemOf(issued)).toString('base64');
const portOf = (name: string) => Number(started.server.listeners[name]?.split(':')[1]);
async function savePeer(aet: string, wishes: Partial<DicomPeer> = {}, isNew = true): Promise<void> {
  const peer = { aet, host: '127.0.0.1', port: 104, acts: ['store' as const], asks: [], description: '', active: true };
  const rest = { institutionId: '', service: '' as const, tls: false, certificateName: '', fingerprints: [] };
  await administrator.api.dicom.savePeer({
    ...meta(),
    ...{ isNew, peer: { ...peer, ...rest, incoming: 'any' as const, ...wishes } },
  });
}

/** `agreed`, or the words of the refusal. Null: in the clear. */
async function calling(aet: string, identity: Issued | 'none' | null): Promise<string> {
  const tls: ClientTls | null = identity && {
    ...{ anchors: [pemOf(world.authority)], fingerprints: [], name: '' },
    identity: identity === 'none' ? null : tlsPairOf(identity),
  };
  try {
    const client = await openClient({
      ...{ host: '127.0.0.1', port: portOf(tls ? 'dicomTls' : 'dicom'), calledAe: 'YISHU', callingAe: aet, tls },
      contexts: [{ abstractSyntax: '1.2.840.10008.1.1', transferSyntaxes: [explicit] }],
      timers: systemTimers,
    });
    const { status } = await client.echo();
    await client.release();
    return status === 0 ? 'agreed' : `status ${status}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
/** Rows are written beside the answer to the caller. */
const refusals = (subject: string, details: string[]) =>
  vi.waitFor(async () => {
    const rows = await started.server.kernel.db
      .selectFrom('audit')
      .select(['detail', 'outcome'])
      .where('act', '=', 'dicom.refusedCall')
      .where('subject', '=', subject)
      .execute();
    expect(rows.map(({ detail }) => detail?.split(',')[0]).sort()).toEqual(details);
    expect(rows.every(({ outcome }) => outcome === 'failed')).toBe(true);
  });
const noReason = 'no reason given (permanent)';

test('authorities are entered by an administrator only, as certificates of authorities, and seen with our own certificate', async () => {
  expect(await codeOf(keeper.api.dicom.addAuthorities({ ...meta(), file: base64(world.authority) }))).toBe(
    'RIGHT_MISSING',
  );
  expect(await codeOf(keeper.api.dicom.transport())).toBe('RIGHT_MISSING');
  for (const file of [base64(world.device), Buffer.from('no certificate').toString('base64')])
    expect(await codeOf(administrator.api.dicom.addAuthorities({ ...meta(), file }))).toBe('INPUT_INVALID');
  const after = await administrator.api.dicom.addAuthorities({ ...meta(), file: base64(world.authority) });
  expect(after).toMatchObject({
    clientCertificates: 'optional',
    authorities: [{ fingerprint: fingerprintOf(world.authority), addedBy: '某system-admin' }],
    own: { fingerprint: fingerprintOf(world.archive), subject: 'CN=archive, O=Test' },
  });
  const { own } = await administrator.api.dicom.peers();
  expect(own).toEqual({ aet: 'YISHU', host: '127.0.0.1', port: portOf('dicom'), tlsPort: portOf('dicomTls') });
});

test('a peer that must use TLS is refused in the clear, once on record, and served over TLS; others stay as they were', async () => {
  await savePeer('CART');
  await savePeer('CT1', { incoming: 'tls' });
  expect([await calling('CART', null), await calling('CART', 'none')]).toEqual(['agreed', 'agreed']);
  expect([await calling('CT1', null), await calling('CT1', null)]).toEqual([noReason, noReason]);
  expect(await calling('CT1', 'none')).toBe('agreed');
  await refusals('CT1', ['in-the-clear']);
  expect(started.logged.filter((line) => line.includes('dicom peer refused') && line.includes('CT1'))).toHaveLength(2);
});

test('a peer that must show a certificate: its own pinned one where one is pinned, else one of an authority', async () => {
  await savePeer('MR1', { incoming: 'certificate' });
  await savePeer('US1', { incoming: 'certificate', fingerprints: [fingerprintOf(world.factory)] });
  expect(await calling('MR1', 'none')).toBe(noReason);
  expect(await calling('MR1', world.device)).toBe('agreed');
  // Pinned for another peer: it comes past the handshake and no further.
  expect(await calling('MR1', world.factory)).toBe(noReason);
  expect(await calling('US1', world.factory)).toBe('agreed');
  expect(await calling('US1', world.device)).toBe(noReason);
  await refusals('MR1', ['no-certificate', 'other-certificate']);
  await refusals('US1', ['other-certificate']);
});

test('certificates required of everybody, and an authority taken back: both hold for the next connection', async () => {
  const set = (clientCertificates: 'optional' | 'required') =>
    administrator.api.dicom.saveTransport({ ...meta(), clientCertificates });
  await set('required');
  expect(await calling('CART', 'none')).not.toBe('agreed');
  expect(await calling('CART', world.device)).toBe('agreed');
  expect(await calling('CART', world.strange)).not.toBe('agreed');
  const fingerprint = fingerprintOf(world.authority);
  await administrator.api.dicom.removeAuthority({ ...meta(), fingerprint, reason: '更换 CA' });
  expect(await calling('CART', world.device)).not.toBe('agreed');
  await set('optional');
  await administrator.api.dicom.addAuthorities({ ...meta(), file: base64(world.authority) });
  expect(await calling('CART', 'none')).toBe('agreed');
  await refusals('127.0.0.1', ['no-certificate', 'untrusted']);
});

test('our calls: tested, queried and sent over TLS once its certificate is believed, with the reason until then', async () => {
  const kept: string[] = [];
  const there: DicomServer = await testServer(
    {
      async store({ data, sopInstanceUid, association }) {
        for await (const _ of data);
        kept.push(`${sopInstanceUid} ${association.secure?.certificate?.fingerprint}`);
        return { status: 0 };
      },
      async *find() {},
    },
    {
      listen: { host: '127.0.0.1', port: null, tls: { port: 0, identity: tlsPairOf(world.strange) } },
      trust: async () => trusting([world.authority], { clientCertificates: 'required' }),
    },
  );
  const port = there.tlsPort ?? 0;
  const asks: DicomPeer['asks'] = ['send', 'find'];
  await savePeer('PACS', { port, asks, tls: true });
  const { problem } = await administrator.api.dicom.echo({ aet: 'PACS' });
  expect(problem?.code).toBe('tls-untrusted');
  expect(problem?.what).toContain('CN=Stranger CA');
  expect((await keeper.api.dicom.findAt({ aet: 'PACS', patientId: 'P1' })).problem?.code).toBe('tls-untrusted');

  await savePeer('PACS', { port, asks, tls: true, fingerprints: [fingerprintOf(world.strange)] }, false);
  const echo = await administrator.api.dicom.echo({ aet: 'PACS' });
  expect(echo).toMatchObject({ answered: true, problem: null });
  expect(echo.channel).toContain('TLSv1.3');
  expect(await keeper.api.dicom.findAt({ aet: 'PACS', patientId: 'P1' })).toMatchObject({ problem: null, studies: [] });
  const token = await issueToken(started.server.kernel, {
    ...{ label: 'test', studyUid: null, createdBy: null, lifeMs: 3_600_000 },
  });
  await fetch(`${started.server.url}/dicom-web/studies`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/dicom' },
    body: Buffer.from(chestFilm({ study: '9301', accession: 'T9301', patientId: 'P9301', name: '欧阳^小明' })),
  });
  const sending = await keeper.api.dicom.sendStudies({ ...meta(), aet: 'PACS', studyUids: [study] });
  await vi.waitFor(
    async () =>
      expect((await keeper.api.dicom.transfer({ transferId: sending.id })).transfer).toMatchObject({
        ...{ state: 'done', sent: 1 },
      }),
    { timeout: 15_000, interval: 50 },
  );
  expect(kept).toEqual([`${study}.1.1 ${fingerprintOf(world.archive)}`]);
  await there.stop(0);
});

test('a renewed certificate is shown to who calls and to whom we call, and on the screen', async () => {
  const seen: (string | undefined)[] = [];
  const there: DicomServer = await testServer(
    {},
    {
      listen: { host: '127.0.0.1', port: null, tls: { port: 0, identity: tlsPairOf(world.archive) } },
      trust: async () => trusting([world.authority], { clientCertificates: 'required' }),
      negotiate: {
        admit: ({ secure }) => {
          seen.push(secure?.certificate?.fingerprint);
          return { ok: true };
        },
        context: () => ({ transferSyntaxes: [explicit], order: 'ours' }),
      },
    },
  );
  await savePeer('NEXT', { port: there.tlsPort ?? 0, tls: true });
  const echo = () => administrator.api.dicom.echo({ aet: 'NEXT' });
  expect(await echo()).toMatchObject({ answered: true });
  const renewed = issue({ commonName: 'archive', issuer: world.authority, names: ['127.0.0.1'] });
  const { dicom } = started.server.certificates;
  expect(() => dicom?.replace(tlsPairOf(world.expired), started.clock.now())).toThrow('expired');
  expect(() =>
    dicom?.replace({ ...tlsPairOf(renewed), key: tlsPairOf(world.device).key }, started.clock.now()),
  ).toThrow();
  expect(await echo()).toMatchObject({ answered: true });
  dicom?.replace(tlsPairOf(renewed), started.clock.now());
  expect(await echo()).toMatchObject({ answered: true });
  expect(seen).toEqual([world.archive, world.archive, renewed].map(fingerprintOf));
  expect((await administrator.api.dicom.transport()).own?.fingerprint).toBe(fingerprintOf(renewed));
  const calls = async (fingerprint: string) => {
    const client = await openClient({
      ...{ host: '127.0.0.1', port: portOf('dicomTls'), calledAe: 'YISHU', callingAe: 'CART', timers: systemTimers },
      contexts: [{ abstractSyntax: '1.2.840.10008.1.1', transferSyntaxes: [explicit] }],
      tls: { anchors: [], fingerprints: [fingerprint], name: '', identity: null },
    });
    await client.release();
  };
  await calls(fingerprintOf(renewed));
  await expect(calls(fingerprintOf(world.archive))).rejects.toThrow('not the pinned certificate');
  await there.stop(0);
});

test('the private key is in no answer, no log line and no row of the audit trail', async () => {
  const rows = await started.server.kernel.db.selectFrom('audit').selectAll().execute();
  const answers = [await administrator.api.dicom.peers(), await administrator.api.dicom.transport()];
  const everything = JSON.stringify([rows, answers, started.logged]);
  const secret = tlsPairOf(world.archive).key.split('\n')[1] ?? '';
  expect(secret.length).toBeGreaterThan(40);
  expect(everything).not.toContain(secret);
  expect(everything).not.toContain('PRIVATE KEY');
});
