// Who is told that a study changed: whoever sees it, and everybody of one that is no longer there.
import { sql } from 'kysely';
import type { Right } from '../../../core/identity/rights.ts';
import type { Caller, Kernel, PublishedChange } from '../../kernel/types.ts';
import { sightOf } from './sight.ts';
import { sightCondition } from './sight-places.ts';

const lookers: readonly Right[] = ['radiology.view', 'ecg.view', 'radiology.archive', 'radiology.acquire'];

/** @returns of changes of studies, the numbers of those that the caller is told */
export async function studiesTold(
  kernel: Kernel,
  changes: readonly PublishedChange[],
  caller: Caller,
): Promise<Set<number>> {
  if (caller.person !== null && !lookers.some((right) => caller.rights.includes(right))) return new Set();
  const seen = sightCondition(await sightOf(kernel, kernel.db, caller));
  if (seen === null) return new Set(changes.map(({ seq }) => seq));
  const uids = [...new Set(changes.map(({ entityId }) => entityId))];
  const hidden = await kernel.db
    .selectFrom('imaging_study as t')
    .select('t.uid')
    .where('t.uid', 'in', uids)
    .where(sql<boolean>`not (${seen})`)
    .execute();
  const silent = new Set(hidden.map(({ uid }) => uid));
  return new Set(changes.flatMap(({ seq, entityId }) => (silent.has(entityId) ? [] : [seq])));
}
