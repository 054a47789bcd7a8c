// A stretch of samples as polylines in millimetres: gaps stay gaps, and thinning keeps the lowest and highest of every step.
import type { Panel } from './layout.ts';
import { mmOfMs, mmOfUv, type PaperScale } from './scale.ts';

/** x and y in turn, millimetres. */
export type Polyline = Float64Array<ArrayBuffer>;

export interface TraceOptions {
  /** Finest step that the medium shows; thinning begins when two samples share it. */
  resolutionMm: number;
  /** Clock of the recording at the first sample. */
  startMs?: number;
}

/** What the curve of a panel is: one polyline for each run of samples without a gap; a lone sample is a dot of no length. */
export function tracePanel(
  samples: Float32Array,
  sampleRateHz: number,
  panel: Panel,
  scale: PaperScale,
  { resolutionMm, startMs = 0 }: TraceOptions,
): Polyline[] {
  const msPerSample = 1000 / sampleRateHz;
  const first = Math.max(0, Math.ceil((panel.fromMs - startMs) / msPerSample - 1e-6));
  // The sample on the boundary closes this panel and opens the next: the curve has no hole at a break.
  const last = Math.min(samples.length - 1, Math.floor((panel.toMs - startMs) / msPerSample + 1e-6));
  const sign = panel.inverted ? -1 : 1;
  const x = (index: number): number => panel.x0Mm + mmOfMs(startMs + index * msPerSample - panel.fromMs, scale);
  const y = (value: number): number => panel.baselineMm - sign * mmOfUv(value, scale);
  const perStep = resolutionMm / mmOfMs(msPerSample, scale);
  const lines: Polyline[] = [];
  let run: number[] = [];
  const close = () => {
    if (run.length === 2) run.push(run[0] ?? 0, run[1] ?? 0);
    if (run.length > 0) lines.push(Float64Array.from(run));
    run = [];
  };
  if (perStep <= 2) {
    for (let i = first; i <= last; i++) {
      const value = samples[i] ?? Number.NaN;
      if (Number.isFinite(value)) run.push(x(i), y(value));
      else close();
    }
    close();
    return lines;
  }
  const step = Math.floor(perStep);
  for (let from = first; from <= last; from += step) {
    const to = Math.min(last, from + step - 1);
    for (const index of keptOf(samples, from, to)) {
      if (index < 0) close();
      else run.push(x(index), y(samples[index] ?? 0));
    }
  }
  close();
  return lines;
}

/** Indices to draw of one step, in time order: first, lowest, highest and last; -1 where the curve is interrupted. */
export function keptOf(samples: Float32Array, from: number, to: number): number[] {
  const kept: number[] = [];
  let start = -1;
  let low = -1;
  let high = -1;
  const flush = (end: number) => {
    if (start < 0) return;
    for (const index of [...new Set([start, Math.min(low, high), Math.max(low, high), end])].sort((a, b) => a - b))
      kept.push(index);
    start = -1;
  };
  for (let i = from; i <= to; i++) {
    const value = samples[i] ?? Number.NaN;
    if (!Number.isFinite(value)) {
      flush(i - 1);
      if (kept.at(-1) !== -1) kept.push(-1);
      continue;
    }
    if (start < 0) {
      start = i;
      low = i;
      high = i;
    }
    if (value < (samples[low] ?? 0)) low = i;
    if (value > (samples[high] ?? 0)) high = i;
  }
  flush(to);
  return kept;
}
