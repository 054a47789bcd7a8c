// Exam items of imaging and ECG (检查项目): which device types, body parts and methods can be registered and ordered (RAD-75, ECG-50).
import { Button } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { matchesWords } from '../../../../core/kernel/text.ts';
import { ExamService } from '../../../../core/orders/exam.ts';
import type { ExamItem } from '../../../../core/orders/exam-items.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { type Column, Table } from '../../../../renderer/parts/table.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { SearchBox } from '../parts/search-box.tsx';
import { ItemDialog } from './item-dialog.tsx';

export function ItemsScreen() {
  const text = useAdminText();
  const locale = useLocale();
  const { query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const [service, setService] = useState<ExamItem['service']>('radiology');
  const radiology = useQuery(query.orders.items.queryOptions({ input: { service: 'radiology' } }));
  const ecg = useQuery(query.orders.items.queryOptions({ input: { service: 'ecg' } }));
  const types = useQuery(query.orders.ecgTypes.queryOptions({ enabled: service === 'ecg' }));
  const typeName = ({ ecgType = '' }: ExamItem) => {
    const type = types.data?.find(({ code }) => code === ecgType);
    return type ? pickName(locale, type) : ecgType;
  };
  const list = service === 'radiology' ? radiology : ecg;
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const [editing, setEditing] = useState<{ item: ExamItem | null } | null>(null);
  const current = list.data?.find(({ code }) => code === chosen) ?? null;
  const taken = new Set([...(radiology.data ?? []), ...(ecg.data ?? [])].map(({ code }) => code));
  useActions({ title: text('items'), depth: 1 }, [
    { id: 'new', label: text('item.new'), keys: ['F2'], main: true, run: () => setEditing({ item: null }) },
  ]);
  const columns: Column<ExamItem>[] = [
    { id: 'code', title: text('code'), width: '150px', cell: (row) => row.code },
    { id: 'modality', title: text('item.modality'), width: '84px', cell: (row) => row.modality },
    { id: 'bodyPart', title: text('item.bodyPart'), width: '110px', cell: (row) => row.bodyPart },
    ...(service === 'ecg' ? [{ id: 'ecgType', title: text('ecgType'), width: '110px', cell: typeName }] : []),
    { id: 'method', title: text('item.method'), width: '110px', cell: (row) => row.method },
    { id: 'name', title: text('item.name'), width: 'minmax(140px, 1fr)', cell: (row) => row.name },
    { id: 'nameEn', title: text('nameEn'), width: 'minmax(140px, 1.2fr)', cell: (row) => row.nameEn },
    { id: 'room', title: text('item.room'), width: '110px', cell: (row) => row.room },
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
        <h2>{text('items')}</h2>
        <Segments
          label={text('items')}
          value={service}
          onChange={setService}
          options={ExamService.options.map((value) => ({ value, label: text(`item.service.${value}`) }))}
          testId="item-service"
        />
        <SearchBox label={text('item.search')} value={words} onChange={setWords} />
        <Button size="small" intent="primary" onClick={() => setEditing({ item: null })} data-testid="item-new">
          {text('item.new')} <KeyCap name="F2" />
        </Button>
        <Button size="small" disabled={!current} onClick={() => setEditing({ item: current })} data-testid="item-edit">
          {text('edit')} <KeyCap name="Enter" />
        </Button>
        <span className="pane-facts">{text('count', { count: list.data?.length ?? 0 })}</span>
      </header>
      <Answer of={list}>
        {(all) => {
          const rows = all.filter((row) =>
            matchesWords(words, [
              row.code,
              row.name,
              row.nameEn,
              row.modality,
              row.bodyPart,
              row.method,
              typeName(row),
            ]),
          );
          return rows.length === 0 ? (
            <EmptyPanel
              glyph="dictionary"
              title={text(words.trim() ? 'filter.none' : 'item.empty')}
              hint={text(words.trim() ? 'filter.none.hint' : 'item.empty.hint')}
            />
          ) : (
            <Table
              label={text('items')}
              rows={rows}
              columns={columns}
              keyOf={({ code }) => code}
              selected={chosen}
              onSelect={setChosen}
              onOpen={{ label: text('edit'), run: (item) => setEditing({ item }) }}
              testId="items"
            />
          );
        }}
      </Answer>
      {editing ? (
        <ItemDialog
          item={editing.item}
          service={service}
          taken={taken}
          onClose={() => setEditing(null)}
          onDone={(saved) => {
            setEditing(null);
            setChosen(saved.code);
            void queries.invalidateQueries({ queryKey: query.orders.items.key() });
            show({ tone: 'done', title: text('item.saved', { name: saved.name }) });
          }}
        />
      ) : null}
    </section>
  );
}
