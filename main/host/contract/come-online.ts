// Who came in seconds before the link was up is taken to the server as soon as it answers, with the password that they have just given.
// It stays in memory for two minutes and nowhere else; whoever comes in earlier than that is asked for it once more, on the screen.
import type { SessionInfo } from '../../../core/identity/contract.ts';
import type { HostEnvironment } from '../environment.ts';
import { messageOf } from '../environment.ts';
import type { HostSession, Sessions } from './sessions.ts';

export const passwordKeptMs = 2 * 60_000;

interface Credentials {
  user: string;
  password: string;
}

export interface ComeOnlineParts {
  sessions: Sessions;
  online(): boolean;
  /** Logs in at the server. */
  enter(credentials: Credentials): Promise<{ info: SessionInfo; serverToken: string }>;
  /** Ends a session at the server that nobody needs any more. */
  leave(serverToken: string): Promise<void>;
  isUnreachable(error: unknown): boolean;
}

export interface ComeOnline {
  /** After a login without the server. */
  remember(session: HostSession, credentials: Credentials): void;
  /** Left, locked, or in by another way. */
  forget(session: HostSession): void;
  /** Takes the session to the server if that is possible now; resolves when that is decided. */
  attempt(session: HostSession): Promise<void>;
  /** The server answers again: all who can, come online. */
  all(): Promise<void>;
}

export function createComeOnline(environment: HostEnvironment, parts: ComeOnlineParts): ComeOnline {
  const { sessions } = parts;
  const kept = new Map<HostSession, { credentials: Credentials; timer: NodeJS.Timeout }>();
  const underWay = new Map<HostSession, Promise<void>>();

  function forget(session: HostSession): void {
    clearTimeout(kept.get(session)?.timer);
    kept.delete(session);
  }

  async function enter(session: HostSession, credentials: Credentials): Promise<void> {
    try {
      const { info, serverToken } = await parts.enter(credentials);
      // Locked or left while the server was thinking: it has a session there that is nobody's.
      if (!kept.has(session) || session.lockedAt !== undefined) return await parts.leave(serverToken);
      await sessions.update(session, info, serverToken);
      forget(session);
    } catch (error) {
      if (parts.isUnreachable(error)) return;
      // A password that was changed meanwhile, a captcha, a lock: the person decides, by giving it once more.
      forget(session);
      environment.log('info', 'a session that began offline stays so until its password is given again', {
        reason: messageOf(error),
      });
    }
  }

  function attempt(session: HostSession): Promise<void> {
    const running = underWay.get(session);
    if (running) return running;
    const entry = kept.get(session);
    if (!entry || !parts.online()) return Promise.resolve();
    const trying = enter(session, entry.credentials).finally(() => underWay.delete(session));
    underWay.set(session, trying);
    return trying;
  }

  return {
    remember(session, credentials) {
      forget(session);
      const timer = setTimeout(() => kept.delete(session), passwordKeptMs);
      timer.unref();
      kept.set(session, { credentials, timer });
    },
    forget,
    attempt,
    all: async () => {
      await Promise.all([...kept.keys()].map(attempt));
    },
  };
}
