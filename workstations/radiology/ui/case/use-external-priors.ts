// Earlier studies of the same patient number in archives of others. They are looked for beside everything else and hold nothing up.
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { ExternalFinds } from '../../../../core/imaging/external.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { type FoundStudy, foundStudies, mayBeAnother } from '../archive/finds.ts';

export interface ExternalPriors {
  /** An archive is set up and active. */
  any: boolean;
  list: readonly FoundStudy[];
  problems: readonly { source: ExternalFinds['source']; problem: NonNullable<ExternalFinds['problem']> }[];
  looking: boolean;
  /** What is searched for instead of the patient's own number; empty for none. */
  words: string;
  search: (words: string) => void;
  /** The one whose images stand beside the present ones. */
  shownUid: string | null;
  show: (uid: string | null) => void;
  /** What one key may show: the newest found by the patient's number that nothing speaks against. */
  first: FoundStudy | null;
  again: () => void;
}

/** What was found stays for the time that a case is read. */
const staleMs = 300_000;

export function useExternalPriors(exam: ExamDocument, current: readonly string[]): ExternalPriors {
  const { query } = useApi();
  const online = useOnline();
  const [shownUid, show] = useState<string | null>(null);
  const [words, search] = useState('');
  const { patient } = exam;
  const answer = useQuery({
    ...query.imaging.externalStudies.queryOptions({
      input: words === '' ? { patientIds: [patient.number] } : { text: words },
    }),
    enabled: online && (words !== '' || patient.number !== ''),
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
  const first = words === '' ? (list.find((study) => !mayBeAnother(study, patient)) ?? null) : null;
  return {
    ...{ list, problems, words, search, shownUid, show, first },
    any: (answer.data?.length ?? 0) > 0,
    looking: answer.isFetching,
    again: () => void answer.refetch(),
  };
}
