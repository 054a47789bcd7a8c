// ECG types (心电类型): what ECG items and recorders can be, their names, order and whether they are in use (ECG-50).
import { Button } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { EcgType } from '../../../../core/orders/ecg-type.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer } from '../../../../renderer/parts/panels.tsx';
import { type Column, Table } from '../../../../renderer/parts/table.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { EcgTypeDialog } from './ecg-type-dialog.tsx';

export function EcgTypesPane() {
  const text = useAdminText();
  const { query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const list = useQuery(query.orders.ecgTypes.queryOptions({ staleTime: 15_000 }));
  const [chosen, setChosen] = useState<string | null>(null);
  const [editing, setEditing] = useState<{ type: EcgType | null } | null>(null);
  const current = list.data?.find(({ code }) => code === chosen) ?? null;
  const make = () => setEditing({ type: null });
  useActions({ title: text('ecgType'), depth: 2 }, [
    { id: 'ecgType.new', label: text('ecgType.new'), keys: ['F2'], main: true, run: make },
  ]);
  const columns: Column<EcgType>[] = [
    { id: 'position', title: text('ecgType.position'), width: '64px', number: true, cell: (row) => row.position },
    { id: 'code', title: text('code'), width: '150px', cell: (row) => row.code },
    { id: 'name', title: text('ecgType.name'), width: 'minmax(140px, 1fr)', cell: (row) => row.name },
    { id: 'nameEn', title: text('nameEn'), width: 'minmax(140px, 1fr)', cell: (row) => row.nameEn },
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
        <h2>{text('ecgType')}</h2>
        <Button size="small" intent="primary" onClick={make} data-testid="ecg-type-new">
          {text('ecgType.new')} <KeyCap name="F2" />
        </Button>
        <Button
          size="small"
          disabled={!current}
          onClick={() => setEditing({ type: current })}
          data-testid="ecg-type-edit"
        >
          {text('edit')} <KeyCap name="Enter" />
        </Button>
        <span className="pane-facts">{text('count', { count: list.data?.length ?? 0 })}</span>
      </header>
      <Answer of={list}>
        {(rows) => (
          <Table
            label={text('ecgType')}
            rows={rows}
            columns={columns}
            keyOf={({ code }) => code}
            selected={chosen}
            onSelect={setChosen}
            onOpen={{ label: text('edit'), run: (type) => setEditing({ type }) }}
            testId="ecg-types"
          />
        )}
      </Answer>
      {editing ? (
        <EcgTypeDialog
          type={editing.type}
          all={list.data ?? []}
          onClose={() => setEditing(null)}
          onDone={(saved) => {
            setEditing(null);
            setChosen(saved.code);
            void queries.invalidateQueries({ queryKey: query.orders.ecgTypes.key() });
            show({ tone: 'done', title: text('ecgType.saved', { name: saved.name }) });
          }}
        />
      ) : null}
    </section>
  );
}
