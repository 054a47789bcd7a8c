// The lock: covers everything after a time without a touch, or when the session ended; the same person goes on where they were.
import { Button } from '@blueprintjs/core';
import { useEffect } from 'react';
import type { SessionInfo } from '../../core/identity/contract.ts';
import type { EndedBecause } from '../../core/identity/session-end.ts';
import { useApi } from '../client/provider.tsx';
import { useActions } from '../keys/actions.tsx';
import { useShellText } from '../locales/use-shell-text.ts';
import { useSound, useSoundSwitch } from '../parts/use-sound.ts';
import { useScan } from '../scanner/scanner.tsx';
import { Credentials } from './login.tsx';
import { Mark } from './mark.tsx';
import { useWaiting, WaitingCriticals } from './waiting-criticals.tsx';

interface LockProps {
  session: SessionInfo;
  /** Why the session ended; null when it was locked. */
  ended: EndedBecause | null;
  /** `waiting`: alarms that stood on the lock. */
  onEntered: (session: SessionInfo, waiting: number) => void;
  onLeave: () => void;
}

export function Lock({ session, ended, onEntered, onLeave }: LockProps) {
  const text = useShellText();
  const { client } = useApi();
  const play = useSound();
  const { on } = useSoundSwitch();
  const asked = useWaiting(true);
  useActions({ title: text('lock.title'), depth: 9, modal: 'lock' }, []);
  useScan(9, () => undefined);
  useEffect(() => {
    // Dialogs live outside the work's element: the style sheet hides them by this mark.
    document.documentElement.dataset.locked = 'yes';
    return () => {
      delete document.documentElement.dataset.locked;
    };
  }, []);
  const other = () => {
    client.identity.logout().then(onLeave, onLeave);
  };
  return (
    <main className="gate lock" data-testid="lock">
      <section className="gate-card">
        <WaitingCriticals asked={asked} play={play} silent={!on} />
        <header>
          <Mark size={40} />
          <div>
            <h1>{text(ended ? 'lock.ended' : 'lock.title')}</h1>
            {ended ? <p data-testid="lock-ended">{text(`lock.ended.${ended}`)}</p> : null}
            <p>{text(ended ? 'lock.ended.lead' : 'lock.lead', { name: session.person.name })}</p>
          </div>
        </header>
        <Credentials
          user={session.person.user}
          submit={text(ended ? 'login' : 'lock.unlock')}
          onEntered={(entered) => onEntered(entered, asked.data?.waiting ?? 0)}
        />
        <footer>
          <Button variant="minimal" size="small" text={text('lock.other')} onClick={other} />
        </footer>
      </section>
    </main>
  );
}
