// The dictionaries, one immutable value for all screens.
import { useQuery } from '@tanstack/react-query';
import type { Dictionaries } from '../../core/lab/dictionary.ts';
import { useApi } from './provider.tsx';

export function useDictionaries(): Dictionaries | null {
  const { query } = useApi();
  return useQuery(query.lab.dictionaries.queryOptions({ staleTime: 300_000 })).data ?? null;
}
