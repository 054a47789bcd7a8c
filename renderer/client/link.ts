// Whether the central server answers, and what this station can do: asked of the contract, never guessed from the shell.
import { useQuery } from '@tanstack/react-query';
import type { LinkState } from '../../core/devices/contract.ts';
import { failureOf } from './failure.ts';
import { useApi } from './provider.tsx';

const askMilliseconds = 15_000;
/** The question costs a server nothing: one that is silent for longer does not answer, though its connections stand. */
const answerMilliseconds = 10_000;
/** While nothing answers: that it is back is seen at once. */
const knockMilliseconds = 3_000;

/** What was said last; when nothing answers any more, not even to say so, this page is offline since the last answer. */
export function linkSeen(last: LinkState | undefined, answeredAt: number, failure: unknown): LinkState | null {
  if (!last) return null;
  if (!failure || failureOf(failure).code !== 'UNREACHABLE' || !last.online) return last;
  const since = new Date(answeredAt).toISOString();
  return { ...last, online: false, since, dataAsOf: since };
}

/** Asks, and gives up when there is no answer in time. @throws TimeoutError */
export function answeredWithin<Answer>(
  milliseconds: number,
  cancelled: AbortSignal,
  ask: (signal: AbortSignal) => Promise<Answer>,
): Promise<Answer> {
  return ask(AbortSignal.any([cancelled, AbortSignal.timeout(milliseconds)]));
}

export function useLink(): LinkState | null {
  const { client, query } = useApi();
  // The error stands while it is asked again; the reason of the failure does not.
  const { data, dataUpdatedAt, error } = useQuery({
    ...query.devices.link.queryOptions({
      refetchInterval: ({ state }) => (state.error ? knockMilliseconds : askMilliseconds),
      staleTime: 5_000,
      retry: false,
    }),
    queryFn: ({ signal: cancelled }) =>
      answeredWithin(answerMilliseconds, cancelled, (signal) => client.devices.link(undefined, { signal })),
  });
  return linkSeen(data, dataUpdatedAt, error);
}

export function useOnline(): boolean {
  return useLink()?.online ?? true;
}

export function useCapabilities() {
  const { query } = useApi();
  return useQuery(query.devices.capabilities.queryOptions({ staleTime: Number.POSITIVE_INFINITY })).data ?? null;
}
