// Reading and building the lines of a specimen: which version counts, what is missing, how far the work is.
import { ageInDays } from '../kernel/age.ts';
import type { Dictionaries, TestEntry } from './dictionary.ts';
import { judge } from './judge.ts';
import type { Abnormality, AppliedRange, ResultVersion, SpecimenDocument, SpecimenState, TestLine } from './model.ts';
import { appliedRange, chooseRange, type RangeSubject } from './ranges.ts';

/** The version that is reported; null when there is none or a person must still choose. */
export function currentVersion(line: TestLine): ResultVersion | null {
  return line.versions.find((version) => version.id === line.currentId) ?? null;
}

export function findLine(document: SpecimenDocument, testCode: string): TestLine | null {
  return document.lines.find((line) => line.testCode === testCode) ?? null;
}

/** A reported value stands: a `.....` of the analyzer is not one. */
export function isDone(line: TestLine): boolean {
  const current = currentVersion(line);
  return current !== null && !current.noValue;
}

/** Tests that somebody asked for; what an analyzer sent on top of them is not waited for. */
export function isAskedFor(line: TestLine): boolean {
  return line.origin !== 'unordered';
}

export function newLine(test: TestEntry, origin: TestLine['origin']): TestLine {
  return {
    testCode: test.code,
    name: test.name,
    nameEn: test.nameEn,
    unit: test.unit,
    printOrder: test.printOrder,
    origin,
    versions: [],
    currentId: null,
    previous: null,
  };
}

/** Lines in the order of the report. */
export function sortLines(lines: readonly TestLine[]): TestLine[] {
  return [...lines].sort(
    (left, right) => left.printOrder - right.printOrder || (left.testCode < right.testCode ? -1 : 1),
  );
}

export function replaceLine(document: SpecimenDocument, line: TestLine): SpecimenDocument {
  const known = document.lines.some((one) => one.testCode === line.testCode);
  const lines = known
    ? document.lines.map((one) => (one.testCode === line.testCode ? line : one))
    : sortLines([...document.lines, line]);
  return { ...document, lines };
}

/** received, testing or tested by what the lines hold. */
export function workingState(document: SpecimenDocument): Extract<SpecimenState, 'received' | 'testing' | 'tested'> {
  const asked = document.lines.filter(isAskedFor);
  if (asked.length > 0 && asked.every(isDone)) return 'tested';
  return document.lines.some((line) => line.versions.length > 0) ? 'testing' : 'received';
}

/** When the specimen was taken, as well as it is known: what its age and its place in the history hang on. */
export function takenAt(document: SpecimenDocument): string | null {
  const { collectedAt, receivedAt, orderedAt } = document.milestones;
  return collectedAt ?? receivedAt ?? orderedAt;
}

export function rangeSubject(document: SpecimenDocument, now: string): RangeSubject {
  return {
    sex: document.patient.sex,
    ageDays: ageInDays(document.patient.birthDate, takenAt(document) ?? now),
    specimenType: document.specimenType,
    departmentId: document.visit.departmentId,
    visitKind: document.visit.kind,
  };
}

/** Judges a value of this specimen by the dictionary; no rule, or two equal ones: unknown. */
export function judgeFor(
  document: SpecimenDocument,
  test: TestEntry,
  value: string,
  dictionaries: Dictionaries,
  now: string,
): { abnormality: Abnormality; range: AppliedRange | null } {
  const choice = chooseRange(test.ranges, rangeSubject(document, now));
  if (choice.kind !== 'chosen') return { abnormality: 'unknown', range: null };
  return {
    abnormality: judge(value, choice.rule),
    range: appliedRange(choice.rule, test.decimals, dictionaries.version),
  };
}
