// The numbers, asked anew when the feed says that an exam or a report changed; many changes at once are one question.
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { ReportCountQuery, ReportCountState } from '../../../../core/orders/report-counts.ts';
import { useLiveChanges } from '../../../../renderer/client/live.tsx';
import { useApi } from '../../../../renderer/client/provider.tsx';

/** A busy hour changes exams several times a second: the numbers are counted once in so long. */
const restMilliseconds = 1_000;

export function useReportCounts(asked: ReportCountQuery) {
  const { query } = useApi();
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      if (timer.current) clearTimeout(timer.current);
    },
    [],
  );
  useLiveChanges((changes) => {
    if (timer.current || !changes.some(({ kind }) => kind === 'exam' || kind === 'examReport')) return;
    timer.current = setTimeout(() => {
      timer.current = null;
      void queries.invalidateQueries({ queryKey: query.orders.reportCounts.key() });
      void queries.invalidateQueries({ queryKey: query.orders.countedExams.key() });
    }, restMilliseconds);
  });
  return useQuery({
    ...query.orders.reportCounts.queryOptions({ input: asked }),
    placeholderData: keepPreviousData,
  });
}

export interface ChosenNumber {
  institutionId: string;
  state: ReportCountState;
}

export function useCountedExams(asked: ReportCountQuery, chosen: ChosenNumber | null) {
  const { query } = useApi();
  const input = { ...asked, institutionId: chosen?.institutionId ?? '', state: chosen?.state ?? 'unwritten' };
  return useQuery({ ...query.orders.countedExams.queryOptions({ input }), enabled: chosen !== null });
}
