// The institutions that are our own, and the decision about a request.
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ExamDocument } from '../../core/orders/exam.ts';
import { useApi, useCommand } from '../client/provider.tsx';
import { useToasts } from '../shell/toasts.tsx';
import { useRemoteText } from './texts.ts';

/** Puts the exam that a command gave back where the station shows it. */
export type PutExam = (exam: ExamDocument) => void;

export function useInstitutions() {
  const { query } = useApi();
  const answer = useQuery(query.orders.institutions.queryOptions({ staleTime: 300_000 }));
  const own = useMemo(
    () => new Set((answer.data ?? []).filter((each) => each.mine).map((each) => each.id)),
    [answer.data],
  );
  return { institutions: answer.data ?? [], loaded: answer.isSuccess, asking: answer.isLoading, own };
}

export function useDecideRemote(put: PutExam, onDone: () => void) {
  const text = useRemoteText();
  const { client } = useApi();
  const { show } = useToasts();
  return useCommand(client.orders.decideRemote, {
    onDone: (after, input) => {
      put(after);
      show({ tone: 'done', title: text(`${input.act}.done`, { name: after.patient.name }) });
      onDone();
    },
  });
}
