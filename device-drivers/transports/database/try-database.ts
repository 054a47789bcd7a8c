// The first rows of a database as they would be handed on, for the person who sets the connection up.
import type { DatabaseConfig, DatabaseTrial } from '../../../core/devices/database-config.ts';
import { SourceError } from './ask.ts';
import { startOf } from './database.ts';
import { openSource } from './open-source.ts';
import { planRows } from './plan-rows.ts';
import { cellOf, mappedRow, rowProblems } from './row-message.ts';

const shownRows = 5;
/** Looked at for a key that is none. */
const looked = 200;

/** Never throws: what is wrong is the answer. */
export async function tryDatabase(config: DatabaseConfig): Promise<DatabaseTrial> {
  const source = openSource(config);
  try {
    const rows = await source.read(startOf(config), looked);
    const names = Object.keys(rows[0]?.cells ?? {});
    const { columns, keyColumn, sinceColumn } = config;
    const wanted = [keyColumn, sinceColumn, ...Object.values(columns)].filter((name) => name !== null);
    const unknown = wanted.filter((name) => !names.some((known) => known.toLowerCase() === name.toLowerCase()));
    const plan = planRows(
      rows,
      { position: null, known: new Map() },
      { keyColumn, sinceColumn, columns, window: looked, batch: looked },
    );
    const problem =
      rows.length > 0 && unknown.length > 0
        ? { code: 'DATABASE_COLUMN', text: `${[...new Set(unknown)].join(', ')} ∉ ${names.join(', ')}` }
        : 'clash' in plan
          ? { code: 'DATABASE_KEY', text: `${keyColumn} = ${plan.clash}` }
          : null;
    return {
      problem,
      columns: names,
      rows: rows.slice(0, shownRows).map((row) => {
        const mapped = mappedRow(row, columns, keyColumn);
        const since = cellOf(row, sinceColumn) === '' ? (['noSince'] as const) : [];
        return { ...mapped, problems: [...rowProblems(mapped), ...since] };
      }),
    };
  } catch (error) {
    const code = error instanceof SourceError ? error.code : 'DATABASE_READ';
    return { problem: { code, text: error instanceof Error ? error.message : String(error) }, columns: [], rows: [] };
  } finally {
    await source.close();
  }
}
