// The desk of the person who is logged in at this main window: made with the session, locked with it, gone with it.
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { byOwnBinding, useActionRegistry } from '../keys/actions.tsx';
import { MainDesk } from './main-desk.ts';
import { holdDesk, openChannel } from './presence.ts';

const DeskContext = createContext<MainDesk | null>(null);

/** Told of touches at image windows; see shell/idle.ts. */
const touchedEvent = 'yishu-attended';

export function MainDeskProvider(props: { personId: string; locked: boolean; children: ReactNode }) {
  const { personId, locked, children } = props;
  const registry = useActionRegistry();
  const [desk, setDesk] = useState<MainDesk | null>(null);
  useEffect(() => {
    const id = crypto.randomUUID();
    const made = new MainDesk({
      desk: id,
      personId,
      channel: openChannel(id),
      touched: () => window.dispatchEvent(new Event(touchedEvent)),
      ownAct: (actionId) => byOwnBinding(registry, actionId),
    });
    const release = holdDesk(navigator, id);
    const end = () => {
      made.end();
      release();
    };
    window.addEventListener('pagehide', end);
    setDesk(made);
    return () => {
      window.removeEventListener('pagehide', end);
      end();
    };
  }, [personId, registry]);
  useEffect(() => desk?.lock(locked), [desk, locked]);
  return <DeskContext value={desk}>{children}</DeskContext>;
}

/** Null for the moment before there is one. */
export function useMainDesk(): MainDesk | null {
  return useContext(DeskContext);
}
