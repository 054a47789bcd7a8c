// The selected test over time: the patient's earlier results and the present one, as a chart and as figures.
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { HistoryPoint } from '../../../../core/lab/contract.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { arrowOf, severityOf, sideOf } from '../../../../renderer/format/result.ts';
import { dateTime } from '../../../../renderer/format/time.ts';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { Trend } from '../../../../renderer/parts/trend.tsx';
import { useSize } from '../../../../renderer/parts/use-size.ts';
import type { LineView } from './line-view.ts';
import { useResultText } from './texts.ts';
import { trendOf } from './trend-series.ts';

interface TrendPanelProps {
  patientId: string;
  specimenId: string;
  view: LineView | null;
}

export function TrendPanel({ patientId, specimenId, view }: TrendPanelProps) {
  const text = useResultText();
  const { query } = useApi();
  const history = useQuery(query.lab.history.queryOptions({ input: { patientId } }));
  if (!view) return <EmptyPanel glyph="trend" title={text('trend.none')} hint={text('trend.none.hint')} />;
  return (
    <Answer of={history}>{({ points }) => <TrendOfLine history={points} view={view} specimenId={specimenId} />}</Answer>
  );
}

function TrendOfLine(props: { history: readonly HistoryPoint[]; view: LineView; specimenId: string }) {
  const { history, view, specimenId } = props;
  const text = useResultText();
  const locale = useLocale();
  const [ref, size] = useSize<HTMLDivElement>();
  const trend = useMemo(() => trendOf(history, view, specimenId), [history, view, specimenId]);
  const name = pickName(locale, view.line);
  const newestFirst = trend.points.toReversed();
  return (
    <div className="result-trend" data-testid="trend-panel">
      <div className="result-trend-chart" ref={ref}>
        {trend.drawn.length > 1 ? (
          <Trend
            points={trend.drawn}
            low={trend.low}
            high={trend.high}
            unit={view.unit}
            width={size.width}
            height={Math.max(90, size.height)}
            label={text('trend.label', { name, count: trend.drawn.length })}
          />
        ) : (
          <EmptyPanel
            glyph="trend"
            title={trend.points.length > 1 ? text('trend.words') : text('trend.none')}
            hint={trend.points.length === 1 ? text('trend.one', { name }) : text('trend.none.hint')}
          />
        )}
      </div>
      <ol className="result-trend-list" aria-label={text('trend.label', { name, count: trend.points.length })}>
        <li className="result-trend-title">
          {name} {view.unit}
        </li>
        {newestFirst.map((point) => (
          <li
            key={`${point.at} ${point.value}`}
            className={`result-side-${sideOf(point.abnormality)} result-trend-${severityOf(point.abnormality)}`}
          >
            <time>{dateTime(point.at)}</time>
            <b>{point.value}</b>
            <i aria-hidden>{arrowOf(point.abnormality)}</i>
            <span className="result-spoken">{text(`mark.${point.abnormality}`)}</span>
            {point.present ? <em>{text('trend.present')}</em> : null}
          </li>
        ))}
      </ol>
    </div>
  );
}
