// Reading a PKCS#12 file (RFC 7292): checks its seal, opens it with the password, gives the private key and the certificates.
import type { Buffer } from 'node:buffer';
import { createHmac, createPrivateKey, createPublicKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import { type Certificate, isStrongEnough, readCertificate } from './certificate.ts';
import { decrypt } from './password-encryption.ts';
import { PasswordError, UnsupportedError } from './password-faults.ts';
import { hashOf, pkcs12Key } from './pkcs12-key.ts';
import { at, countOf, DerError, isContext, type Node, readDer } from './read-der.ts';

export interface OpenedFile {
  key: KeyObject;
  /** The one that the key belongs to. */
  certificate: Certificate;
  /** All others of the file. */
  others: Certificate[];
}

export type FileFault =
  | 'notPkcs12'
  /** `what` names it. */
  | 'schemeTooOld'
  | 'schemeUnknown'
  | 'noKey'
  | 'severalKeys'
  | 'noCertificate'
  | 'keyTooWeak'
  | 'passwordWrong';

/** Why a file cannot be used; `what` is for the person who looks for the reason, never a part of the key. */
export class FileError extends Error {
  readonly fault: FileFault;
  readonly what: string;
  constructor(fault: FileFault, what = '', options?: { cause?: unknown }) {
    super(`${fault}: ${what}`, options);
    this.fault = fault;
    this.what = what;
  }
}

const oids = {
  data: '1.2.840.113549.1.7.1',
  encryptedData: '1.2.840.113549.1.7.6',
  keyBag: '1.2.840.113549.1.12.10.1.1',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certBag: '1.2.840.113549.1.12.10.1.3',
  safeContentsBag: '1.2.840.113549.1.12.10.1.6',
  x509: '1.2.840.113549.1.9.22.1',
} as const;

/** RFC 7292 appendix B; PBMAC1 (RFC 9579) is not among them. @throws PasswordError, UnsupportedError, DerError */
async function requireSeal(pfx: Node, content: Buffer, password: string): Promise<void> {
  const mac = pfx.children[2];
  if (!mac) throw new UnsupportedError('unknown', 'no seal under a password (MacData)');
  const digestInfo = at(mac, 0, 'MacData');
  const hash = hashOf(at(at(digestInfo, 0, 'MacData'), 0, 'MacData').oid);
  if (!hash) throw new UnsupportedError('unknown', 'seal (MacData) of an unknown kind');
  const salt = at(mac, 1, 'MacData').content;
  const rounds = mac.children[2] ? countOf(mac.children[2], 'MacData') : 1;
  const key = await pkcs12Key({ hash, password, salt, rounds, purpose: 'mac', size: hash.bytes });
  const found = createHmac(hash.name, key).update(content).digest();
  const given = at(digestInfo, 1, 'MacData').content;
  if (found.length !== given.length || !timingSafeEqual(found, given)) throw new PasswordError();
}

interface Found {
  keys: Buffer[];
  certificates: Certificate[];
}

async function takeBags(contents: Node, password: string, found: Found): Promise<void> {
  for (const bag of contents.children) {
    const value = at(at(bag, 1, 'SafeBag'), 0, 'SafeBag');
    switch (at(bag, 0, 'SafeBag').oid) {
      case oids.keyBag:
        found.keys.push(value.bytes);
        break;
      case oids.shroudedKeyBag:
        found.keys.push(await decrypt(at(value, 0, 'key'), at(value, 1, 'key').content, password));
        break;
      case oids.certBag:
        if (at(value, 0, 'CertBag').oid === oids.x509)
          found.certificates.push(readCertificate(at(at(value, 1, 'CertBag'), 0, 'CertBag').content));
        break;
      case oids.safeContentsBag:
        await takeBags(value, password, found);
        break;
    }
  }
}

async function contentsOf(info: Node, password: string): Promise<Node | null> {
  const kind = at(info, 0, 'ContentInfo').oid;
  const value = at(at(info, 1, 'ContentInfo'), 0, 'ContentInfo');
  if (kind === oids.data) return readDer(value.content, 'SafeContents');
  if (kind !== oids.encryptedData) return null;
  const inner = at(value, 1, 'EncryptedData');
  const body = inner.children[2];
  if (!isContext(body, 0)) throw new DerError('EncryptedData: nothing in it');
  return readDer(await decrypt(at(inner, 1, 'EncryptedData'), body.content, password), 'SafeContents');
}

async function readFile(bytes: Uint8Array, password: string): Promise<Found> {
  const pfx = readDer(bytes, 'PFX');
  if (countOf(at(pfx, 0, 'PFX'), 'PFX') !== 3) throw new DerError('PFX: version');
  const authSafe = at(pfx, 1, 'PFX');
  const content = at(at(authSafe, 1, 'PFX'), 0, 'PFX').content;
  await requireSeal(pfx, content, password);
  const found: Found = { keys: [], certificates: [] };
  for (const info of readDer(content, 'AuthenticatedSafe').children) {
    const contents = await contentsOf(info, password);
    if (contents) await takeBags(contents, password, found);
  }
  return found;
}

function privateKey(der: Buffer): KeyObject {
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  } catch (cause) {
    throw new FileError('schemeUnknown', 'private key', { cause });
  }
}

/** @throws FileError */
export async function openPkcs12(bytes: Uint8Array, password: string): Promise<OpenedFile> {
  const found = await readFile(bytes, password).catch((cause: unknown): never => {
    if (cause instanceof PasswordError) throw new FileError('passwordWrong', '', { cause });
    if (cause instanceof UnsupportedError)
      throw new FileError(cause.why === 'old' ? 'schemeTooOld' : 'schemeUnknown', cause.message, { cause });
    throw new FileError('notPkcs12', cause instanceof DerError ? cause.message : '', { cause });
  });
  const [der, ...more] = found.keys;
  if (!der) throw new FileError('noKey');
  if (more.length > 0) throw new FileError('severalKeys');
  const key = privateKey(der);
  const publicHalf = createPublicKey(key);
  const own = found.certificates.find((one) => one.publicKey.equals(publicHalf));
  if (!own) throw new FileError('noCertificate');
  if (!isStrongEnough(key)) throw new FileError('keyTooWeak', own.keyName);
  return { key, certificate: own, others: found.certificates.filter((one) => one !== own) };
}
