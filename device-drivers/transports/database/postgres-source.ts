// Rows of a PostgreSQL database: one read-only transaction a look, with a time limit that the server keeps.

import type { DatabaseSource } from '../../../core/devices/database-config.ts';
import { CHINA_ZONE } from '../../../core/kernel/hospital-time.ts';
import { namesSince, type RowSource, SourceError, type SqlAsk, sqlOf } from './ask.ts';

type Address = Extract<DatabaseSource, { type: 'postgres' }>;

const connectMs = 5_000;
const statementMs = 10_000;
/** Type numbers of int8, int2, int4, float4, float8 and numeric (pg_type.dat). */
const numericTypes: ReadonlySet<number> = new Set([20, 21, 23, 700, 701, 1700]);

/** Values stay as the server writes them: a Date would lose microseconds, a number digits. */
const asWritten = { getTypeParser: () => (text: string) => text };

export function postgresSource(address: Address, settings: SqlAsk): RowSource {
  return {
    async read(after, limit) {
      const { default: pg } = await import('pg');
      const { host, port, database, user, password, tls } = address;
      const client = new pg.Client({
        host,
        port,
        database,
        user,
        password,
        ssl: tls,
        connectionTimeoutMillis: connectMs,
        query_timeout: statementMs + connectMs,
        types: asWritten,
      });
      // A line that breaks between two questions is told by the next one.
      client.on('error', () => undefined);
      try {
        await client.connect();
        await client.query('BEGIN READ ONLY');
        // Instants (timestamptz) come in the zone of the session.
        await client.query(`SET LOCAL TIME ZONE INTERVAL '${CHINA_ZONE}' HOUR TO MINUTE`);
        await client.query(`SET LOCAL statement_timeout = ${statementMs}`);
        const text = sqlOf(settings, '$1', after !== null, limit);
        const values = after === null && !namesSince(settings) ? [] : [after?.value ?? null];
        const { rows, fields } = await client.query<Record<string, string | null>>(text, values);
        await client.query('ROLLBACK');
        const since = fields.find(({ name }) => name === settings.sinceColumn);
        const numeric = since !== undefined && numericTypes.has(since.dataTypeID);
        return rows.map((cells) => ({ cells, numeric }));
      } catch (error) {
        if (error instanceof SourceError) throw error;
        const code = error instanceof Error && 'code' in error && error.code ? String(error.code) : 'DATABASE_READ';
        throw new SourceError(code, error instanceof Error ? error.message : String(error), true);
      } finally {
        await client.end().catch(() => undefined);
      }
    },
    close: async () => undefined,
  };
}
