// The open sessions: a person sees and ends their own, an administrator everybody's (OWASP ASVS 7.4, 7.5).
import type { ActiveSession } from '../../../core/identity/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { requireAccess } from '../../kernel/access.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { administers, isSuper, requireMayAdminister } from './administrators.ts';
import { findPerson, rightsOf } from './people-store.ts';
import { endSessions, idleMs } from './sessions.ts';

const mayEndOthers = (caller: Caller) => isSuper(caller) || caller.rights.includes('user.edit');

export async function listSessions(kernel: Kernel, caller: Caller): Promise<ActiveSession[]> {
  requireAccess(caller, null);
  const now = kernel.clock.now();
  let query = kernel.db
    .selectFrom('person_session')
    .innerJoin('person', 'person.id', 'person_session.person_id')
    .leftJoin('workstation', 'workstation.id', 'person_session.workstation_id')
    .select([
      'person_session.id',
      'person.id as personId',
      'person.name',
      'person.user_name',
      'started_at',
      'person_session.last_seen_at',
      'address',
      'workstation.name as place',
    ])
    .where('ended_at', 'is', null)
    .where('locked_at', 'is', null)
    .where('expires_at', '>', now)
    .where('person_session.last_seen_at', '>', new Date(now.getTime() - idleMs))
    .orderBy('started_at', 'desc');
  const everybody = mayEndOthers(caller);
  if (!everybody) query = query.where('person.id', '=', caller.person?.id ?? '');
  const rows = await query.execute();
  if (everybody) await kernel.audit(caller, { act: 'identity.sessions', subject: '' });
  return rows.map((row) => ({
    id: row.id,
    personId: row.personId,
    personName: row.name,
    user: row.user_name,
    startedAt: row.started_at.toISOString(),
    lastSeenAt: row.last_seen_at.toISOString(),
    address: row.address,
    workstation: row.place,
    current: row.id === caller.sessionId,
  }));
}

export async function endSession(kernel: Kernel, caller: Caller, id: string): Promise<void> {
  requireAccess(caller, null);
  const row = /^[0-9a-f-]{36}$/i.test(id)
    ? await kernel.db
        .selectFrom('person_session')
        .innerJoin('person', 'person.id', 'person_session.person_id')
        .select(['person_id', 'user_name', 'address'])
        .where('person_session.id', '=', id)
        .executeTakeFirst()
    : undefined;
  const own = row && row.person_id === caller.person?.id;
  // Somebody else's session does not exist for those who may not end it.
  if (!row || !(own || mayEndOthers(caller))) throw fail('NOT_FOUND', { id });
  await endSessions(kernel.db, { id }, own ? 'ended by its owner' : 'ended by an administrator', kernel.clock.now());
  await kernel.audit(caller, { act: 'identity.endSession', subject: row.user_name, detail: `${row.address} ${id}` });
}

/** Ends every session of a person, the one that asks excepted. @throws NOT_FOUND */
export function endSessionsOf(
  kernel: Kernel,
  caller: Caller,
  input: { command: { id: string; at: string }; personId: string },
): Promise<{ ended: number }> {
  const request = {
    ...input.command,
    name: 'identity.endSessionsOf',
    right: administers(caller, 'user.edit'),
    subject: input.personId,
    input,
  };
  return kernel.command(caller, request, async (work) => {
    const person = await findPerson(work.tx, input.personId);
    if (!person) throw fail('NOT_FOUND', { personId: input.personId });
    requireMayAdminister(caller, await rightsOf(work.tx, person));
    const which = { personId: person.id, except: caller.sessionId };
    const ended = await endSessions(work.tx, which, 'ended by an administrator', work.now);
    work.audit({ act: 'identity.endSessionsOf', subject: person.user_name, detail: `${ended} sessions` });
    return { ended };
  });
}
