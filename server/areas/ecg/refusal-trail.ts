// How many refusals of one address get a row of their own in the trail: a flood is counted, and the next row says how many there were.

const perMs = 60_000;
const rowsEach = 20;
const mostAddresses = 1000;

interface Window {
  began: number;
  rows: number;
  unwritten: number;
}

export interface RefusalTrail {
  /** Null: no row for this one. Else how many before it got none. */
  next(address: string): number | null;
}

/** @param now milliseconds */
export function makeRefusalTrail(now: () => number): RefusalTrail {
  const windows = new Map<string, Window>();
  return {
    next(address) {
      const at = now();
      const known = windows.get(address);
      const isOver = known !== undefined && at - known.began >= perMs;
      const window = known && !isOver ? known : { began: at, rows: 0, unwritten: known?.unwritten ?? 0 };
      if (!known && windows.size >= mostAddresses) {
        const [oldest] = windows.keys();
        if (oldest !== undefined) windows.delete(oldest);
      }
      windows.set(address, window);
      if (window.rows >= rowsEach) {
        window.unwritten += 1;
        return null;
      }
      const { unwritten } = window;
      window.rows += 1;
      window.unwritten = 0;
      return unwritten;
    },
  };
}
