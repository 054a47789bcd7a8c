// Patient types (病人类型): what the desk offers, what other systems call each, its kind of visit, and whether it is in use (ECG-50).
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { PatientType } from '../../../../core/orders/patient-type.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Answer } from '../../../../renderer/parts/panels.tsx';
import { type Column, Table } from '../../../../renderer/parts/table.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { RegisterButtons, useRegister } from '../parts/register.tsx';
import { PatientTypeDialog } from './patient-type-dialog.tsx';

export function PatientTypesPane() {
  const text = useAdminText();
  const { query } = useApi();
  const queries = useQueryClient();
  const list = useQuery(query.orders.patientTypes.queryOptions({ staleTime: 15_000 }));
  const refresh = () => queries.invalidateQueries({ queryKey: query.orders.patientTypes.key() });
  const register = useRegister(list.data, ({ code }) => code, refresh);
  useActions({ title: text('patientType'), depth: 2 }, [
    { id: 'patientType.new', label: text('patientType.new'), keys: ['F2'], main: true, run: register.make },
  ]);
  const columns: Column<PatientType>[] = [
    { id: 'position', title: text('ecgType.position'), width: '64px', number: true, cell: (row) => row.position },
    { id: 'code', title: text('code'), width: '150px', cell: (row) => row.code },
    { id: 'name', title: text('ecgType.name'), width: 'minmax(140px, 1fr)', cell: (row) => row.name },
    { id: 'nameEn', title: text('nameEn'), width: 'minmax(140px, 1fr)', cell: (row) => row.nameEn },
    {
      id: 'kind',
      title: text('patientType.kind'),
      width: '90px',
      cell: (row) => text(`option.visitKind.${row.kind}`),
    },
    { id: 'exchange', title: text('patientType.exchange'), width: '96px', cell: (row) => row.exchangeCode },
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
        <h2>{text('patientType')}</h2>
        <RegisterButtons register={register} word={text('patientType.new')} testId="patient-type" />
        <span className="pane-facts">{text('count', { count: list.data?.length ?? 0 })}</span>
      </header>
      <Answer of={list}>
        {(rows) => (
          <Table
            label={text('patientType')}
            rows={rows}
            columns={columns}
            keyOf={({ code }) => code}
            selected={register.chosen}
            onSelect={register.choose}
            onOpen={{ label: text('edit'), run: register.edit }}
            testId="patient-types"
          />
        )}
      </Answer>
      {register.open ? (
        <PatientTypeDialog
          type={register.open.row}
          all={list.data ?? []}
          onClose={register.close}
          onDone={({ code, name }) => register.saved(text('patientType.saved', { name }), code)}
        />
      ) : null}
    </section>
  );
}
