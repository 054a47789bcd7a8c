// Passwords at rest: scrypt with its parameters beside the hash, so that they can be raised; made anew at the next log-in.
import { randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto';

interface Parameters {
  N: number;
  r: number;
  p: number;
}

/** 32 MiB and about 130 ms a try (research/reliability-security.md section 9). */
const present: Parameters = { N: 2 ** 15, r: 8, p: 1 };
const keyBytes = 32;

function derive(password: string, salt: Buffer, { N, r, p }: Parameters): Promise<Buffer> {
  return new Promise((done, refuse) => {
    // The same letter typed on two keyboards may be two code point sequences: NFKC makes them one (NIST SP 800-63B 5.1.1.2).
    scrypt(password.normalize('NFKC'), salt, keyBytes, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
      error ? refuse(error) : done(key),
    );
  });
}

/** `scrypt$N$r$p$salt$key`, both base64url. */
export async function hashPassword(password: string, parameters: Parameters = present): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, parameters);
  const { N, r, p } = parameters;
  return ['scrypt', N, r, p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

function parse(stored: string): { parameters: Parameters; salt: Buffer; key: Buffer } | null {
  const [scheme, N, r, p, salt, key] = stored.split('$');
  if (scheme !== 'scrypt' || !salt || !key) return null;
  return {
    parameters: { N: Number(N), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64url'),
    key: Buffer.from(key, 'base64url'),
  };
}

export async function passwordFits(password: string, stored: string): Promise<boolean> {
  const parts = parse(stored);
  if (!parts) return false;
  return timingSafeEqual(await derive(password, parts.salt, parts.parameters), parts.key);
}

/** Whether the hash was made with other parameters than today's. */
export function isOutdated(stored: string): boolean {
  const parameters = parse(stored)?.parameters;
  return parameters?.N !== present.N || parameters.r !== present.r || parameters.p !== present.p;
}

/** A password to be read out once and changed at the first log-in: no characters that look alike. */
export function makeInitialPassword(pick: (below: number) => number = randomInt): string {
  const take = (alphabet: string, count: number) =>
    Array.from({ length: count }, () => alphabet[pick(alphabet.length)]).join('');
  return `${take('ABCDEFGHJKLMNPQRSTUVWXYZ', 4)}-${take('abcdefghijkmnpqrstuvwxyz', 4)}-${take('23456789', 4)}`;
}
