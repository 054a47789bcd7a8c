// Who is there? Shows the login, the forced change of a password, the lock, or the work.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import type { SessionInfo } from '../../core/identity/contract.ts';
import { useApi } from '../client/provider.tsx';
import { SessionProvider } from '../client/session.tsx';
import { FailurePanel, WaitingPanel } from '../parts/panels.tsx';
import { MainDeskProvider } from '../windows/desk-provider.tsx';
import { ChangePassword } from './change-password.tsx';
import { useIdle } from './idle.ts';
import { LeaveProvider } from './leave.ts';
import { Lock } from './lock.tsx';
import { Login } from './login.tsx';

export function SessionGate({ children }: { children: ReactNode }) {
  const { query, client } = useApi();
  const queries = useQueryClient();
  const me = useQuery(query.identity.me.queryOptions({ staleTime: 60_000, retry: 3 }));
  /** The last person at this screen: when the session ends by itself, the work stays, locked, until they come back. */
  const [person, setPerson] = useState<SessionInfo | null>(null);
  const [locked, setLocked] = useState(false);

  useEffect(() => {
    if (me.data) setPerson(me.data);
    else if (me.data === null && person) setLocked(true);
  }, [me.data, person]);

  /** Ends the session, so that not even a reload gets past the lock; what is on the screen stays for the same person. */
  const lock = () => {
    setLocked(true);
    client.identity.logout().catch(() => undefined);
  };
  const idle = useIdle(person?.idleTimeoutSeconds ?? null, !locked);
  useEffect(() => {
    if (!idle) return;
    setLocked(true);
    client.identity.logout().catch(() => undefined);
  }, [idle, client]);

  const enter = (session: SessionInfo) => {
    if (person && person.person.id !== session.person.id) queries.clear();
    queries.setQueryData(query.identity.me.queryKey(), session);
    setPerson(session);
    setLocked(false);
    queries.invalidateQueries({ predicate: (each) => each.state.status === 'error' || each.isStale() });
  };
  const leave = () => {
    queries.clear();
    queries.setQueryData(query.identity.me.queryKey(), null);
    setPerson(null);
    setLocked(false);
  };

  if (me.data === undefined && me.error)
    return (
      <main className="gate">
        <FailurePanel error={me.error} onRetry={() => me.refetch()} />
      </main>
    );
  if (me.data === undefined && me.isPending)
    return (
      <main className="gate">
        <WaitingPanel />
      </main>
    );
  const session = me.data ?? person;
  if (!session) return <Login onEntered={enter} />;
  if (session.mustChangePassword) return <ChangePassword forced onChanged={enter} onCancel={leave} />;
  return (
    <SessionProvider value={session}>
      <LeaveProvider value={{ leave, lock }}>
        <div className="work" key={session.person.id} hidden={locked} inert={locked}>
          <MainDeskProvider personId={session.person.id} locked={locked}>
            {children}
          </MainDeskProvider>
        </div>
        {locked ? <Lock session={session} onEntered={enter} onLeave={leave} /> : null}
      </LeaveProvider>
    </SessionProvider>
  );
}
