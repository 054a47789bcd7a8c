// The chosen indicator: its definition, twelve months of it, and its groups with the time to report.
import { HTMLTable } from '@blueprintjs/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import {
  type IndicatorAnswer,
  IndicatorDimension,
  type IndicatorId,
  type IndicatorScope,
  rateOf,
  type Share,
} from '../../../../core/quality/indicators.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { Answer } from '../../../../renderer/parts/panels.tsx';
import { minutesText, nameOf, rateText, useIndicatorWords } from './figures.ts';
import { useManagerText } from './manager-texts.ts';
import { TrendChart } from './trend-chart.tsx';

interface IndicatorDetailProps {
  answer: IndicatorAnswer;
  scope: IndicatorScope;
  indicator: IndicatorId;
  by: IndicatorDimension;
  onBy: (by: IndicatorDimension) => void;
  onDrill: (key: string, share: Share) => void;
}

export function IndicatorDetail({ answer, scope, indicator, by, onBy, onDrill }: IndicatorDetailProps) {
  const text = useManagerText();
  const words = useIndicatorWords();
  const { query } = useApi();
  const trend = useQuery({
    ...query.quality.trend.queryOptions({ input: scope }),
    placeholderData: keepPreviousData,
  });
  const { name, definition } = words(indicator);
  return (
    <section className="quality-detail" aria-label={name}>
      <header>
        <h2>{name}</h2>
        <p data-testid="quality-definition">
          <em>{text('definition')}</em> {definition}
        </p>
      </header>
      <Answer of={trend}>{(months) => <TrendChart months={months} indicator={indicator} />}</Answer>
      <Segments
        label={text('by')}
        value={by}
        onChange={onBy}
        options={IndicatorDimension.options.map((value) => ({ value, label: text(`dimension.${value}`) }))}
        testId="quality-by"
      />
      <HTMLTable compact className="plain-table quality-groups" data-testid="quality-groups">
        <thead>
          <tr>
            <th>{text(`dimension.${by}`)}</th>
            <th>{text('column.rate')}</th>
            <th>{text('column.share')}</th>
            <th>{text('column.exams')}</th>
            <th>{text('column.reported')}</th>
            <th>{text('column.median')}</th>
            <th>{text('column.p90')}</th>
          </tr>
        </thead>
        <tbody>
          {(answer.by === by ? answer.groups : []).map((row) => {
            const share = row.values[indicator];
            return (
              <tr key={row.key}>
                <td>
                  <button
                    type="button"
                    className="quality-link"
                    disabled={share.of === 0}
                    onClick={() => onDrill(row.key, share)}
                  >
                    {nameOf(row.key, row.name, text('unknown'))}
                  </button>
                </td>
                <td>
                  <span className="quality-share">
                    <i style={{ width: `${(rateOf(share) ?? 0) * 60}px` }} aria-hidden />
                    {rateText(share, text('none'))}
                  </span>
                </td>
                <td>
                  {share.counts} / {share.of}
                </td>
                <td>{row.exams}</td>
                <td>{row.reported}</td>
                <td>{minutesText(text, row.medianMinutes)}</td>
                <td>{minutesText(text, row.p90Minutes)}</td>
              </tr>
            );
          })}
        </tbody>
      </HTMLTable>
    </section>
  );
}
