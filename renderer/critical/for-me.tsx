// A critical finding of images over whatever screen is open, for the ward that asked and, once nobody answered, for a head (RAD-44): it is
// on record when it stood here; the ward's answer ends the escalation. What is taken back is told to whoever saw it.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Concern } from '../../core/critical/contract.ts';
import type { CriticalDocument } from '../../core/critical/model.ts';
import { useApi, useCommand } from '../client/provider.tsx';
import { useRights } from '../client/session.tsx';
import { useSound } from '../parts/use-sound.ts';
import { routeAddress } from '../shell/route.ts';
import { ForMePopup } from './for-me-popup.tsx';
import { useCriticalUpdated } from './updated.ts';

export interface CriticalForMe {
  critical: CriticalDocument;
  as: Concern;
}

/** The feed tells of changes at once; this is for a feed that was cut, and for people who follow none. */
const refetchMilliseconds = 60_000;
const none: readonly CriticalForMe[] = [];

/** A new stage is told anew, also to somebody who put the former one aside. */
function stageKey({ id, state, steps }: CriticalDocument): string {
  const escalations = steps.filter(({ kind }) => kind === 'escalated').length;
  return `${id} ${state === 'withdrawn' ? 'withdrawn' : escalations}`;
}

export function CriticalsForMe() {
  const { client, query } = useApi();
  const can = useRights();
  const playSound = useSound();
  const updated = useCriticalUpdated();
  const mine = useQuery({
    ...query.critical.mine.queryOptions({ input: { days: 3 } }),
    refetchInterval: refetchMilliseconds,
  });
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const reached = useCommand(client.critical.reached, { handles: ['NOT_FOUND', 'RIGHT_MISSING', 'STATE_REFUSED'] });
  const acknowledge = useCommand(client.critical.acknowledge, { onDone: updated });
  // Who telephones has the other popup for what nobody was told yet.
  const over = (mine.data?.rows ?? none).filter(
    ({ critical, as }) =>
      !closed.has(stageKey(critical)) && !(as === 'head' && critical.state === 'open' && can('critical.document')),
  );

  const sounded = useRef(new Set<string>());
  useEffect(() => {
    for (const { critical } of over) {
      const key = stageKey(critical);
      if (sounded.current.has(key)) continue;
      sounded.current.add(key);
      playSound(critical.state === 'withdrawn' ? 'attention' : 'critical');
      // That it is taken back counts as seen when the person says so, not when it flashed by.
      if (critical.state !== 'withdrawn') reached.mutate({ criticalId: critical.id });
    }
  }, [over, reached, playSound]);

  if (over.length === 0) return null;
  const close = (those: readonly CriticalForMe[]) =>
    setClosed(new Set([...closed, ...those.map(({ critical }) => stageKey(critical))]));
  return (
    <ForMePopup
      rows={over}
      onOpen={
        can('radiology.view')
          ? (examId) => {
              location.hash = routeAddress('radiology', 'case', { exam: examId });
            }
          : null
      }
      onAnswer={(row) => {
        const { critical, as } = row;
        const criticalId = critical.id;
        if (critical.state === 'withdrawn') reached.mutate({ criticalId });
        else if (as === 'ward') return acknowledge.mutate({ criticalId, expectedVersion: critical.version, note: '' });
        close([row]);
      }}
      onLater={() => close(over)}
    />
  );
}
