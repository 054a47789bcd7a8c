// One small dictionary as it is kept: place, code and names of each entry, what is its own, where it comes from and whether it is in use.
import { type UseQueryResult, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Answer } from '../../../../renderer/parts/panels.tsx';
import { type Column, Table } from '../../../../renderer/parts/table.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import type { DictionaryEntry } from './dictionary-fields.tsx';
import { RegisterButtons, useRegister } from './register.tsx';

interface KeptEntry extends DictionaryEntry {
  /** Came with the product. */
  shipped: boolean;
}

interface DictionaryPaneProps<Entry extends KeptEntry> {
  /** What the dictionary is called, and what F2 makes. */
  title: string;
  newWord: string;
  list: UseQueryResult<Entry[]>;
  /** Of the list: asked again when a dialog closes. */
  queryKey: readonly unknown[];
  /** What an entry has besides, between its names and its source. */
  columns: readonly Column<Entry>[];
  savedWords: (name: string) => string;
  /** The dialog for an entry; null makes a new one. */
  dialog: (props: {
    type: Entry | null;
    all: readonly Entry[];
    onClose: () => void;
    onDone: (saved: Entry) => void;
  }) => ReactNode;
  /** Name of the action behind F2: own key bindings go by it. */
  action: string;
  /** The buttons are `<testId>-new` and `<testId>-edit`, the table is `<testId>s`. */
  testId: string;
}

export function DictionaryPane<Entry extends KeptEntry>(props: DictionaryPaneProps<Entry>) {
  const { title, newWord, list, testId } = props;
  const text = useAdminText();
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: props.queryKey });
  const register = useRegister(list.data, ({ code }) => code, refresh);
  useActions({ title, depth: 2 }, [{ id: props.action, label: newWord, keys: ['F2'], main: true, run: register.make }]);
  const columns: Column<Entry>[] = [
    { id: 'position', title: text('ecgType.position'), width: '64px', number: true, cell: (row) => row.position },
    { id: 'code', title: text('code'), width: '150px', cell: (row) => row.code },
    { id: 'name', title: text('ecgType.name'), width: 'minmax(140px, 1fr)', cell: (row) => row.name },
    { id: 'nameEn', title: text('nameEn'), width: 'minmax(140px, 1fr)', cell: (row) => row.nameEn },
    ...props.columns,
    {
      id: 'source',
      title: text('ecgType.source'),
      width: '84px',
      cell: (row) => text(row.shipped ? 'ecgType.shipped' : 'ecgType.own'),
    },
    {
      id: 'active',
      title: text('item.state'),
      width: '84px',
      cell: (row) => (
        <span className={`state ${row.active ? 'state-final' : 'state-withdrawn'}`}>
          <span>{text(row.active ? 'item.active' : 'item.off')}</span>
        </span>
      ),
    },
  ];
  return (
    <section className="pane admin-screen">
      <header className="pane-head">
        <h2>{title}</h2>
        <RegisterButtons register={register} word={newWord} testId={testId} />
        <span className="pane-facts">{text('count', { count: list.data?.length ?? 0 })}</span>
      </header>
      <Answer of={list}>
        {(rows) => (
          <Table
            label={title}
            rows={rows}
            columns={columns}
            keyOf={({ code }) => code}
            selected={register.chosen}
            onSelect={register.choose}
            onOpen={{ label: text('edit'), run: register.edit }}
            testId={`${testId}s`}
          />
        )}
      </Answer>
      {register.open
        ? props.dialog({
            type: register.open.row,
            all: list.data ?? [],
            onClose: register.close,
            onDone: ({ code, name }) => register.saved(props.savedWords(name), code),
          })
        : null}
    </section>
  );
}
