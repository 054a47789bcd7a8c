// What holds for every small dictionary that a desk chooses from (ECG types, patient types): codes once, versions, one entry in use.
import { fail } from '../../../core/kernel/errors.ts';

interface Entry {
  code: string;
  active: boolean;
}

/**
 * @param rows all entries, locked: two administrators cannot switch the last two off
 * @param expectedVersion 0 for a new one
 * @returns what stood there before; undefined for a new one
 * @throws DUPLICATE, NOT_FOUND, VERSION_CONFLICT, STATE_REFUSED to switch the last one off
 */
export function requireChange<Row extends Entry & { version: number }>(
  rows: readonly Row[],
  { code, active }: Entry,
  expectedVersion: number,
  what: { kind: string; name: string },
): Row | undefined {
  const before = rows.find((row) => row.code === code);
  if (expectedVersion === 0 && before) throw fail('DUPLICATE', { what: what.kind, code });
  if (expectedVersion > 0 && !before) throw fail('NOT_FOUND', { what: what.kind, code });
  if ((before?.version ?? 0) !== expectedVersion)
    throw fail('VERSION_CONFLICT', { expected: expectedVersion, actual: before?.version ?? 0 });
  if (!active && !rows.some((row) => row.active && row.code !== code))
    throw fail('STATE_REFUSED', { [what.kind]: code, remedy: `one ${what.name} has to be in use` });
  return before;
}
