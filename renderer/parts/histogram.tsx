// A histogram of channel counts as the analyzer sent them: bars of even width, no smoothing, markers where it gave discriminators.
import { useShellText } from '../locales/use-shell-text.ts';

interface HistogramProps {
  name: string;
  counts: readonly number[];
  /** Channel numbers of the discriminators. */
  markers?: readonly number[];
  width: number;
  height: number;
}

const foot = 14;

export function Histogram({ name, counts, markers = [], width, height }: HistogramProps) {
  const text = useShellText();
  const top = Math.max(1, ...counts);
  const plot = height - foot;
  const x = (channel: number) => (channel / Math.max(1, counts.length)) * width;
  const y = (count: number) => plot - (count / top) * (plot - 4);
  const outline = counts
    .map((count, channel) => `L${x(channel).toFixed(1)} ${y(count).toFixed(1)}H${x(channel + 1).toFixed(1)}`)
    .join('');
  return (
    <figure className="chart">
      <figcaption>{name}</figcaption>
      <svg
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={text('histogram.of', { name, count: counts.length })}
      >
        <path className="chart-fill" d={`M0 ${plot}${outline}L${width} ${plot}Z`} />
        <path className="chart-line" d={`M0 ${plot}${outline}L${width} ${plot}`} />
        {markers.map((marker) => (
          <line key={marker} className="chart-marker" x1={x(marker)} x2={x(marker)} y1={0} y2={plot} />
        ))}
        <line className="chart-axis" x1={0} x2={width} y1={plot} y2={plot} />
        <text x={1} y={height - 3}>
          0
        </text>
        <text x={width - 1} y={height - 3} textAnchor="end">
          {counts.length}
        </text>
      </svg>
    </figure>
  );
}

/** Numbers in an attachment sent as text: separated by anything that is not part of a number. Empty when it holds none. */
export function countsIn(data: string): number[] {
  return (data.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);
}
