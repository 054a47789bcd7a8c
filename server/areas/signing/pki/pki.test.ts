// Files of persons, ways to authorities, signatures: read as they should be, and every changed byte found.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { issue, type KeyKind, makeKey, makePkcs12, pemOf, type Scheme } from '../../../../test/support/pki.ts';
import { readCertificate, readCertificates } from './certificate.ts';
import { chainTo } from './chain.ts';
import { signCms, verifyCms } from './cms.ts';
import { FileError, openPkcs12 } from './pkcs12.ts';

const root = issue({ commonName: 'Root', authority: null });
const middle = issue({ commonName: 'Middle', authority: 0, issuer: root });
const person = issue({ commonName: '张三', issuer: middle });
const password = '密码 Pa55';

async function faultOf(opening: Promise<unknown>): Promise<string> {
  return opening.then(
    () => 'opened',
    (error: unknown) => (error instanceof FileError ? `${error.fault} ${error.what}`.trim() : String(error)),
  );
}

describe('a PKCS#12 file', () => {
  test.each<[Scheme, KeyKind]>([
    ['aes256', 'p256'],
    ['aes256', 'p384'],
    ['aes256', 'rsa'],
    ['3des', 'p256'],
  ])('encrypted with %s, key %s, is read', async (scheme, kind) => {
    const own = issue({ commonName: '张三', issuer: middle, key: makeKey(kind) });
    const opened = await openPkcs12(makePkcs12(own, password, { scheme, between: [middle] }), password);
    expect(opened.certificate.commonNames).toEqual(['张三']);
    expect(opened.others.map(({ commonNames }) => commonNames[0])).toEqual(['Middle']);
    expect(opened.key.equals(own.key)).toBe(true);
  });

  test.each<[string, Buffer, string, string]>([
    ['a wrong password', makePkcs12(person, password), 'x', 'passwordWrong'],
    ['RC2-40', makePkcs12(person, password, { scheme: 'rc2-40' }), password, 'schemeTooOld RC2-40'],
    [
      'no seal',
      makePkcs12(person, password, { seal: false }),
      password,
      'schemeUnknown no seal under a password (MacData)',
    ],
    ['something else', Buffer.from('not a file of that kind'), password, 'notPkcs12 PFX: not ASN.1'],
    ['nothing', Buffer.alloc(0), password, 'notPkcs12'],
    [
      'an RSA key of 1024 bits',
      makePkcs12(issue({ commonName: '张三', key: makeKey('rsa1024') }), password),
      password,
      'keyTooWeak RSA 1024',
    ],
    [
      'a curve that nobody accepts',
      makePkcs12(issue({ commonName: '张三', key: makeKey('p521') }), password),
      password,
      'keyTooWeak secp521r1',
    ],
    ["somebody else's certificate", makePkcs12({ ...person, key: makeKey() }, password), password, 'noCertificate'],
  ])('with %s is refused', async (_name, file, given, fault) => {
    expect(await faultOf(openPkcs12(file, given))).toContain(fault);
  });

  test('changed anywhere it never gives another key', async () => {
    const file = makePkcs12(person, password);
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), async (place, bits) => {
        const changed = Buffer.from(file);
        changed.writeUInt8(changed.readUInt8(place) ^ bits, place);
        const opened = await openPkcs12(changed, password).catch((error: unknown) => error);
        if (opened instanceof FileError) return;
        expect(opened).toMatchObject({ certificate: { fingerprint: readCertificate(person.der).fingerprint } });
      }),
      { numRuns: 60 },
    );
  });
});

describe('the way to an authority', () => {
  const at = new Date();
  const far = new Date(at.getTime() + 800 * 86_400_000);
  const read = (one: { der: Buffer }) => readCertificate(one.der);
  const outer = issue({ commonName: 'Outer', authority: null, issuer: middle });
  const old = issue({
    commonName: 'Old',
    authority: null,
    issuer: root,
    notBefore: new Date(at.getTime() - 900 * 86_400_000),
    notAfter: new Date(at.getTime() - 86_400_000),
  });
  const impostor = issue({ commonName: 'Root', authority: null });
  const cases: [string, { der: Buffer }, { der: Buffer }[], { der: Buffer }[], Date, string][] = [
    ['by one between', person, [root], [middle], at, '张三 < Middle < Root'],
    ['to an authority that is no root', person, [middle], [], at, '张三 < Middle'],
    ['without the one between', person, [root], [], at, 'untrusted'],
    ['to another root of the same name', person, [impostor], [middle], at, 'untrusted'],
    ['past the last moment', person, [root], [middle], far, 'expired'],
    ['before the first', person, [root], [middle], new Date(0), 'notYetValid'],
    ['by a person who issues', issue({ commonName: 'x', issuer: person }), [root], [middle, person], at, 'untrusted'],
    ['below a path length of 0', issue({ commonName: 'x', issuer: outer }), [root], [middle, outer], at, 'untrusted'],
    ['by one that had expired', issue({ commonName: 'x', issuer: old }), [root], [old], at, 'untrusted'],
    [
      'with an unknown critical extension',
      issue({ commonName: 'x', issuer: root, strange: true }),
      [root],
      [],
      at,
      'untrusted',
    ],
    ['to itself', issue({ commonName: 'self' }), [root], [], at, 'untrusted'],
  ];
  test.each(cases)('%s', (_name, leaf, trusted, between, when, expected) => {
    const answer = chainTo(read(leaf), trusted.map(read), between.map(read), when);
    const told = 'fault' in answer ? answer.fault : answer.path.map(({ commonNames }) => commonNames[0]).join(' < ');
    expect(told).toBe(expected);
  });

  test('a file in which many issue each other is given up at once', () => {
    const keys = Array.from({ length: 12 }, () => makeKey());
    const first = issue({ commonName: 'Ring', authority: null, key: keys[0] });
    // All of one name: each fits as the issuer of each, by name.
    const ring = keys.map((key) => read(issue({ commonName: 'Ring', authority: null, issuer: first, key })));
    const answer = chainTo(read(issue({ commonName: 'x', issuer: first })), [read(root)], ring, at);
    expect(answer).toEqual({ fault: 'untrusted' });
  });

  test('authorities come as PEM with several, or as DER', () => {
    expect(readCertificates(Buffer.from(pemOf(root) + pemOf(middle))).map(({ subject }) => subject)).toEqual([
      'CN=Root, O=Test',
      'CN=Middle, O=Test',
    ]);
    expect(readCertificates(root.der)[0]?.authority).toEqual({ mostBelow: Number.POSITIVE_INFINITY });
    expect(() =>
      readCertificates(Buffer.from('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----')),
    ).toThrow();
  });
});

describe('a signature', () => {
  const content = Buffer.from('{"findings":"未见异常"}');
  const when = new Date('2026-07-17T03:00:00.000Z');
  const signer = { key: person.key, certificates: [person.der, middle.der] };

  test.each<KeyKind>(['p256', 'p384', 'rsa'])('with %s stands, says when and by whom', (kind) => {
    const own = issue({ commonName: '张三', issuer: middle, key: makeKey(kind) });
    const cms = signCms(content, { key: own.key, certificates: [own.der, middle.der] }, when);
    const verdict = verifyCms(cms, content);
    expect(verdict).toMatchObject({ fault: null, signingTime: when });
    expect('certificates' in verdict && verdict.certificates[0]?.equals(own.der)).toBe(true);
  });

  test('any changed byte of the content is found', () => {
    const cms = signCms(content, signer, when);
    fc.assert(
      fc.property(fc.nat(content.length - 1), fc.integer({ min: 1, max: 255 }), (place, bits) => {
        const changed = Buffer.from(content);
        changed.writeUInt8(changed.readUInt8(place) ^ bits, place);
        expect(verifyCms(cms, changed).fault).toBe('content');
      }),
    );
  });

  test('every changed byte of the signature is found', () => {
    const cms = signCms(content, signer, when);
    const unnoticed: number[] = [];
    for (let place = 0; place < cms.length; place += 1) {
      const changed = Buffer.from(cms);
      changed.writeUInt8(changed.readUInt8(place) ^ (1 << (place % 8)), place);
      if (verifyCms(changed, content).fault !== 'broken') unnoticed.push(place);
    }
    expect(unnoticed).toEqual([]);
  });

  test('nothing, and what is cut short or has more, is broken', () => {
    const cms = signCms(content, signer, null);
    for (const one of [Buffer.alloc(0), cms.subarray(0, -1), Buffer.concat([cms, Buffer.from([0])])])
      expect(verifyCms(one, content)).toEqual({ fault: 'broken' });
    expect(verifyCms(cms, content)).toMatchObject({ fault: null, signingTime: null });
  });
});

const hasOpenssl = spawnSync('openssl', ['version']).error === undefined;
describe.skipIf(!hasOpenssl)('beside openssl', () => {
  const folder = mkdtempSync(join(tmpdir(), 'yishu-pki-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const path = (name: string) => join(folder, name);
  const run = (...args: string[]) => execFileSync('openssl', args, { encoding: 'utf8', stdio: 'pipe' });

  test('it verifies our signature up to the root', () => {
    const content = Buffer.from('报告');
    writeFileSync(path('content'), content);
    writeFileSync(path('root.pem'), pemOf(root));
    writeFileSync(
      path('cms'),
      signCms(content, { key: person.key, certificates: [person.der, middle.der] }, new Date()),
    );
    const args = [
      'cms',
      '-verify',
      '-binary',
      '-inform',
      'DER',
      '-in',
      path('cms'),
      '-content',
      path('content'),
      '-CAfile',
    ];
    expect(run(...args, path('root.pem'), '-purpose', 'any')).toBe('报告');
    writeFileSync(path('content'), '别的');
    expect(() => run(...args, path('root.pem'), '-purpose', 'any')).toThrow();
  });

  test.each(['AES-256-CBC', 'PBE-SHA1-3DES'])('we read its file under %s', async (scheme) => {
    run(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      path('k'),
      '-out',
      path('c'),
      '-subj',
      '/CN=Li Ming',
    );
    const out = ['-inkey', path('k'), '-in', path('c'), '-out', path('p'), '-passout', 'pass:geheim', '-name', 'x'];
    run('pkcs12', '-export', ...out, '-keypbe', scheme, '-certpbe', scheme);
    const opened = await openPkcs12(readFileSync(path('p')), 'geheim');
    expect(opened.certificate.commonNames).toEqual(['Li Ming']);
    expect(await faultOf(openPkcs12(readFileSync(path('p')), 'falsch'))).toBe('passwordWrong');
  });
});
