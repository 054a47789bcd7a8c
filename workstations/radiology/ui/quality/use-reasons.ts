// The reasons that can be given now, and what a code is called, also one that is switched off.
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { QualityReason, ReasonKind } from '../../../../core/quality/model.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';

export function useReasons(kind: ReasonKind): {
  offered: readonly QualityReason[];
  nameOf: (code: string) => string;
} {
  const { query } = useApi();
  const locale = useLocale();
  const all = useQuery(query.quality.reasons.queryOptions({ staleTime: 300_000 }));
  const ofKind = useMemo(() => (all.data ?? []).filter((reason) => reason.kind === kind), [all.data, kind]);
  const nameOf = useCallback(
    (code: string) => {
      const found = ofKind.find((reason) => reason.code === code);
      return found ? pickName(locale, found) : code;
    },
    [ofKind, locale],
  );
  return { offered: ofKind.filter(({ active }) => active), nameOf };
}
