// The page in millimetres: where each stretch of each lead lies, where columns break, where the calibration pulse stands.
import { type ArrangedRow, type ArrangeRequest, arrange } from './arrange.ts';
import { mmOfMs, msOfMm, type PaperScale } from './scale.ts';

/** A stretch of one lead on the paper. */
export interface Panel {
  lead: string;
  label: string;
  inverted: boolean;
  row: number;
  rhythm: boolean;
  x0Mm: number;
  x1Mm: number;
  baselineMm: number;
  topMm: number;
  bottomMm: number;
  /** Time of the recording at `x0Mm` and `x1Mm`. */
  fromMs: number;
  toMs: number;
}

export interface PaperLayout {
  scale: PaperScale;
  widthMm: number;
  heightMm: number;
  /** Where the signal begins, after the calibration pulse: on a heavy line. */
  signalMm: number;
  panels: Panel[];
  /** Columns that begin later than the first: place and time, the same clock for all rows. */
  breaks: { xMm: number; topMm: number; bottomMm: number; atMs: number }[];
  /** Base lines of all rows, for the calibration pulses. */
  baselinesMm: number[];
  fromMs: number;
  toMs: number;
}

export interface LayoutRequest extends ArrangeRequest {
  scale: PaperScale;
  /** Leads of the recording, in its order. */
  leads: readonly string[];
  durationMs: number;
  /** First instant shown; 0 when absent. */
  fromMs?: number;
  /** Seconds across the page; 10 when absent. Columns share it: 2.5 s each of four. */
  pageSeconds?: number;
  /** The paper is no wider than this: less time is shown instead. */
  mostWidthMm?: number;
  /** Distance of two base lines; by default what the arrangement and the gain need. */
  rowMm?: number;
  calibration?: boolean;
}

const heavy = 5;
const upToHeavy = (mm: number): number => Math.ceil(mm / heavy - 1e-9) * heavy;

/** 1 mV for 200 ms with 2 mm of base line before and after (IEC 60601-2-25). */
export const calibrationMs = 200;
const calibrationEdgeMm = 2;

function rowHeight(rows: number, gain: number): number {
  const base = rows === 1 ? 60 : rows === 2 ? 50 : rows <= 4 ? 30 : rows <= 6 ? 25 : rows <= 8 ? 20 : 15;
  if (gain <= 10) return base;
  // A taller curve needs more room, but twice the gain is not twice the deflection of every lead.
  return upToHeavy(base * (gain === 20 ? 1.5 : 2.5));
}

/** Room above the first base line and below the last: a tall R wave stays on the paper. */
const aboveMm = 20;
const belowMm = 15;

/** Pure geometry: the same request gives the same page on canvas, in SVG and on paper. Lengths in mm, times in ms. */
export function layoutPaper(request: LayoutRequest): PaperLayout {
  const { scale } = request;
  const rows = arrange(request.leads, request);
  const rowMm = request.rowMm ?? rowHeight(rows.length, scale.gainMmPerMv);
  const inRowMm = Math.round((rowMm * 0.55) / heavy) * heavy;
  const headMm = upToHeavy(Math.max(0, aboveMm - inRowMm));
  const footMm = upToHeavy(Math.max(0, belowMm - (rowMm - inRowMm)));
  const signalMm = request.calibration === false ? 0 : upToHeavy(mmOfMs(calibrationMs, scale) + 2 * calibrationEdgeMm);
  const fromMs = Math.max(0, request.fromMs ?? 0);
  const spanMs = pageSpan(request, signalMm);
  const columns = Math.max(1, ...rows.map((row) => row.cells.length));
  const columnMs = spanMs / columns;
  const placed = rows.flatMap((row, index) => panelsOf(row, index));
  const ruledRows = rows.filter((row) => !row.rhythm).length;
  return {
    scale,
    widthMm: upToHeavy(signalMm + mmOfMs(spanMs, scale)),
    heightMm: headMm + rowMm * rows.length + footMm,
    signalMm,
    panels: placed,
    breaks: Array.from({ length: columns - 1 }, (_, index) => ({
      xMm: signalMm + mmOfMs(columnMs * (index + 1), scale),
      topMm: 0,
      bottomMm: headMm + ruledRows * rowMm,
      atMs: fromMs + columnMs * (index + 1),
    })),
    baselinesMm: rows.map((_, index) => baseline(index)),
    fromMs,
    toMs: fromMs + spanMs,
  };

  function baseline(row: number): number {
    // On a heavy line, a little below the middle: upright R waves are taller than S waves are deep in most leads.
    return headMm + row * rowMm + inRowMm;
  }

  function panelsOf(row: ArrangedRow, index: number): Panel[] {
    const each = spanMs / row.cells.length;
    return row.cells.map((cell, column) => ({
      ...cell,
      row: index,
      rhythm: row.rhythm,
      x0Mm: signalMm + mmOfMs(each * column, scale),
      x1Mm: signalMm + mmOfMs(each * (column + 1), scale),
      baselineMm: baseline(index),
      topMm: headMm + index * rowMm,
      bottomMm: headMm + (index + 1) * rowMm,
      fromMs: fromMs + each * column,
      toMs: fromMs + each * (column + 1),
    }));
  }
}

function pageSpan(request: LayoutRequest, signalMm: number): number {
  const asked = (request.pageSeconds ?? 10) * 1000;
  if (request.mostWidthMm === undefined) return asked;
  const room = msOfMm(Math.max(0, request.mostWidthMm - signalMm), request.scale);
  return Math.min(asked, Math.floor(room / 100) * 100);
}

/** The panel under a point, or null between and outside them. */
export function panelAt(layout: PaperLayout, xMm: number, yMm: number): Panel | null {
  return (
    layout.panels.find(
      (panel) => xMm >= panel.x0Mm && xMm < panel.x1Mm && yMm >= panel.topMm && yMm < panel.bottomMm,
    ) ?? null
  );
}

export const timeAt = (panel: Panel, xMm: number, scale: PaperScale): number =>
  panel.fromMs + msOfMm(xMm - panel.x0Mm, scale);

export const xAt = (panel: Panel, ms: number, scale: PaperScale): number =>
  panel.x0Mm + mmOfMs(ms - panel.fromMs, scale);
