// The institutions for which a person may enter exams: the own one, and those that the right was granted for (ECG-49).
import { useQuery } from '@tanstack/react-query';
import type { ExamService } from '../../core/orders/exam.ts';
import { actsFor, covers, placesFor } from '../../core/orders/exam-reach.ts';
import { useApi } from './provider.tsx';
import { useSession } from './session.tsx';

export interface EntryPlace {
  id: string;
  name: string;
  nameEn: string;
  own: boolean;
}

/** The own one first. Empty while the network is not known: then the server enters for the own one, or refuses. */
export function useEntryPlaces(service: ExamService): EntryPlace[] {
  const { query } = useApi();
  const { person, institutionId = null, places } = useSession();
  const network = useQuery(query.orders.institutions.queryOptions({ staleTime: 300_000 })).data ?? [];
  if (places === undefined || institutionId === null) return [];
  const mine = placesFor({ institutionId, places }, service, 'register');
  return network
    .filter(({ id }) => {
      const here = { institutionId: id, departmentIds: [person.departmentId], isOwn: id === institutionId };
      return actsFor({ institutionId, places }, service, id, ['register']) && covers(mine, here);
    })
    .map(({ id, name, nameEn }) => ({ id, name, nameEn, own: id === institutionId }))
    .toSorted((left, right) => Number(right.own) - Number(left.own));
}
