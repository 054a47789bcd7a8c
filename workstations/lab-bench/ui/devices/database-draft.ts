// The database part of the connection dialog: every kind of source side by side, numbers as typed text.
import type { DatabaseColumns, DatabaseConfig, DatabaseSource } from '../../../../core/devices/database-config.ts';

export interface DatabaseDraft {
  type: DatabaseSource['type'];
  path: string;
  encoding: string;
  host: string;
  port: string;
  database: string;
  user: string;
  password: string;
  tls: boolean;
  by: 'table' | 'select';
  table: string;
  select: string;
  keyColumn: string;
  sinceColumn: string;
  startAt: string;
  columns: Record<keyof DatabaseColumns, string>;
  pollSeconds: string;
}

export const newDatabase: DatabaseDraft = {
  type: 'sqlite',
  path: '',
  encoding: 'gb18030',
  host: '',
  port: '5432',
  database: '',
  user: '',
  password: '',
  tls: false,
  by: 'table',
  table: '',
  select: '',
  keyColumn: '',
  sinceColumn: '',
  startAt: '',
  columns: { specimen: '', test: '', value: '', unit: '', flag: '', time: '' },
  pollSeconds: '5',
};

export function databaseDraftOf({ source, ask, columns, ...others }: DatabaseConfig): DatabaseDraft {
  const { keyColumn, sinceColumn, startAt, pollSeconds } = others;
  const { unit, flag, time } = columns;
  return {
    ...newDatabase,
    ...sourceDraftOf(source),
    ...ask,
    keyColumn,
    sinceColumn,
    startAt,
    columns: { ...columns, unit: unit ?? '', flag: flag ?? '', time: time ?? '' },
    pollSeconds: String(pollSeconds),
  };
}

function sourceDraftOf(source: DatabaseSource): Partial<DatabaseDraft> {
  return source.type === 'postgres' ? { ...source, port: String(source.port) } : source;
}

function sourceOf(draft: DatabaseDraft): DatabaseSource {
  const path = draft.path.trim();
  switch (draft.type) {
    case 'sqlite':
      return { type: 'sqlite', path };
    case 'dbf':
      return { type: 'dbf', path, encoding: draft.encoding };
    case 'postgres': {
      const { host, database, user, password, tls } = draft;
      return {
        type: 'postgres',
        host: host.trim(),
        port: wholeOf(draft.port),
        database: database.trim(),
        user: user.trim(),
        password,
        tls,
      };
    }
    default:
      return draft.type satisfies never;
  }
}

const wholeOf = (text: string) => (/^\d{1,5}$/.test(text.trim()) ? Number(text.trim()) : Number.NaN);

/** What the contract then looks at: an unfinished draft is refused by it. */
export function databaseTransportOf(draft: DatabaseDraft): DatabaseConfig {
  const { specimen, test, value, unit, flag, time } = draft.columns;
  const bySelect = draft.by === 'select' && draft.type !== 'dbf';
  return {
    kind: 'database',
    source: sourceOf(draft),
    ask: bySelect
      ? { by: 'select', select: draft.select }
      : { by: 'table', table: draft.type === 'dbf' ? '' : draft.table.trim() },
    keyColumn: draft.keyColumn.trim(),
    sinceColumn: draft.sinceColumn.trim(),
    startAt: draft.startAt.trim(),
    columns: {
      specimen: specimen.trim(),
      test: test.trim(),
      value: value.trim(),
      unit: unit.trim() || null,
      flag: flag.trim() || null,
      time: time.trim() || null,
    },
    pollSeconds: wholeOf(draft.pollSeconds),
  };
}
