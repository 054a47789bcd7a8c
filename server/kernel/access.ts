// Whether a caller may: the right in the person's hand, or, where none is asked for, anybody who is known here.
import type { Right } from '../../core/identity/rights.ts';
import { fail } from '../../core/kernel/errors.ts';
import type { Caller } from './types.ts';

/** The server itself: interfaces and timers. */
export function systemCaller(address: string): Caller {
  return { person: null, rights: [], labGroups: [], sessionId: null, station: null, address, mode: 'system' };
}

/** @throws LOGIN_REQUIRED, RIGHT_MISSING */
export function requireAccess(caller: Caller, right: Right | null): void {
  if (caller.mode === 'system') return;
  if (!caller.person && !(caller.station && right === null)) throw fail('LOGIN_REQUIRED');
  if (right !== null && !caller.rights.includes(right)) throw fail('RIGHT_MISSING', { right });
}

const views: readonly Right[] = ['lab.view', 'radiology.view', 'ecg.view'];

/** The right under which a caller looks at what all areas share: patients, critical values, the feed. */
export function viewRight(caller: Caller): Right {
  return views.find((right) => caller.rights.includes(right)) ?? 'lab.view';
}

/**
 * Whether exams of a service are for these eyes: people by their right, a station on its own by its groups. A station without any group
 * is bound to no place.
 */
export function maySeeService(caller: Caller, service: 'radiology' | 'ecg'): boolean {
  if (caller.mode === 'system' || caller.rights.includes(`${service}.view`)) return true;
  if (caller.person !== null || caller.station === null) return false;
  return caller.station.labGroups.length === 0 || caller.station.labGroups.includes(service);
}

/** Whether an entity of a laboratory group is for these eyes: a station sees its groups, a person on their own theirs. */
export function maySeeGroup(caller: Caller, groupId: string | null): boolean {
  if (groupId === null || caller.mode === 'system') return true;
  if (caller.station) return caller.station.labGroups.includes(groupId) || caller.rights.includes('lab.allGroups');
  return caller.labGroups.includes(groupId) || caller.rights.includes('lab.allGroups');
}
