// A patient's values of one test over time: points joined by a line, the reference range as a band, critical points marked.
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { dateTime } from '../format/time.ts';

export interface TrendPoint {
  at: string;
  value: number;
  critical: boolean;
}

interface TrendProps {
  points: readonly TrendPoint[];
  low: number | null;
  high: number | null;
  unit: string;
  width: number;
  height: number;
  label: string;
}

export function Trend({ points, low, high, unit, width, height, label }: TrendProps) {
  const holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const target = holder.current;
    if (!target || points.length === 0 || width < 60) return;
    const style = getComputedStyle(target);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    const seconds = points.map((point) => Date.parse(point.at) / 1000);
    const values = points.map((point) => point.value);
    const bounds = [...values, ...(low === null ? [] : [low]), ...(high === null ? [] : [high])];
    const pad = (Math.max(...bounds) - Math.min(...bounds)) * 0.12 || Math.abs(bounds[0] ?? 1) * 0.1 || 1;
    const axis = {
      stroke: colour('--text-muted'),
      grid: { stroke: colour('--line'), width: 1 },
      ticks: { show: false },
      font: `11px ${style.fontFamily}`,
    };
    const plot = new uPlot(
      {
        width,
        height,
        legend: { show: false },
        cursor: { y: false, points: { size: 7 } },
        scales: {
          x: {
            range: (_plot, from, to) =>
              from === to ? [from - 86_400, to + 86_400] : [from - (to - from) * 0.04, to + (to - from) * 0.04],
          },
          y: { range: [Math.min(...bounds) - pad, Math.max(...bounds) + pad] },
        },
        axes: [
          {
            ...axis,
            space: 80,
            values: (_plot, marks) =>
              marks.map((mark) =>
                dateTime(new Date(mark * 1000).toISOString()).slice(
                  5,
                  (seconds.at(-1) ?? 0) - (seconds[0] ?? 0) > 3 * 86_400 ? 10 : 16,
                ),
              ),
          },
          { ...axis, size: 44 },
        ],
        series: [
          {},
          {
            label: unit,
            stroke: colour('--accent'),
            width: 1.6,
            points: { show: true, size: 6, fill: colour('--surface'), stroke: colour('--accent') },
          },
        ],
        hooks: {
          drawClear: [(made) => drawBand(made, low, high, colour('--range-band'))],
          draw: [(made) => drawCritical(made, points, colour('--critical'))],
        },
      },
      [seconds, values],
      target,
    );
    return () => plot.destroy();
  }, [points, low, high, unit, width, height]);
  return <div ref={holder} className="trend-plot" role="img" aria-label={label} />;
}

function drawBand(plot: uPlot, low: number | null, high: number | null, colour: string): void {
  if (low === null && high === null) return;
  const { left, top, width, height } = plot.bbox;
  const upper = high === null ? top : Math.max(top, plot.valToPos(high, 'y', true));
  const lower = low === null ? top + height : Math.min(top + height, plot.valToPos(low, 'y', true));
  plot.ctx.fillStyle = colour;
  plot.ctx.fillRect(left, upper, width, Math.max(0, lower - upper));
}

function drawCritical(plot: uPlot, points: readonly TrendPoint[], colour: string): void {
  plot.ctx.fillStyle = colour;
  for (const point of points) {
    if (!point.critical) continue;
    const x = plot.valToPos(Date.parse(point.at) / 1000, 'x', true);
    const y = plot.valToPos(point.value, 'y', true);
    plot.ctx.beginPath();
    plot.ctx.arc(x, y, 4.5 * devicePixelRatio, 0, Math.PI * 2);
    plot.ctx.fill();
  }
}
