// The specimen on the screen: its query, and how the answer of a command is put in its place at once.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { SpecimenDocument } from '../../../../core/lab/model.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';

export function useSpecimen(specimenId: string) {
  const { query } = useApi();
  return useQuery(query.lab.specimen.queryOptions({ input: { id: specimenId } }));
}

export type SpecimenAnswer = NonNullable<ReturnType<typeof useSpecimen>['data']>;

/** Shows a document that a command gave back; the findings follow by a fresh read. An older one than on the screen is dropped. */
export function useShowDocument(): (document: SpecimenDocument) => void {
  const { query } = useApi();
  const queries = useQueryClient();
  return useCallback(
    (document) => {
      const queryKey = query.lab.specimen.queryKey({ input: { id: document.id } });
      queries.setQueryData<SpecimenAnswer>(queryKey, (before) =>
        before && before.document.version <= document.version ? { ...before, document } : before,
      );
      queries.invalidateQueries({ queryKey });
    },
    [query, queries],
  );
}
