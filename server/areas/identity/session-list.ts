// The open sessions: a person sees and ends their own, an administrator everybody's (OWASP ASVS 7.4, 7.5).
import type { z } from 'zod';
import type { ActiveSession } from '../../../core/identity/contract.ts';
import { fail } from '../../../core/kernel/errors.ts';
import { requireAccess } from '../../kernel/access.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { endSessions, idleMs } from './sessions.ts';

export async function listSessions(kernel: Kernel, caller: Caller): Promise<z.infer<typeof ActiveSession>[]> {
  requireAccess(caller, null);
  const now = kernel.clock.now();
  let query = kernel.db
    .selectFrom('person_session')
    .innerJoin('person', 'person.id', 'person_session.person_id')
    .leftJoin('workstation', 'workstation.id', 'person_session.workstation_id')
    .select([
      'person_session.id',
      'person.name',
      'started_at',
      'person_session.last_seen_at',
      'address',
      'workstation.name as place',
    ])
    .where('ended_at', 'is', null)
    .where('expires_at', '>', now)
    .where('person_session.last_seen_at', '>', new Date(now.getTime() - idleMs))
    .orderBy('started_at', 'desc');
  if (!caller.rights.includes('identity.admin')) query = query.where('person.id', '=', caller.person?.id ?? '');
  const rows = await query.execute();
  return rows.map((row) => ({
    id: row.id,
    personName: row.name,
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
    ? await kernel.db.selectFrom('person_session').select('person_id').where('id', '=', id).executeTakeFirst()
    : undefined;
  const own = row && row.person_id === caller.person?.id;
  // Somebody else's session does not exist for those who may not end it.
  if (!row || !(own || caller.rights.includes('identity.admin'))) throw fail('NOT_FOUND', { id });
  await endSessions(kernel.db, { id }, own ? 'ended by its owner' : 'ended by an administrator', kernel.clock.now());
  await kernel.audit(caller, { act: 'identity.endSession', subject: id });
}
