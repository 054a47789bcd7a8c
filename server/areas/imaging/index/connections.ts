// The two ways to the index: a connection borrowed from the server's pool, or one that a thread of its own opened.
import { CompiledQuery, sql } from 'kysely';
import type pg from 'pg';
import type { Kernel } from '../../../kernel/types.ts';
import type { IndexConnections } from './index-writer.ts';

/** Its other users expect durable commits, so that the setting is given back. */
export function borrowedConnections(db: Kernel['db']): IndexConnections {
  return {
    use: (work) =>
      db.connection().execute(async (connection) => {
        await sql`set synchronous_commit = off`.execute(connection);
        try {
          await work(async <Row>({ text }: { text: string }, values: readonly unknown[]) => {
            const { rows } = await connection.executeQuery<Row>(CompiledQuery.raw(text, [...values]));
            return rows;
          });
        } finally {
          await sql`set synchronous_commit = on`.execute(connection);
        }
      }),
  };
}

/** @param pool whose connections have synchronous_commit off and prepare each statement once */
export function ownConnections(pool: pg.Pool): IndexConnections {
  return {
    async use(work) {
      const client = await pool.connect();
      let lost = false;
      try {
        await work(async <Row>({ name, text }: { name: string; text: string }, values: readonly unknown[]) => {
          const { rows } = await client.query({ name, text, values: [...values] }).catch((error: unknown) => {
            // An error of the server itself has a code; without one the connection is gone.
            lost = !(error instanceof Error && 'severity' in error);
            throw error;
          });
          return rows as Row[];
        });
      } finally {
        client.release(lost);
      }
    },
  };
}
