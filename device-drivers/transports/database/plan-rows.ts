// What of the rows that a look found is new, what is a correction, and from where the next look goes. Pure: the host keeps what it says.
import { createHash } from 'node:crypto';
import type { DatabaseColumns } from '../../../core/devices/database-config.ts';
import type { Place, SourceRow } from './ask.ts';
import { cellOf, type MappedRow, mappedRow, type SentRow } from './row-message.ts';

/** What was handed on: rows of the window by their key, with a hash of what they said. */
export interface RowMemory {
  position: Place | null;
  known: ReadonlyMap<string, string>;
}

export interface RowPlan {
  fresh: SentRow[];
  remember: { key: string; hash: string }[];
  /** Keys that left the window. */
  forget: string[];
  position: Place | null;
  /** More rows lie there than one batch takes. */
  more: boolean;
}

export interface RowSettings {
  keyColumn: string;
  sinceColumn: string;
  columns: DatabaseColumns;
  /** So many of the newest rows are looked at again each time: what changes in them, or is written late between them, is seen. */
  window: number;
  /** Rows of one message at most. */
  batch: number;
}

/** A key names two different rows: nothing can be told from it. */
export interface KeyClash {
  clash: string;
}

export function hashOf({ key: _key, ...said }: MappedRow): string {
  return createHash('sha256').update(JSON.stringify(said)).digest('base64url');
}

/** How many rows a look asks for, so that it always reaches beyond what is known, however many share one place. */
export function lookLimit(memory: RowMemory, { window, batch }: Pick<RowSettings, 'window' | 'batch'>): number {
  return memory.known.size + window + batch;
}

/** `rows` are those behind the position, in their order. */
export function planRows(rows: readonly SourceRow[], memory: RowMemory, settings: RowSettings): RowPlan | KeyClash {
  const { window, batch, columns, keyColumn, sinceColumn } = settings;
  const seen = new Map<string, string>();
  const keys: string[] = [];
  const fresh: SentRow[] = [];
  const remember: RowPlan['remember'] = [];
  let more = false;
  for (const [index, row] of rows.entries()) {
    const mapped = mappedRow(row, columns, keyColumn);
    const hash = hashOf(mapped);
    // A row without a key is known by what it says.
    const key = mapped.key === '' ? `#${hash}` : mapped.key;
    const other = seen.get(key);
    if (other !== undefined && other !== hash) return { clash: key };
    const known = memory.known.get(key);
    // A row whose value is not there yet waits for it, as long as it is looked at.
    const waits = mapped.value === '' && known === undefined && index >= rows.length - window;
    if (known !== hash && other === undefined && !waits) {
      if (fresh.length === batch) {
        more = true;
        break;
      }
      fresh.push({ ...mapped, correction: known !== undefined });
      remember.push({ key, hash });
    }
    seen.set(key, hash);
    keys.push(key);
  }
  const cut = cutOf(rows.slice(0, keys.length), window, sinceColumn);
  const last = cut === 0 ? undefined : rows[cut - 1];
  const position = last ? { value: cellOf(last, sinceColumn), numeric: last.numeric } : memory.position;
  const kept = new Set(keys.slice(cut));
  const forget = [...new Set(keys.slice(0, cut))].filter((key) => !kept.has(key));
  const leaving = new Set(forget);
  return { fresh, remember: remember.filter(({ key }) => !leaving.has(key)), forget, position, more };
}

/** How many of the first rows leave the window; rows of one place leave together. */
function cutOf(rows: readonly SourceRow[], window: number, sinceColumn: string): number {
  const since = (index: number) => {
    const row = rows[index];
    return row ? cellOf(row, sinceColumn) : '';
  };
  let cut = Math.max(0, rows.length - window);
  while (cut > 0 && since(cut - 1) === since(cut)) cut--;
  return cut > 0 && since(cut - 1) === '' ? 0 : cut;
}
