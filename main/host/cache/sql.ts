// The narrow face of SQLite that the stores are written against: statements are prepared once and kept.
import type BetterSqlite3 from 'better-sqlite3';

export type SqlValue = string | number | bigint | null | Uint8Array;

export interface Sql {
  run(text: string, ...values: SqlValue[]): { changes: number; lastId: number };
  get<Row>(text: string, ...values: SqlValue[]): Row | undefined;
  all<Row>(text: string, ...values: SqlValue[]): Row[];
}

export function createSql(database: BetterSqlite3.Database): Sql {
  const statements = new Map<string, BetterSqlite3.Statement>();
  function prepared(text: string): BetterSqlite3.Statement {
    let statement = statements.get(text);
    if (!statement) {
      statement = database.prepare(text);
      statements.set(text, statement);
    }
    return statement;
  }
  return {
    run(text, ...values) {
      const { changes, lastInsertRowid } = prepared(text).run(...values);
      return { changes, lastId: Number(lastInsertRowid) };
    },
    // A row has the columns that its statement names; the type is said where the statement is.
    get: <Row>(text: string, ...values: SqlValue[]) => prepared(text).get(...values) as Row | undefined,
    all: <Row>(text: string, ...values: SqlValue[]) => prepared(text).all(...values) as Row[],
  };
}
