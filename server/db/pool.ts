// The pool of connections: types as the code wants them, and errors of idle connections heard, which would end the process else.
import pg from 'pg';
import type { Log } from '../kernel/types.ts';
import type { Connection } from './embedded.ts';

const { builtins } = pg.types;

/** int8 as number (nothing here passes 2^53), date as the text it is: a Date would move with the time zone. */
const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (format !== 'binary') {
      if (oid === builtins.INT8) return (text: string) => Number(text);
      if (oid === builtins.DATE) return (text: string) => text;
    }
    return pg.types.getTypeParser(oid, format);
  },
};

const limits = ['-c statement_timeout=60000', '-c idle_in_transaction_session_timeout=60000', '-c timezone=UTC'];

/** Takes `schema` out of the URL: PostgreSQL knows it as search_path. */
export function readDatabaseUrl(databaseUrl: string): { connectionString: string; schema: string | null } {
  const url = new URL(databaseUrl);
  const schema = url.searchParams.get('schema');
  url.searchParams.delete('schema');
  return { connectionString: url.href, schema: schema && /^[a-z_][a-z0-9_]*$/.test(schema) ? schema : null };
}

/** What a pool connects to; can be sent to a thread. */
export type DatabaseTarget = Connection | { connectionString: string; schema: string | null };

/** @param own settings of each connection, as `-c name=value` */
export function makePool(target: DatabaseTarget, log: Log, own: readonly string[] = []): pg.Pool {
  const schema = 'schema' in target && target.schema ? [`-c search_path=${target.schema}`] : [];
  const where = 'connectionString' in target ? { connectionString: target.connectionString } : { ...target };
  const pool = new pg.Pool({
    ...where,
    types,
    max: 20,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: 'yishu',
    options: [...limits, ...schema, ...own].join(' '),
  });
  // A connection in use has no listener of the pool: lost between two statements it would end the process.
  pool.on('connect', (client) => {
    client.on('error', (error) => log('warn', 'a database connection was lost', { error: error.message }));
  });
  pool.on('error', (error) => log('warn', 'an idle database connection was lost', { error: error.message }));
  return pool;
}
