// From a connection's settings to the SQL that is sent: always one SELECT, behind a place, in order, of limited length.
import type { DatabaseConfig } from '../../../core/devices/database-config.ts';
import { oneSelect } from '../../../core/devices/one-select.ts';

/** A value of the column that only grows; `numeric` says how the database itself holds it. */
export interface Place {
  value: string;
  numeric: boolean;
}

/** One row with every column as text. */
export interface SourceRow {
  cells: Record<string, string | null>;
  /** The growing column is a number. */
  numeric: boolean;
}

/** Rows behind a place in the order of the growing column. */
export interface RowSource {
  read(after: Place | null, limit: number): Promise<SourceRow[]>;
  close(): Promise<void>;
}

/** A failure with a code; `wait`: the same question may be answered in a moment (locked, half-written). */
export class SourceError extends Error {
  readonly code: string;
  readonly wait: boolean;
  constructor(code: string, message: string, wait: boolean) {
    super(message);
    this.name = 'SourceError';
    this.code = code;
    this.wait = wait;
  }
}

export type SqlAsk = Pick<DatabaseConfig, 'ask' | 'keyColumn' | 'sinceColumn'>;

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** `since` names the parameter: `:since` for SQLite, `$1` for PostgreSQL. @throws SourceError when the text is not one SELECT */
export function sqlOf({ ask, keyColumn, sinceColumn }: SqlAsk, since: string, behind: boolean, limit: number): string {
  const from =
    ask.by === 'table' ? ask.table.split('.').map(quoted).join('.') : `(${selectOf(ask.select, since)}) AS source`;
  const column = quoted(sinceColumn);
  const where = behind ? ` WHERE ${column} > ${since}` : '';
  return `SELECT * FROM ${from}${where} ORDER BY ${column}, ${quoted(keyColumn)} LIMIT ${limit}`;
}

/** Whether the person's own SELECT names the place. */
export function namesSince({ ask }: SqlAsk): boolean {
  const read = ask.by === 'select' ? oneSelect(ask.select) : null;
  return read !== null && 'sinceAt' in read && read.sinceAt.length > 0;
}

function selectOf(text: string, since: string): string {
  const read = oneSelect(text);
  if ('problem' in read) throw new SourceError('DATABASE_SELECT', `not one SELECT: ${read.problem}`, false);
  let built = '';
  let from = 0;
  for (const at of read.sinceAt) {
    built += `${read.select.slice(from, at)}${since}`;
    from = at + ':since'.length;
  }
  return built + read.select.slice(from);
}
