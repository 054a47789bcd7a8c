// Who is there? Shows the login, the forced change of a password, the lock, or the work.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import type { SessionInfo } from '../../core/identity/contract.ts';
import type { EndedBecause } from '../../core/identity/session-end.ts';
import { AfterLock } from '../alerts/after-lock.tsx';
import { HeldProvider } from '../client/held.ts';
import { endedKey, useApi } from '../client/provider.tsx';
import { SessionProvider } from '../client/session.tsx';
import { FailurePanel, WaitingPanel } from '../parts/panels.tsx';
import { MainDeskProvider } from '../windows/desk-provider.tsx';
import { ChangePassword } from './change-password.tsx';
import { useIdle } from './idle.ts';
import { LeaveProvider } from './leave.ts';
import { Lock } from './lock.tsx';
import { Login } from './login.tsx';

export function SessionGate({ children }: { children: ReactNode }) {
  const api = useApi();
  const { query } = api;
  const queries = useQueryClient();
  const me = useQuery(query.identity.me.queryOptions({ staleTime: 60_000, retry: 3 }));
  /** The last person at this screen: when the session ends by itself, the work stays, locked, until they come back. */
  const [person, setPerson] = useState<SessionInfo | null>(null);
  const [locked, setLocked] = useState(false);
  /** Why it ended by itself; null while the person or the time locked it. */
  const [ended, setEnded] = useState<EndedBecause | null>(null);
  /** Something waited when the person came back. */
  const [alarmed, setAlarmed] = useState(false);

  useEffect(() => {
    if (me.data) setPerson(me.data);
    else if (me.data === null && person && !locked) {
      const because = queries.getQueryData<EndedBecause>(endedKey) ?? 'unknown';
      setEnded(because === 'locked' ? null : because);
      setLocked(true);
    }
  }, [me.data, person, locked, queries]);
  useEffect(() => api.hold(locked), [api, locked]);

  /** The session is good for nothing but a count from here on, so that not even a reload gets past the lock; what is on the screen stays. */
  const lock = () => setLocked(true);
  const idle = useIdle(person?.idleTimeoutSeconds ?? null, !locked);
  useEffect(() => {
    if (idle) setLocked(true);
  }, [idle]);

  const enter = (session: SessionInfo, waiting = 0) => {
    api.hold(false);
    if (person && person.person.id !== session.person.id) queries.clear();
    queries.setQueryData(query.identity.me.queryKey(), session);
    queries.removeQueries({ queryKey: endedKey });
    setPerson(session);
    setLocked(false);
    setEnded(null);
    setAlarmed(waiting > 0);
    queries.invalidateQueries({ predicate: (each) => each.state.status === 'error' || each.isStale() });
  };
  const leave = () => {
    api.hold(false);
    queries.clear();
    queries.setQueryData(query.identity.me.queryKey(), null);
    setPerson(null);
    setLocked(false);
    setEnded(null);
    setAlarmed(false);
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
          <HeldProvider value={locked}>
            <MainDeskProvider personId={session.person.id} locked={locked}>
              {children}
            </MainDeskProvider>
          </HeldProvider>
          {alarmed && !locked ? <AfterLock onClose={() => setAlarmed(false)} /> : null}
        </div>
        {locked ? <Lock session={session} ended={ended} onEntered={enter} onLeave={leave} /> : null}
      </LeaveProvider>
    </SessionProvider>
  );
}
