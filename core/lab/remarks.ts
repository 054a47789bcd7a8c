// What analyzers say about the specimen rather than about a test: interpretive messages and suspect flags, kept as comments of the results.
import type { InstrumentResult } from './instrument-message.ts';
import { replaceLine } from './lines.ts';
import type { SpecimenDocument } from './model.ts';
import { numericOf } from './numeric.ts';

/** A suspect flag is positive from this score on (Sysmex Q-flags run from 0 to 300 in steps of 10). */
const POSITIVE_SCORE = 100;

/**
 * The remark that a result on a left-out channel makes, or null. Three forms are known: a name without value and with the flag A
 * (`Anemia`), a question answered T (`WBC Left Shift?`), a question with a score (`Blasts/Abn_Lympho?` 120).
 */
export function remarkOf(result: InstrumentResult): string | null {
  if ((result.attachments?.length ?? 0) > 0) return null;
  const name = (result.name || result.code).trim();
  const value = result.value.trim();
  if (value === '') return result.flags.includes('A') ? name : null;
  if (!name.endsWith('?')) return null;
  if (value === 'T') return name;
  const score = numericOf(value);
  return score !== null && score >= POSITIVE_SCORE ? `${name} ${value}` : null;
}

/** The document with the remarks among the comments of the first result that came with them. */
export function withRemarks(
  document: SpecimenDocument,
  placed: readonly { testCode: string; resultId: string }[],
  remarks: readonly string[],
): SpecimenDocument {
  const [first] = placed;
  const line = document.lines.find((one) => one.testCode === first?.testCode);
  if (first === undefined || line === undefined || remarks.length === 0) return document;
  const versions = line.versions.map((version) =>
    version.id === first.resultId ? { ...version, comments: [...version.comments, ...remarks] } : version,
  );
  return replaceLine(document, { ...line, versions });
}
