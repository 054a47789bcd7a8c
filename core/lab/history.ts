// Earlier results of a patient (LAB-39, 58): only what was released, newest first, and the link from a line to the result before it.

import type { HistoryPoint } from './contract.ts';
import { currentVersion, takenAt } from './lines.ts';
import type { SpecimenDocument } from './model.ts';
import { isPublished } from './specimen-state.ts';

/** One point per reported result of the released specimens, newest first. A no-value is no point. */
export function historyPoints(documents: readonly SpecimenDocument[]): HistoryPoint[] {
  const points = documents
    .filter((document) => isPublished(document.state))
    .flatMap((document) => {
      const at = takenAt(document) ?? document.milestones.releasedAt;
      if (at === null) return [];
      return document.lines.flatMap((line) => {
        const current = currentVersion(line);
        if (current === null || current.noValue) return [];
        const { value, numeric, unit, abnormality } = current;
        return [
          {
            testCode: line.testCode,
            specimenId: document.id,
            barcode: document.barcode,
            at,
            value,
            numeric,
            unit,
            abnormality,
          },
        ];
      });
    });
  return points.sort((left, right) =>
    left.at === right.at ? compareText(left.specimenId, right.specimenId) : compareText(right.at, left.at),
  );
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Each line with the newest earlier result of its test. The same document when nothing changes. */
export function linkPrevious(document: SpecimenDocument, points: readonly HistoryPoint[]): SpecimenDocument {
  const at = takenAt(document);
  if (at === null) return document;
  const earlier = points.filter((point) => point.specimenId !== document.id && point.at < at);
  let changed = false;
  const lines = document.lines.map((line) => {
    const newest = earlier
      .filter((point) => point.testCode === line.testCode)
      .reduce<HistoryPoint | null>((best, point) => (best === null || point.at > best.at ? point : best), null);
    if (newest === null || (line.previous?.specimenId === newest.specimenId && line.previous.value === newest.value))
      return line;
    changed = true;
    const { value, unit, abnormality, specimenId } = newest;
    return { ...line, previous: { value, unit, abnormality, at: newest.at, specimenId } };
  });
  return changed ? { ...document, lines } : document;
}
