// Which earlier exam is compared with, and whether its images stand beside the present ones. Chosen anew for each case.
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useSession } from '../../../../renderer/client/session.tsx';
import { useLayoutChoice } from '../../../../renderer/i18n/preferences.tsx';
import { knownProtocols } from '../../../../renderer/imaging/index.ts';
import { comesByItself, rankPriors, studiesOf } from './rank-priors.ts';
import { type ExternalPriors, useExternalPriors } from './use-external-priors.ts';

export interface PriorChoice {
  list: readonly ExamDocument[];
  chosen: ExamDocument | null;
  choose: (examId: string) => void;
  /** Its images are beside the present ones. */
  shown: boolean;
  show: (on: boolean) => void;
  /** The most relevant one comes beside the present study by itself; kept as a preference. */
  auto: boolean;
  setAuto: (on: boolean) => void;
  /** Those in archives of others. */
  outside: ExternalPriors;
}

export function usePriors(exam: ExamDocument): PriorChoice {
  const { query } = useApi();
  const answer = useQuery({
    ...query.orders.priors.queryOptions({ input: { examId: exam.id } }),
    enabled: exam.priorCount > 0,
  });
  const list = useMemo(() => rankPriors(exam, answer.data ?? []), [exam, answer.data]);
  const [chosenId, choose] = useState<string | null>(null);
  const { person } = useSession();
  const protocols = useMemo(() => knownProtocols(person.id), [person.id]);
  const [auto, setAuto] = useLayoutChoice('radiology.priorBeside', ['auto', 'byHand'], 'auto');
  /** Null: the person has not said for this case. */
  const [said, show] = useState<boolean | null>(null);
  const outside = useExternalPriors(exam, studiesOf(exam));
  const chosen = list.find((each) => each.id === chosenId) ?? list[0] ?? null;
  const shown = said ?? (auto === 'auto' && outside.shownUid === null && comesByItself(exam, chosen, protocols));
  // One prior stands beside the present study, wherever it lies.
  const showOwn = (on: boolean) => {
    if (on) outside.show(null);
    show(on);
  };
  const showOutside = (uid: string | null) => {
    if (uid !== null) show(false);
    outside.show(uid);
  };
  return {
    ...{ list, chosen, choose, shown, show: showOwn },
    auto: auto === 'auto',
    setAuto: (on) => setAuto(on ? 'auto' : 'byHand'),
    outside: { ...outside, show: showOutside },
  };
}
