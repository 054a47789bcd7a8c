// Coming and going at the station: the server decides while it answers, the station's memory while it does not.

import type { z } from 'zod';
import {
  type LoginInput,
  type SessionInfo,
  SessionInfo as SessionInfoSchema,
} from '../../../core/identity/contract.ts';
import { stationHeaders } from '../../../core/identity/station-signature.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { HostEnvironment } from '../environment.ts';
import type { CallContext, ServerClient } from '../link/server-client.ts';
import type { ServerLink } from '../link/server-link.ts';
import { createComeOnline } from './come-online.ts';
import { isUnreachable } from './contract-errors.ts';
import type { OfflineLogin } from './offline-login.ts';
import type { HostSession, Sessions } from './sessions.ts';

export interface IdentityParts {
  client: ServerClient;
  link: ServerLink;
  sessions: Sessions;
  offline: OfflineLogin;
}

export interface Identity {
  /** The cookie's new token and who came in. */
  login(input: z.infer<typeof LoginInput>, current: HostSession | null): Promise<{ token: string; info: SessionInfo }>;
  logout(session: HostSession | null): Promise<void>;
  lock(session: HostSession): Promise<void>;
  /** The server answers again: who has just come in without it goes on with it. */
  comeOnline(): Promise<void>;
  me(session: HostSession | null, background: boolean): Promise<SessionInfo | null>;
  changePassword(session: HostSession, input: { current: string; next: string }): Promise<SessionInfo>;
}

export function createIdentity(environment: HostEnvironment, parts: IdentityParts): Identity {
  const { client, link, sessions, offline } = parts;
  /** The session token stands in a header of the answer, which only signed stations get. */
  function catching(): { context: CallContext; token(): string | null } {
    let token: string | null = null;
    const onHeaders = (headers: Headers) => {
      token = headers.get(stationHeaders.session) ?? token;
    };
    return { context: { onHeaders }, token: () => token };
  }

  async function enter(input: z.infer<typeof LoginInput>, current: HostSession | null) {
    const caught = catching();
    const context = { ...caught.context, session: current?.serverToken };
    const info = SessionInfoSchema.parse(await client.identity.login(input, { context }));
    link.worked();
    const serverToken = caught.token();
    if (serverToken === null) throw fail('STATION_UNKNOWN', { what: 'this station is not enrolled yet' });
    await offline.remember(input.user, input.password, info);
    return { info, serverToken };
  }

  // The session here is over whatever becomes of this; the one at the server ends by itself when idle.
  const leaveServer = (session: string) =>
    client.identity.logout(undefined, { context: { session, timeoutMs: 5_000 } }).then(() => undefined, link.failed);

  const later = createComeOnline(environment, {
    sessions,
    online: link.online,
    enter: (credentials) => enter(credentials, null),
    leave: leaveServer,
    isUnreachable,
  });

  async function end(session: HostSession): Promise<void> {
    later.forget(session);
    await sessions.end(session);
  }

  return {
    async login(input, current) {
      if (link.online()) {
        try {
          const { info, serverToken } = await enter(input, current);
          if (current) await end(current);
          return { token: await sessions.open(info, serverToken), info };
        } catch (error) {
          if (!isUnreachable(error)) throw error;
          link.failed(error);
        }
      }
      const info = await offline.check(input.user, input.password);
      if (current) await end(current);
      const token = await sessions.open(info, null);
      const session = await sessions.find(token, true);
      if (session) later.remember(session, { user: input.user, password: input.password });
      return { token, info };
    },
    async logout(session) {
      if (!session) return;
      await end(session);
      if (session.serverToken && link.online()) await leaveServer(session.serverToken);
    },
    async lock(session) {
      later.forget(session);
      await sessions.lock(session);
      if (!session.serverToken || !link.online()) return;
      // Where this fails it is told with the next count that the locked screen asks for.
      await client.identity
        .lock(undefined, { context: { session: session.serverToken, timeoutMs: 5_000 } })
        .catch(link.failed);
    },
    comeOnline: later.all,
    async me(session, background) {
      if (!session) return null;
      if (!session.serverToken) await later.attempt(session);
      if (!session.serverToken || !link.online()) return session.info;
      try {
        const info = await client.identity.me(undefined, { context: { session: session.serverToken, background } });
        link.worked();
        if (info) await sessions.update(session, info, session.serverToken);
        // Locked or ended there: which, the count of what waits will be told.
        else await sessions.lock(session);
        return info;
      } catch (error) {
        if (!isUnreachable(error)) throw error;
        link.failed(error);
        return session.info;
      }
    },
    async changePassword(session, input) {
      if (!session.serverToken) throw fail('OFFLINE_UNAVAILABLE');
      const caught = catching();
      const context = { ...caught.context, session: session.serverToken };
      const info = await client.identity.changePassword(input, { context });
      await sessions.update(session, info, caught.token() ?? session.serverToken);
      await offline.remember(info.person.user, input.next, info);
      return info;
    },
  };
}
