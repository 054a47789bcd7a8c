// One or two columns by the number of lines (LAB-52).

/** Two columns from `doubleFrom` lines on; null is never. */
export function columnCount(lines: number, doubleFrom: number | null): 1 | 2 {
  return doubleFrom !== null && lines >= doubleFrom ? 2 : 1;
}

/** The lines in reading order, left column first; the left one is the longer when the number is odd. */
export function splitColumns<Line>(lines: readonly Line[], doubleFrom: number | null): Line[][] {
  if (columnCount(lines.length, doubleFrom) === 1) return [[...lines]];
  const half = Math.ceil(lines.length / 2);
  return [lines.slice(0, half), lines.slice(half)];
}
