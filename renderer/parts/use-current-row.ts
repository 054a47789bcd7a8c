// The row of a living list that banner, keys and dialogs are for.
import { useState } from 'react';

/** @param kept whether a dialog about the held row is open */
export function currentRow<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  { chosen, held, kept }: { chosen: string | null; held: Row | null; kept: boolean },
): Row | null {
  const find = (key: string | null) => (key === null ? undefined : rows.find((row) => keyOf(row) === key));
  const still = find(held === null ? null : keyOf(held));
  if (kept && held !== null) return still ?? held;
  return find(chosen) ?? still ?? rows[0] ?? null;
}

/**
 * The first row stands for a person until another is chosen, and goes on standing when newer rows come above it: what comes in while
 * somebody looks must not put another patient under the keys. When the row leaves the list the first one follows; with `kept`, while
 * a dialog is open about it, it stays as it was last seen, and the server says what became of it.
 */
export function useCurrentRow<Row>(rows: readonly Row[], keyOf: (row: Row) => string, kept = false) {
  const [held, setHeld] = useState<Row | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const current = currentRow(rows, keyOf, { chosen, held, kept });
  // What was shown last, remembered while rendering: both settle in the same turn.
  if (current !== held) setHeld(current);
  if (chosen !== null && current !== null && keyOf(current) === chosen) setChosen(null);
  return { current, choose: setChosen };
}
