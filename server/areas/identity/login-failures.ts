// Counts failures to prove who one is, by what was typed and by address; five for one name lock it for a quarter of an hour.
import { type Kysely, sql } from 'kysely';
import { fail } from '../../../core/kernel/errors.ts';
import type { Database } from '../../db/schema.ts';

export const lockAfter = 5;
export const lockMs = 15 * 60_000;
/** Old failures of an address or name ask for no captcha any more. */
const forgottenMs = 24 * 3_600_000;

export const userKey = (user: string): string => `user:${user.trim().toLowerCase()}`;
export const addressKey = (address: string): string => `address:${address}`;

/** The most failures among the keys, and until when one of them is locked. */
export async function failuresOf(
  db: Kysely<Database>,
  keys: string[],
  now: Date,
): Promise<{ failures: number; lockedUntil: Date | null }> {
  const rows = await db
    .selectFrom('login_failure')
    .select(['failures', 'locked_until'])
    .where('key', 'in', keys)
    .where('last_at', '>', new Date(now.getTime() - forgottenMs))
    .execute();
  const lock = rows.find((row) => row.locked_until && row.locked_until > now);
  return { failures: Math.max(0, ...rows.map((row) => row.failures)), lockedUntil: lock?.locked_until ?? null };
}

/**
 * Counts a try before it is checked, so that many at once get no more tries than one after the other.
 * @throws LOGIN_LOCKED
 */
export async function beginTry(db: Kysely<Database>, key: string, now: Date): Promise<void> {
  const row = await db
    .insertInto('login_failure')
    .values({ key, failures: 1, last_at: now, locked_until: null })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet({
        // A lock that ran out starts the count again.
        failures: sql<number>`case when login_failure.locked_until <= ${now} then 1 else login_failure.failures + 1 end`,
        locked_until: sql<Date | null>`case
          when login_failure.locked_until <= ${now} then null
          when login_failure.failures >= ${lockAfter} then coalesce(login_failure.locked_until, ${new Date(now.getTime() + lockMs)})
          end`,
        last_at: now,
      }),
    )
    .returning(['failures', 'locked_until'])
    .executeTakeFirstOrThrow();
  if (row.locked_until) throw fail('LOGIN_LOCKED', { until: row.locked_until.toISOString() });
}

/** The try failed. @returns when the name is locked until, or null */
export async function tryFailed(db: Kysely<Database>, key: string, now: Date): Promise<Date | null> {
  const row = await db
    .updateTable('login_failure')
    .set({ locked_until: new Date(now.getTime() + lockMs) })
    .where('key', '=', key)
    .where('failures', '>=', lockAfter)
    .returning('locked_until')
    .executeTakeFirst();
  return row?.locked_until ?? null;
}

export async function countAddressFailure(db: Kysely<Database>, address: string, now: Date): Promise<void> {
  await db
    .insertInto('login_failure')
    .values({ key: addressKey(address), failures: 1, last_at: now, locked_until: null })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((at) => ({ failures: at('login_failure.failures', '+', 1), last_at: now })),
    )
    .execute();
}

export async function clearFailures(db: Kysely<Database>, keys: string[]): Promise<void> {
  await db.deleteFrom('login_failure').where('key', 'in', keys).execute();
}
