// Where a key moves to in a list of rows.

/** From `at` in `count` rows; null for keys that do not move. */
export function movedTo(key: string, at: number, count: number, page = 12): number | null {
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
  const step = steps[key];
  if (count === 0) return null;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return step === undefined ? null : Math.min(count - 1, Math.max(0, at + step));
}
