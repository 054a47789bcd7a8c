// What an error of the database means: run the transaction again, come back later, or a refusal of the table.
import { fail, YishuError } from '../../core/kernel/errors.ts';

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Serialization failure and deadlock (PostgreSQL appendix A, class 40): the transaction did nothing and is run again. */
export function mayRunAgain(error: unknown): boolean {
  const code = codeOf(error);
  return code === '40001' || code === '40P01';
}

const connectionLost = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '57014',
  '55P03',
]);

/**
 * The error of the table for an error of the database; null when it is none, that is, a fault of the program.
 * A lost connection leaves open whether the commit happened: `again` with the same command id is safe.
 */
export function databaseRefusal(error: unknown): YishuError | null {
  if (error instanceof YishuError) return error;
  const code = codeOf(error);
  if (connectionLost.has(code) || code.startsWith('08') || mayRunAgain(error))
    return fail('SERVER_BUSY', {}, { cause: error });
  const message = error instanceof Error ? error.message : '';
  if (
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
      message,
    )
  ) {
    return fail('SERVER_BUSY', {}, { cause: error });
  }
  if (code === '53100') return fail('DISK_FULL', {}, { cause: error });
  if (code === '23505') return fail('DUPLICATE', {}, { cause: error });
  // A NUL character or half a surrogate pair in a text: the same input will never fit.
  if (code === '22021' || code === '22P05')
    return fail('INPUT_INVALID', { what: 'characters that cannot be stored' }, { cause: error });
  return null;
}
