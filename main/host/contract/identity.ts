// Coming and going at the station: the server decides while it answers, the station's memory while it does not.

import type { z } from 'zod';
import {
  type LoginInput,
  type SessionInfo,
  SessionInfo as SessionInfoSchema,
} from '../../../core/identity/contract.ts';
import { stationHeaders } from '../../../core/identity/station-signature.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { CallContext, ServerClient } from '../link/server-client.ts';
import type { ServerLink } from '../link/server-link.ts';
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
  me(session: HostSession | null, background: boolean): Promise<SessionInfo | null>;
  changePassword(session: HostSession, input: { current: string; next: string }): Promise<SessionInfo>;
}

export function createIdentity({ client, link, sessions, offline }: IdentityParts): Identity {
  /** The session token stands in a header of the answer, which only signed stations get. */
  function catching(): { context: CallContext; token(): string | null } {
    let token: string | null = null;
    const onHeaders = (headers: Headers) => {
      token = headers.get(stationHeaders.session) ?? token;
    };
    return { context: { onHeaders }, token: () => token };
  }

  async function loginAtServer(input: z.infer<typeof LoginInput>, current: HostSession | null) {
    const caught = catching();
    const context = { ...caught.context, session: current?.serverToken };
    const info = SessionInfoSchema.parse(await client.identity.login(input, { context }));
    link.worked();
    const serverToken = caught.token();
    if (serverToken === null) throw fail('STATION_UNKNOWN', { what: 'this station is not enrolled yet' });
    await offline.remember(input.user, input.password, info);
    return { token: await sessions.open(info, serverToken), info };
  }

  return {
    async login(input, current) {
      if (link.online()) {
        try {
          const opened = await loginAtServer(input, current);
          if (current) await sessions.end(current);
          return opened;
        } catch (error) {
          if (!isUnreachable(error)) throw error;
          link.failed(error);
        }
      }
      const info = await offline.check(input.user, input.password);
      if (current) await sessions.end(current);
      return { token: await sessions.open(info, null), info };
    },
    async logout(session) {
      if (!session) return;
      await sessions.end(session);
      if (!session.serverToken || !link.online()) return;
      // The session here is over whatever becomes of this; the one at the server ends by itself when idle.
      await client.identity
        .logout(undefined, { context: { session: session.serverToken, timeoutMs: 5_000 } })
        .catch(link.failed);
    },
    async me(session, background) {
      if (!session) return null;
      if (!session.serverToken || !link.online()) return session.info;
      try {
        const info = await client.identity.me(undefined, { context: { session: session.serverToken, background } });
        link.worked();
        if (info) await sessions.update(session, info, session.serverToken);
        else await sessions.end(session);
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
