// Rows of a dBase or FoxPro table that another program writes: read whole when it has changed, deleted records left out.
import { readFile, stat } from 'node:fs/promises';
import { readDbf } from '../../codecs/dbf/read.ts';
import { DbfError, type DbfTable } from '../../codecs/dbf/types.ts';
import { type Place, type RowSource, SourceError, type SourceRow } from './ask.ts';

/** Larger tables are not read: an instrument's computer that keeps so much answers better over ODBC or an export. */
const largest = 256 * 1024 * 1024;

interface Seen {
  mark: string;
  table: DbfTable;
}

export function dbfSource(path: string, encoding: string, sinceColumn: string): RowSource {
  let seen: Seen | null = null;

  async function load(): Promise<DbfTable> {
    const before = await markOf(path);
    if (seen?.mark === before) return seen.table;
    const [table, memo] = [await readFile(path), await memoOf(path)];
    // A write in between would join two states.
    if ((await markOf(path)) !== before) throw new SourceError('DBF_CHANGING', `${path} is being written`, true);
    const read = readDbf({ table: new Uint8Array(table), memo: memo && new Uint8Array(memo), encoding });
    seen = { mark: before, table: read };
    return read;
  }

  return {
    async read(after, limit) {
      try {
        const { fields, records } = await load();
        const field = fields.find(({ name }) => name.toUpperCase() === sinceColumn.toUpperCase());
        if (!field)
          throw new SourceError(
            'DATABASE_COLUMN',
            `no field ${sinceColumn} in ${fields.map(({ name }) => name).join(', ')}`,
            false,
          );
        const numeric = 'NFIBY'.includes(field.type);
        const compare = (left: string, right: string) =>
          numeric ? Number(left) - Number(right) : left < right ? -1 : Number(left > right);
        return records
          .filter(({ deleted, values }) => !deleted && isBehind(values[field.name] ?? null, after, compare))
          .map(({ number, values }) => ({ number, since: values[field.name] ?? '', values }))
          .sort((left, right) => compare(left.since, right.since) || left.number - right.number)
          .slice(0, limit)
          .map(({ values }): SourceRow => ({ cells: values, numeric }));
      } catch (error) {
        if (error instanceof SourceError) throw error;
        // A table that its program is just writing is short for a moment.
        if (error instanceof DbfError)
          throw new SourceError(
            error.code,
            `${path}: ${error.message}`,
            error.code === 'DBF_TRUNCATED' || error.code === 'DBF_MEMO',
          );
        const code = error instanceof Error && 'code' in error ? String(error.code) : 'DATABASE_READ';
        throw new SourceError(code, error instanceof Error ? error.message : String(error), true);
      }
    },
    close: async () => undefined,
  };
}

function isBehind(
  since: string | null,
  after: Place | null,
  compare: (left: string, right: string) => number,
): boolean {
  return after === null || (since !== null && compare(since, after.value) > 0);
}

async function markOf(path: string): Promise<string> {
  const { size, mtimeMs } = await stat(path);
  if (size > largest) throw new SourceError('DBF_TOO_LARGE', `${path} has ${size} bytes, more than ${largest}`, false);
  const memo = await memoPath(path);
  const beside = memo === null ? '' : await stat(memo).then((found) => `${found.size} ${found.mtimeMs}`);
  return `${size} ${mtimeMs} ${beside}`;
}

async function memoPath(path: string): Promise<string | null> {
  const base = path.replace(/\.[^./\\]*$/, '');
  for (const ending of ['fpt', 'dbt', 'FPT', 'DBT']) {
    const found = await stat(`${base}.${ending}`).catch(() => null);
    if (found?.isFile()) return `${base}.${ending}`;
  }
  return null;
}

async function memoOf(path: string): Promise<Buffer | null> {
  const memo = await memoPath(path);
  return memo === null ? null : readFile(memo);
}
