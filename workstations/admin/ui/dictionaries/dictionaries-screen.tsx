// The laboratory's dictionaries (LAB-80 to 85): the kinds, the entries of one kind, and the editor of one entry.
import { Button } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Dictionaries, DictionaryKind } from '../../../../core/lab/dictionary.ts';
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

const kinds = DictionaryKind.options;

export function DictionariesScreen() {
  const text = useAdminText();
  const { query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const dictionaries = useQuery(query.lab.dictionaries.queryOptions({ staleTime: 300_000 }));
  const [kind, setKind] = useState<DictionaryKind>('test');
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const [editing, setEditing] = useState<{ key: string | null } | null>(null);
  const columns = useEntryColumns(kind);
  const choose = (next: DictionaryKind | undefined) => {
    if (!next) return;
    setKind(next);
    setChosen(null);
    setWords('');
  };
  const at = kinds.indexOf(kind);
  useActions({ title: text('dictionaries'), depth: 1 }, [
    { id: 'new', label: text('dictionary.new'), keys: ['F2'], main: true, run: () => setEditing({ key: null }) },
    {
      id: 'kind-next',
      label: text('dictionary.kind.next'),
      keys: ['Alt+Down'],
      run: () => choose(kinds[at + 1]),
      movement: true,
    },
    {
      id: 'kind-back',
      label: text('dictionary.kind.back'),
      keys: ['Alt+Up'],
      run: () => choose(kinds[at - 1]),
      movement: true,
    },
  ]);
  const sought = words.trim().toLowerCase();
  const entriesOf = (all: Dictionaries): EntryRow[] => rowsOf(all, kind).filter((row) => row.sought.includes(sought));
  return (
    <div className="split admin-dictionaries">
      <nav className="pane admin-kinds" aria-label={text('dictionary.kinds')} data-testid="kinds">
        <header className="pane-head">
          <h2>{text('dictionaries')}</h2>
        </header>
        {kinds.map((each) => (
          <button
            key={each}
            type="button"
            aria-current={each === kind}
            onClick={() => choose(each)}
            data-testid={`kind-${each}`}
          >
            {text(`kind.${each}`)}
            <small className="number">{dictionaries.data ? Object.keys(dictionaries.data[each]).length : ''}</small>
          </button>
        ))}
      </nav>
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
                    width: '70px',
                    cell: (row) =>
                      row.enabled ? null : (
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
          onClose={() => setEditing(null)}
          onSaved={(key, version) => {
            setEditing(null);
            setChosen(key);
            show({ tone: 'done', title: text('dictionary.saved', { key, version }) });
            queries.invalidateQueries({ queryKey: query.lab.dictionaries.key() });
          }}
        />
      ) : null}
    </div>
  );
}
