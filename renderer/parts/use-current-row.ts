// The row of a living list that banner, keys and dialogs are for.
import { useState } from 'react';

interface About<Row> {
  /** Whom a person chose, perhaps before the row came. */
  chosen: string | null;
  /** What was current before. */
  held: Row | null;
  kept: boolean;
  /** Where the held row stood; without it the first row follows one that left. */
  stood?: number;
}

/** @param about `kept`: whether a dialog about the held row is open */
export function currentRow<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  { chosen, held, kept, stood = 0 }: About<Row>,
): Row | null {
  const find = (key: string | null) => (key === null ? undefined : rows.find((row) => keyOf(row) === key));
  const still = find(held === null ? null : keyOf(held));
  if (kept && held !== null) return still ?? held;
  return find(chosen) ?? still ?? rows[Math.min(stood, rows.length - 1)] ?? null;
}

interface CurrentRowOptions {
  /** Chosen from the beginning, by the address of the screen. */
  asked?: string | null;
  /** Which row takes the place of one that left: the first, or the one that moved up to where it stood. */
  follows?: 'first' | 'place';
}

/**
 * The first row stands for a person until another is chosen, and goes on standing when newer rows come above it: what comes in while
 * somebody looks must not put another patient under the keys. When the row leaves the list another one follows; with `kept`, while
 * a dialog is open about it, it stays as it was last seen, and the server says what became of it.
 */
export function useCurrentRow<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  kept = false,
  { asked = null, follows = 'first' }: CurrentRowOptions = {},
) {
  const [held, setHeld] = useState<{ row: Row; at: number } | null>(null);
  const [chosen, setChosen] = useState<string | null>(asked);
  const before = held?.row ?? null;
  const stood = follows === 'place' ? (held?.at ?? 0) : 0;
  const current = currentRow(rows, keyOf, { chosen, held: before, kept, stood });
  const found = current === null ? -1 : rows.indexOf(current);
  const at = found < 0 && current !== null ? (held?.at ?? 0) : found;
  // What was shown last, remembered while rendering: both settle in the same turn.
  if (current !== before || (current !== null && at !== held?.at))
    setHeld(current === null ? null : { row: current, at });
  if (chosen !== null && current !== null && keyOf(current) === chosen) setChosen(null);
  return {
    current,
    /** Its place in the list, or where it stood last; -1 where there is none. */
    at,
    choose: setChosen,
    /** Another list is shown: it begins at its first row. */
    clear: () => {
      setHeld(null);
      setChosen(null);
    },
  };
}
