// What acts on an exam need to know of each other: who acts, the next version, and refusals in one form.
import type { PlacesByRight } from '../identity/reach.ts';
import { type ErrorDetail, fail, type YishuError } from '../kernel/errors.ts';
import type { ExamDocument, ExamRisk } from './exam.ts';

export interface ExamActor {
  personId: string;
  personName: string;
  stationName: string;
  /** Institution for which the person acts; null is the server itself, which may act for each. */
  institutionId: string | null;
  /** How far the rights reach; absent: the own institution. */
  places?: PlacesByRight | undefined;
}

export interface ExamContext {
  /** ISO 8601 UTC. */
  now: string;
  by: ExamActor;
}

export function refused(exam: ExamDocument, act: string, more: ErrorDetail = {}): YishuError {
  return fail('STATE_REFUSED', { examId: exam.id, act, state: exam.state, report: exam.report.state, ...more });
}

export function next(exam: ExamDocument, part: Partial<ExamDocument>): ExamDocument {
  return { ...exam, ...part, version: exam.version + 1 };
}

/** @throws VERSION_CONFLICT */
export function requireExamVersion(exam: ExamDocument, expected: number): void {
  if (exam.version !== expected) throw fail('VERSION_CONFLICT', { examId: exam.id, expected, actual: exam.version });
}

/** Most dangerous first. Surely normal recordings come last: their fast lane is a list of its own. */
const dangers: readonly ExamRisk['level'][] = ['critical', 'majorPositive', 'attention', 'unknown', 'normal'];

export function dangerRank(risk: ExamRisk | null): number {
  return dangers.indexOf(risk?.level ?? 'unknown');
}

/** Another institution was asked and has not given it back. */
export function isAway(exam: ExamDocument): boolean {
  const state = exam.remote?.state;
  return state === 'uploading' || state === 'waiting' || state === 'accepted';
}

/** Somebody wrote, and it was not taken back. */
export function isReported(exam: ExamDocument): boolean {
  return exam.report.state === 'submitted' || exam.report.state === 'final' || exam.report.version > 0;
}
