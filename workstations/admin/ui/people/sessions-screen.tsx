// Who is logged in where, and ending a session that should not be open.
import { Button } from '@blueprintjs/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ActiveSession } from '../../../../core/identity/contract.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { dateTime, span } from '../../../../renderer/format/time.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { ToneChip } from '../../../../renderer/parts/state-chip.tsx';
import { type Column, Table } from '../../../../renderer/parts/table.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { SearchBox } from '../parts/search-box.tsx';

export function SessionsScreen() {
  const text = useAdminText();
  const locale = useLocale();
  const { query, client } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const list = useQuery(query.identity.sessions.queryOptions());
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const current = list.data?.find((session) => session.id === chosen) ?? null;
  const sought = words.trim().toLowerCase();
  const refresh = () => queries.invalidateQueries({ queryKey: query.identity.sessions.key() });
  const end = useMutation({
    ...query.identity.endSession.mutationOptions(),
    onSuccess: () => {
      show({ tone: 'done', title: text('session.ended') });
      refresh();
    },
  });
  const endAll = useCommand(client.identity.endSessionsOf, {
    onDone: ({ ended }) => {
      show({ tone: 'done', title: text('session.endedAll', { count: ended }) });
      refresh();
    },
  });
  const endOff = current === null ? text('session.choose') : current.current ? text('session.own') : null;
  const runEnd = () => current && endOff === null && end.mutate({ id: current.id });
  const runAll = () => current && !endAll.isPending && endAll.mutate({ personId: current.personId });
  useActions({ title: text('sessions'), depth: 1 }, [
    { id: 'reload', label: text('reload'), keys: ['F6'], main: true, run: () => list.refetch() },
    { id: 'end', label: text('session.end'), keys: ['F8'], main: true, off: endOff, run: () => runEnd() },
    {
      id: 'end-all',
      label: text('session.endAll'),
      keys: ['F9'],
      main: true,
      off: current ? null : text('session.choose'),
      run: () => runAll(),
    },
  ]);
  const columns: Column<ActiveSession>[] = [
    { id: 'name', title: text('name'), width: '110px', cell: (row) => row.personName },
    { id: 'user', title: text('person.user'), width: '120px', cell: (row) => row.user },
    {
      id: 'where',
      title: text('workstation'),
      width: 'minmax(150px, 1fr)',
      cell: (row) => row.workstation ?? text('session.browser'),
    },
    { id: 'address', title: text('audit.address'), width: '150px', cell: (row) => row.address },
    { id: 'started', title: text('session.started'), width: '140px', cell: (row) => dateTime(row.startedAt) },
    {
      id: 'length',
      title: text('session.length'),
      width: '90px',
      cell: (row) => span(row.startedAt, row.lastSeenAt, locale),
    },
    { id: 'seen', title: text('session.seen'), width: '140px', cell: (row) => dateTime(row.lastSeenAt) },
    {
      id: 'current',
      title: text('state'),
      width: '100px',
      cell: (row) => (row.current ? <ToneChip tone="working" glyph="person" word={text('session.current')} /> : null),
    },
  ];
  return (
    <section className="pane admin-screen">
      <header className="pane-head">
        <h2>{text('sessions')}</h2>
        <SearchBox label={text('session.search')} value={words} onChange={setWords} />
        <Button
          size="small"
          disabled={endOff !== null}
          title={endOff ?? undefined}
          loading={end.isPending}
          onClick={runEnd}
          data-testid="session-end"
        >
          {text('session.end')} <KeyCap name="F8" />
        </Button>
        <Button
          size="small"
          disabled={!current}
          loading={endAll.isPending}
          onClick={runAll}
          data-testid="session-end-all"
        >
          {text('session.endAll')} <KeyCap name="F9" />
        </Button>
        <Button size="small" loading={list.isFetching} onClick={() => list.refetch()} data-testid="session-refresh">
          {text('reload')} <KeyCap name="F6" />
        </Button>
        <span className="pane-facts">{text('count', { count: list.data?.length ?? 0 })}</span>
      </header>
      <Answer of={list}>
        {(all) => {
          const rows = all.filter((row) =>
            `${row.personName} ${row.user} ${row.workstation ?? ''} ${row.address}`.toLowerCase().includes(sought),
          );
          return rows.length === 0 ? (
            <EmptyPanel glyph="key" title={text('filter.none')} hint={text('filter.none.hint')} />
          ) : (
            <Table
              label={text('sessions')}
              rows={rows}
              columns={columns}
              keyOf={(row) => row.id}
              selected={chosen}
              onSelect={setChosen}
              testId="sessions"
            />
          );
        }}
      </Answer>
    </section>
  );
}
