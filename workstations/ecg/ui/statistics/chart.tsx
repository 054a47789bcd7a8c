// Exams a day as stacked bars: positive, negative, not yet reported; drawn in the house's colours, read out day by day.
import type { EcgStatistics } from '../../../../core/ecg/flow/statistics.ts';
import { useSize } from '../../../../renderer/parts/use-size.ts';
import { axisStep, daysOf } from '../../../../renderer/statistics/periods.ts';
import { countText } from './tables.tsx';
import { useStatisticsText } from './texts.ts';

const height = 190;
const pad = { left: 42, right: 8, top: 12, bottom: 22 };
const labelWidth = 46;

export function DayChart({ figures }: { figures: EcgStatistics }) {
  const text = useStatisticsText();
  const [holder, { width }] = useSize<HTMLDivElement>();
  const known = new Map(figures.byDay.map((row) => [row.day, row]));
  const days = daysOf(figures.period.from, figures.period.to).map(
    (day) => known.get(day) ?? { day, exams: 0, reported: 0, positive: 0, negative: 0 },
  );
  const highest = Math.max(0, ...days.map(({ exams }) => exams));
  const step = axisStep(highest);
  const top = Math.max(step, Math.ceil(highest / step) * step);
  const plotWidth = Math.max(0, width - pad.left - pad.right);
  const plotHeight = height - pad.top - pad.bottom;
  const slot = plotWidth / Math.max(1, days.length);
  const bar = Math.min(34, Math.max(1, slot * 0.68));
  const y = (value: number) => pad.top + plotHeight * (1 - value / top);
  const every = Math.max(1, Math.ceil(labelWidth / Math.max(1, slot)));
  const marks = Array.from({ length: Math.round(top / step) + 1 }, (_, i) => i * step);
  return (
    <figure className="ecg-chart">
      <figcaption>
        <strong>{text('chart')}</strong>
        {(['positive', 'negative', 'open'] as const).map((part) => (
          <span key={part} className={`ecg-chart-key is-${part}`}>
            {text(`chart.${part}`)}
          </span>
        ))}
      </figcaption>
      <div ref={holder} className="ecg-chart-area">
        {width > 80 ? (
          <svg width={width} height={height} role="img" aria-label={text('chart')} data-testid="statistics-chart">
            {marks.map((mark) => (
              <g key={mark}>
                <line className="ecg-chart-grid" x1={pad.left} x2={width - pad.right} y1={y(mark)} y2={y(mark)} />
                <text x={pad.left - 6} y={y(mark) + 4} textAnchor="end">
                  {countText(mark)}
                </text>
              </g>
            ))}
            {days.map(({ day, exams, reported, positive }, i) => {
              const x = pad.left + (i + 0.5) * slot - bar / 2;
              const part = (name: string, from: number, to: number) =>
                to > from ? (
                  <rect className={`is-${name}`} x={x} y={y(to)} width={bar} height={Math.max(1, y(from) - y(to))} />
                ) : null;
              return (
                <g key={day} className="ecg-chart-day">
                  <title>{text('chart.tip', { day, exams, reported, positive })}</title>
                  <rect
                    className="ecg-chart-hit"
                    x={pad.left + i * slot}
                    y={pad.top}
                    width={slot}
                    height={plotHeight}
                  />
                  {part('positive', 0, positive)}
                  {part('negative', positive, reported)}
                  {part('open', reported, exams)}
                  {exams > 0 && bar >= 14 ? (
                    <text className="ecg-chart-value" x={x + bar / 2} y={y(exams) - 3} textAnchor="middle">
                      {countText(exams)}
                    </text>
                  ) : null}
                  {i % every === 0 ? (
                    <text x={x + bar / 2} y={height - 7} textAnchor="middle">
                      {day.slice(5)}
                    </text>
                  ) : null}
                </g>
              );
            })}
          </svg>
        ) : null}
      </div>
    </figure>
  );
}
