// Adding a version to a line: nothing is overwritten, and where two values differ a person chooses (research requirement 3).

import { currentVersion } from './lines.ts';
import type { ResultVersion, TestLine } from './model.ts';
import { sameValue } from './numeric.ts';

/**
 * correction: the sender says that it replaces what was sent before. result: a value for an empty line, or another value for a filled one.
 * replace: a person, or a recalculation, puts it in the place of the current one.
 */
export type VersionMode = 'result' | 'correction' | 'replace';

/** The line with one more version. Only ever appends; `supersedes` names what the new version takes the place of. */
export function addVersion(line: TestLine, version: ResultVersion, mode: VersionMode): TestLine {
  const current = currentVersion(line);
  const last = line.versions.at(-1) ?? null;
  const append = (added: ResultVersion, currentId: string | null): TestLine => ({
    ...line,
    versions: [...line.versions, added],
    currentId,
  });
  if (mode !== 'result') return append({ ...version, supersedes: current?.id ?? last?.id ?? null }, version.id);
  if (last === null) return append({ ...version, supersedes: null }, version.id);
  // Undecided stays undecided: one more value does not choose between the others.
  if (current === null) return append({ ...version, supersedes: null }, undecidedOrFirst(line, version));
  // The analyzer could not measure before and can now: nothing is lost by taking the value.
  if (current.noValue && !version.noValue) return append({ ...version, supersedes: current.id }, version.id);
  if (current.noValue === version.noValue && sameValue(current.value, version.value))
    return append({ ...version, supersedes: null }, current.id);
  return append({ ...version, supersedes: null }, null);
}

/** A calculated line that lost its operands has versions but nothing to choose from: the next value counts. */
function undecidedOrFirst(line: TestLine, version: ResultVersion): string | null {
  return line.versions.every((one) => one.source === 'calculated') ? version.id : null;
}

/** Versions among which a person must choose; empty when the line is decided or waits for nothing but its operands. */
export function undecidedVersions(line: TestLine): ResultVersion[] {
  if (line.currentId !== null || line.versions.every((one) => one.source === 'calculated')) return [];
  const superseded = new Set(line.versions.map((one) => one.supersedes));
  return line.versions.filter((one) => !superseded.has(one.id));
}
