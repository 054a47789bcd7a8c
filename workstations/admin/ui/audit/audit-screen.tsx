// The audit trail: who did or read what of whom, newest first, and whether the chain of hashes still holds.
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import type { AuditRow } from '../../../../core/audit/contract.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { clock, day } from '../../../../renderer/format/time.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import type { GlyphName } from '../../../../renderer/parts/glyph.tsx';
import { EmptyPanel, FailurePanel, WaitingPanel } from '../../../../renderer/parts/panels.tsx';
import { type StateTone, ToneChip } from '../../../../renderer/parts/state-chip.tsx';
import { type Column, Table } from '../../../../renderer/parts/table.tsx';
import { actName, soughtAct } from '../locales/acts.ts';
import { useAdminText } from '../locales/use-admin-text.ts';
import { SearchBox } from '../parts/search-box.tsx';
import { useResting } from '../parts/use-resting.ts';
import { labelOf, useWorkNames } from '../people/use-organisation.ts';
import { ChainVerdict } from './chain-verdict.tsx';

const pageSize = 200;
const outcomeLook: Record<AuditRow['outcome'], { tone: StateTone; glyph: GlyphName }> = {
  done: { tone: 'final', glyph: 'done' },
  refused: { tone: 'waiting', glyph: 'refuse' },
  failed: { tone: 'waiting', glyph: 'error' },
};

function withSeconds(instant: string): string {
  return `${day(instant)} ${clock(instant)}:${instant.slice(17, 19)}`;
}

export function AuditScreen() {
  const text = useAdminText();
  const locale = useLocale();
  const { query } = useApi();
  const { stationWork } = useWorkNames();
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const filter = useResting(words.trim());
  const list = useInfiniteQuery(
    query.audit.list.infiniteOptions({
      input: (before: number | undefined) => ({
        text: soughtAct(locale, filter) || undefined,
        before,
        limit: pageSize,
      }),
      initialPageParam: undefined,
      getNextPageParam: (page) => (page.length < pageSize ? undefined : page.at(-1)?.pos),
      placeholderData: keepPreviousData,
    }),
  );
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = list;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) fetchNextPage();
  }, [fetchNextPage, hasNextPage, isFetchingNextPage]);
  const rows = list.data?.pages.flat() ?? [];
  const current = rows.find((row) => String(row.pos) === chosen) ?? null;
  const columns: Column<AuditRow>[] = [
    { id: 'pos', title: text('audit.pos'), width: '72px', number: true, cell: (row) => row.pos },
    { id: 'at', title: text('time'), width: '148px', cell: (row) => withSeconds(row.at) },
    { id: 'person', title: text('person'), width: '96px', cell: (row) => row.personName },
    { id: 'act', title: text('audit.act'), width: 'minmax(140px, 1fr)', cell: (row) => actName(locale, row.act) },
    {
      id: 'subject',
      title: text('subject'),
      width: 'minmax(160px, 1.4fr)',
      cell: (row) => row.subjectName || labelOf(stationWork, row.subject),
    },
    {
      id: 'outcome',
      title: text('audit.outcome'),
      width: '80px',
      cell: (row) => <ToneChip {...outcomeLook[row.outcome]} word={text(`audit.outcome.${row.outcome}`)} />,
    },
    { id: 'where', title: text('workstation'), width: 'minmax(120px, 1fr)', cell: (row) => row.workstation ?? '' },
    { id: 'address', title: text('audit.address'), width: '116px', cell: (row) => row.address },
  ];
  return (
    <section className="pane admin-screen">
      <header className="pane-head">
        <h2>{text('audit')}</h2>
        <SearchBox label={text('audit.search')} value={words} onChange={setWords} />
        <ChainVerdict />
        <span className="pane-facts">{text(hasNextPage ? 'count.more' : 'count', { count: rows.length })}</span>
      </header>
      {list.data === undefined ? (
        list.error ? (
          <FailurePanel error={list.error} onRetry={() => list.refetch()} />
        ) : (
          <WaitingPanel />
        )
      ) : rows.length === 0 ? (
        <EmptyPanel
          glyph="audit"
          title={text(filter ? 'filter.none' : 'audit.none')}
          hint={text(filter ? 'filter.none.hint' : 'audit.none.hint')}
        />
      ) : (
        <Table
          label={text('audit')}
          rows={rows}
          columns={columns}
          keyOf={(row) => String(row.pos)}
          selected={chosen}
          onSelect={setChosen}
          onEnd={onEnd}
          testId="audit"
        />
      )}
      <footer className="admin-foot" data-testid="audit-detail">
        {current ? (
          <>
            <b className="number">{current.pos}</b>
            <code>{current.act}</code>
            {current.subjectName ? <code>{current.subject}</code> : null}
            <span>
              {text('audit.patient', {
                id: current.patientNumber || (current.patientId ?? text('audit.noPatient')),
              })}
            </span>
            <span className="admin-wrap">{current.detail || text('audit.noDetail')}</span>
          </>
        ) : (
          <span>{text('audit.choose')}</span>
        )}
      </footer>
    </section>
  );
}
