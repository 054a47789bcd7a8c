// Errors of the table, as the real server throws them.
import { ORPCError } from '@orpc/server';
import { type ErrorCode, errorTable } from '../../core/kernel/errors.ts';

export function fail(
  code: ErrorCode,
  data: Record<string, string | number> = {},
): ORPCError<ErrorCode, Record<string, string | number>> {
  return new ORPCError(code, { defined: true, status: errorTable[code].http, message: errorTable[code].en, data });
}
