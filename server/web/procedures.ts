// The builder of every procedure: who asks is in the context, errors of the suite become the typed errors of the contract.
import { implement, ORPCError, ValidationError } from '@orpc/server';
import { stationContract } from '../../core/contract.ts';
import type { EndedBecause } from '../../core/identity/session-end.ts';
import { type ErrorDetail, errorTable, fail, YishuError } from '../../core/kernel/errors.ts';
import type { Caller, Log } from '../kernel/types.ts';

export interface RequestContext {
  caller: Caller;
  log: Log;
  /** Headers of the answer: the session's cookie or token. */
  resHeaders?: Headers;
  /** True over HTTPS: the cookie is Secure and carries the __Host- prefix. */
  secure: boolean;
  /** Under which the asker reached this server, e.g. `https://host:4600`; absent for what a station hands in. */
  origin?: string;
  /** The password is new or too old: nothing but changing it is allowed. */
  mustChangePassword: boolean;
  /** Whose screen asks while it is locked: good for the number of waiting alarms alone. */
  locked?: { caller: Caller; since: Date };
  /** The session that the request came with is over: why. */
  ended?: EndedBecause;
}

/** Answered without a session. Everything else is refused, whether its handler asks or not. */
export const publicProcedures: ReadonlySet<string> = new Set([
  'identity.captcha',
  'identity.login',
  'identity.logout',
  'identity.lock',
  'identity.me',
  'identity.enrol',
  'devices.capabilities',
  // The code on a printed report is checked by whoever holds the paper.
  'reporting.verify',
  'examReports.verify',
]);

/** All that a locked screen may ask beside them: how many alarms wait for its person. */
const whileLocked: ReadonlySet<string> = new Set(['critical.waiting']);

const duringPasswordChange: ReadonlySet<string> = new Set([...publicProcedures, 'identity.changePassword']);

function requireCaller({ caller, mustChangePassword, locked, ended }: RequestContext, procedure: string): void {
  if (publicProcedures.has(procedure) || (locked && whileLocked.has(procedure))) return;
  // What a person asked whose session is over is not answered to their station instead.
  if (ended) throw fail('LOGIN_REQUIRED', { ended });
  if (!caller.person && !caller.station) throw fail('LOGIN_REQUIRED');
  if (mustChangePassword && !duringPasswordChange.has(procedure)) throw fail('PASSWORD_CHANGE_REQUIRED');
}

/** Fields of the input that do not fit, as `path: what is wrong`. Values are left out: they may be patients' data. */
function fieldsOf(error: ValidationError): string[] {
  return error.issues.slice(0, 20).map((issue) => {
    const path = (issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part)).join('.');
    return `${path}: ${issue.message}`;
  });
}

export function toContractError({ told }: YishuError): ORPCError<string, ErrorDetail> {
  const entry = errorTable[told.code];
  return new ORPCError(told.code, { status: entry.http, message: entry.en, data: told.detail, cause: told });
}

/** Turns whatever a handler threw into an error of the table; what is not expected is logged and answered without its text. */
export function toYishuError(error: unknown, log: Log, where: string): YishuError {
  if (error instanceof YishuError) return error;
  if (error instanceof ORPCError && error.cause instanceof YishuError) return error.cause;
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') {
    return fail('INPUT_INVALID', error.cause instanceof ValidationError ? { fields: fieldsOf(error.cause) } : {});
  }
  const cause = error instanceof ORPCError && error.cause instanceof ValidationError ? error.cause : error;
  log('error', `unexpected error in ${where}`, {
    error:
      cause instanceof ValidationError
        ? fieldsOf(cause)
        : cause instanceof Error
          ? (cause.stack ?? cause.message)
          : String(cause),
  });
  return fail('INTERNAL');
}

/** The same for a stream that fails after its first event. */
export async function* withContractErrors<Event>(
  events: AsyncIterable<Event>,
  log: Log,
  where: string,
): AsyncGenerator<Event, void, void> {
  try {
    yield* events;
  } catch (error) {
    throw toContractError(toYishuError(error, log, where));
  }
}

export const os = implement(stationContract)
  .$context<RequestContext>()
  .use(async ({ next, context, path }) => {
    try {
      requireCaller(context, path.join('.'));
      return await next();
    } catch (error) {
      throw toContractError(toYishuError(error, context.log, path.join('.')));
    }
  });

export type Implementer = typeof os;
