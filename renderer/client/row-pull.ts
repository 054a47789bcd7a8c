// Fetches the rows that changed: many ids in one call, one call at a time, so that an answer never overtakes a newer one.

interface RowPullParts<Row> {
  /** Ids of one call at most. */
  atMost: number;
  fetch(ids: string[]): Promise<readonly Row[]>;
  /** `gone`: asked for and not given, so not for this person's eyes any more. */
  patch(rows: readonly Row[], gone: string[]): void;
  failed(error: unknown): void;
}

export interface RowPull {
  /** These changed. What changes while a call is under way goes with the next: its answer may have been read before. */
  want(ids: Iterable<string>): void;
}

export function createRowPull<Row extends { id: string }>(parts: RowPullParts<Row>): RowPull {
  const { atMost, fetch, patch, failed } = parts;
  const wanted = new Set<string>();
  let running = false;

  async function run(): Promise<void> {
    while (wanted.size > 0) {
      const ids = [...wanted].slice(0, atMost);
      for (const id of ids) wanted.delete(id);
      try {
        const rows = await fetch(ids);
        const given = new Set(rows.map(({ id }) => id));
        patch(
          rows,
          ids.filter((id) => !given.has(id)),
        );
      } catch (error) {
        // The list is read anew: that brings these too.
        wanted.clear();
        failed(error);
      }
    }
    running = false;
  }

  return {
    want(ids) {
      for (const id of ids) wanted.add(id);
      if (running || wanted.size === 0) return;
      running = true;
      void run();
    },
  };
}
