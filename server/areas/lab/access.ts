// Who may open which specimen: people and stations see the specimens of their laboratory groups and no others (LAB-93, 95).
import { fail } from '../../../core/kernel/errors.ts';
import type { Actor } from '../../../core/lab/model.ts';
import { maySeeGroup } from '../../kernel/access.ts';
import type { Caller } from '../../kernel/types.ts';

/** @throws RIGHT_MISSING naming the group, never what the specimen holds */
export function requireGroup(caller: Caller, groupId: string): void {
  if (!maySeeGroup(caller, groupId)) throw fail('RIGHT_MISSING', { groupId });
}

/** Who is written into the document; the system acts under its own name. */
export function actorOf(caller: Caller): Actor {
  if (caller.person) return { id: caller.person.id, name: caller.person.name };
  return { id: caller.station?.id ?? 'system', name: caller.station?.name ?? 'system' };
}
