// Takes away rows that have lost their use, a bounded number at a time, so that no table grows for ever and nobody waits for it.
import { type Kysely, sql } from 'kysely';
import type { Database } from '../db/schema.ts';
import type { Running } from './area.ts';
import type { Clock, Log } from './types.ts';

export interface Retention {
  table: keyof Database;
  /** Column by which a row is old. */
  column: string;
  keptMs: number;
}

export interface RetentionParts {
  db: Kysely<Database>;
  clock: Clock;
  log: Log;
}

const batch = 5000;
const everyMs = 3_600_000;

/** @returns how many rows went */
export async function deleteOld({ db, clock }: RetentionParts, rule: Retention): Promise<number> {
  const before = new Date(clock.now().getTime() - rule.keptMs);
  const table = sql.table(rule.table);
  const column = sql.ref(rule.column);
  for (let gone = 0; ; ) {
    // `skip locked`: a row that somebody is using is for the next time.
    const result = await sql`delete from ${table} where ctid = any(array(
      select ctid from ${table} where ${column} < ${before} limit ${batch} for update skip locked))`.execute(db);
    const rows = Number(result.numAffectedRows ?? 0);
    gone += rows;
    if (rows < batch) return gone;
  }
}

/** Runs at the start and then each hour. */
export function startRetention(parts: RetentionParts, rules: readonly Retention[]): Running {
  async function tidy(): Promise<void> {
    for (const rule of rules) {
      try {
        const gone = await deleteOld(parts, rule);
        if (gone > 0) parts.log('info', `retention: ${gone} old rows of ${rule.table} removed`);
      } catch (error) {
        parts.log('warn', `retention of ${rule.table} failed`, { error: String(error) });
      }
    }
  }
  let last = tidy();
  const timer = setInterval(() => {
    last = last.then(tidy);
  }, everyMs);
  return {
    async stop() {
      clearInterval(timer);
      await last;
    },
  };
}
