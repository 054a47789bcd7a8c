// Merged patient records: which lead where, who said so, and taking a merge back with both records in sight.
import { Button } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { PatientBrief, PatientMerge } from '../../../../core/patient/model.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { dateTime } from '../../../../renderer/format/time.ts';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { ToneChip } from '../../../../renderer/parts/state-chip.tsx';
import { type Column, Table } from '../../../../renderer/parts/table.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { SearchBox } from '../parts/search-box.tsx';
import { MergeDetail } from './merge-detail.tsx';
import { MergeDialog } from './merge-dialog.tsx';

export function MergesScreen() {
  const text = useAdminText();
  const { query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const list = useQuery(query.patient.merges.queryOptions());
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const [merging, setMerging] = useState(false);
  const sought = words.trim().toLowerCase();
  const name = (patient: PatientBrief) => `${patient.number || text('patient.provisional')} ${patient.name}`;
  const done = (merge: PatientMerge, key: 'merge.done' | 'merge.undone') => {
    setMerging(false);
    setChosen(merge.id);
    show({ tone: 'done', title: text(key, { from: name(merge.from), into: name(merge.into) }) });
    queries.invalidateQueries({ queryKey: query.patient.merges.key() });
    queries.invalidateQueries({ queryKey: query.patient.mergeDetail.key() });
    queries.invalidateQueries({ queryKey: query.patient.search.key() });
  };
  useActions({ title: text('merges'), depth: 1 }, [
    { id: 'new', label: text('merge.new'), keys: ['F2'], main: true, run: () => setMerging(true) },
  ]);
  const columns: Column<PatientMerge>[] = [
    { id: 'at', title: text('time'), width: '130px', cell: (row) => dateTime(row.at) },
    {
      id: 'state',
      title: text('state'),
      width: '84px',
      cell: (row) =>
        row.undone ? (
          <ToneChip tone="withdrawn" glyph="undo" word={text('merge.state.undone')} />
        ) : (
          <ToneChip tone="final" glyph="done" word={text('merge.state.standing')} />
        ),
    },
    { id: 'from', title: text('merge.from'), width: 'minmax(110px, 1fr)', cell: (row) => name(row.from) },
    { id: 'into', title: text('merge.into'), width: 'minmax(110px, 1fr)', cell: (row) => name(row.into) },
    {
      id: 'by',
      title: text('merge.by'),
      width: '120px',
      cell: (row) => (row.source === 'his' ? text('merge.source.his', { peer: row.byName }) : row.byName),
    },
  ];
  return (
    <div className="split admin-merges">
      <section className="pane">
        <header className="pane-head">
          <h2>{text('merges')}</h2>
          <SearchBox label={text('merge.search')} value={words} onChange={setWords} />
          <Button size="small" intent="primary" onClick={() => setMerging(true)} data-testid="merge-new">
            {text('merge.new')} <KeyCap name="F2" />
          </Button>
          <span className="pane-facts">{text('count', { count: list.data?.length ?? 0 })}</span>
        </header>
        <Answer of={list}>
          {(all) => {
            const rows = all.filter((row) =>
              `${name(row.from)} ${name(row.into)} ${row.byName}`.toLowerCase().includes(sought),
            );
            return rows.length === 0 ? (
              <EmptyPanel
                glyph="people"
                title={text(sought ? 'filter.none' : 'merge.none')}
                hint={text(sought ? 'filter.none.hint' : 'merge.none.hint')}
              />
            ) : (
              <Table
                label={text('merges')}
                rows={rows}
                columns={columns}
                keyOf={(row) => row.id}
                selected={chosen}
                onSelect={setChosen}
                testId="merges"
              />
            );
          }}
        </Answer>
      </section>
      <section className="pane">
        {chosen ? (
          <MergeDetail key={chosen} id={chosen} onUndone={(merge) => done(merge, 'merge.undone')} />
        ) : (
          <EmptyPanel glyph="people" title={text('merge.pick')} hint={text('merge.pick.hint')} />
        )}
      </section>
      {merging ? <MergeDialog onClose={() => setMerging(false)} onDone={(merge) => done(merge, 'merge.done')} /> : null}
    </div>
  );
}
