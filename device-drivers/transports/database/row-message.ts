// Rows of a database as one stored message: written by the transport, read again like any other content. What a row lacks is said, not guessed.
import { z } from 'zod';
import type { DatabaseColumns, DatabaseTrial } from '../../../core/devices/database-config.ts';
import type {
  InstrumentMessage,
  InstrumentProblem,
  InstrumentResult,
  Interpretation,
} from '../../../core/lab/instrument-message.ts';
import { isoTime } from '../csv-results.ts';
import type { SourceRow } from './ask.ts';

/** A row in the suite's words; empty where the database has nothing. */
const MappedRow = z.object({
  key: z.string(),
  specimen: z.string(),
  test: z.string(),
  value: z.string(),
  unit: z.string(),
  flag: z.string(),
  time: z.string(),
});
export type MappedRow = z.infer<typeof MappedRow>;

/** `correction`: the row was handed on before with other content. */
const SentRow = MappedRow.extend({ correction: z.boolean() });
export type SentRow = z.infer<typeof SentRow>;
const Content = z.object({ rows: z.array(SentRow) });

/** Stands where a driver's id stands for messages of a database. */
export const rowsDriverId = 'rows:database';

/** A column by its name, whatever its case: databases fold it differently. */
export function cellOf({ cells }: SourceRow, column: string | null): string {
  if (column === null) return '';
  const exact = cells[column];
  if (exact !== undefined) return exact?.trim() ?? '';
  const folded = Object.keys(cells).find((name) => name.toLowerCase() === column.toLowerCase());
  return (folded === undefined ? null : cells[folded])?.trim() ?? '';
}

export function mappedRow(row: SourceRow, columns: DatabaseColumns, keyColumn: string): MappedRow {
  const cell = (column: string | null) => cellOf(row, column);
  return {
    key: cell(keyColumn),
    specimen: cell(columns.specimen),
    test: cell(columns.test),
    value: cell(columns.value),
    unit: cell(columns.unit),
    flag: cell(columns.flag),
    time: cell(columns.time),
  };
}

export function rowProblems(row: MappedRow): DatabaseTrial['rows'][number]['problems'] {
  return [
    ...(row.key === '' ? (['noKey'] as const) : []),
    ...(row.specimen === '' ? (['noSpecimen'] as const) : []),
    ...(row.test === '' ? (['noTest'] as const) : []),
    ...(row.value === '' ? (['noValue'] as const) : []),
    ...(row.time !== '' && isoTime(row.time) === null ? (['time'] as const) : []),
  ];
}

export function encodeRows(rows: readonly SentRow[]): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ rows }));
}

/** Rows of one specimen become one message, corrections one of their own. Never throws. */
export function interpretRows(content: Uint8Array): Interpretation {
  let rows: SentRow[];
  try {
    rows = Content.parse(JSON.parse(new TextDecoder().decode(content))).rows;
  } catch (error) {
    return { messages: [], problems: [{ code: 'ROWS_UNREADABLE', at: 'message', text: String(error) }] };
  }
  const problems: InstrumentProblem[] = [];
  const messages = new Map<string, InstrumentMessage>();
  for (const row of rows) {
    const name = `${row.correction} ${row.specimen}`;
    const message = messages.get(name) ?? {
      kind: 'results' as const,
      specimenId: row.specimen,
      results: [],
      ...(row.correction ? { correction: true, correctionInferred: true } : {}),
    };
    messages.set(name, message);
    message.results.push(resultOf(row));
    for (const problem of rowProblems(row))
      problems.push({ code: `ROW_${problem}`, at: `row ${row.key}`, text: texts[problem] });
  }
  return { messages: [...messages.values()], problems };
}

const texts: Readonly<Record<DatabaseTrial['rows'][number]['problems'][number], string>> = {
  noKey: 'The key column is empty.',
  noSpecimen: 'The row names no specimen.',
  noTest: 'The row names no test.',
  noValue: 'The row has no value.',
  time: 'The time cannot be read.',
  noSince: 'The growing column is empty.',
};

function resultOf(row: SentRow): InstrumentResult {
  const result: InstrumentResult = {
    code: row.test,
    value: row.value,
    flags: row.flag === '' ? [] : row.flag.split(/[\s;|]+/),
  };
  const time = row.time === '' ? null : isoTime(row.time);
  return {
    ...result,
    ...(row.unit === '' ? {} : { unit: row.unit }),
    ...(time === null ? {} : { time }),
    ...(row.value === '' ? { noValue: true } : {}),
  };
}
