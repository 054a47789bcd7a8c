// Exam items of imaging and ECG (检查项目): which device types, body parts and methods can be registered and ordered (RAD-75, ECG-50).
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { matchesWords } from '../../../../core/kernel/text.ts';
import { ExamService } from '../../../../core/orders/exam.ts';
import type { ExamItem } from '../../../../core/orders/exam-items.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { type Column, Table } from '../../../../renderer/parts/table.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { RegisterButtons, useRegister } from '../parts/register.tsx';
import { SearchBox } from '../parts/search-box.tsx';
import { ItemDialog } from './item-dialog.tsx';

export function ItemsScreen() {
  const text = useAdminText();
  const locale = useLocale();
  const { query } = useApi();
  const queries = useQueryClient();
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
  const refresh = () => queries.invalidateQueries({ queryKey: query.orders.items.key() });
  const register = useRegister(list.data, ({ code }) => code, refresh);
  const taken = new Set([...(radiology.data ?? []), ...(ecg.data ?? [])].map(({ code }) => code));
  useActions({ title: text('items'), depth: 1 }, [
    { id: 'new', label: text('item.new'), keys: ['F2'], main: true, run: register.make },
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
        <RegisterButtons register={register} word={text('item.new')} testId="item" />
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
              selected={register.chosen}
              onSelect={register.choose}
              onOpen={{ label: text('edit'), run: register.edit }}
              testId="items"
            />
          );
        }}
      </Answer>
      {register.open ? (
        <ItemDialog
          item={register.open.row}
          service={service}
          taken={taken}
          onClose={register.close}
          onDone={({ code, name }) => register.saved(text('item.saved', { name }), code)}
        />
      ) : null}
    </section>
  );
}
