// Figures of the department over a period: totals, exams a day, and tables by institution, department, conclusion, person, item and time.
import { AnchorButton, Button } from '@blueprintjs/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { EcgStatistics } from '../../../../core/ecg/flow/statistics.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Pick, Segments } from '../../../../renderer/parts/choice.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { RequestNumbersButton } from '../../../../renderer/request-numbers/dialog.tsx';
import { PeriodPicker, usePeriod } from '../../../../renderer/statistics/period-picker.tsx';
import { usePeriodText } from '../../../../renderer/statistics/texts.ts';
import { DayChart } from './chart.tsx';
import { countText, StatisticsTable, spanText, type Tab, tabs, yuanOf } from './tables.tsx';
import { useStatisticsText } from './texts.ts';

export function StatisticsScreen() {
  const text = useStatisticsText();
  const periodText = usePeriodText();
  const locale = useLocale();
  const { query } = useApi();
  const online = useOnline();
  const period = usePeriod('week');
  const [institutionId, setInstitution] = useState('');
  const [departmentId, setDepartment] = useState('');
  const [tab, setTab] = useState<Tab>('conclusion');
  const { good } = period;
  const input = { ...period.period, institutionId, departmentId };
  const institutions = useQuery(query.orders.institutions.queryOptions({ staleTime: 300_000 }));
  const departments = useQuery(query.identity.departments.queryOptions({ staleTime: 300_000 }));
  const figures = useQuery({
    ...query.ecg.statistics.queryOptions({ input }),
    enabled: good,
    placeholderData: keepPreviousData,
  });
  const file = `/ecg/statistics.xlsx?${new URLSearchParams(input)}`;
  useActions({ title: text('title'), depth: 1 }, [
    { id: 'statistics.refresh', label: text('refresh'), keys: ['F5'], main: true, run: () => void figures.refetch() },
    {
      id: 'statistics.export',
      label: text('export'),
      keys: ['Ctrl+Shift+E'],
      main: true,
      off: good ? null : periodText('wrong'),
      run: () => window.location.assign(file),
    },
  ]);
  return (
    <section className="pane ecg-statistics">
      <header className="pane-head ecg-statistics-filters">
        <PeriodPicker state={period} offered={['today', 'week', 'month', 'lastMonth', 'quarter']} />
        <Pick
          label={text('institution')}
          value={institutionId}
          onChange={setInstitution}
          options={[
            { value: '', label: text('named', { what: text('institution'), name: text('all') }) },
            ...(institutions.data ?? []).map((one) => ({ value: one.id, label: pickName(locale, one) })),
          ]}
          testId="statistics-institution"
        />
        <Pick
          label={text('department')}
          value={departmentId}
          onChange={setDepartment}
          options={[
            { value: '', label: text('named', { what: text('department'), name: text('all') }) },
            ...(departments.data ?? []).map((one) => ({ value: one.id, label: pickName(locale, one) })),
          ]}
          testId="statistics-department"
        />
        <span className="ecg-right" />
        <RequestNumbersButton service="ecg" off={online ? null : text('offline')} />
        <Button size="small" onClick={() => void figures.refetch()}>
          {text('refresh')} <KeyCap name="F5" />
        </Button>
        <AnchorButton
          size="small"
          intent="primary"
          href={file}
          download
          disabled={!good}
          data-testid="statistics-export"
        >
          {text('export')}
        </AnchorButton>
      </header>
      {good ? (
        <Answer of={figures}>
          {(found) => (
            <div className="ecg-statistics-body">
              <Totals figures={found} />
              {found.totals.exams === 0 ? (
                <EmptyPanel glyph="trend" title={text('empty')} hint={text('empty.hint')} />
              ) : (
                <>
                  <DayChart figures={found} />
                  <Segments
                    label={text('title')}
                    value={tab}
                    onChange={setTab}
                    options={tabs
                      .filter((value) => value !== 'workload' || found.level !== 'requester')
                      .map((value) => ({ value, label: text(`tab.${value}`) }))}
                    testId="statistics-tab"
                  />
                  <StatisticsTable tab={tab} figures={found} />
                </>
              )}
            </div>
          )}
        </Answer>
      ) : (
        <EmptyPanel glyph="trend" title={periodText('wrong')} />
      )}
    </section>
  );
}

function Totals({ figures: { totals } }: { figures: EcgStatistics }) {
  const text = useStatisticsText();
  const judged = totals.positive + totals.negative;
  const cards = [
    { key: 'exams', value: countText(totals.exams), beside: `${text('recordings')} ${countText(totals.recordings)}` },
    {
      key: 'reported',
      value: countText(totals.reported),
      beside: totals.exams === 0 ? '' : `${((100 * totals.reported) / totals.exams).toFixed(1)}%`,
    },
    {
      key: 'rate',
      value: totals.positiveRate === null ? text('none') : `${(100 * totals.positiveRate).toFixed(1)}%`,
      beside: `${countText(totals.positive)} / ${countText(judged)}`,
    },
    {
      key: 'critical',
      value: countText(totals.critical),
      beside: `${text('major')} ${countText(totals.majorPositive)}`,
    },
    { key: 'median', value: spanText(text, totals.medianMinutesToReport), beside: '' },
    ...(totals.feeCent === null
      ? []
      : [{ key: 'fee' as const, value: text('fee.yuan', { yuan: yuanOf(totals.feeCent) }), beside: '' }]),
  ] as const;
  return (
    <dl className="ecg-totals" data-testid="statistics-totals">
      {cards.map(({ key, value, beside }) => (
        <div key={key} className={`ecg-total is-${key}`}>
          <dt>{text(key)}</dt>
          <dd>{value}</dd>
          <small>{beside}</small>
        </div>
      ))}
    </dl>
  );
}
