// How many alarms wait for the person of a locked screen: the server's count, and while it is away what this station raised by itself.
import type { WaitingCount } from '../../../core/critical/contract.ts';
import type { CriticalDocument } from '../../../core/critical/flow.ts';
import { waitingFor } from '../../../core/critical/waiting.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { ServerClient } from '../link/server-client.ts';
import type { ServerLink } from '../link/server-link.ts';
import { isUnreachable } from './contract-errors.ts';
import type { HostSession, Sessions } from './sessions.ts';

export interface WaitingParts {
  client: ServerClient;
  link: ServerLink;
  sessions: Sessions;
  now(): string;
  /** The open critical values of this station's cache that the person may see. */
  criticals(who: HostSession): Promise<readonly CriticalDocument[]>;
}

/** @throws LOGIN_REQUIRED for a screen that nobody locked, or whose session has ended since */
export type CountWaiting = (who: HostSession | null) => Promise<WaitingCount>;

export function createCountWaiting({ client, link, sessions, now, criticals }: WaitingParts): CountWaiting {
  const told = new WeakSet<HostSession>();

  /** The lock may have been turned while the server was away. */
  async function tellServer(who: HostSession, session: string): Promise<void> {
    if (who.lockedAt === undefined || told.has(who)) return;
    await client.identity.lock(undefined, { context: { session } });
    told.add(who);
  }

  async function here(who: HostSession): Promise<WaitingCount> {
    const mine = who.info.rights.includes('lab.view') ? await criticals(who) : [];
    const open = mine.filter(({ state }) => state === 'open');
    const viewer = { name: who.info.person.name, reads: false };
    return { ...waitingFor({ alerts: [], criticals: open }, viewer, who.lockedAt ?? now()), known: false };
  }

  return async (who) => {
    if (!who) throw fail('LOGIN_REQUIRED');
    const session = who.serverToken;
    if (!link.online() || session === null) return here(who);
    try {
      await tellServer(who, session);
      const count = await client.critical.waiting(undefined, { context: { session, background: true } });
      link.worked();
      return count;
    } catch (error) {
      if (!isUnreachable(error)) {
        await sessions.over(who, error);
        throw error;
      }
      link.failed(error);
      return here(who);
    }
  };
}
