// Watches for critical values while somebody is logged in: the open ones for the bell, and a popup for each new one.
import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { CriticalDocument } from '../../core/critical/model.ts';
import { useApi } from '../client/provider.tsx';
import { useRights } from '../client/session.tsx';
import { useDialogAbout } from '../parts/use-dialog-about.ts';
import { useSound } from '../parts/use-sound.ts';
import { useRoute } from '../shell/route.ts';
import { CallDialog } from './call-dialog.tsx';
import { CriticalPopup } from './popup.tsx';

interface CriticalValue {
  /** Not yet told to anybody who read it back. */
  open: readonly CriticalDocument[];
}

const none: readonly CriticalDocument[] = [];
const CriticalContext = createContext<CriticalValue>({ open: none });
const idOf = (critical: CriticalDocument) => critical.id;
const refetchMilliseconds = 20_000;

export function useCritical(): CriticalValue {
  return useContext(CriticalContext);
}

/** Raised and not yet read back by the ward: what a person at the bench still has to do. */
export function isOpen(critical: CriticalDocument): boolean {
  return critical.state === 'open';
}

export function CriticalProvider({ children }: { children: ReactNode }) {
  const { query } = useApi();
  const can = useRights();
  const playSound = useSound();
  // Whoever sees results or telephones critical findings; the server gives each the values of their own areas.
  const watching = can('lab.view') || can('critical.document');
  const list = useQuery(
    query.critical.list.queryOptions({
      input: { state: 'open', days: 3 },
      enabled: watching,
      refetchInterval: refetchMilliseconds,
    }),
  );
  const open = useMemo(() => list.data?.rows.filter(isOpen) ?? none, [list.data]);
  const known = useRef<Set<string> | null>(null);
  const [popups, setPopups] = useState<readonly string[]>([]);
  // Here and not in the popup: what is written down outlives the popup when the value is answered elsewhere meanwhile.
  const call = useDialogAbout<'call', CriticalDocument>(open, idOf);

  useEffect(() => {
    if (!list.data) return;
    const before = known.current;
    const fresh = open.filter((critical) => !before?.has(critical.id)).map((critical) => critical.id);
    known.current = new Set([...(before ?? []), ...fresh]);
    if (fresh.length === 0) return;
    setPopups((shown) => [...shown, ...fresh]);
    playSound('critical');
  }, [list.data, open, playSound]);

  // The screen of critical values shows them all, with the form of the call.
  const { screen } = useRoute();
  const shown = open.filter((critical) => popups.includes(critical.id));
  const value = useMemo(() => ({ open }), [open]);
  return (
    <CriticalContext value={value}>
      {children}
      {shown.length > 0 && screen !== 'critical' ? (
        <CriticalPopup
          criticals={shown}
          onCall={(critical) => call.open('call', critical)}
          onLater={() => setPopups([])}
        />
      ) : null}
      {call.about ? <CallDialog critical={call.about} onClose={call.close} /> : null}
    </CriticalContext>
  );
}
