// Several results of one test in one message: replicates. Their mean is taken when the analyzer marks one, else a person chooses.
import type { SpecimenDocument } from './model.ts';

/** Value of the qualifier `replicate` by which a driver says: this one was calculated by the analyzer from the others. */
export const REPLICATE_MEAN = 'mean';

/** Lines that this message filled for the first time and that hold exactly one marked mean report that mean. */
export function decideReplicates(
  before: SpecimenDocument,
  after: SpecimenDocument,
  messageId: string,
): SpecimenDocument {
  const filled = new Set(before.lines.filter((line) => line.versions.length > 0).map((line) => line.testCode));
  const lines = after.lines.map((line) => {
    if (filled.has(line.testCode) || line.versions.length < 2) return line;
    const means = line.versions.filter(
      (version) => version.messageId === messageId && version.qualifiers.replicate === REPLICATE_MEAN,
    );
    const [mean] = means;
    return mean !== undefined && means.length === 1 && !mean.noValue ? { ...line, currentId: mean.id } : line;
  });
  return { ...after, lines };
}
