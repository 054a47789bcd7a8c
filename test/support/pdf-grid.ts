// The ruled paper of a printed ECG, measured from the strokes of the file.
import { inflateSync } from 'node:zlib';

/** Every compressed stream of a PDF as text. */
export function pdfStreams(bytes: Uint8Array): string[] {
  const file = Buffer.from(bytes);
  const found: string[] = [];
  for (let at = file.indexOf('stream\n'); at >= 0; at = file.indexOf('stream\n', at + 7)) {
    const end = file.indexOf('endstream', at);
    if (end < 0) break;
    try {
      found.push(inflateSync(file.subarray(at + 7, end)).toString('latin1'));
    } catch {
      // Fonts and pictures may be packed otherwise.
    }
    at = end;
  }
  return found;
}

/** Distances in mm between neighbouring upright grid lines of the first page; short bars between them, as at column breaks, do not count. */
export function gridSteps(pdf: Uint8Array): number[] {
  const [page = ''] = pdfStreams(pdf).filter((text) => text.includes(' l\n'));
  const mm = 25.4 / 72;
  const lines = [...page.matchAll(/([\d.]+) ([\d.]+) m\n([\d.]+) ([\d.]+) l\n/gu)].map((match) =>
    match.slice(1).map((value) => Number(value) * mm),
  );
  const upright = lines.filter(([x, , toX]) => x === toX);
  const tallest = Math.max(...upright.map(([, y = 0, , toY = 0]) => Math.abs(toY - y)));
  const places = upright
    .filter(([, y = 0, , toY = 0]) => Math.abs(toY - y) > tallest * 0.9)
    .map(([x = 0]) => Math.round(x * 1000) / 1000);
  const grid = [...new Set(places)].sort((a, b) => a - b);
  return grid.slice(1).map((x, index) => x - (grid[index] ?? 0));
}
