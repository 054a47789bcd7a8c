// Live numbers of reports per campus: 已写, 未写, 已审, 未审 (RAD-91); a number opens its exams.
import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import { addDays } from '../../../../core/orders/booking-slots.ts';
import { ReportCountState, totalOf } from '../../../../core/orders/report-counts.ts';
import { DateEntry } from '../../../../renderer/booking/date-entry.tsx';
import { today } from '../../../../renderer/booking/day-bar.tsx';
import { dateTime } from '../../../../renderer/format/time.ts';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import './counts.css';
import { CountedList } from './counted-list.tsx';
import { useCountsText } from './texts.ts';
import { type ChosenNumber, useReportCounts } from './use-counts.ts';

const states = ReportCountState.options;
const spans = [
  ['today', 0],
  ['week', 6],
  ['month', 29],
] as const;

export function CountsScreen() {
  const text = useCountsText();
  const [{ from, to }, setSpan] = useState(() => ({ from: today(), to: today() }));
  const [chosen, setChosen] = useState<ChosenNumber | null>(null);
  const asked = { service: 'radiology' as const, from, to: to < from ? from : to };
  const counts = useReportCounts(asked);
  const rows = counts.data?.rows ?? [];
  const nameOf = (institutionId: string) =>
    rows.find((row) => row.institutionId === institutionId)?.institutionName ?? text('total');
  const number = (institutionId: string, state: ReportCountState, count: number) => (
    <td key={state}>
      <button
        type="button"
        className={`count-number count-${state}`}
        aria-pressed={chosen?.institutionId === institutionId && chosen.state === state}
        aria-label={`${nameOf(institutionId)} ${text(state)} ${count}`}
        onClick={() => setChosen({ institutionId, state })}
        data-testid={`count-${institutionId || 'total'}-${state}`}
      >
        {count}
      </button>
    </td>
  );
  const total = totalOf(rows);
  return (
    <div className="radiology">
      <section className="pane pane-whole counts-screen" aria-label={text('title')}>
        <header className="pane-head pane-filters">
          <h2>{text('title')}</h2>
          {spans.map(([key, back]) => {
            const begin = addDays(today(), -back);
            const on = from === begin && to === today();
            return (
              <Button
                key={key}
                size="small"
                intent={on ? 'primary' : 'none'}
                aria-pressed={on}
                text={text(key)}
                onClick={() => setSpan({ from: begin, to: today() })}
                data-testid={`counts-${key}`}
              />
            );
          })}
          <DateEntry small whole label={text('from')} value={from} onValue={(day) => setSpan({ from: day, to })} />
          –
          <DateEntry small whole label={text('to')} value={to} onValue={(day) => setSpan({ from, to: day })} />
          <span className="pane-facts">
            {counts.data
              ? `${text(`scope.${counts.data.scope}`)} · ${text('asOf', { time: dateTime(counts.data.asOf) })}`
              : ''}
          </span>
        </header>
        <Answer of={counts}>
          {() =>
            rows.length === 0 ? (
              <EmptyPanel glyph="trend" title={text('none')} hint={text('none.hint')} />
            ) : (
              <table className="counts-table" data-testid="counts">
                <thead>
                  <tr>
                    <th scope="col">{text('institution')}</th>
                    {states.map((state) => (
                      <th key={state} scope="col" title={text(`${state}.hint`)}>
                        {text(state)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {rows.map((row) => (
                    <tr key={row.institutionId}>
                      <th scope="row">{row.institutionName}</th>
                      {states.map((state) => number(row.institutionId, state, row[state]))}
                    </tr>
                  ))}
                </tbody>
                {rows.length > 1 ? (
                  <tfoot>
                    <tr>
                      <th scope="row">{text('total')}</th>
                      {states.map((state) => number('', state, total[state]))}
                    </tr>
                  </tfoot>
                ) : null}
              </table>
            )
          }
        </Answer>
        {chosen ? (
          <CountedList
            asked={asked}
            chosen={chosen}
            title={text('list', { name: nameOf(chosen.institutionId), state: text(chosen.state) })}
          />
        ) : rows.length > 0 ? (
          <p className="note">{text('list.choose')}</p>
        ) : null}
      </section>
    </div>
  );
}
