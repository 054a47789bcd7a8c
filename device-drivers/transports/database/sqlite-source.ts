// Rows of a SQLite file that another program writes: opened read-only for each look, never locked, never waited for within the call.
import { namesSince, type Place, type RowSource, SourceError, type SourceRow, type SqlAsk, sqlOf } from './ask.ts';

/** Locked, being written, or not whole yet: the next look may find it well. */
const passing = /^SQLITE_(BUSY|LOCKED|CANTOPEN|NOTADB|CORRUPT|IOERR|PROTOCOL|READONLY)/;

function cellOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  return String(value);
}

export function sqliteSource(path: string, settings: SqlAsk): RowSource {
  return {
    async read(after, limit) {
      const { default: Database } = await import('better-sqlite3-multiple-ciphers');
      try {
        const database = new Database(path, { readonly: true, fileMustExist: true, timeout: 0 });
        try {
          database.defaultSafeIntegers(true);
          const statement = database.prepare(sqlOf(settings, ':since', after !== null, limit));
          if (!statement.reader) throw new SourceError('DATABASE_SELECT', 'the statement gives no rows', false);
          const bound = after === null && !namesSince(settings) ? [] : [{ since: boundOf(after) }];
          const rows: SourceRow[] = [];
          for (const row of statement.iterate(...bound)) rows.push(rowOf(row, settings.sinceColumn));
          return rows;
        } finally {
          database.close();
        }
      } catch (error) {
        if (error instanceof SourceError) throw error;
        const code = error instanceof Error && 'code' in error ? String(error.code) : 'DATABASE_READ';
        throw new SourceError(code, error instanceof Error ? error.message : String(error), passing.test(code));
      }
    },
    close: async () => undefined,
  };
}

/** Numbers are compared as numbers whatever the column was declared as. */
function boundOf(after: Place | null): string | number | bigint | null {
  if (after === null) return null;
  if (!after.numeric) return after.value;
  return /^-?\d+$/.test(after.value) ? BigInt(after.value) : Number(after.value);
}

function rowOf(row: unknown, sinceColumn: string): SourceRow {
  const entries = typeof row === 'object' && row !== null ? Object.entries(row) : [];
  const since = entries.find(([name]) => name === sinceColumn)?.[1];
  return {
    cells: Object.fromEntries(entries.map(([name, value]) => [name, cellOf(value)])),
    numeric: typeof since === 'bigint' || typeof since === 'number',
  };
}
