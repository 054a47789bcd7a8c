// The two stores of a station in memory: the real tables, statements and group commits; when each commit happens is the seed's to say.
// The database outlives the station that was killed, as a disk does; what was not committed is gone.
import BetterSqlite3 from 'better-sqlite3-multiple-ciphers';
import { cacheStore } from '../../main/host/cache/cache-store.ts';
import { custodyStore } from '../../main/host/cache/custody-store.ts';
import { commitGroup, type WriteJob } from '../../main/host/cache/group-commit.ts';
import { createSql, type Sql } from '../../main/host/cache/sql.ts';
import type { StoreClient } from '../../main/host/cache/sql-client.ts';
import type { Operations, Remote, StoreDefinition } from '../../main/host/cache/store-definition.ts';
import { StoreError } from '../../main/host/cache/store-definition.ts';
import type { Chance } from './chance.ts';
import { type Scope, within } from './virtual-time.ts';

export interface MemoryDisk {
  custody: BetterSqlite3.Database;
  cache: BetterSqlite3.Database;
  /** Looks at the tables themselves. */
  custodySql: Sql;
  cacheSql: Sql;
  /** Every write fails as SQLite does when the disk is full. */
  full: boolean;
  close(): void;
}

function made({ migrations }: { migrations: readonly string[] }): BetterSqlite3.Database {
  const database = new BetterSqlite3(':memory:');
  database.pragma('foreign_keys=ON');
  for (const migration of migrations) database.exec(migration);
  return database;
}

export function createMemoryDisk(): MemoryDisk {
  const custody = made(custodyStore);
  const cache = made(cacheStore);
  return {
    custody,
    cache,
    custodySql: createSql(custody),
    cacheSql: createSql(cache),
    full: false,
    close() {
      custody.close();
      cache.close();
    },
  };
}

interface Call {
  name: string;
  args: unknown[];
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** A store of a station that is alive in `scope`. Calls of a killed station are neither carried out nor answered. */
export function openMemoryStore<Reads extends Operations, Writes extends Operations>(
  disk: MemoryDisk,
  database: BetterSqlite3.Database,
  definition: StoreDefinition<Reads, Writes>,
  scope: Scope,
  chance: Chance,
): StoreClient<Reads, Writes> {
  const sql = createSql(database);
  const writes: Operations = definition.writes;
  const reads: Operations = definition.reads;
  let queue: Call[] = [];

  function failure(error: unknown): StoreError {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'STORE_FAILED';
    return new StoreError(code, error instanceof Error ? error.message : String(error));
  }

  function drain(): void {
    if (!scope.alive) return;
    const taken = queue;
    queue = [];
    const answers: (() => void)[] = [];
    const jobs = taken.flatMap((call): WriteJob[] => {
      const operation = writes[call.name];
      if (!operation) return [];
      return [
        {
          name: call.name,
          run() {
            if (disk.full) throw new StoreError('SQLITE_FULL', 'database or disk is full');
            return operation(sql, ...call.args);
          },
          done: (result) =>
            answers.push(() => ('error' in result ? call.reject(failure(result.error)) : call.resolve(result.value))),
        },
      ];
    });
    if (jobs.length > 0) commitGroup(database, jobs, () => undefined);
    for (const call of taken) {
      const operation = reads[call.name];
      if (writes[call.name] || !operation) continue;
      try {
        // As between threads: what is handed over is a copy.
        const value: unknown = structuredClone(operation(sql, ...call.args));
        answers.push(() => call.resolve(value));
      } catch (error) {
        answers.push(() => call.reject(failure(error)));
      }
    }
    // A station may be killed between a commit and its hearing of it.
    scope.time.after(chance.between(0, 3), () => {
      if (!scope.alive) return;
      within(scope, () => {
        for (const answer of answers) answer();
      });
    });
  }

  function remote<All extends Operations>(operations: All): Remote<All> {
    const entries = Object.keys(operations).map((name) => [
      name,
      (...args: unknown[]) =>
        new Promise((resolve, reject) => {
          queue.push({ name, args: structuredClone(args), resolve, reject });
          if (queue.length === 1) scope.time.after(chance.between(1, 8), drain);
        }),
    ]);
    // Built from the same keys as the type.
    return Object.fromEntries(entries) as Remote<All>;
  }

  return { read: remote(definition.reads), write: remote(definition.writes), close: async () => undefined };
}
