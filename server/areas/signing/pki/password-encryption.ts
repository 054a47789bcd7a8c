// Opening what was encrypted under a password: PBES2 with AES (RFC 8018) and the three-key DES of PKCS#12; RC2 is named and refused.
import { Buffer } from 'node:buffer';
import { createDecipheriv, pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { PasswordError, UnsupportedError } from './password-faults.ts';
import { pkcs12Key, sha1 } from './pkcs12-key.ts';
import { at, countOf, type Node } from './read-der.ts';

const derive = promisify(pbkdf2);
const mostRounds = 2_000_000;

const pbes2 = '1.2.840.113549.1.5.13';
const pbkdf2Id = '1.2.840.113549.1.5.12';
const tripleDes = '1.2.840.113549.1.12.1.3';
const ciphers: Readonly<Record<string, { name: string; keyBytes: number }>> = {
  '2.16.840.1.101.3.4.1.2': { name: 'aes-128-cbc', keyBytes: 16 },
  '2.16.840.1.101.3.4.1.22': { name: 'aes-192-cbc', keyBytes: 24 },
  '2.16.840.1.101.3.4.1.42': { name: 'aes-256-cbc', keyBytes: 32 },
  '1.2.840.113549.3.7': { name: 'des-ede3-cbc', keyBytes: 24 },
};
const prfs: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
};
/** Broken or forbidden long ago; programs still offer them for old Windows. */
const tooOld: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.12.1.1': 'RC4-128',
  '1.2.840.113549.1.12.1.2': 'RC4-40',
  '1.2.840.113549.1.12.1.4': '2DES',
  '1.2.840.113549.1.12.1.5': 'RC2-128',
  '1.2.840.113549.1.12.1.6': 'RC2-40',
};

interface Opening {
  cipher: string;
  key: Buffer;
  iv: Buffer;
}

async function openingOfPbes2(parameters: Node, password: string): Promise<Opening> {
  const [derivation, encryption] = [at(parameters, 0, 'PBES2'), at(parameters, 1, 'PBES2')];
  const derivationId = at(derivation, 0, 'PBES2').oid;
  if (derivationId !== pbkdf2Id) throw new UnsupportedError('unknown', `key derivation ${derivationId}`);
  const cipherId = at(encryption, 0, 'PBES2').oid;
  const cipher = ciphers[cipherId];
  if (!cipher) throw new UnsupportedError('unknown', `cipher ${cipherId}`);
  const [salt, rounds, ...rest] = at(derivation, 1, 'PBKDF2').children;
  const prfId = rest.find(({ tag }) => tag === 16)?.children[0]?.oid ?? '1.2.840.113549.2.7';
  const prf = prfs[prfId];
  if (!prf || !salt || !rounds) throw new UnsupportedError('unknown', `PBKDF2 with ${prfId}`);
  const count = countOf(rounds, 'PBKDF2');
  if (count < 1 || count > mostRounds) throw new UnsupportedError('unknown', `${count} rounds for the password`);
  const key = await derive(Buffer.from(password, 'utf8'), salt.content, count, cipher.keyBytes, prf);
  return { cipher: cipher.name, key, iv: at(encryption, 1, 'PBES2').content };
}

async function openingOfTripleDes(parameters: Node, password: string): Promise<Opening> {
  const salt = at(parameters, 0, 'PBE').content;
  const rounds = countOf(at(parameters, 1, 'PBE'), 'PBE');
  const part = (purpose: 'key' | 'iv', size: number) =>
    pkcs12Key({ hash: sha1, password, salt, rounds, purpose, size });
  return { cipher: 'des-ede3-cbc', key: await part('key', 24), iv: await part('iv', 8) };
}

/** @throws PasswordError, UnsupportedError, DerError */
export async function decrypt(algorithm: Node, content: Buffer, password: string): Promise<Buffer> {
  const id = at(algorithm, 0, 'encryption').oid;
  const old = tooOld[id];
  if (old) throw new UnsupportedError('old', old);
  if (id !== pbes2 && id !== tripleDes) throw new UnsupportedError('unknown', `encryption ${id}`);
  const parameters = at(algorithm, 1, 'encryption');
  const { cipher, key, iv } =
    id === pbes2 ? await openingOfPbes2(parameters, password) : await openingOfTripleDes(parameters, password);
  try {
    const opened = createDecipheriv(cipher, key, iv);
    return Buffer.concat([opened.update(content), opened.final()]);
  } catch {
    throw new PasswordError();
  }
}
