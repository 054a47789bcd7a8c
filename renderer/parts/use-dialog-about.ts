// A dialog stays about the row that it was opened for, whatever comes into the list below it or leaves it.
import { useState } from 'react';

/** The row as the list has it now; as it was last seen when it left. */
export function newestOf<Row>(rows: readonly Row[], keyOf: (row: Row) => string, seen: Row): Row {
  return rows.find((row) => keyOf(row) === keyOf(seen)) ?? seen;
}

/** For lists whose current row may change, or go, while a dialog about it is open: the server says what became of the row. */
export function useDialogAbout<Kind extends string, Row>(rows: readonly Row[], keyOf: (row: Row) => string) {
  const [opened, setOpened] = useState<{ kind: Kind; row: Row } | null>(null);
  const about = opened === null ? null : newestOf(rows, keyOf, opened.row);
  // What was shown last, remembered while rendering.
  if (opened !== null && about !== null && about !== opened.row) setOpened({ ...opened, row: about });
  return {
    dialog: opened?.kind ?? null,
    about,
    open: (kind: Kind, row: Row | null) => row !== null && setOpened({ kind, row }),
    close: () => setOpened(null),
  };
}
