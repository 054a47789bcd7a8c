// From whatever a call threw to what the person reads: what happened, what it means for the data, what to do next.
import { ORPCError } from '@orpc/client';
import { type ErrorCode, errorTable, isErrorCode, type RetryClass } from '../../core/kernel/errors.ts';
import type { Locale } from '../i18n/text.tsx';

export interface Failure {
  /** A code of the error table; `UNREACHABLE` when nothing answered at all. */
  code: ErrorCode | 'UNREACHABLE';
  retry: RetryClass;
  /** Named details of the answer, already fit to be shown. */
  detail: Record<string, unknown>;
}

export function failureOf(error: unknown): Failure {
  if (error instanceof ORPCError) {
    const detail = typeof error.data === 'object' && error.data !== null ? { ...error.data } : {};
    if (isErrorCode(error.code)) return { code: error.code, retry: errorTable[error.code].retry, detail };
    const code = error.status === 400 ? 'INPUT_INVALID' : error.status === 404 ? 'NOT_FOUND' : 'INTERNAL';
    return { code, retry: errorTable[code].retry, detail };
  }
  return { code: 'UNREACHABLE', retry: 'again', detail: {} };
}

/** Whether it may be tried again by itself later with what there is: nobody answered, or nobody was at the screen. */
export function isPassing(error: unknown): boolean {
  const { code, retry } = failureOf(error);
  return retry === 'again' || code === 'LOGIN_REQUIRED';
}

export function retryClassOf(error: unknown): RetryClass {
  return failureOf(error).retry;
}

export function isFailure(error: unknown, code: ErrorCode): boolean {
  return failureOf(error).code === code;
}

/** The sentence of the error table: what happened and what to do. Null for UNREACHABLE, which the shell words itself. */
export function sentenceOf(failure: Failure, locale: Locale): string | null {
  if (failure.code === 'UNREACHABLE') return null;
  const entry = errorTable[failure.code];
  return locale === 'en' ? entry.en : entry.zh;
}

/** The named details as short lines; nested structures (zod issues) by path and message. */
export function detailLines(detail: Record<string, unknown>): string[] {
  return Object.entries(detail).flatMap(([name, value]) => {
    if (name === 'issues' && Array.isArray(value)) return value.map(issueLine);
    if (Array.isArray(value)) return [`${name}: ${value.join(', ')}`];
    if (value === null || typeof value === 'object') return [];
    return [`${name}: ${String(value)}`];
  });
}

function issueLine(issue: unknown): string {
  if (typeof issue !== 'object' || issue === null) return String(issue);
  const path = 'path' in issue && Array.isArray(issue.path) ? issue.path.join('.') : '';
  const message = 'message' in issue ? String(issue.message) : '';
  return path ? `${path}: ${message}` : message;
}
