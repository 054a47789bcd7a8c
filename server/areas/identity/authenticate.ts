// Proves who somebody is by name and password, for the log-in and for a witness; failures count toward the lock in both.
import type { Kysely } from 'kysely';
import { fail } from '../../../core/kernel/errors.ts';
import type { Database } from '../../db/schema.ts';
import type { Clock } from '../../kernel/types.ts';
import { beginTry, countAddressFailure, tryAbandoned, tryFailed, trySucceeded, userKey } from './login-failures.ts';
import { hashPassword, isOutdated, passwordFits } from './password-hash.ts';
import { findByUser, type PersonRow } from './people-store.ts';

/** A hash that no password fits: a name that does not exist takes as long as one that does. */
const nobodysHash = 'scrypt$32768$8$1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

async function check(db: Kysely<Database>, given: { user: string; password: string }) {
  const person = await findByUser(db, given.user);
  return { person, fits: await passwordFits(given.password, person?.password_hash ?? nobodysHash) };
}

/** @throws LOGIN_FAILED, LOGIN_LOCKED, SERVER_BUSY */
export async function authenticate(
  parts: { db: Kysely<Database>; clock: Clock },
  given: { user: string; password: string },
  address: string,
): Promise<PersonRow> {
  const { db, clock } = parts;
  const key = userKey(given.user);
  await beginTry(db, key, clock);
  const { person, fits } = await check(db, given).catch(async (error) => {
    await tryAbandoned(db, key);
    throw error;
  });
  if (!person?.enabled || !fits) {
    await countAddressFailure(db, address, clock.now());
    const until = await tryFailed(db, key, clock.now());
    if (until) throw fail('LOGIN_LOCKED', { until: until.toISOString() });
    throw fail('LOGIN_FAILED', { captchaRequired: true });
  }
  await trySucceeded(db, key);
  if (isOutdated(person.password_hash)) {
    const password_hash = await hashPassword(given.password);
    await db
      .updateTable('person')
      .set({ password_hash })
      .where('id', '=', person.id)
      .where('password_hash', '=', person.password_hash)
      .execute();
  }
  return person;
}
