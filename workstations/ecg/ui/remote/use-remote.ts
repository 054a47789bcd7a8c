// Exams with a remote request of the last year, the institutions that are our own, and the commands of both sides.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { usePutExam } from '../queue/use-queue.ts';
import { remoteRows } from './remote-rows.ts';

const days = 365;

export function useRemoteExams() {
  const { query } = useApi();
  return useQuery({
    ...query.orders.worklist.queryOptions({ input: { service: 'ecg', days, remoteOnly: true, limit: 5000 } }),
    refetchInterval: 30_000,
    placeholderData: keepPreviousData,
  });
}

export function useInstitutions() {
  const { query } = useApi();
  const answer = useQuery(query.orders.institutions.queryOptions({ staleTime: 300_000 }));
  const own = useMemo(
    () => new Set((answer.data ?? []).filter((each) => each.mine).map((each) => each.id)),
    [answer.data],
  );
  return { institutions: answer.data ?? [], loaded: answer.isSuccess, own };
}

export type RemoteAct = 'accept' | 'return' | 'withdraw' | 'resubmit';

export function useDecideRemote(onDone: () => void) {
  const text = useEcgText();
  const { client } = useApi();
  const { show } = useToasts();
  const put = usePutExam();
  return useCommand(client.orders.decideRemote, {
    onDone: (after, input) => {
      put(after);
      show({ tone: 'done', title: text(`remote.${input.act}.done`, { name: after.patient.name }) });
      onDone();
    },
  });
}

/** Requests that wait for our answer. */
export function useRemoteBadge() {
  const exams = useRemoteExams();
  const { own } = useInstitutions();
  const { counts } = remoteRows(exams.data?.rows ?? [], own, { direction: 'received', state: 'all', text: '' });
  return { count: counts.waiting, tone: 'waiting' as const };
}
