// Logging in without the server: whoever it let in at this station in the last three days, with the password of that time.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { SessionInfo } from '../../../core/identity/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { CacheStore } from '../cache/cache-store.ts';
import type { HostEnvironment } from '../environment.ts';

export interface OfflineLogin {
  /** After the server let the person in. */
  remember(user: string, password: string, info: SessionInfo): Promise<void>;
  /** @throws OFFLINE_UNAVAILABLE (never in here, or too long ago), LOGIN_LOCKED, LOGIN_FAILED */
  check(user: string, password: string): Promise<SessionInfo>;
}

const validMs = 72 * 3_600_000;
const sessionMs = 12 * 3_600_000;
const failureLimit = 5;
const lockMs = 15 * 60_000;

function hashOf(password: string, salt: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // 32 MiB and about 0.1 s: research/reliability-security.md section 9.
    const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
    scrypt(password.normalize('NFKC'), salt, 32, cost, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

export function createOfflineLogin(environment: HostEnvironment, cache: CacheStore): OfflineLogin {
  const now = () => environment.clock.now();

  return {
    async remember(user, password, info) {
      const salt = randomBytes(16);
      const hash = await hashOf(password, salt);
      await cache.write.saveVerifier({
        user,
        salt: salt.toString('base64'),
        hash: hash.toString('base64'),
        session: JSON.stringify(info),
        personId: info.person.id,
        at: now().toISOString(),
      });
    },
    async check(user, password) {
      const verifier = await cache.read.verifier(user);
      const info = verifier ? SessionInfo.safeParse(JSON.parse(verifier.session)) : null;
      if (!verifier || !info?.success) throw fail('OFFLINE_UNAVAILABLE', { what: 'first login needs the server' });
      const age = now().getTime() - Date.parse(verifier.at);
      // A clock that was set back must not make an old password young.
      if (age > validMs || age < -60_000)
        throw fail('OFFLINE_UNAVAILABLE', { what: 'last login is more than 72 h ago' });
      if (info.data.mustChangePassword)
        throw fail('OFFLINE_UNAVAILABLE', { what: 'the password must be changed first' });
      if (verifier.lockedUntil !== null && verifier.lockedUntil > now().toISOString()) {
        throw fail('LOGIN_LOCKED', { until: verifier.lockedUntil });
      }
      const hash = await hashOf(password, Buffer.from(verifier.salt, 'base64'));
      if (!timingSafeEqual(hash, Buffer.from(verifier.hash, 'base64'))) {
        await cache.write.verifierFailed(user, failureLimit, new Date(now().getTime() + lockMs).toISOString());
        throw fail('LOGIN_FAILED');
      }
      await cache.write.verifierWorked(user);
      return { ...info.data, offline: true, expiresAt: new Date(now().getTime() + sessionMs).toISOString() };
    },
  };
}
