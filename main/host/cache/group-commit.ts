// Group commit by draining: whatever has queued up shares one transaction and one fsync. No timer: an idle store commits
// at once, and under load the fsync itself is the time in which the next group collects.
import type BetterSqlite3 from 'better-sqlite3';

export interface WriteJob {
  name: string;
  run: () => unknown;
  done: (result: { value: unknown } | { error: unknown }) => void;
}

/** For tests: called with the names of the writes in the group, before and after its commit. */
export type CommitHook = (moment: 'before-commit' | 'after-commit', names: readonly string[]) => void;

type Result = { value: unknown } | { error: unknown };

/** Runs all jobs; each is applied wholly or not at all, and answered only after the commit that holds it. */
export function commitGroup(database: BetterSqlite3.Database, jobs: readonly WriteJob[], hook: CommitHook): void {
  const results = together(database, jobs, hook) ?? jobs.map((job) => alone(database, job, hook));
  for (const [index, job] of jobs.entries()) job.done(results[index]!);
}

/** Null when the whole transaction was lost (disk full, I/O error): then each job gets its own, so that small ones may still fit. */
function together(database: BetterSqlite3.Database, jobs: readonly WriteJob[], hook: CommitHook): Result[] | null {
  try {
    database.exec('BEGIN IMMEDIATE');
    const results = jobs.map((job) => inSavepoint(database, job));
    if (!database.inTransaction) return null;
    commit(
      database,
      jobs.map((job) => job.name),
      hook,
    );
    return results;
  } catch {
    if (database.inTransaction) database.exec('ROLLBACK');
    return null;
  }
}

function inSavepoint(database: BetterSqlite3.Database, job: WriteJob): Result {
  // SQLite ends the transaction by itself on some errors; what follows must not run outside one.
  if (!database.inTransaction) return { error: new Error('the transaction was lost') };
  database.exec('SAVEPOINT job');
  try {
    const value = job.run();
    database.exec('RELEASE job');
    return { value };
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK TO job; RELEASE job');
    return { error };
  }
}

function alone(database: BetterSqlite3.Database, job: WriteJob, hook: CommitHook): Result {
  try {
    database.exec('BEGIN IMMEDIATE');
    const value = job.run();
    commit(database, [job.name], hook);
    return { value };
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK');
    return { error };
  }
}

function commit(database: BetterSqlite3.Database, names: readonly string[], hook: CommitHook): void {
  hook('before-commit', names);
  database.exec('COMMIT');
  hook('after-commit', names);
}
