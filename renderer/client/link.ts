// Whether the central server answers, and what this station can do: asked of the contract, never guessed from the shell.
import { useQuery } from '@tanstack/react-query';
import type { LinkState } from '../../core/devices/contract.ts';
import { failureOf } from './failure.ts';
import { useApi } from './provider.tsx';

const askMilliseconds = 15_000;
/** While nothing answers: that it is back is seen at once. */
const knockMilliseconds = 3_000;

/** What was said last; when nothing answers any more, not even to say so, this page is offline since the last answer. */
export function linkSeen(last: LinkState | undefined, answeredAt: number, failure: unknown): LinkState | null {
  if (!last) return null;
  if (!failure || failureOf(failure).code !== 'UNREACHABLE' || !last.online) return last;
  const since = new Date(answeredAt).toISOString();
  return { ...last, online: false, since, dataAsOf: since };
}

export function useLink(): LinkState | null {
  const { query } = useApi();
  const { data, dataUpdatedAt, failureReason } = useQuery(
    query.devices.link.queryOptions({
      refetchInterval: ({ state }) => (state.fetchFailureReason ? knockMilliseconds : askMilliseconds),
      staleTime: 5_000,
      retry: false,
    }),
  );
  return linkSeen(data, dataUpdatedAt, failureReason);
}

export function useOnline(): boolean {
  return useLink()?.online ?? true;
}

export function useCapabilities() {
  const { query } = useApi();
  return useQuery(query.devices.capabilities.queryOptions({ staleTime: Number.POSITIVE_INFINITY })).data ?? null;
}
