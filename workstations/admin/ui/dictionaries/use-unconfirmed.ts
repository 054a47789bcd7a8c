// Tests that stand as they were shipped: nobody of this hospital has looked at their ranges and critical limits and saved them.
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { DictionaryKind } from '../../../../core/lab/dictionary.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';

export function useUnconfirmed(kind: DictionaryKind): ReadonlySet<string> {
  const { query } = useApi();
  const list = useQuery(query.lab.unconfirmedTests.queryOptions({ enabled: kind === 'test' }));
  return useMemo(() => new Set(kind === 'test' ? list.data?.map(({ key }) => key) : []), [kind, list.data]);
}
