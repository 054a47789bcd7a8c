// Brings the schema to the version of the program: numbered steps, forward only, each in its own transaction, one server at a time.
import { type Kysely, sql } from 'kysely';
import { fail } from '../../core/kernel/errors.ts';
import type { Log } from '../kernel/types.ts';
import type { Migration } from './migrations/migration.ts';
import type { Database } from './schema.ts';

/** @throws INTERNAL when the database was made by a newer program, or the list is out of order */
export async function migrate(db: Kysely<Database>, migrations: readonly Migration[], log: Log): Promise<void> {
  const ordered = [...migrations].sort((a, b) => (a.id < b.id ? -1 : 1));
  const twice = ordered.find((migration, index) => ordered[index - 1]?.id === migration.id);
  if (twice) throw fail('INTERNAL', { what: `two migrations are called ${twice.id}` });
  const lock = sql`select pg_advisory_xact_lock(hashtext('yishu.migrate.' || current_schema()))`;
  await db.transaction().execute(async (tx) => {
    await lock.execute(tx);
    await sql`create table if not exists migration (
      id text primary key, name text not null, at timestamptz not null default now()
    )`.execute(tx);
  });
  const known = new Set(ordered.map((migration) => migration.id));
  const unknown = (await db.selectFrom('migration').select('id').execute()).find((row) => !known.has(row.id));
  if (unknown) {
    throw fail('INTERNAL', {
      what: `the database has migration ${unknown.id}, which this program does not know`,
      remedy: 'start a newer program',
    });
  }
  for (const migration of ordered) {
    await db.transaction().execute(async (tx) => {
      await lock.execute(tx);
      const done = await tx.selectFrom('migration').select('id').where('id', '=', migration.id).executeTakeFirst();
      if (done) return;
      await migration.up(tx);
      await tx.insertInto('migration').values({ id: migration.id, name: migration.name }).execute();
      log('info', `database migrated to ${migration.id}-${migration.name}`);
    });
  }
}
