// The indicators of a period: all with numerator and denominator; the chosen one by month, by dimension, and the exams behind it.
import { AnchorButton, Button } from '@blueprintjs/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import {
  type IndicatorAnswer,
  IndicatorDimension,
  IndicatorId,
  type IndicatorScope,
} from '../../../../core/quality/indicators.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useSession } from '../../../../renderer/client/session.tsx';
import { dateTime } from '../../../../renderer/format/time.ts';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { PeriodPicker, usePeriod } from '../../../../renderer/statistics/period-picker.tsx';
import { usePeriodText } from '../../../../renderer/statistics/texts.ts';
import { DrillDialog } from './drill-dialog.tsx';
import { minutesText, nameOf, rateText, useIndicatorWords } from './figures.ts';
import { IndicatorDetail } from './indicator-detail.tsx';
import { useManagerText } from './manager-texts.ts';

const dimensions = IndicatorDimension.options;
type Filters = Record<IndicatorDimension, string>;
const noFilter: Filters = { modality: '', device: '', technician: '', reader: '', institution: '' };

export function IndicatorsTab() {
  const text = useManagerText();
  const periodText = usePeriodText();
  const { query } = useApi();
  const period = usePeriod('month');
  const [filters, setFilters] = useState<Filters>(noFilter);
  const [by, setBy] = useState<IndicatorDimension>('modality');
  const [chosen, setChosen] = useState<IndicatorId>('imageGradeA');
  const [drilled, setDrilled] = useState<{ scope: IndicatorScope; share: { counts: number; of: number } } | null>(null);
  const scope: IndicatorScope = { ...period.period, ...filters };
  const found = useQuery({
    ...query.quality.indicators.queryOptions({ input: { ...scope, by } }),
    // Counted anew at each look: whoever comes back from grading expects it in the figures.
    staleTime: 0,
    enabled: period.good,
    placeholderData: keepPreviousData,
  });
  const settings = useQuery(query.quality.settings.queryOptions());
  const file = `/quality/indicators.xlsx?${new URLSearchParams(scope)}`;
  const move = (step: number) => {
    const next = IndicatorId.options[IndicatorId.options.indexOf(chosen) + step];
    if (next) setChosen(next);
  };
  const share = found.data?.total.values[chosen] ?? { counts: 0, of: 0 };
  useActions({ title: text('tab.indicators'), depth: 1 }, [
    {
      id: 'quality.drill',
      label: text('drill'),
      keys: ['Enter'],
      main: true,
      off: share.of === 0 ? text('drill.empty') : null,
      run: () => setDrilled({ scope, share }),
    },
    { id: 'quality.refresh', label: text('refresh'), keys: ['F5'], main: true, run: () => void found.refetch() },
    {
      id: 'quality.export',
      label: text('export'),
      keys: ['Ctrl+Shift+E'],
      main: true,
      off: period.good ? null : periodText('wrong'),
      run: () => window.location.assign(file),
    },
    { id: 'quality.print', label: text('print'), keys: ['Ctrl+P'], main: true, run: () => window.print() },
    { id: 'quality.next', label: text('column.indicator'), keys: ['Down'], run: () => move(1), movement: true },
    { id: 'quality.previous', label: text('column.indicator'), keys: ['Up'], run: () => move(-1), movement: true },
  ]);
  return (
    <>
      <div className="quality-bar">
        <PeriodPicker state={period} offered={['week', 'month', 'lastMonth', 'quarter', 'year']} testId="quality" />
        {dimensions.map((dimension) => (
          <Pick
            key={dimension}
            label={text(`dimension.${dimension}`)}
            value={filters[dimension]}
            onChange={(value) => setFilters({ ...filters, [dimension]: value })}
            options={[
              { value: '', label: text('dimension.is', { name: text(`dimension.${dimension}`), value: text('all') }) },
              ...(found.data?.choices[dimension] ?? []).map(({ key, name }) => ({
                value: key,
                label: nameOf(key, name, text('unknown')),
              })),
            ]}
            testId={`quality-${dimension}`}
          />
        ))}
        <span className="quality-right">
          <Button size="small" onClick={() => window.print()} data-testid="quality-print">
            {text('print')}
          </Button>
          <AnchorButton
            size="small"
            intent="primary"
            href={file}
            download
            disabled={!period.good}
            data-testid="quality-export"
          >
            {text('export')}
          </AnchorButton>
        </span>
      </div>
      {settings.data && settings.data.confirmed === null ? (
        <p className="quality-unconfirmed" data-testid="quality-unconfirmed">
          <b>{text('unconfirmed')}</b> {text('unconfirmed.hint')}
        </p>
      ) : null}
      {period.good ? (
        <Answer of={found}>
          {(answer) =>
            answer.total.exams === 0 ? (
              <EmptyPanel glyph="trend" title={text('empty')} hint={text('empty.hint')} />
            ) : (
              <div className="quality-body">
                <Totals answer={answer} />
                <div className="quality-split">
                  <List
                    answer={answer}
                    chosen={chosen}
                    onChoose={setChosen}
                    onOpen={() => setDrilled({ scope, share })}
                  />
                  <IndicatorDetail
                    answer={answer}
                    scope={scope}
                    indicator={chosen}
                    by={by}
                    onBy={setBy}
                    onDrill={(key, of) => setDrilled({ scope: { ...scope, [by]: key }, share: of })}
                  />
                </div>
              </div>
            )
          }
        </Answer>
      ) : (
        <EmptyPanel glyph="trend" title={periodText('wrong')} />
      )}
      {drilled ? (
        <DrillDialog scope={drilled.scope} indicator={chosen} share={drilled.share} onClose={() => setDrilled(null)} />
      ) : null}
    </>
  );
}

function Totals({ answer: { total, scope, asOf, choices } }: { answer: IndicatorAnswer }) {
  const text = useManagerText();
  const locale = useLocale();
  const { hospital } = useSession();
  const chosen = dimensions.flatMap((dimension) => {
    const key = scope[dimension];
    if (key === '') return [];
    const name = choices[dimension].find((one) => one.key === key)?.name ?? '';
    return [text('dimension.is', { name: text(`dimension.${dimension}`), value: nameOf(key, name, text('unknown')) })];
  });
  const { grades } = total;
  const graded = total.values.imageGradeA.of;
  const cards = [
    ['exams', total.exams],
    ['reported', total.reported],
    ['median', minutesText(text, total.medianMinutes)],
    ['p90', minutesText(text, total.p90Minutes)],
    ['grades', graded > 0 ? `${grades.A} / ${grades.B} / ${grades.C} / ${grades.reject}` : text('none')],
    ['repeats', total.values.repeat.of > 0 ? total.repeats : text('none')],
  ] as const;
  return (
    <>
      <h1 className="quality-print-title">
        {pickName(locale, hospital)}　{text('tab.indicators')}
      </h1>
      <dl className="quality-totals" data-testid="quality-totals">
        {cards.map(([key, value]) => (
          <div key={key}>
            <dt>{text(`total.${key}`)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="quality-basis">
        {[`${scope.from} – ${scope.to}`, ...chosen].join('　')}　{text('period.basis', { time: dateTime(asOf) })}
        {total.untimed > 0 ? (
          <span data-testid="quality-untimed">　{text('total.untimed', { count: total.untimed })}</span>
        ) : null}
      </p>
    </>
  );
}

interface ListProps {
  answer: IndicatorAnswer;
  chosen: IndicatorId;
  onChoose: (id: IndicatorId) => void;
  onOpen: () => void;
}

function List({ answer, chosen, onChoose, onOpen }: ListProps) {
  const text = useManagerText();
  const words = useIndicatorWords();
  const list = useRef<HTMLDivElement>(null);
  return (
    <div
      ref={list}
      className="quality-list"
      role="listbox"
      tabIndex={0}
      aria-label={text('tab.indicators')}
      data-testid="quality-indicators"
    >
      <div className="quality-list-head" aria-hidden>
        <span>{text('column.indicator')}</span>
        <span>{text('column.rate')}</span>
        <span>{text('column.share')}</span>
      </div>
      {IndicatorId.options.map((id) => {
        const share = answer.total.values[id];
        const { name, definition } = words(id);
        return (
          <button
            key={id}
            type="button"
            role="option"
            aria-selected={id === chosen}
            title={definition}
            // The list has the focus, not the row: Enter shows the exams, it does not press the row again.
            onMouseDown={(event) => {
              event.preventDefault();
              list.current?.focus();
            }}
            onClick={() => onChoose(id)}
            onDoubleClick={onOpen}
            tabIndex={-1}
            data-testid={`indicator-${id}`}
          >
            <span>{name}</span>
            <b>{rateText(share, text('none'))}</b>
            <span className="number">
              {share.counts} / {share.of}
            </span>
          </button>
        );
      })}
    </div>
  );
}
