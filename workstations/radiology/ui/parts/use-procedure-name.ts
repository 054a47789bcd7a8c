// What an exam is called: as it was ordered, in English by its item where the catalogue has an English name and the words are still the item's.
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useLocale } from '../../../../renderer/i18n/text.tsx';

type Named = Pick<ExamDocument, 'procedureCode' | 'procedureName'>;

export function useProcedureName(): (exam: Named) => string {
  const { query } = useApi();
  const isEnglish = useLocale() === 'en';
  const items = useQuery(
    query.orders.items.queryOptions({ input: { service: 'radiology' }, staleTime: 300_000, enabled: isEnglish }),
  ).data;
  const names = useMemo(
    () => new Map((isEnglish ? items : undefined)?.map(({ code, name, nameEn }) => [`${code} ${name}`, nameEn])),
    [isEnglish, items],
  );
  return useCallback(
    ({ procedureCode, procedureName }) => names.get(`${procedureCode} ${procedureName}`) || procedureName,
    [names],
  );
}
