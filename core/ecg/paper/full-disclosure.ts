// A long record small on one page or a few: rows of equal stretches, one below the other, at a speed that is said.
import type { Drawing } from './drawing.ts';
import type { Envelope } from './envelope.ts';
import { type AnyScale, mmOfMs, mmOfUv } from './scale.ts';
import type { Polyline } from './trace.ts';

export interface DisclosureScale extends AnyScale {
  /** One row. */
  rowMs: number;
  rowMm: number;
}

/** Up to 100 s at the standard scale; up to half an hour a minute a row; longer, two minutes a row: an hour a page of thirty rows. */
export function disclosureScale(durationMs: number): DisclosureScale {
  if (durationMs <= 100_000) return { speedMmPerS: 25, gainMmPerMv: 10, rowMs: 10_000, rowMm: 15 };
  if (durationMs <= 1_800_000) return { speedMmPerS: 4, gainMmPerMv: 2.5, rowMs: 60_000, rowMm: 5 };
  return { speedMmPerS: 2, gainMmPerMv: 2.5, rowMs: 120_000, rowMm: 5 };
}

/** Stretches of an envelope that is finer than the paper shows, mm apart: 0.2 mm at the slow speeds, a sample or so at 25 mm/s. */
export function disclosureSteps(durationMs: number): number {
  const { speedMmPerS } = disclosureScale(durationMs);
  const stepMm = speedMmPerS > 5 ? 0.1 : 0.2;
  return Math.max(1, Math.ceil(mmOfMs(durationMs, { speedMmPerS }) / stepMm));
}

/** Time of a row as it is written at its left: 1:02:00. */
export function clockText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

export interface DisclosurePage {
  fromMs: number;
  toMs: number;
  rows: number;
}

export function disclosurePages(durationMs: number, roomMm: number): DisclosurePage[] {
  const { rowMs, rowMm } = disclosureScale(durationMs);
  const each = Math.max(1, Math.floor(roomMm / rowMm));
  const rows = Math.max(1, Math.ceil(durationMs / rowMs));
  return Array.from({ length: Math.ceil(rows / each) }, (_, index) => ({
    fromMs: index * each * rowMs,
    toMs: Math.min(durationMs, (index + 1) * each * rowMs),
    rows: Math.min(each, rows - index * each),
  }));
}

/** Room left of the rows for their time. */
export const disclosureMarginMm = 14;

/** The rows of a page as strokes: within each stretch from its lowest to its highest, gaps stay gaps. */
export function drawDisclosure(envelope: Envelope, durationMs: number, part: DisclosurePage): Drawing {
  const scale = disclosureScale(durationMs);
  const { low, high, stepMs } = envelope;
  const lines: Polyline[] = [];
  const labels: Drawing['labels'] = [];
  for (let row = 0; row < part.rows; row++) {
    const rowFrom = part.fromMs + row * scale.rowMs;
    const rowTo = Math.min(rowFrom + scale.rowMs, durationMs);
    const baseline = (row + 0.6) * scale.rowMm;
    labels.push({ text: clockText(rowFrom), xMm: 0, yMm: baseline + 1, sizeMm: 2.6 });
    let run: number[] = [];
    const close = () => {
      if (run.length > 2) lines.push(Float64Array.from(run));
      run = [];
    };
    // Levels are those of the row's own middle: a wandering base line would run into its neighbours.
    const level = middleOf(envelope, Math.floor(rowFrom / stepMs), Math.ceil(rowTo / stepMs));
    for (let step = Math.ceil(rowFrom / stepMs - 1e-6); step * stepMs < rowTo && step < low.length; step++) {
      const [least, most] = [low[step] ?? Number.NaN, high[step] ?? Number.NaN];
      if (!Number.isFinite(least) || !Number.isFinite(most)) {
        close();
        continue;
      }
      const x = disclosureMarginMm + mmOfMs(step * stepMs - rowFrom, scale);
      const at = (uv: number) => baseline - held(mmOfUv(uv - level, scale), scale.rowMm);
      const [down, up] = [at(least), at(most)];
      // The nearer end first: the line goes on from where it was.
      const last = run.at(-1) ?? down;
      if (Math.abs(last - down) <= Math.abs(last - up)) run.push(x, down, x, up);
      else run.push(x, up, x, down);
    }
    close();
  }
  return {
    widthMm: disclosureMarginMm + mmOfMs(scale.rowMs, scale),
    heightMm: part.rows * scale.rowMm,
    strokes: [{ kind: 'trace', lines }],
    labels,
  };
}

/** A tall wave or an artefact reaches its neighbour's row and ends there: beyond it nothing could be told apart. */
const held = (mm: number, rowMm: number): number => Math.min(rowMm, Math.max(-rowMm, mm));

function middleOf({ low, high }: Envelope, from: number, to: number): number {
  const middles: number[] = [];
  for (let i = Math.max(0, from); i < Math.min(to, low.length); i++) {
    const middle = ((low[i] ?? Number.NaN) + (high[i] ?? Number.NaN)) / 2;
    if (Number.isFinite(middle)) middles.push(middle);
  }
  middles.sort((a, b) => a - b);
  return middles[Math.floor(middles.length / 2)] ?? 0;
}
