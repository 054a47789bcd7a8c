// Institutions of the network: primary hospitals, centres, this hospital; what each reads for others, and who acts for it.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { InstitutionEntry } from '../../../../core/orders/institution.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useMarks } from '../../../../renderer/i18n/marks.ts';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Answer } from '../../../../renderer/parts/panels.tsx';
import { type Column, Table } from '../../../../renderer/parts/table.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { RegisterButtons, useRegister } from '../parts/register.tsx';
import { InstitutionDialog } from './institution-dialog.tsx';
import { labelOf, useOrganisation } from './use-organisation.ts';

export function InstitutionsScreen() {
  const text = useAdminText();
  const { comma } = useMarks();
  const { query } = useApi();
  const queries = useQueryClient();
  const { departments } = useOrganisation();
  const list = useQuery(query.orders.institutionRegister.queryOptions());
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: query.orders.institutionRegister.key() });
    void queries.invalidateQueries({ queryKey: query.orders.institutions.key() });
  };
  const register = useRegister(list.data, ({ id }) => id, refresh);
  useActions({ title: text('institutions'), depth: 1 }, [
    { id: 'new', label: text('institution.new'), keys: ['F2'], main: true, run: register.make },
  ]);
  const columns: Column<InstitutionEntry>[] = [
    { id: 'code', title: text('code'), width: '130px', cell: (row) => row.id },
    {
      id: 'name',
      title: text('institution.name'),
      width: 'minmax(160px, 1fr)',
      cell: (row) => (
        <>
          {row.name} {row.own ? <span className="state state-working">{text('institution.own')}</span> : null}
        </>
      ),
    },
    {
      id: 'reads',
      title: text('institution.reads'),
      width: '120px',
      cell: (row) =>
        row.reads.length === 0
          ? text('institution.reads.none')
          : row.reads.map((service) => text(`institution.service.${service}`)).join(comma),
    },
    {
      id: 'superiors',
      title: text('institution.superiors'),
      width: 'minmax(120px, 2fr)',
      cell: (row) => row.superiorIds.map((id) => list.data?.find((one) => one.id === id)?.name ?? id).join(comma),
    },
    { id: 'level', title: text('institution.level'), width: '100px', cell: (row) => row.level },
    {
      id: 'contact',
      title: text('institution.contact'),
      width: '130px',
      cell: (row) => [row.contact, row.phone].filter(Boolean).join(' '),
    },
    {
      id: 'departments',
      title: text('institution.departments'),
      width: 'minmax(140px, 1fr)',
      cell: (row) => row.departmentIds.map((id) => labelOf(departments, id)).join(comma),
    },
    { id: 'hl7', title: text('institution.hl7'), width: '80px', cell: (row) => row.hl7Peer },
    {
      id: 'active',
      title: text('institution.state'),
      width: '80px',
      cell: (row) => (
        <span className={`state ${row.active ? 'state-final' : 'state-withdrawn'}`}>
          <span>{text(row.active ? 'institution.active' : 'institution.off')}</span>
        </span>
      ),
    },
  ];
  return (
    <section className="pane admin-screen">
      <header className="pane-head">
        <h2>{text('institutions')}</h2>
        <RegisterButtons register={register} word={text('institution.new')} testId="institution" />
        <span className="pane-facts">{text('institution.lead')}</span>
      </header>
      <Answer of={list}>
        {(rows) => (
          <Table
            label={text('institutions')}
            rows={rows}
            columns={columns}
            keyOf={(row) => row.id}
            selected={register.chosen}
            onSelect={register.choose}
            onOpen={{ label: text('edit'), run: register.edit }}
            testId="institutions"
          />
        )}
      </Answer>
      {register.open ? (
        <InstitutionDialog
          institution={register.open.row}
          departments={departments}
          register={list.data ?? []}
          onClose={register.close}
          onDone={({ id, name }) => register.saved(text('institution.saved', { name }), id)}
        />
      ) : null}
    </section>
  );
}
