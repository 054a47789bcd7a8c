// Who sits at this station: sessions of the host, kept in the encrypted cache so that a restart does not throw people out.
import { createHash, randomBytes } from 'node:crypto';
import { ORPCError } from '@orpc/client';
import { SessionInfo } from '../../../core/identity/contract.ts';
import type { Right } from '../../../core/identity/rights.ts';
import { endedIn } from '../../../core/identity/session-end.ts';
import { Instant } from '../../../core/kernel/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { CacheStore } from '../cache/cache-store.ts';
import { errorCodeOf } from '../custody/outbox.ts';
import type { HostEnvironment } from '../environment.ts';

export interface HostSession {
  tokenHash: string;
  info: SessionInfo;
  /** Null when the person came in without the server. */
  serverToken: string | null;
  startedAt: string;
  /** ms of the wall clock. */
  lastSeenMs: number;
  /** Since when its screen is locked: it is good for the number of waiting alarms alone. Absent: it is open. */
  lockedAt?: string | undefined;
}

export interface Sessions {
  /** Returns the token for the cookie; only its hash is kept. */
  open(info: SessionInfo, serverToken: string | null): Promise<string>;
  /**
   * The session of a token that may be worked with; null when there is none. One that expired or was idle too long is locked.
   * `background` does not keep it awake.
   */
  find(token: string | null, background: boolean): Promise<HostSession | null>;
  /** The session of a locked screen. */
  locked(token: string | null): Promise<HostSession | null>;
  lock(session: HostSession): Promise<void>;
  /** After a refusal of the server: a session that it no longer knows is over here too, one that it locked is locked. */
  over(session: HostSession, error: unknown): Promise<void>;
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
/** As long as the server counts for a locked screen. */
const watchMs = 24 * 3_600_000;
/** Kept in one cell: what came in, and since when the screen is locked. */
const KeptInfo = SessionInfo.extend({ lockedAt: Instant.optional() });

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** Locked, expired, or idle for too long. */
export function isOver({ info, lastSeenMs, lockedAt }: HostSession, nowMs: number): boolean {
  if (lockedAt !== undefined) return true;
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
      info: JSON.stringify({ ...session.info, lockedAt: session.lockedAt }),
      personId: session.info.person.id,
      startedAt: session.startedAt,
      lastSeenAt: new Date(session.lastSeenMs).toISOString(),
    });
  }

  async function load(tokenHash: string): Promise<HostSession | null> {
    const row = await cache.read.session(tokenHash);
    const kept = row ? KeptInfo.safeParse(JSON.parse(row.info)) : null;
    if (!row || !kept?.success) return null;
    const { lockedAt, ...info } = kept.data;
    const session: HostSession = {
      ...{ tokenHash, info, lockedAt },
      serverToken: row.serverToken,
      startedAt: row.startedAt,
      lastSeenMs: Date.parse(row.lastSeenAt),
    };
    open.set(tokenHash, session);
    return session;
  }

  async function known(token: string | null): Promise<HostSession | null> {
    if (!token) return null;
    const tokenHash = hashOf(token);
    return open.get(tokenHash) ?? load(tokenHash);
  }

  async function lock(session: HostSession): Promise<void> {
    session.lockedAt ??= environment.clock.now().toISOString();
    await save(session);
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
      const session = await known(token);
      if (!session || session.lockedAt !== undefined) return null;
      const now = nowMs();
      if (isOver(session, now)) {
        await lock(session);
        return null;
      }
      if (!background) {
        const stale = now - session.lastSeenMs > writeEveryMs;
        session.lastSeenMs = now;
        if (stale) await save(session);
      }
      return session;
    },
    async locked(token) {
      const session = await known(token);
      if (session?.lockedAt === undefined) return null;
      if (nowMs() - Date.parse(session.lockedAt) < watchMs) return session;
      await end(session);
      return null;
    },
    lock,
    async over(session, error) {
      if (errorCodeOf(error) !== 'LOGIN_REQUIRED') return;
      const data = error instanceof ORPCError && typeof error.data === 'object' ? { ...error.data } : {};
      const because = endedIn(data);
      await (because === 'locked' || because === 'expired' ? lock(session) : end(session));
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
