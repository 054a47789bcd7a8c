// Earlier studies of the same patient number in archives of others. They are looked for beside everything else and hold nothing up.
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { ExternalFinds } from '../../../../core/imaging/external.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { type FoundStudy, foundStudies } from '../archive/finds.ts';

export interface ExternalPriors {
  list: readonly FoundStudy[];
  problems: readonly { source: ExternalFinds['source']; problem: NonNullable<ExternalFinds['problem']> }[];
  looking: boolean;
  /** The one whose images stand beside the present ones. */
  shownUid: string | null;
  show: (uid: string | null) => void;
  again: () => void;
}

/** What was found stays for the time that a case is read. */
const staleMs = 300_000;

export function useExternalPriors(exam: ExamDocument, current: readonly string[]): ExternalPriors {
  const { query } = useApi();
  const online = useOnline();
  const [shownUid, show] = useState<string | null>(null);
  const answer = useQuery({
    ...query.imaging.externalStudies.queryOptions({ input: { patientIds: [exam.patient.number] } }),
    enabled: online && exam.patient.number !== '',
    staleTime: staleMs,
    retry: false,
  });
  const present = current.join(' ');
  const list = useMemo(
    () => foundStudies(answer.data ?? []).filter(({ uid }) => !present.split(' ').includes(uid)),
    [answer.data, present],
  );
  const problems = useMemo(
    () => (answer.data ?? []).flatMap(({ source, problem }) => (problem ? [{ source, problem }] : [])),
    [answer.data],
  );
  return { list, problems, looking: answer.isFetching, shownUid, show, again: () => void answer.refetch() };
}
