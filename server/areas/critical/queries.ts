// Reads of critical values: the list of an area, and those that one person has to know of.
import type { Kysely } from 'kysely';
import { waitsFor } from '../../../core/critical/concern.ts';
import type { Concern } from '../../../core/critical/contract.ts';
import type { CriticalDocument } from '../../../core/critical/flow.ts';
import type { Database } from '../../db/schema.ts';
import { viewRight } from '../../kernel/access.ts';
import type { Caller, Kernel } from '../../kernel/types.ts';
import { criticalPerson, type SeenExams, visibleTo } from './sight.ts';

const dayMs = 86_400_000;
const mostRows = 1000;

function since(kernel: Kernel, days: number): Date {
  return new Date(kernel.clock.now().getTime() - days * dayMs);
}

export function listCriticals(
  kernel: Kernel,
  caller: Caller,
  { state, days }: { state: 'open' | 'all'; days: number },
  seenExams: SeenExams,
) {
  return kernel.read(caller, viewRight(caller), { act: 'critical.list', subject: state }, async (db) => {
    let query = db.selectFrom('critical_value').select('doc').where('raised_at', '>=', since(kernel, days));
    if (state === 'open') query = query.where('state', 'in', ['open', 'notified', 'acknowledged']);
    const rows = await query.orderBy('raised_at', 'desc').limit(mostRows).execute();
    const visible = await visibleTo(kernel, db, caller, rows, seenExams);
    return {
      rows: visible.map(({ doc }) => doc),
      asOf: kernel.clock.now().toISOString(),
    };
  });
}

/** Anybody who is logged in may ask: a ward sees the dangers of its own patients, without any right of radiology. */
export function criticalsForMe(
  kernel: Kernel,
  caller: Caller,
  { days }: { days: number },
): Promise<{ rows: { critical: CriticalDocument; as: Concern }[]; asOf: string }> {
  const concerning = async (db: Kysely<Database>) => {
    const person = criticalPerson(caller);
    const rows = await db
      .selectFrom('critical_value')
      .select('doc')
      .where('raised_at', '>=', since(kernel, days))
      .where('area', '=', 'radiology')
      .where('state', 'in', ['open', 'notified', 'withdrawn'])
      .orderBy('raised_at', 'desc')
      .limit(mostRows)
      .execute();
    return {
      rows: rows.flatMap(({ doc }) => {
        const as = person && waitsFor(doc, person);
        return as === null ? [] : [{ critical: doc, as }];
      }),
      asOf: kernel.clock.now().toISOString(),
    };
  };
  return kernel.read(caller, null, { act: 'critical.mine', subject: '' }, concerning, ({ rows }) => rows.length === 0);
}
