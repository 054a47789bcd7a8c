// Departments: wards, clinics, laboratories and offices of the hospital, and who belongs to them.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Department } from '../../../../core/identity/contract.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { type Column, Table } from '../../../../renderer/parts/table.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { RegisterButtons, useRegister } from '../parts/register.tsx';
import { SearchBox } from '../parts/search-box.tsx';
import { DepartmentDialog } from './department-dialog.tsx';

export function DepartmentsScreen() {
  const text = useAdminText();
  const { query } = useApi();
  const queries = useQueryClient();
  const list = useQuery(query.identity.departments.queryOptions());
  const people = useQuery(query.identity.people.queryOptions());
  const [words, setWords] = useState('');
  const refresh = () => queries.invalidateQueries({ queryKey: query.identity.departments.key() });
  const register = useRegister(list.data, ({ id }) => id, refresh);
  const sought = words.trim().toLowerCase();
  useActions({ title: text('departments'), depth: 1 }, [
    { id: 'new', label: text('department.new'), keys: ['F2'], main: true, run: register.make },
  ]);
  const columns: Column<Department>[] = [
    { id: 'code', title: text('code'), width: '110px', cell: (row) => row.id },
    { id: 'name', title: text('department.name'), width: 'minmax(140px, 320px)', cell: (row) => row.name },
    { id: 'nameEn', title: text('nameEn'), width: 'minmax(140px, 1fr)', cell: (row) => row.nameEn },
    { id: 'kind', title: text('department.kind'), width: '100px', cell: (row) => text(`department.kind.${row.kind}`) },
    { id: 'phone', title: text('department.phone'), width: '130px', cell: (row) => row.phone ?? '' },
    {
      id: 'people',
      title: text('department.people'),
      width: '80px',
      number: true,
      cell: (row) => people.data?.filter((person) => person.departmentId === row.id).length ?? '',
    },
  ];
  return (
    <section className="pane admin-screen">
      <header className="pane-head">
        <h2>{text('departments')}</h2>
        <SearchBox label={text('department.search')} value={words} onChange={setWords} />
        <RegisterButtons register={register} word={text('department.new')} testId="department" />
        <span className="pane-facts">{text('count', { count: list.data?.length ?? 0 })}</span>
      </header>
      <Answer of={list}>
        {(all) => {
          const rows = all.filter((row) => `${row.id} ${row.name} ${row.nameEn}`.toLowerCase().includes(sought));
          return rows.length === 0 ? (
            <EmptyPanel
              glyph="identity"
              title={text(sought ? 'filter.none' : 'department.empty')}
              hint={text(sought ? 'filter.none.hint' : 'department.empty.hint')}
            />
          ) : (
            <Table
              label={text('departments')}
              rows={rows}
              columns={columns}
              keyOf={(row) => row.id}
              selected={register.chosen}
              onSelect={register.choose}
              onOpen={{ label: text('edit'), run: register.edit }}
              testId="departments"
            />
          );
        }}
      </Answer>
      {register.open ? (
        <DepartmentDialog department={register.open.row} onClose={register.close} onDone={register.saved} />
      ) : null}
    </section>
  );
}
