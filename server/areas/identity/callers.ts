// Who asks: the session's person and the signed station of a request, made into a caller once.
import type { Kysely } from 'kysely';
import type { EndedBecause } from '../../../core/identity/session-end.ts';
import { stationHeaders } from '../../../core/identity/station-signature.ts';
import { fail } from '../../../core/kernel/errors.ts';
import type { Database } from '../../db/schema.ts';
import type { Caller, Clock } from '../../kernel/types.ts';
import { findPerson, mustChangePassword, type PersonRow, rightsOf } from './people-store.ts';
import { placesOfPerson } from './reaches.ts';
import { findSession, touchSession } from './sessions.ts';

/** The browser refuses a `__Host-` cookie over plain HTTP, so that one is for HTTPS only. */
export function cookieName(secure: boolean): string {
  return secure ? '__Host-yishu-session' : 'yishu-session';
}

export function cookieHeader(secure: boolean, token: string | null): string {
  const parts = [`${cookieName(secure)}=${token ?? ''}`, 'Path=/', 'HttpOnly', 'SameSite=Strict'];
  if (secure) parts.push('Secure');
  if (token === null) parts.push('Max-Age=0');
  return parts.join('; ');
}

function readCookie(headers: Headers, name: string): string | null {
  for (const pair of (headers.get('cookie') ?? '').split(';')) {
    const [key, ...value] = pair.trim().split('=');
    if (key === name) return value.join('=') || null;
  }
  return null;
}

export interface KnownCaller {
  caller: Caller;
  mustChangePassword: boolean;
  /** Whose screen this is while it is locked: may be told how many alarms wait, and nothing else. `since`: when it was locked. */
  locked?: { caller: Caller; since: Date };
  /** The request came with a session that is over, or is not to be worked with: why. */
  ended?: EndedBecause;
}

function personOf(row: PersonRow): NonNullable<Caller['person']> {
  return { id: row.id, user: row.user_name, name: row.name, departmentId: row.department_id };
}

/** Header by which a screen says that nobody touched it: the request does not keep the session awake. */
export const backgroundHeader = 'x-yishu-background';

export async function callerOf(
  parts: { db: Kysely<Database>; clock: Clock },
  request: { headers: Headers; address: string; secure: boolean; station: Caller['station'] },
): Promise<KnownCaller> {
  const { headers, address, secure, station } = request;
  const stranger: Caller = { person: null, rights: [], labGroups: [], sessionId: null, station, address, mode: 'live' };
  const token = station ? headers.get(stationHeaders.session) : readCookie(headers, cookieName(secure));
  if (!token) return { caller: stranger, mustChangePassword: false };
  const now = parts.clock.now();
  const found = await findSession(parts.db, token, station?.id ?? null, now);
  if (found.state === 'ended') return { caller: stranger, mustChangePassword: false, ended: found.because };
  const { row } = found;
  const person = await findPerson(parts.db, row.person_id);
  if (!person?.enabled) return { caller: stranger, mustChangePassword: false, ended: 'disabled' };
  if (found.state === 'open' && !headers.has(backgroundHeader)) await touchSession(parts.db, row, now);
  const caller: Caller = {
    ...stranger,
    person: personOf(person),
    rights: await rightsOf(parts.db, person),
    places: await placesOfPerson(parts.db, person),
    labGroups: person.lab_groups,
    sessionId: row.id,
  };
  if (found.state === 'open') return { caller, mustChangePassword: mustChangePassword(person, now) };
  const because = row.expires_at <= now ? 'expired' : 'locked';
  return {
    ...{ caller: stranger, mustChangePassword: false, ended: because },
    locked: { caller, since: row.locked_at ?? now },
  };
}

/** The same caller with the place and rights of now, for streams that outlive a request; without rights once the account is disabled. */
export async function callerNow(db: Kysely<Database>, caller: Caller): Promise<Caller> {
  if (!caller.person) return caller;
  const person = await findPerson(db, caller.person.id);
  if (!person?.enabled) return { ...caller, rights: [], labGroups: [] };
  return {
    ...caller,
    person: personOf(person),
    rights: await rightsOf(db, person),
    places: await placesOfPerson(db, person),
    labGroups: person.lab_groups,
  };
}

/**
 * The caller of a command that a station kept while the server was away: the rights are those of today.
 * A command of the station itself (instrument results) names the station as its actor, or nobody.
 * @param isPast what was done is put on record, whatever has become of the account: somebody who is shut out since is named, without a right
 * @throws NOT_FOUND, RIGHT_MISSING
 */
export async function queuedCaller(db: Kysely<Database>, by: Caller, actorId: string, isPast = false): Promise<Caller> {
  const { station, address } = by;
  const alone: Caller = { person: null, rights: [], labGroups: [], sessionId: null, station, address, mode: 'queued' };
  if (!station) throw fail('STATION_UNKNOWN', { reason: 'unsigned' });
  if (actorId === '' || actorId === station.id) return alone;
  const person = /^[0-9a-f-]{36}$/i.test(actorId) ? await findPerson(db, actorId) : null;
  if (!person) throw fail('NOT_FOUND', { actorId });
  if (!person.enabled && isPast) return { ...alone, person: personOf(person) };
  if (!person.enabled) throw fail('RIGHT_MISSING', { user: person.user_name, what: 'the account is disabled' });
  return {
    ...alone,
    person: personOf(person),
    rights: await rightsOf(db, person),
    places: await placesOfPerson(db, person),
    labGroups: person.lab_groups,
  };
}
