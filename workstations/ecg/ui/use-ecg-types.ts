// The ECG types as lists of this station filter by them: the choices, and the type of an exam.
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ecgTypeOf } from '../../../core/orders/ecg-type.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { useApi } from '../../../renderer/client/provider.tsx';
import { pickName, useLocale } from '../../../renderer/i18n/text.tsx';

const staleTime = 300_000;

export function useEcgTypes() {
  const locale = useLocale();
  const { query } = useApi();
  const types = useQuery(query.orders.ecgTypes.queryOptions({ staleTime }));
  const items = useQuery(query.orders.items.queryOptions({ input: { service: 'ecg' }, staleTime }));
  return useMemo(
    () => ({
      types: types.data,
      /** Also those that are switched off: exams of theirs are looked for. */
      options: (types.data ?? []).map((type) => ({ value: type.code, label: pickName(locale, type) })),
      /** Whether an exam is of the type; the empty one is every type. */
      isOf: (exam: ExamDocument, type: string) => type === '' || ecgTypeOf(exam, items.data ?? []) === type,
      /** The name of an exam's type, to look for; empty without one. */
      nameOf: (exam: ExamDocument) => {
        const code = ecgTypeOf(exam, items.data ?? []);
        const type = types.data?.find((one) => one.code === code);
        return type ? pickName(locale, type) : '';
      },
    }),
    [types.data, items.data, locale],
  );
}
