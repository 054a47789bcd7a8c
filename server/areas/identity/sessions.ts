// Sessions live on the server: a random token whose hash is stored, ended by idleness, by age, by the person or by an administrator.
import { createHash, randomBytes } from 'node:crypto';
import type { Kysely, Selectable } from 'kysely';
import { type EndedBecause, endedBecause } from '../../../core/identity/session-end.ts';
import type { Database } from '../../db/schema.ts';

export const idleMs = 15 * 60_000;
export const longestMs = 12 * 3_600_000;
/** How long a locked screen learns how many alarms wait: a whole duty. */
const watchMs = 24 * 3_600_000;
/** Use is written down this often, not at each request. */
const touchMs = 10_000;

export type SessionRow = Selectable<Database['person_session']>;

export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

export interface NewSession {
  token: string;
  row: SessionRow;
}

export async function startSession(
  db: Kysely<Database>,
  about: { id: string; personId: string; stationId: string | null; address: string; now: Date },
): Promise<NewSession> {
  // 256 bits; OWASP ASVS 7.2.3 asks for 128.
  const token = randomBytes(32).toString('base64url');
  const row = await db
    .insertInto('person_session')
    .values({
      id: about.id,
      token_hash: tokenHash(token),
      person_id: about.personId,
      workstation_id: about.stationId,
      address: about.address,
      started_at: about.now,
      last_seen_at: about.now,
      expires_at: new Date(about.now.getTime() + longestMs),
      locked_at: null,
      ended_at: null,
      end_reason: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { token, row };
}

/** What a token stands for: work, no more than the number of waiting alarms, or nothing and why. */
export type FoundSession = { state: 'open' | 'locked'; row: SessionRow } | { state: 'ended'; because: EndedBecause };

/**
 * The session of a token. A token that was given to a station works from that station only. One that was left alone, or is too old to
 * work with, is locked: nobody may do anything with it, and its screen still learns how many alarms wait.
 */
export async function findSession(
  db: Kysely<Database>,
  token: string,
  stationId: string | null,
  now: Date,
): Promise<FoundSession> {
  const row = await db
    .selectFrom('person_session')
    .selectAll()
    .where('token_hash', '=', tokenHash(token))
    .executeTakeFirst();
  if (!row || row.workstation_id !== stationId) return { state: 'ended', because: 'unknown' };
  if (row.ended_at !== null) return { state: 'ended', because: endedBecause(row.end_reason) };
  if (row.locked_at !== null) {
    if (row.locked_at.getTime() + watchMs > now.getTime()) return { state: 'locked', row };
    await endSessions(db, { id: row.id }, 'expired', now);
    return { state: 'ended', because: 'expired' };
  }
  const idleUntil = row.last_seen_at.getTime() + idleMs;
  if (row.expires_at > now && idleUntil > now.getTime()) return { state: 'open', row };
  return { state: 'locked', row: await lockSession(db, row, now) };
}

/** Nothing can be done with it from here on. */
export async function lockSession(db: Kysely<Database>, row: SessionRow, now: Date): Promise<SessionRow> {
  const locked = { ...row, locked_at: now };
  await db
    .updateTable('person_session')
    .set({ locked_at: now })
    .where('id', '=', row.id)
    .where('locked_at', 'is', null)
    .execute();
  return locked;
}

/** Whether a session is still open, without counting as use: for streams that outlive a request. */
export async function isOpen(db: Kysely<Database>, id: string, now: Date): Promise<boolean> {
  const row = await db
    .selectFrom('person_session')
    .select('id')
    .where('id', '=', id)
    .where('ended_at', 'is', null)
    .where('locked_at', 'is', null)
    .where('expires_at', '>', now)
    .where('last_seen_at', '>', new Date(now.getTime() - idleMs))
    .executeTakeFirst();
  return row !== undefined;
}

export async function touchSession(db: Kysely<Database>, row: SessionRow, now: Date): Promise<void> {
  if (now.getTime() - row.last_seen_at.getTime() < touchMs) return;
  await db
    .updateTable('person_session')
    .set({ last_seen_at: now })
    .where('id', '=', row.id)
    .where('ended_at', 'is', null)
    .execute();
}

export async function endSessions(
  db: Kysely<Database>,
  which: { id: string } | { personId: string; except?: string | null },
  reason: string,
  now: Date,
): Promise<number> {
  let query = db.updateTable('person_session').set({ ended_at: now, end_reason: reason }).where('ended_at', 'is', null);
  if ('id' in which) query = query.where('id', '=', which.id);
  else {
    query = query.where('person_id', '=', which.personId);
    if (which.except) query = query.where('id', '!=', which.except);
  }
  const result = await query.executeTakeFirst();
  return Number(result.numUpdatedRows);
}
