// The quality record of an exam, for those who may see it.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { ExamQuality } from '../../../../core/quality/model.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useRights } from '../../../../renderer/client/session.tsx';

export function useSeesQuality(): boolean {
  const can = useRights();
  return can('radiology.grade') || can('radiology.quality') || can('radiology.acquire');
}

export function useExamQuality(examId: string, wanted: boolean) {
  const { query } = useApi();
  return useQuery({
    ...query.quality.ofExam.queryOptions({ input: { examId } }),
    enabled: wanted,
    // A technician is refused what a colleague took: that is no failure to try again.
    retry: false,
  });
}

/** Puts what the server answered where the screens look, unless they have seen something newer. */
export function usePutQuality(): (after: ExamQuality) => void {
  const { query } = useApi();
  const queries = useQueryClient();
  return useCallback(
    (after) => {
      queries.setQueryData<ExamQuality>(query.quality.ofExam.queryKey({ input: { examId: after.examId } }), (before) =>
        before && before.version > after.version ? before : after,
      );
      void queries.invalidateQueries({ queryKey: query.quality.feedback.key() });
    },
    [queries, query],
  );
}
