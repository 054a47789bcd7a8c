// One indicator over twelve months: a point where there is a rate, a gap where there was nothing to take a share of.
import type { IndicatorId, IndicatorRow } from '../../../../core/quality/indicators.ts';
import { rateOf } from '../../../../core/quality/indicators.ts';
import { useSize } from '../../../../renderer/parts/use-size.ts';
import { rateText } from './figures.ts';
import { useManagerText } from './manager-texts.ts';

const height = 150;
const pad = { left: 40, right: 12, top: 16, bottom: 20 };
const marks = [0, 0.25, 0.5, 0.75, 1];

export function TrendChart({ months, indicator }: { months: readonly IndicatorRow[]; indicator: IndicatorId }) {
  const text = useManagerText();
  const [holder, { width }] = useSize<HTMLDivElement>();
  const plotWidth = Math.max(0, width - pad.left - pad.right);
  const slot = plotWidth / Math.max(1, months.length);
  const y = (rate: number) => pad.top + (height - pad.top - pad.bottom) * (1 - rate);
  const x = (index: number) => pad.left + (index + 0.5) * slot;
  const points = months.map((row, index) => ({
    ...{ key: row.key, share: row.values[indicator], x: x(index) },
    rate: rateOf(row.values[indicator]),
  }));
  const lines = points.flatMap((point, index) => {
    const before = points[index - 1];
    return before && before.rate !== null && point.rate !== null
      ? [{ key: point.key, x1: before.x, y1: y(before.rate), x2: point.x, y2: y(point.rate) }]
      : [];
  });
  return (
    <figure className="quality-trend">
      <figcaption>{text('trend')}</figcaption>
      <div ref={holder} className="quality-trend-area">
        {width > 120 ? (
          <svg width={width} height={height} role="img" aria-label={text('trend')} data-testid="quality-trend">
            {marks.map((mark) => (
              <g key={mark}>
                <line className="quality-grid" x1={pad.left} x2={width - pad.right} y1={y(mark)} y2={y(mark)} />
                <text x={pad.left - 6} y={y(mark) + 4} textAnchor="end">
                  {`${mark * 100}%`}
                </text>
              </g>
            ))}
            {lines.map(({ key, ...line }) => (
              <line key={key} className="quality-line" {...line} />
            ))}
            {points.map(({ key, share, rate, x: at }) => (
              <g key={key}>
                <title>
                  {text('trend.tip', {
                    month: key,
                    rate: rateText(share, text('none')),
                    counts: share.counts,
                    of: share.of,
                  })}
                </title>
                <rect x={at - slot / 2} y={pad.top} width={slot} height={height - pad.top} fill="transparent" />
                {rate === null ? null : (
                  <>
                    <circle className="quality-point" cx={at} cy={y(rate)} r={3.5} />
                    <text className="quality-value" x={at} y={y(rate) - 7} textAnchor="middle">
                      {(100 * rate).toFixed(0)}
                    </text>
                  </>
                )}
                <text x={at} y={height - 5} textAnchor="middle">
                  {slot > 46 ? key : key.slice(5)}
                </text>
              </g>
            ))}
          </svg>
        ) : null}
      </div>
    </figure>
  );
}
