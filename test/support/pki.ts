// Authorities, certificates and PKCS#12 files for tests, made anew each time: only the real programs of hospitals' authorities are absent.
import { Buffer } from 'node:buffer';
import {
  createCipheriv,
  createHash,
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  pbkdf2Sync,
  randomBytes,
  sign,
} from 'node:crypto';
import { isIPv4 } from 'node:net';
import {
  nothing,
  objectId,
  octets,
  sequence,
  setOf,
  signingInstant,
  smallInteger,
  tlv,
} from '../../server/areas/signing/pki/der.ts';
import { type Pkcs12KeyWish, pkcs12KeySteps, sha1 } from '../../server/areas/signing/pki/pkcs12-key.ts';

export type KeyKind = 'rsa' | 'rsa1024' | 'p256' | 'p384' | 'p521';

export function makeKey(kind: KeyKind = 'p256'): KeyObject {
  const curves = { p256: 'prime256v1', p384: 'secp384r1', p521: 'secp521r1' } as const;
  if (kind === 'rsa' || kind === 'rsa1024')
    return generateKeyPairSync('rsa', { modulusLength: kind === 'rsa' ? 2048 : 1024 }).privateKey;
  return generateKeyPairSync('ec', { namedCurve: curves[kind] }).privateKey;
}

export interface Issued {
  der: Buffer;
  key: KeyObject;
  /** The subject as it is encoded. */
  name: Buffer;
  issuer: Issued | null;
}

export interface Wishes {
  commonName: string;
  issuer?: Issued;
  key?: KeyObject;
  notBefore?: Date;
  notAfter?: Date;
  /** Makes it an authority with that many below it; `null` an authority without a limit. */
  authority?: number | null;
  /** A critical extension that nobody knows. */
  strange?: boolean;
  serial?: number;
  /** Subject alternative names: DNS names and IPv4 addresses. */
  names?: readonly string[];
}

const nameOf = (commonName: string): Buffer =>
  sequence(
    setOf(sequence(objectId('2.5.4.10'), tlv(0x0c, Buffer.from('Test')))),
    setOf(sequence(objectId('2.5.4.3'), tlv(0x0c, Buffer.from(commonName)))),
  );

const yes = tlv(0x01, Buffer.from([0xff]));
const extension = (oid: string, value: Buffer) => sequence(objectId(oid), yes, octets(value));
const algorithmOf = (key: KeyObject) =>
  key.asymmetricKeyType === 'rsa'
    ? sequence(objectId('1.2.840.113549.1.1.11'), nothing)
    : sequence(objectId('1.2.840.10045.4.3.2'));

const alternative = (name: string): Buffer =>
  isIPv4(name) ? tlv(0x87, Buffer.from(name.split('.').map(Number))) : tlv(0x82, Buffer.from(name));

const publicDer = (key: KeyObject): Buffer => createPublicKey(key).export({ format: 'der', type: 'spki' });

export function issue(wishes: Wishes): Issued {
  const key = wishes.key ?? makeKey();
  const signer = wishes.issuer?.key ?? key;
  const name = nameOf(wishes.commonName);
  const isAuthority = wishes.authority !== undefined;
  const most = typeof wishes.authority === 'number' ? [smallInteger(wishes.authority)] : [];
  const usage = isAuthority ? [0x01, 0x06] : [0x06, 0xc0];
  const extensions = sequence(
    extension('2.5.29.19', isAuthority ? sequence(yes, ...most) : sequence()),
    extension('2.5.29.15', tlv(0x03, Buffer.from(usage))),
    ...(wishes.names ? [extension('2.5.29.17', sequence(...wishes.names.map(alternative)))] : []),
    ...(wishes.strange ? [extension('1.3.6.1.4.1.99999.1', nothing)] : []),
  );
  const inner = sequence(
    tlv(0xa0, smallInteger(2)),
    smallInteger(wishes.serial ?? 1 + (randomBytes(1).readUInt8() % 120)),
    algorithmOf(signer),
    wishes.issuer?.name ?? name,
    sequence(
      signingInstant(wishes.notBefore ?? new Date(Date.now() - 86_400_000)),
      signingInstant(wishes.notAfter ?? new Date(Date.now() + 400 * 86_400_000)),
    ),
    name,
    publicDer(key),
    tlv(0xa3, extensions),
  );
  const signature = sign('sha256', inner, signer);
  const der = sequence(inner, algorithmOf(signer), tlv(0x03, Buffer.from([0]), signature));
  return { der, key, name, issuer: wishes.issuer ?? null };
}

/** For a TLS server or client. */
export const tlsPairOf = (issued: Issued): { key: string; cert: string } => ({
  key: issued.key.export({ format: 'pem', type: 'pkcs8' }).toString(),
  cert: pemOf(issued),
});

export function pemOf({ der }: Issued): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

function keyOf(wish: Pkcs12KeyWish): Buffer {
  const steps = pkcs12KeySteps(wish);
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}

export type Scheme = 'aes256' | '3des' | 'rc2-40';

function encrypted(plain: Buffer, password: string, scheme: Scheme): { algorithm: Buffer; body: Buffer } {
  const salt = randomBytes(8);
  const rounds = tlv(0x02, Buffer.from([0x08, 0x00]));
  if (scheme === 'aes256') {
    const iv = randomBytes(16);
    const cipher = createCipheriv('aes-256-cbc', pbkdf2Sync(password, salt, 2048, 32, 'sha256'), iv);
    const prf = sequence(objectId('1.2.840.113549.2.9'), nothing);
    const derivation = sequence(objectId('1.2.840.113549.1.5.12'), sequence(octets(salt), rounds, prf));
    const encryption = sequence(objectId('2.16.840.1.101.3.4.1.42'), octets(iv));
    return {
      algorithm: sequence(objectId('1.2.840.113549.1.5.13'), sequence(derivation, encryption)),
      body: Buffer.concat([cipher.update(plain), cipher.final()]),
    };
  }
  const part = (purpose: 'key' | 'iv', size: number) =>
    keyOf({ hash: sha1, password, salt, rounds: 2048, purpose, size });
  const cipher = createCipheriv('des-ede3-cbc', part('key', 24), part('iv', 8));
  // The name is all that is looked at of RC2.
  const oid = scheme === '3des' ? '1.2.840.113549.1.12.1.3' : '1.2.840.113549.1.12.1.6';
  return {
    algorithm: sequence(objectId(oid), sequence(octets(salt), rounds)),
    body: Buffer.concat([cipher.update(plain), cipher.final()]),
  };
}

/** A file as an authority hands it to a person: key and certificate, with the authorities between where they are asked for. */
export function makePkcs12(
  person: Issued,
  password: string,
  options: { scheme?: Scheme; between?: readonly Issued[]; seal?: boolean } = {},
): Buffer {
  const { scheme = 'aes256', between = [], seal = true } = options;
  const bag = (oid: string, value: Buffer) => sequence(objectId(oid), tlv(0xa0, value));
  const certificates = [person, ...between].map(({ der }) =>
    bag('1.2.840.113549.1.12.10.1.3', sequence(objectId('1.2.840.113549.1.9.22.1'), tlv(0xa0, octets(der)))),
  );
  const closed = encrypted(sequence(...certificates), password, scheme);
  const info = sequence(objectId('1.2.840.113549.1.7.1'), closed.algorithm, tlv(0x80, closed.body));
  const key = encrypted(person.key.export({ format: 'der', type: 'pkcs8' }), password, scheme);
  const keyBag = bag('1.2.840.113549.1.12.10.1.2', sequence(key.algorithm, octets(key.body)));
  const dataInfo = (content: Buffer) => sequence(objectId('1.2.840.113549.1.7.1'), tlv(0xa0, octets(content)));
  const safe = sequence(
    sequence(objectId('1.2.840.113549.1.7.6'), tlv(0xa0, sequence(smallInteger(0), info))),
    dataInfo(sequence(keyBag)),
  );
  const salt = randomBytes(8);
  const sha256 = { name: 'sha256', bytes: 32, blockBytes: 64 } as const;
  const macKey = keyOf({ hash: sha256, password, salt, rounds: 2048, purpose: 'mac', size: 32 });
  const digest = createHmac('sha256', macKey).update(safe).digest();
  const algorithm = sequence(objectId('2.16.840.1.101.3.4.2.1'), nothing);
  const mac = sequence(sequence(algorithm, octets(digest)), octets(salt), tlv(0x02, Buffer.from([0x08, 0x00])));
  return sequence(smallInteger(3), dataInfo(safe), ...(seal ? [mac] : []));
}

export const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
