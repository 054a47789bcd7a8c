// What a critical value is of, in the reader's language: the laboratory's dictionary has English names; what the hospital wrote stays.
import { useQuery } from '@tanstack/react-query';
import type { CriticalDocument } from '../../core/critical/model.ts';
import { useApi } from '../client/provider.tsx';
import { useLocale } from '../i18n/text.tsx';

export function useTestName(): (critical: Pick<CriticalDocument, 'area' | 'testCode' | 'testName'>) => string {
  const locale = useLocale();
  const { query } = useApi();
  const { data } = useQuery(query.lab.dictionaries.queryOptions({ staleTime: 300_000, enabled: locale === 'en' }));
  return ({ area, testCode, testName }) =>
    (locale === 'en' && area === 'lab' && data?.test[testCode]?.nameEn) || testName;
}
