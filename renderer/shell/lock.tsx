// The lock: covers everything after a time without a touch, or when the session ended; the same person goes on where they were.
import { Button } from '@blueprintjs/core';
import { useEffect } from 'react';
import type { SessionInfo } from '../../core/identity/contract.ts';
import { useApi } from '../client/provider.tsx';
import { useActions } from '../keys/actions.tsx';
import { useShellText } from '../locales/use-shell-text.ts';
import { useScan } from '../scanner/scanner.tsx';
import { Credentials } from './login.tsx';
import { Mark } from './mark.tsx';

interface LockProps {
  session: SessionInfo;
  onEntered: (session: SessionInfo) => void;
  onLeave: () => void;
}

export function Lock({ session, onEntered, onLeave }: LockProps) {
  const text = useShellText();
  const { client } = useApi();
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
        <header>
          <Mark size={40} />
          <div>
            <h1>{text('lock.title')}</h1>
            <p>{text('lock.lead', { name: session.person.name })}</p>
            <p>{text('lock.silent')}</p>
          </div>
        </header>
        <Credentials user={session.person.user} submit={text('lock.unlock')} onEntered={onEntered} />
        <footer>
          <Button variant="minimal" size="small" text={text('lock.other')} onClick={other} />
        </footer>
      </section>
    </main>
  );
}
