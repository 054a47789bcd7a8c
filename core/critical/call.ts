// Which critical value a documented call is about, also when it was made before the server knew the value, and whether it still fits.
import type { z } from 'zod';
import { sameValue } from '../lab/numeric.ts';
import type { CallSubject as CallSubjectSchema } from './contract.ts';
import type { CriticalDocument } from './model.ts';

export type CallSubject = z.infer<typeof CallSubjectSchema>;

export const callSubject = ({ subjectId, testCode, value, unit }: CriticalDocument): CallSubject => ({
  subjectId,
  testCode,
  value,
  unit,
});

/** True when the call named this very value: the station and the server give a value ids of their own. */
export function isAbout(critical: CriticalDocument, about: CallSubject): boolean {
  return (
    critical.subjectId === about.subjectId &&
    critical.testCode === about.testCode &&
    critical.unit === about.unit &&
    sameValue(critical.value, about.value)
  );
}

const byItself: readonly string[] = ['escalated', 'notified', 'reached'];

/**
 * True when no person did anything since the version that the caller saw: every step is one version, and an escalation by the clock,
 * or that it stood on somebody's screen, does not make a call untrue that was made meanwhile.
 */
export function untouchedSince(critical: CriticalDocument, version: number): boolean {
  if (critical.version < version) return false;
  return critical.steps.slice(version).every(({ kind }) => byItself.includes(kind));
}

/** A call counts as documented later when its command is older than this. */
const lateMs = 60_000;

/** When the call was made, where that is not when the server heard of it. */
export function madeAtOf(commandAt: string, now: string): string | undefined {
  return Date.parse(now) - Date.parse(commandAt) > lateMs ? commandAt : undefined;
}
