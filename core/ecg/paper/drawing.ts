// The whole page as strokes and labels in millimetres: canvas, SVG and PDF draw this and nothing of their own.
import { type DisplayFilters, displayed, noFilters } from './filters.ts';
import { calibrationMs, type Panel, type PaperLayout } from './layout.ts';
import { mmOfMs, mmOfUv } from './scale.ts';
import { type Polyline, tracePanel } from './trace.ts';
import type { Tracing } from './tracing.ts';

export type StrokeKind = 'fine' | 'heavy' | 'trace' | 'calibration' | 'break' | 'pacing';

export interface Stroke {
  kind: StrokeKind;
  lines: Polyline[];
  /** Which panel a trace belongs to, by its place in the layout. */
  panel?: number;
}

export interface PaperLabel {
  text: string;
  xMm: number;
  /** Base line of the text. */
  yMm: number;
  sizeMm: number;
}

export interface Drawing {
  widthMm: number;
  heightMm: number;
  strokes: Stroke[];
  labels: PaperLabel[];
}

const line = (...points: number[]): Polyline => Float64Array.from(points);

/** Lines each millimetre (`fine`, without the heavy ones) and each 5 mm (`heavy`). */
export function gridStrokes(widthMm: number, heightMm: number): Stroke[] {
  const fine: Polyline[] = [];
  const heavy: Polyline[] = [];
  for (let x = 0; x <= widthMm + 1e-9; x++) (x % 5 === 0 ? heavy : fine).push(line(x, 0, x, heightMm));
  for (let y = 0; y <= heightMm + 1e-9; y++) (y % 5 === 0 ? heavy : fine).push(line(0, y, widthMm, y));
  return [
    { kind: 'fine', lines: fine },
    { kind: 'heavy', lines: heavy },
  ];
}

/** 1 mV for 200 ms before the first column of every row. */
export function calibrationStroke(layout: PaperLayout): Stroke {
  const { scale, signalMm } = layout;
  const wide = mmOfMs(calibrationMs, scale);
  const high = mmOfUv(1000, scale);
  const from = (signalMm - wide) / 2;
  return {
    kind: 'calibration',
    lines:
      signalMm === 0
        ? []
        : layout.baselinesMm.map((y) =>
            line(from - 1.5, y, from, y, from, y - high, from + wide, y - high, from + wide, y, from + wide + 1.5, y),
          ),
  };
}

/** Two short bars above and below the base line of each row where a column begins: the clock runs on, the lead changes. */
export function breakStroke(layout: PaperLayout): Stroke {
  return {
    kind: 'break',
    lines: layout.breaks.flatMap(({ xMm, bottomMm }) =>
      layout.baselinesMm
        .filter((y) => y < bottomMm)
        .flatMap((y) => [line(xMm, y - 7, xMm, y - 4), line(xMm, y + 4, xMm, y + 7)]),
    ),
  };
}

/** Pacing marks: a bar at the foot of the row, apart from the curve. */
function pacingLines(panel: Panel, tracing: Tracing, layout: PaperLayout): Polyline[] {
  const y = panel.bottomMm - 4;
  return tracing.pacingMs
    .filter((ms) => ms >= panel.fromMs && ms < panel.toMs)
    .map((ms) => {
      const x = panel.x0Mm + mmOfMs(ms - panel.fromMs, layout.scale);
      return line(x, y, x, y + 3);
    });
}

/** Where the name of a stretch stands: at its beginning, above the base line. */
export const labelMm = (panel: Panel): Omit<PaperLabel, 'text'> => ({
  xMm: panel.x0Mm + 1,
  yMm: Math.max(panel.topMm + 4.2, panel.baselineMm - 9),
  sizeMm: 3.6,
});

export interface DrawOptions {
  filters?: DisplayFilters;
  /** Finest step of the medium; 0.05 mm is finer than a 300 dpi printer. */
  resolutionMm?: number;
  grid?: boolean;
}

/** Everything on the paper. Leads that the tracing lacks keep their label and an empty stretch. */
export function drawPaper(layout: PaperLayout, tracing: Tracing, options: DrawOptions = {}): Drawing {
  const { filters = noFilters, resolutionMm = 0.05, grid = true } = options;
  const shown = new Map<string, Float32Array>();
  for (const lead of tracing.leads)
    if (layout.panels.some((panel) => panel.lead === lead.name))
      shown.set(lead.name, displayed(lead.samples, tracing.sampleRateHz, filters));
  const traces = layout.panels.map((panel, index): Stroke => {
    const samples = shown.get(panel.lead);
    return {
      kind: 'trace',
      panel: index,
      lines: samples
        ? tracePanel(samples, tracing.sampleRateHz, panel, layout.scale, { resolutionMm, startMs: tracing.startMs })
        : [],
    };
  });
  return {
    widthMm: layout.widthMm,
    heightMm: layout.heightMm,
    strokes: [
      ...(grid ? gridStrokes(layout.widthMm, layout.heightMm) : []),
      calibrationStroke(layout),
      breakStroke(layout),
      ...traces,
      { kind: 'pacing', lines: layout.panels.flatMap((panel) => pacingLines(panel, tracing, layout)) },
    ],
    labels: layout.panels.map((panel) => ({ text: panel.label, ...labelMm(panel) })),
  };
}
