// Who sits at this station: sessions of the host, kept in the encrypted cache so that a restart does not throw people out.
import { createHash, randomBytes } from 'node:crypto';
import { SessionInfo } from '../../../core/identity/contract.ts';
import type { Right } from '../../../core/identity/rights.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { CacheStore } from '../cache/cache-store.ts';
import type { HostEnvironment } from '../environment.ts';

export interface HostSession {
  tokenHash: string;
  info: SessionInfo;
  /** Null when the person came in without the server. */
  serverToken: string | null;
  startedAt: string;
  /** ms of the wall clock. */
  lastSeenMs: number;
}

export interface Sessions {
  /** Returns the token for the cookie; only its hash is kept. */
  open(info: SessionInfo, serverToken: string | null): Promise<string>;
  /** The session of a token; null when there is none, it expired or was idle too long. `background` does not keep it awake. */
  find(token: string | null, background: boolean): Promise<HostSession | null>;
  update(session: HostSession, info: SessionInfo, serverToken: string | null): Promise<void>;
  end(session: HostSession): Promise<void>;
  /** The person's account was disabled: whoever came in with it is out. */
  forget(personId: string): Promise<void>;
  /** What the person may do has changed at the server. */
  learn(
    personId: string,
    now: Pick<SessionInfo, 'rights' | 'places' | 'institutionId'> & { labGroups: string[] },
  ): void;
}

export const sessionCookie = 'yishu-host-session';
const writeEveryMs = 60_000;

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** Expired, or idle for too long. */
export function isOver({ info, lastSeenMs }: HostSession, nowMs: number): boolean {
  const isIdle = nowMs - lastSeenMs > info.idleTimeoutSeconds * 1000 + writeEveryMs;
  return isIdle || Date.parse(info.expiresAt) <= nowMs;
}

export function createSessions(environment: HostEnvironment, cache: CacheStore): Sessions {
  const open = new Map<string, HostSession>();
  const nowMs = () => environment.clock.now().getTime();

  async function save(session: HostSession): Promise<void> {
    await cache.write.saveSession({
      tokenHash: session.tokenHash,
      serverToken: session.serverToken,
      info: JSON.stringify(session.info),
      personId: session.info.person.id,
      startedAt: session.startedAt,
      lastSeenAt: new Date(session.lastSeenMs).toISOString(),
    });
  }

  async function load(tokenHash: string): Promise<HostSession | null> {
    const row = await cache.read.session(tokenHash);
    const info = row ? SessionInfo.safeParse(JSON.parse(row.info)) : null;
    if (!row || !info?.success) return null;
    const session = {
      tokenHash,
      info: info.data,
      serverToken: row.serverToken,
      startedAt: row.startedAt,
      lastSeenMs: Date.parse(row.lastSeenAt),
    };
    open.set(tokenHash, session);
    return session;
  }

  async function end(session: HostSession): Promise<void> {
    open.delete(session.tokenHash);
    await cache.write.endSession(session.tokenHash);
  }

  return {
    async open(info, serverToken) {
      const token = randomBytes(32).toString('base64url');
      const now = nowMs();
      const session: HostSession = {
        tokenHash: hashOf(token),
        info,
        serverToken,
        startedAt: new Date(now).toISOString(),
        lastSeenMs: now,
      };
      open.set(session.tokenHash, session);
      await save(session);
      return token;
    },
    async find(token, background) {
      if (!token) return null;
      const tokenHash = hashOf(token);
      const session = open.get(tokenHash) ?? (await load(tokenHash));
      if (!session) return null;
      const now = nowMs();
      if (isOver(session, now)) {
        await end(session);
        return null;
      }
      if (!background) {
        const stale = now - session.lastSeenMs > writeEveryMs;
        session.lastSeenMs = now;
        if (stale) await save(session);
      }
      return session;
    },
    async update(session, info, serverToken) {
      session.info = info;
      session.serverToken = serverToken;
      await save(session);
    },
    end,
    async forget(personId) {
      for (const session of [...open.values()]) if (session.info.person.id === personId) await end(session);
    },
    learn(personId, { labGroups, ...now }) {
      for (const session of open.values()) {
        const { person } = session.info;
        if (person.id !== personId) continue;
        session.info = { ...session.info, ...now, person: { ...person, labGroups: [...labGroups] } };
      }
    },
  };
}

/** @throws LOGIN_REQUIRED, RIGHT_MISSING */
export function requireRight(session: HostSession | null, right: Right | null): HostSession {
  if (!session) throw fail('LOGIN_REQUIRED');
  if (right !== null && !session.info.rights.includes(right)) throw fail('RIGHT_MISSING', { right });
  return session;
}

/** LAB-93: only the groups of one's own, unless one may see all. */
export function maySeeGroup(session: HostSession, groupId: string): boolean {
  return session.info.rights.includes('lab.allGroups') || session.info.person.labGroups.includes(groupId);
}

export function tokenIn(headers: Headers): string | null {
  for (const pair of (headers.get('cookie') ?? '').split(';')) {
    const [name, ...value] = pair.trim().split('=');
    if (name === sessionCookie) return value.join('=') || null;
  }
  return null;
}

/** Loopback and the shell's own scheme have no TLS, hence no `Secure`. */
export function cookieOf(token: string | null): string {
  const parts = [`${sessionCookie}=${token ?? ''}`, 'Path=/', 'HttpOnly', 'SameSite=Strict'];
  if (token === null) parts.push('Max-Age=0');
  return parts.join('; ');
}
