// Errors of the host as the typed errors of the contract, and what an error of a call to the server means.
import { ORPCError, ValidationError } from '@orpc/server';
import { type ErrorDetail, errorTable, fail, isErrorCode, YishuError } from '../../../core/kernel/errors.ts';
import { StoreError } from '../cache/store-definition.ts';
import { type Log, messageOf } from '../environment.ts';
import { UnreachableError } from '../link/server-client.ts';

export function toContractError(error: YishuError): ORPCError<string, ErrorDetail> {
  const entry = errorTable[error.code];
  return new ORPCError(error.code, { status: entry.http, message: entry.en, data: error.detail, cause: error });
}

/** Of an error of a call to the server: nobody answered, or a gateway said that nobody is there. */
export function isUnreachable(error: unknown): boolean {
  if (error instanceof YishuError || error instanceof StoreError) return false;
  if (!(error instanceof ORPCError)) return true;
  return !isErrorCode(error.code) && [408, 429, 502, 503, 504].includes(error.status);
}

/** What the renderer gets: typed errors pass, bad input is named, anything else is logged and becomes INTERNAL without its text. */
export function answerableError(error: unknown, log: Log, where: string): Error {
  if (error instanceof YishuError) return toContractError(error);
  if (error instanceof ORPCError && isErrorCode(error.code)) return error;
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') {
    const fields =
      error.cause instanceof ValidationError ? error.cause.issues.slice(0, 20).map((issue) => issue.message) : [];
    return toContractError(fail('INPUT_INVALID', { fields }));
  }
  if (error instanceof UnreachableError || (error instanceof ORPCError && isUnreachable(error)))
    return toContractError(fail('OFFLINE_UNAVAILABLE'));
  if (error instanceof StoreError && error.code.startsWith('SQLITE_FULL')) return toContractError(fail('DISK_FULL'));
  log('error', `unexpected error in ${where}`, { reason: messageOf(error) });
  return toContractError(fail('INTERNAL'));
}
