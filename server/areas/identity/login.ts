// Log in, log out, change the password: everything that makes or ends a session.
import type { SessionInfo } from '../../../core/identity/contract.ts';
import { passwordProblems, passwordRules } from '../../../core/identity/password-rules.ts';
import { fail, YishuError } from '../../../core/kernel/errors.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { authenticate } from './authenticate.ts';
import type { Captchas } from './captcha.ts';
import { addressKey, clearFailures, failuresOf, userKey } from './login-failures.ts';
import { hashPassword, passwordFits } from './password-hash.ts';
import { findPerson, mustChangePassword, type PersonRow, rightsOf } from './people-store.ts';
import { institutionIdOf, placesOfPerson } from './reaches.ts';
import { endSessions, idleMs, lockSession, type SessionRow, startSession } from './sessions.ts';
import type { Throttle } from './throttle.ts';

export interface LoginParts {
  kernel: Kernel;
  captchas: Captchas;
  throttle: Throttle;
}

export interface LoggedIn {
  info: SessionInfo;
  token: string;
}

async function infoOf(
  kernel: Kernel,
  person: PersonRow,
  session: SessionRow,
  station: Caller['station'],
): Promise<SessionInfo> {
  return {
    person: {
      id: person.id,
      user: person.user_name,
      name: person.name,
      title: person.title ?? undefined,
      departmentId: person.department_id,
      roles: person.roles,
      labGroups: person.lab_groups,
      hasSignature: person.signature !== null,
    },
    rights: await rightsOf(kernel.db, person),
    institutionId: await institutionIdOf(kernel.db, person.department_id),
    places: await placesOfPerson(kernel.db, person),
    hospital: kernel.hospital,
    mustChangePassword: mustChangePassword(person, kernel.clock.now()),
    idleTimeoutSeconds: idleMs / 1000,
    expiresAt: session.expires_at.toISOString(),
    offline: false,
    workstation: station && { id: station.id, name: station.name },
  };
}

async function open(kernel: Kernel, person: PersonRow, caller: Caller): Promise<LoggedIn> {
  const { station, address } = caller;
  const session = await startSession(kernel.db, {
    id: kernel.newId(),
    personId: person.id,
    stationId: station?.id ?? null,
    address,
    now: kernel.clock.now(),
  });
  return { info: await infoOf(kernel, person, session.row, station), token: session.token };
}

/** The caller as the audit trail names it once the person is known. */
function as(caller: Caller, person: PersonRow): Caller {
  const { id, user_name: user, name, department_id: departmentId } = person;
  return { ...caller, person: { id, user, name, departmentId } };
}

/** @throws SERVER_BUSY, LOGIN_LOCKED, CAPTCHA_REQUIRED, LOGIN_FAILED */
export async function logIn(
  parts: LoginParts,
  caller: Caller,
  input: { user: string; password: string; captcha?: { id: string; text: string } },
  /** The session of this screen, if it is locked. */
  lockedId: string | null = null,
): Promise<LoggedIn> {
  const { kernel, captchas, throttle } = parts;
  if (!throttle.allow(caller.address)) throw fail('SERVER_BUSY', { what: 'too many tries from this address' });
  const keys = [userKey(input.user), addressKey(caller.address)];
  // Only tries that have failed ask for a captcha: two right log-ins of one name at once are both let in.
  const { failures, lockedUntil } = await failuresOf(kernel.db, keys, kernel.clock.now());
  try {
    if (lockedUntil) throw fail('LOGIN_LOCKED', { until: lockedUntil.toISOString() });
    if (failures > 0 && !captchas.take(input.captcha))
      throw fail('CAPTCHA_REQUIRED', { wrong: input.captcha !== undefined });
    const person = await authenticate(kernel, input, caller.address);
    await clearFailures(kernel.db, [addressKey(caller.address)]);
    // A new log-in at the same screen ends the one before it.
    const former = caller.sessionId ?? lockedId;
    if (former) await endSessions(kernel.db, { id: former }, 'login', kernel.clock.now());
    const opened = await open(kernel, person, caller);
    await kernel.audit(as(caller, person), { act: 'identity.login', subject: person.user_name });
    return opened;
  } catch (error) {
    if (error instanceof YishuError) {
      await kernel.audit(
        { ...caller, person: null },
        {
          act: 'identity.login',
          subject: input.user,
          outcome: 'refused',
          detail: error.code,
        },
      );
    }
    throw error;
  }
}

/** The screen is locked: what can be done with its session ends, and what waits is still counted for its person. */
export async function lock(kernel: Kernel, caller: Caller): Promise<void> {
  const { sessionId, person } = caller;
  if (!sessionId || !person) return;
  const row = await kernel.db
    .selectFrom('person_session')
    .selectAll()
    .where('id', '=', sessionId)
    .executeTakeFirstOrThrow();
  await lockSession(kernel.db, row, kernel.clock.now());
  await kernel.audit(caller, { act: 'identity.lock', subject: person.user });
}

export async function logOut(kernel: Kernel, caller: Caller): Promise<void> {
  if (!caller.sessionId || !caller.person) return;
  await endSessions(kernel.db, { id: caller.sessionId }, 'logout', kernel.clock.now());
  await kernel.audit(caller, { act: 'identity.logout', subject: caller.person.user });
}

/** Who is logged in, or null. */
export async function currentSession(kernel: Kernel, caller: Caller): Promise<SessionInfo | null> {
  if (!caller.person || !caller.sessionId) return null;
  const person = await findPerson(kernel.db, caller.person.id);
  const session = await kernel.db
    .selectFrom('person_session')
    .selectAll()
    .where('id', '=', caller.sessionId)
    .executeTakeFirst();
  return person && session ? infoOf(kernel, person, session, caller.station) : null;
}

async function requireNewPassword(person: PersonRow, next: string): Promise<void> {
  const problems = passwordProblems(next, person.user_name);
  if (problems.length > 0) throw fail('PASSWORD_WEAK', { problems });
  for (const old of [person.password_hash, ...person.password_history].slice(0, passwordRules.history)) {
    if (await passwordFits(next, old)) throw fail('PASSWORD_WEAK', { problems: ['history'] });
  }
}

/**
 * Changes one's own password: all other sessions end, this one gets a new token.
 * @throws LOGIN_FAILED, LOGIN_LOCKED, PASSWORD_WEAK
 */
export async function changePassword(
  kernel: Kernel,
  caller: Caller,
  input: { current: string; next: string },
): Promise<LoggedIn> {
  if (!caller.person) throw fail('LOGIN_REQUIRED');
  try {
    const person = await authenticate(kernel, { user: caller.person.user, password: input.current }, caller.address);
    await requireNewPassword(person, input.next);
    const now = kernel.clock.now();
    const changed = await kernel.db
      .updateTable('person')
      .set({
        password_hash: await hashPassword(input.next),
        password_history: [person.password_hash, ...person.password_history].slice(0, passwordRules.history - 1),
        password_changed_at: now,
        must_change_password: false,
        version: person.version + 1,
      })
      .where('id', '=', person.id)
      .where('version', '=', person.version)
      .returningAll()
      .executeTakeFirst();
    if (!changed) throw fail('VERSION_CONFLICT');
    await endSessions(kernel.db, { personId: person.id }, 'password', now);
    const opened = await open(kernel, changed, caller);
    await kernel.audit(caller, { act: 'identity.changePassword', subject: person.user_name });
    return opened;
  } catch (error) {
    if (error instanceof YishuError) {
      const refused = { outcome: 'refused' as const, detail: error.code };
      await kernel.audit(caller, { act: 'identity.changePassword', subject: caller.person.user, ...refused });
    }
    throw error;
  }
}
