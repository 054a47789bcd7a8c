// Watches for ECG danger alerts while somebody is logged in, at whatever station: all whom an alert names see it, answer it, and hear when it
// is withdrawn (ECG-33, 34). Where the tracing itself is read, the strip above the list says the same of open ones.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { EcgAlert } from '../../core/ecg/flow/alert.ts';
import { useApi, useCommand } from '../client/provider.tsx';
import { useRights, useSession } from '../client/session.tsx';
import { useSound } from '../parts/use-sound.ts';
import { routeAddress, useRoute } from '../shell/route.ts';
import './alerts.css';
import { AlertPopup } from './popup.tsx';
import { alertsOver, stageKey, stageOf } from './shown.ts';

/** The feed tells of changes at once; this is for a feed that was cut without anybody noticing. */
const refetchMilliseconds = 60_000;
const days = 3;
const none: readonly EcgAlert[] = [];

export function EcgAlertWatch() {
  const { client, query } = useApi();
  const can = useRights();
  const { person } = useSession();
  const playSound = useSound();
  const { station, screen } = useRoute();
  const mine = useQuery({
    ...query.ecg.alerts.queryOptions({ input: { state: 'mine', days } }),
    refetchInterval: refetchMilliseconds,
  });
  const now = mine.data ?? none;
  const [told, setTold] = useState<ReadonlySet<string>>(new Set());
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  // What a colleague has settled is not this person's any more: how it ended is asked for.
  const gone = [...told].filter((id) => !now.some((alert) => alert.id === id));
  const settled = useQuery({
    ...query.ecg.alerts.queryOptions({ input: { state: 'all', days } }),
    enabled: mine.isSuccess && gone.length > 0,
  });
  const reached = useCommand(client.ecg.alertReached, { handles: ['NOT_FOUND', 'RIGHT_MISSING', 'STATE_REFUSED'] });
  const acknowledge = useCommand(client.ecg.acknowledgeAlert, { handles: ['STATE_REFUSED'] });

  const reads = can('ecg.write') || can('ecg.review');
  const isReading = station === 'ecg' && screen === 'reading';
  const before = useMemo(() => (settled.data ?? none).filter(({ id }) => told.has(id)), [settled.data, told]);
  const over = alertsOver(now, before, closed, { name: person?.name ?? '', reads }).filter(
    (alert) => !(isReading && stageOf(alert) === 'danger'),
  );

  const sounded = useRef(new Set<string>());
  useEffect(() => {
    for (const alert of over) {
      const key = stageKey(alert);
      if (sounded.current.has(key)) continue;
      sounded.current.add(key);
      playSound(stageOf(alert) === 'retracted' ? 'attention' : 'critical');
      if (stageOf(alert) === 'danger') reached.mutate({ alertId: alert.id });
    }
    const fresh = over.filter(({ id }) => !told.has(id));
    if (fresh.length > 0) setTold(new Set([...told, ...fresh.map(({ id }) => id)]));
  }, [over, told, reached, playSound]);

  if (over.length === 0) return null;
  const close = (alerts: readonly EcgAlert[]) => setClosed(new Set([...closed, ...alerts.map(stageKey)]));
  return (
    <AlertPopup
      alerts={over}
      onOpen={
        can('ecg.view')
          ? (examId) => {
              location.hash = routeAddress('ecg', 'reading', { exam: examId });
            }
          : null
      }
      onAnswer={(alert) => {
        // A retraction counts as seen when the person says so, not when it flashed by.
        if (stageOf(alert) === 'danger') acknowledge.mutate({ alertId: alert.id, note: '' });
        else reached.mutate({ alertId: alert.id });
        close([alert]);
      }}
      onLater={() => close(over)}
    />
  );
}
