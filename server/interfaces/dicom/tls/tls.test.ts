// DICOM over TLS between our own two sides: what is trusted comes through unchanged, everything else is refused with its reason before any of DICOM.
import { type AddressInfo, connect as connectPlain, createServer as createPlainServer } from 'node:net';
import { connect, createServer as createTlsServer, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { clientOf, endPairs, instance, serverWith } from '../../../../test/support/dicom-pair.ts';
import { fingerprintOf, type TlsWorld, tlsWorld, trusting } from '../../../../test/support/dicom-tls.ts';
import { type Kept, keeping } from '../../../../test/support/dicom-tools.ts';
import { type Issued, pemOf, tlsPairOf } from '../../../../test/support/pki.ts';
import type { DicomServer, DicomServerOptions } from '../scp.ts';
import type { ClientOptions } from '../scu/client.ts';
import { AssociationError } from '../ul/errors.ts';
import { systemTimers, type Timers } from '../ul/timers.ts';
import type { DoorRefusal, Trust } from './accept.ts';
import { type ClientTls, TlsError } from './connect.ts';

let world: TlsWorld;
beforeAll(() => {
  world = tlsWorld();
});
afterEach(endPairs);

const refused: DoorRefusal[] = [];
const logged: string[] = [];
afterEach(() => {
  refused.length = 0;
  logged.length = 0;
});

function secureServer(trust: Trust, more: Partial<DicomServerOptions> = {}, own = world.archive): Promise<DicomServer> {
  return serverWith(more.services ?? {}, {
    listen: { host: '127.0.0.1', port: null, tls: { port: 0, identity: tlsPairOf(own) } },
    trust: async () => trust,
    refused: (_address, why) => refused.push(why),
    log: (_level, message, facts) => logged.push(`${message} ${JSON.stringify(facts)}`),
    ...more,
  });
}
const clientTls = (more: Partial<ClientTls> = {}): ClientTls => ({
  ...{ anchors: [pemOf(world.authority)], fingerprints: [], name: '', identity: null },
  ...more,
});
const as = (issued: Issued) => clientTls({ identity: tlsPairOf(issued) });
const calling = (server: DicomServer, tls: ClientTls, more: Partial<ClientOptions> = {}) =>
  clientOf(server, { port: server.tlsPort ?? 0, tls, ...more });
async function problemOf(opening: Promise<unknown>): Promise<string> {
  try {
    await opening;
    return 'none';
  } catch (error) {
    if (error instanceof TlsError) return error.problem;
    return error instanceof AssociationError ? error.code : String(error);
  }
}

test('an object comes through byte for byte, over TLS 1.3', async () => {
  const kept = new Map<string, Kept>();
  const server = await secureServer(trusting([]), { services: { store: keeping(kept) } });
  const client = await calling(server, clientTls());
  const bytes = new Uint8Array(3_000_000).map((_, at) => at * 7);
  expect(await client.store(instance(bytes))).toMatchObject({ status: 0 });
  expect(Buffer.from(kept.get('1.2.3')?.bytes ?? []).equals(Buffer.from(bytes))).toBe(true);
  expect(client.channel).toMatch(/^TLSv1\.3 TLS_AES_128_GCM_SHA256$/);
  await client.release();
});

test('a certificate that is renewed while the door is open: who comes next is shown it, who is there stays', async () => {
  const pinned = (issued: Issued) => clientTls({ anchors: [], fingerprints: [fingerprintOf(issued)] });
  const server = await secureServer(trusting([]));
  const there = await calling(server, pinned(world.archive));
  server.setIdentity(tlsPairOf(world.factory));
  expect(await problemOf(calling(server, pinned(world.archive)))).toBe('tls-untrusted');
  const next = await calling(server, pinned(world.factory));
  expect([(await next.echo()).status, (await there.echo()).status]).toEqual([0, 0]);
});

describe('the certificate of a server that we call', () => {
  test('another CA, expired, another name, no CA at all: each with its own reason, and the certificate in words', async () => {
    for (const [own, problem] of [
      [world.strange, 'tls-untrusted'],
      [world.expired, 'tls-expired'],
      [world.elsewhere, 'tls-name'],
      [world.factory, 'tls-untrusted'],
      [world.archive, 'none'],
    ] as const) {
      const server = await secureServer(trusting([]), {}, own);
      expect(await problemOf(calling(server, clientTls())), problem).toBe(problem);
    }
    const server = await secureServer(trusting([]), {}, world.strange);
    const said = await calling(server, clientTls()).then(() => '', String);
    expect(said).toContain('CN=Stranger CA');
    expect(said.replaceAll(':', '').toLowerCase()).toContain(fingerprintOf(world.strange));
    expect(await problemOf(calling(server, clientTls({ anchors: [] })))).toBe('tls-untrusted');
  });

  test('the name that is entered is the one that counts', async () => {
    const server = await secureServer(trusting([]), {}, world.elsewhere);
    expect(await problemOf(calling(server, clientTls({ name: 'pacs.elsewhere.test' })))).toBe('none');
    expect(await problemOf(calling(server, clientTls({ name: '127.0.0.1' })))).toBe('tls-name');
  });

  test('a pinned certificate needs no CA, and no other one is taken in its place, nor itself when it is over', async () => {
    const pinned = (issued: Issued) =>
      clientTls({ anchors: [pemOf(world.authority)], fingerprints: [fingerprintOf(issued)] });
    const factory = await secureServer(trusting([]), {}, world.factory);
    expect(await problemOf(calling(factory, { ...pinned(world.factory), anchors: [] }))).toBe('none');
    const vouched = await secureServer(trusting([]), {}, world.archive);
    expect(await problemOf(calling(vouched, pinned(world.factory)))).toBe('tls-untrusted');
    const over = await secureServer(trusting([]), {}, world.factoryExpired);
    expect(await problemOf(calling(over, pinned(world.factoryExpired)))).toBe('tls-expired');
  });

  test('a peer that does not speak TLS, says nothing, or wants a certificate that it knows', async () => {
    const plain = await serverWith({});
    expect(await problemOf(clientOf(plain, { tls: clientTls() }))).toBe('tls-handshake');
    // Time to connect, none for the handshake.
    let asked = 0;
    const hasty: Timers = {
      after(ms, task) {
        asked += 1;
        return systemTimers.after(asked === 1 ? ms : 10, task);
      },
    };
    const mute = createPlainServer().listen(0, '127.0.0.1');
    await new Promise((done) => mute.once('listening', done));
    const port = (mute.address() as AddressInfo).port;
    expect(await problemOf(clientOf(plain, { port, tls: clientTls(), timers: hasty }))).toBe('tls-handshake');
    mute.close();
    const strict = createTlsServer({ ...tlsPairOf(world.archive), ca: pemOf(world.authority), requestCert: true });
    await new Promise<void>((done) => strict.listen(0, '127.0.0.1', done));
    const at = { port: (strict.address() as AddressInfo).port };
    expect(await problemOf(clientOf(plain, { ...at, tls: clientTls() }))).toBe('tls-refused');
    strict.close();
  });
});

describe('the certificate of a caller', () => {
  /** What became of it: agreed, or why it was sent away. */
  async function outcome(trust: Trust, tls: ClientTls): Promise<string> {
    const server = await secureServer(trust);
    const problem = await problemOf(calling(server, tls));
    return problem === 'none' ? 'agreed' : (refused.splice(0)[0] ?? problem);
  }

  test('where it is required: one of an authority or a pinned one, in its time; without authorities nobody', async () => {
    const required = trusting([world.authority], { clientCertificates: 'required' });
    expect(await outcome(required, as(world.device))).toBe('agreed');
    expect(await outcome(required, clientTls())).toBe('no-certificate');
    expect(await outcome(required, as(world.strange))).toBe('untrusted');
    const strict = await secureServer(required);
    expect(await problemOf(calling(strict, as(world.strange)))).toBe('tls-refused');
    refused.length = 0;
    expect(await outcome(required, as(world.expired))).toBe('expired');
    expect(await outcome(required, as(world.factory))).toBe('untrusted');
    expect(await outcome({ ...required, fingerprints: [fingerprintOf(world.factory)] }, as(world.factory))).toBe(
      'agreed',
    );
    expect(await outcome({ ...required, anchors: [] }, as(world.device))).toBe('untrusted');
  });

  test('what this machine trusts by itself counts neither for callers nor for those whom we call', async () => {
    const usual = getCACertificates('default');
    setDefaultCACertificates([pemOf(world.stranger)]);
    try {
      const nobody = trusting([], { clientCertificates: 'required' });
      expect(await outcome(nobody, as(world.strange))).toBe('untrusted');
      const server = await secureServer(trusting([]), {}, world.strange);
      const pinned = clientTls({ anchors: [], fingerprints: [fingerprintOf(world.archive)] });
      expect(await problemOf(calling(server, pinned))).toBe('tls-untrusted');
      expect(await problemOf(calling(server, clientTls()))).toBe('tls-untrusted');
    } finally {
      setDefaultCACertificates(usual);
    }
  });

  test('where it is optional: none will do, a bad one will not', async () => {
    const optional = trusting([world.authority]);
    expect(await outcome(optional, clientTls())).toBe('agreed');
    expect(await outcome(optional, as(world.strange))).toBe('untrusted');
    expect(await outcome(optional, as(world.expired))).toBe('expired');
  });

  test('an authority that is taken back holds no more for the next caller', async () => {
    const trust = { ...trusting([world.authority], { clientCertificates: 'required' as const }) };
    const server = await secureServer(trust);
    expect(await problemOf(calling(server, as(world.device)))).toBe('none');
    trust.anchors = [];
    expect(await problemOf(calling(server, as(world.device)))).not.toBe('none');
    expect(refused).toEqual(['untrusted']);
  });

  test('who it is is told to the policy, and no key or certificate stands in the log', async () => {
    const seen: unknown[] = [];
    const server = await secureServer(trusting([world.authority]), {
      negotiate: {
        admit: ({ secure }) => {
          seen.push(secure);
          return { ok: true };
        },
        context: () => null,
      },
    });
    await calling(server, as(world.device));
    expect(seen).toMatchObject([
      { protocol: 'TLSv1.3', certificate: { fingerprint: fingerprintOf(world.device), anchored: true } },
    ]);
    expect(logged.join(' ')).not.toContain('-----BEGIN');
  });
});

describe('what comes to the TLS port and is no TLS, or never ends', () => {
  const closing = (socket: ReturnType<typeof connectPlain>) =>
    new Promise<void>((done) => socket.on('error', () => undefined).once('close', () => done()));

  test('a plain DICOM request is cut off and named', async () => {
    const server = await secureServer(trusting([]));
    expect(await problemOf(clientOf(server, { port: server.tlsPort ?? 0 }))).toMatch(
      /connection-lost|aborted|protocol/,
    );
    expect(refused).toEqual(['plain']);
  });

  test('a handshake that does not end is cut when its time is over, and holds no place of an association until then', async () => {
    const handshakeMs = 777_000;
    const deadlines = new Set<() => void>();
    const timers: Timers = {
      after(ms, task) {
        if (ms !== handshakeMs) return systemTimers.after(ms, task);
        deadlines.add(task);
        return () => deadlines.delete(task);
      },
    };
    const server = await secureServer(trusting([]), { timers, handshakeMs, maxAssociations: 1 });
    const socket = connectPlain({ host: '127.0.0.1', port: server.tlsPort ?? 0 });
    const closed = closing(socket);
    // The head of a ClientHello of 500 bytes, and nothing after it.
    socket.write(Uint8Array.of(0x16, 0x03, 0x01, 0x01, 0xf4, 0x01, 0x00, 0x01, 0xf0, 0x03, 0x03));
    await expect.poll(() => deadlines.size).toBe(1);
    const client = await calling(server, clientTls());
    expect((await client.echo()).status).toBe(0);
    expect(server.associations).toBe(1);
    expect(refused).toEqual([]);
    expect(deadlines.size).toBe(1);
    for (const over of deadlines) over();
    await closed;
    expect(refused).toEqual(['slow']);
  });

  test('TLS 1.1 is refused, TLS 1.2 is taken', async () => {
    const server = await secureServer(trusting([]));
    const reach = (version: 'TLSv1.1' | 'TLSv1.2') =>
      new Promise<string>((done) => {
        const socket = connect({
          ...{ host: '127.0.0.1', port: server.tlsPort ?? 0, ca: pemOf(world.authority) },
          ...{ minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' },
        });
        socket.once('error', () => done('refused'));
        socket.once('secureConnect', () => {
          done(socket.getProtocol() ?? '');
          socket.destroy();
        });
      });
    expect(await reach('TLSv1.1')).toBe('refused');
    expect(await reach('TLSv1.2')).toBe('TLSv1.2');
  });
});
