// The entries of one kind of dictionary: search, table, and the editor of one of them.
import { Button } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Dictionaries, DictionaryKind } from '../../../../core/lab/dictionary.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { ToneChip } from '../../../../renderer/parts/state-chip.tsx';
import { Table } from '../../../../renderer/parts/table.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { SearchBox } from '../parts/search-box.tsx';
import { type EntryRow, rowsOf, useEntryColumns } from './entry-columns.tsx';
import { EntryDialog } from './entry-dialog.tsx';
import { useUnconfirmed } from './use-unconfirmed.ts';

export function EntriesPane({ kind }: { kind: DictionaryKind }) {
  const text = useAdminText();
  const { query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const dictionaries = useQuery(query.lab.dictionaries.queryOptions({ staleTime: 300_000 }));
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const [editing, setEditing] = useState<{ key: string | null } | null>(null);
  const columns = useEntryColumns(kind);
  const unconfirmed = useUnconfirmed(kind);
  useActions({ title: text('dictionaries'), depth: 1 }, [
    { id: 'new', label: text('dictionary.new'), keys: ['F2'], main: true, run: () => setEditing({ key: null }) },
  ]);
  const sought = words.trim().toLowerCase();
  const entriesOf = (all: Dictionaries): EntryRow[] => rowsOf(all, kind).filter((row) => row.sought.includes(sought));
  return (
    <>
      <section className="pane">
        <header className="pane-head">
          <h2>{text(`kind.${kind}`)}</h2>
          <SearchBox label={text('dictionary.search')} value={words} onChange={setWords} />
          <Button size="small" intent="primary" onClick={() => setEditing({ key: null })} data-testid="entry-new">
            {text('dictionary.new')} <KeyCap name="F2" />
          </Button>
          <Button
            size="small"
            disabled={chosen === null}
            onClick={() => setEditing({ key: chosen })}
            data-testid="entry-edit"
          >
            {text('edit')} <KeyCap name="Enter" />
          </Button>
          <span className="pane-facts">
            {dictionaries.data ? text('count', { count: entriesOf(dictionaries.data).length }) : null}
          </span>
        </header>
        {unconfirmed.size > 0 ? (
          <p className="admin-unconfirmed" data-testid="unconfirmed">
            {text('dictionary.unconfirmed.count', { count: unconfirmed.size })}
          </p>
        ) : null}
        <Answer of={dictionaries}>
          {(all) => {
            const rows = entriesOf(all);
            return rows.length === 0 ? (
              <EmptyPanel
                glyph="dictionary"
                title={text(sought ? 'filter.none' : 'dictionary.none')}
                hint={text(sought ? 'filter.none.hint' : 'dictionary.none.hint')}
              />
            ) : (
              <Table
                key={kind}
                label={text(`kind.${kind}`)}
                rows={rows}
                columns={[
                  ...columns,
                  {
                    id: 'state',
                    title: text('state'),
                    width: unconfirmed.size > 0 ? '104px' : '70px',
                    cell: (row) =>
                      row.enabled ? (
                        unconfirmed.has(row.key) ? (
                          <ToneChip tone="waiting" glyph="warning" word={text('dictionary.unconfirmed')} />
                        ) : null
                      ) : (
                        <ToneChip tone="withdrawn" glyph="refuse" word={text('dictionary.disabled')} />
                      ),
                  },
                ]}
                keyOf={(row) => row.key}
                selected={chosen}
                onSelect={setChosen}
                onOpen={{ label: text('edit'), run: (row) => setEditing({ key: row.key }) }}
                testId="entries"
              />
            );
          }}
        </Answer>
      </section>
      {editing ? (
        <EntryDialog
          kind={kind}
          entryKey={editing.key}
          unconfirmed={editing.key !== null && unconfirmed.has(editing.key)}
          onClose={() => setEditing(null)}
          onSaved={(key, version) => {
            setEditing(null);
            setChosen(key);
            show({ tone: 'done', title: text('dictionary.saved', { key, version }) });
            queries.invalidateQueries({ queryKey: query.lab.dictionaries.key() });
            queries.invalidateQueries({ queryKey: query.lab.unconfirmedTests.key() });
          }}
        />
      ) : null}
    </>
  );
}
