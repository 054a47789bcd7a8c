// Which earlier exam is compared with, and whether its images stand beside the present ones. Chosen anew for each case.
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { type ExternalPriors, useExternalPriors } from './use-external-priors.ts';

export interface PriorChoice {
  list: readonly ExamDocument[];
  chosen: ExamDocument | null;
  choose: (examId: string) => void;
  /** Its images are beside the present ones. */
  shown: boolean;
  show: (on: boolean) => void;
  /** Those in archives of others. */
  outside: ExternalPriors;
}

/** The most useful first: same part and modality, then same part, then the newest. */
export function rankPriors(exam: ExamDocument, priors: readonly ExamDocument[]): ExamDocument[] {
  const score = (prior: ExamDocument) =>
    (prior.bodyPart === exam.bodyPart ? 2 : 0) +
    (prior.modality === exam.modality ? 1 : 0) +
    (prior.objects.some((object) => object.kind === 'study') ? 4 : 0);
  return priors
    .filter((prior) => prior.service === 'radiology' && prior.state !== 'cancelled')
    .toSorted(
      (left, right) =>
        score(right) - score(left) ||
        (right.acquiredAt ?? right.requestedAt).localeCompare(left.acquiredAt ?? left.requestedAt, 'en'),
    );
}

export function usePriors(exam: ExamDocument): PriorChoice {
  const { query } = useApi();
  const answer = useQuery({
    ...query.orders.priors.queryOptions({ input: { examId: exam.id } }),
    enabled: exam.priorCount > 0,
  });
  const list = useMemo(() => rankPriors(exam, answer.data ?? []), [exam, answer.data]);
  const [chosenId, choose] = useState<string | null>(null);
  const [shown, show] = useState(false);
  const outside = useExternalPriors(exam, studiesOf(exam));
  const chosen = list.find((each) => each.id === chosenId) ?? list[0] ?? null;
  // One prior stands beside the present study, wherever it lies.
  const showOwn = (on: boolean) => {
    if (on) outside.show(null);
    show(on);
  };
  const showOutside = (uid: string | null) => {
    if (uid !== null) show(false);
    outside.show(uid);
  };
  return { list, chosen, choose, shown, show: showOwn, outside: { ...outside, show: showOutside } };
}

export function studiesOf(exam: ExamDocument | null): string[] {
  return (exam?.objects ?? []).filter((object) => object.kind === 'study').map((object) => object.id);
}
