// Templates and phrases of radiology: read when the station opens, so that the first key of a case finds them.
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../../../renderer/client/provider.tsx';

export function useLibrary() {
  const { query } = useApi();
  return useQuery({
    ...query.examReports.templates.queryOptions({ input: { service: 'radiology' } }),
    staleTime: 300_000,
    gcTime: Number.POSITIVE_INFINITY,
  });
}
