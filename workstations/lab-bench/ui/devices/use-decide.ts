// A person's decision about what is parked: try it again at once, or give it up after a reason was asked for.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useRights } from '../../../../renderer/client/session.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useDevicesText } from './texts.ts';

export interface Parked {
  what: 'command' | 'message';
  id: string;
  /** How the thing is named to the person: specimen or subject. */
  name: string;
}

/** `target` is the chosen parked thing, `why` says why there is none. */
export function useDecide(target: Parked | null, why: string) {
  const text = useDevicesText();
  const { query } = useApi();
  const queries = useQueryClient();
  const can = useRights();
  const { show } = useToasts();
  // Kept apart from the choice: a row that moves while the reason is written must not change what is given up.
  const [asking, setAsking] = useState<Parked | null>(null);
  const decide = useMutation(
    query.devices.decide.mutationOptions({
      onSettled: () => {
        const { inbox, outbox, connections } = query.devices;
        for (const queryKey of [inbox.key(), outbox.key(), connections.key()]) queries.invalidateQueries({ queryKey });
      },
    }),
  );
  const off = can('lab.resolveUnplaced') ? (target ? null : why) : text('right.decide');
  const retry = () => {
    if (off !== null || !target || decide.isPending) return;
    const { what, id, name } = target;
    decide.mutate(
      { what, id, how: 'retry', reason: '' },
      { onSuccess: () => show({ tone: 'done', title: text('decide.retried', { what: name }) }) },
    );
  };
  const giveUp = (reason: string) => {
    if (!asking || decide.isPending) return;
    const { what, id, name } = asking;
    decide.mutate(
      { what, id, how: 'giveUp', reason },
      {
        onSuccess: () => {
          show({ tone: 'done', title: text('decide.gaveUp', { what: name }) });
          setAsking(null);
        },
      },
    );
  };
  return {
    off,
    busy: decide.isPending,
    retry,
    asking,
    ask: () => off === null && setAsking(target),
    stopAsking: () => setAsking(null),
    giveUp,
  };
}
