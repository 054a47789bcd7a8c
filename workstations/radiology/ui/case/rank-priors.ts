// Which earlier exam is compared with first, and whether it comes beside the present one by itself.
import { asksForPrior } from '../../../../core/imaging/hanging/beside.ts';
import type { HangingProtocol } from '../../../../core/imaging/hanging/model.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';

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

/** Ids of the studies of an exam, in their order. */
export function studiesOf(exam: Pick<ExamDocument, 'objects'> | null): string[] {
  return (exam?.objects ?? []).filter((object) => object.kind === 'study').map((object) => object.id);
}

/** True for a prior with images of the same modality and body part, and for one that the hanging protocol has a place for. */
export function comesByItself(
  exam: ExamDocument,
  prior: ExamDocument | null,
  protocols: readonly HangingProtocol[],
): boolean {
  if (!prior || studiesOf(prior).length === 0) return false;
  if (prior.modality === exam.modality && prior.bodyPart !== '' && prior.bodyPart === exam.bodyPart) return true;
  const text = `${exam.bodyPart} ${exam.procedureName}`;
  return asksForPrior(protocols, { modality: exam.modality, text }, prior.modality);
}
