// After a decision, or a refusal because somebody else was first: read the lists again.
import { useQueryClient } from '@tanstack/react-query';
import { useApi } from '../../../../renderer/client/provider.tsx';

export function useHeldDecided(): () => void {
  const { query } = useApi();
  const queries = useQueryClient();
  return () => {
    queries.invalidateQueries({ queryKey: query.lab.unplaced.key() });
  };
}
