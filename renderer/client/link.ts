// Whether the central server answers, and what this station can do: asked of the contract, never guessed from the shell.
import { useQuery } from '@tanstack/react-query';
import { useApi } from './provider.tsx';

export function useLink() {
  const { query } = useApi();
  return useQuery(query.devices.link.queryOptions({ refetchInterval: 15_000, staleTime: 5_000 })).data ?? null;
}

export function useOnline(): boolean {
  return useLink()?.online ?? true;
}

export function useCapabilities() {
  const { query } = useApi();
  return useQuery(query.devices.capabilities.queryOptions({ staleTime: Number.POSITIVE_INFINITY })).data ?? null;
}
