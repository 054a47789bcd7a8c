// Which results of a specimen are critical values to be called: raised once per result, withdrawn when the value no longer stands.
import { criticalDirection, isCritical } from '../lab/judge.ts';
import { currentVersion } from '../lab/lines.ts';
import type { ResultVersion, SpecimenDocument, TestLine } from '../lab/model.ts';
import { sameValue } from '../lab/numeric.ts';
import { criticalLimitText } from '../lab/ranges.ts';
import { undecidedVersions } from '../lab/versions.ts';
import {
  type CriticalDocument,
  type CriticalTimes,
  defaultCriticalTimes,
  isStanding,
  minutesAfter,
  withdraw,
} from './flow.ts';

export interface CriticalChanges {
  raised: CriticalDocument[];
  /** Next versions of documents that were standing. */
  withdrawn: CriticalDocument[];
}

export interface LabCriticalContext {
  now: string;
  /** Who or what acts: a name. */
  by: string;
  newId: () => string;
  departmentPhone?: string;
  times?: CriticalTimes;
}

/**
 * Compares a specimen with the critical documents that it has. Never raises the same result version twice. While a person has not chosen
 * between reruns a critical one among them is raised: it may be the true one, and nobody may wait for the choice.
 */
export function criticalChanges(
  document: SpecimenDocument,
  existing: readonly CriticalDocument[],
  context: LabCriticalContext,
): CriticalChanges {
  const changes: CriticalChanges = { raised: [], withdrawn: [] };
  for (const line of document.lines) {
    const mine = existing.filter((one) => one.subjectId === document.id && one.testCode === line.testCode);
    const standing = mine.filter(isStanding);
    const value = criticalVersion(line);
    const undecided = undecidedVersions(line).length > 0;
    const known = value !== null && mine.some((one) => one.resultId === value.id);
    // An agreeing rerun, or the same number typed again, is the value that was called already.
    const sameAgain = value !== null && standing.some((one) => isSame(one, value));
    if (value !== null && !known && !sameAgain) changes.raised.push(raise(document, line, value, context));
    if (undecided) continue;
    const stands = (one: CriticalDocument) => value !== null && (one.resultId === value.id || isSame(one, value));
    const now = currentVersion(line);
    const note = now === null ? 'no result stands' : `${now.value} ${now.unit}`.trim();
    for (const one of standing.filter((critical) => !stands(critical)))
      changes.withdrawn.push(withdraw(one, note, context));
  }
  return changes;
}

function isSame(critical: CriticalDocument, value: ResultVersion): boolean {
  return critical.unit === value.unit && sameValue(critical.value, value.value);
}

/** The critical version that is reported, or the newest critical one among those that a person must choose from. */
function criticalVersion(line: TestLine): ResultVersion | null {
  const current = currentVersion(line);
  if (current !== null) return isCritical(current.abnormality) && !current.noValue ? current : null;
  return undecidedVersions(line).findLast((version) => isCritical(version.abnormality) && !version.noValue) ?? null;
}

function raise(
  document: SpecimenDocument,
  line: TestLine,
  value: ResultVersion,
  context: LabCriticalContext,
): CriticalDocument {
  const direction = criticalDirection(value.abnormality);
  return {
    id: context.newId(),
    version: 1,
    area: 'lab',
    subjectId: document.id,
    testCode: line.testCode,
    testName: line.name,
    resultId: value.id,
    value: value.value,
    unit: value.unit,
    direction,
    limitText: criticalLimitText(value.range, direction),
    patientName: document.patient.name,
    patientId: document.patient.id,
    barcode: document.barcode,
    departmentId: document.visit.departmentId,
    departmentName: document.visit.departmentName,
    departmentPhone: context.departmentPhone,
    orderingDoctor: document.orderingDoctor,
    groupId: document.groupId,
    state: 'open',
    raisedAt: context.now,
    escalateAt: minutesAfter(context.now, (context.times ?? defaultCriticalTimes).callMinutes),
    steps: [{ kind: 'raised', at: context.now, by: context.by }],
  };
}
