// Counts failures to prove who one is, by what was typed and by address; five for one name lock it for a quarter of an hour.
import { setTimeout as delay } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { fail } from '../../../core/kernel/errors.ts';
import type { Database } from '../../db/schema.ts';
import type { Clock } from '../../kernel/types.ts';

export const lockAfter = 5;
export const lockMs = 15 * 60_000;
/** Old failures of an address or name ask for no captcha any more. */
const forgottenMs = 24 * 3_600_000;
/** A check takes a tenth of a second; after this long its server is gone and the place is free again. */
const checkMs = 30_000;
const waitMs = 50;
const mostWaits = 100;

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
 * Takes a place for checking a password: places in use and failures together are never more than a lock allows, so that many
 * guesses at once get no more tries than one after the other, and nothing counts as a failure before it is one.
 * @returns false when all places are in use at this moment
 * @throws LOGIN_LOCKED
 */
async function takePlace(db: Kysely<Database>, key: string, now: Date): Promise<boolean> {
  const stale = new Date(now.getTime() - checkMs);
  const old = new Date(now.getTime() - forgottenMs);
  // A lock that ran out starts the count again, and so does a day without a failure.
  const failures = sql<number>`case when f.locked_until <= ${now} or f.last_at <= ${old} then 0 else f.failures end`;
  const checking = sql<number>`case when f.checking_since <= ${stale} then 0 else f.checking end`;
  const { rows } = await sql`
    insert into login_failure as f (key, failures, last_at, locked_until, checking, checking_since)
    values (${key}, 0, ${now}, null, 1, ${now})
    on conflict (key) do update set
      failures = ${failures},
      locked_until = case when f.locked_until > ${now} then f.locked_until end,
      checking = ${checking} + 1,
      checking_since = ${now}
    where (f.locked_until is null or f.locked_until <= ${now}) and ${failures} + ${checking} < ${lockAfter}
    returning key`.execute(db);
  if (rows.length > 0) return true;
  const { lockedUntil } = await failuresOf(db, [key], now);
  if (lockedUntil) throw fail('LOGIN_LOCKED', { until: lockedUntil.toISOString() });
  return false;
}

/**
 * Waits for a place to check a password.
 * @throws LOGIN_LOCKED, SERVER_BUSY when others check all the time
 */
export async function beginTry(db: Kysely<Database>, key: string, clock: Clock): Promise<void> {
  for (let wait = 0; wait < mostWaits; wait += 1) {
    if (await takePlace(db, key, clock.now())) return;
    await delay(waitMs);
  }
  throw fail('SERVER_BUSY', { what: 'too many log-ins of this name at once' });
}

/** Gives the place back. @returns when the name is locked until, or null */
export async function tryFailed(db: Kysely<Database>, key: string, now: Date): Promise<Date | null> {
  const row = await db
    .updateTable('login_failure')
    .set((at) => ({
      failures: at('failures', '+', 1),
      checking: sql<number>`greatest(checking - 1, 0)`,
      last_at: now,
      locked_until: sql<Date | null>`case when failures + 1 >= ${lockAfter} then ${new Date(now.getTime() + lockMs)}::timestamptz end`,
    }))
    .where('key', '=', key)
    .returning('locked_until')
    .executeTakeFirst();
  return row?.locked_until ?? null;
}

/** Gives the place back; who knows the password starts without failures, while other tries keep their places. */
export async function trySucceeded(db: Kysely<Database>, key: string): Promise<void> {
  await db
    .updateTable('login_failure')
    .set({ failures: 0, locked_until: null, checking: sql<number>`greatest(checking - 1, 0)` })
    .where('key', '=', key)
    .execute();
}

/** The try came to no answer, for instance because the database went away. */
export async function tryAbandoned(db: Kysely<Database>, key: string): Promise<void> {
  await db
    .updateTable('login_failure')
    .set({ checking: sql<number>`greatest(checking - 1, 0)` })
    .where('key', '=', key)
    .execute();
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
