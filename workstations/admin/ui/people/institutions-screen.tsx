// Institutions of the network: primary hospitals, centres, this hospital; what each reads for others, and who acts for it.
import { Button } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { InstitutionEntry } from '../../../../core/orders/institution.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer } from '../../../../renderer/parts/panels.tsx';
import { type Column, Table } from '../../../../renderer/parts/table.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { InstitutionDialog } from './institution-dialog.tsx';
import { labelOf, useOrganisation } from './use-organisation.ts';

export function InstitutionsScreen() {
  const text = useAdminText();
  const { query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const { departments } = useOrganisation();
  const list = useQuery(query.orders.institutionRegister.queryOptions());
  const [chosen, setChosen] = useState<string | null>(null);
  const [editing, setEditing] = useState<{ institution: InstitutionEntry | null } | null>(null);
  const current = list.data?.find(({ id }) => id === chosen) ?? null;
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: query.orders.institutionRegister.key() });
    void queries.invalidateQueries({ queryKey: query.orders.institutions.key() });
  };
  const make = () => setEditing({ institution: null });
  useActions({ title: text('institutions'), depth: 1 }, [
    { id: 'new', label: text('institution.new'), keys: ['F2'], main: true, run: make },
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
          : row.reads.map((service) => text(`institution.service.${service}`)).join('、'),
    },
    {
      id: 'superiors',
      title: text('institution.superiors'),
      width: 'minmax(120px, 2fr)',
      cell: (row) => row.superiorIds.map((id) => list.data?.find((one) => one.id === id)?.name ?? id).join('、'),
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
      cell: (row) => row.departmentIds.map((id) => labelOf(departments, id)).join('、'),
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
        <Button size="small" intent="primary" onClick={make} data-testid="institution-new">
          {text('institution.new')} <KeyCap name="F2" />
        </Button>
        <Button
          size="small"
          disabled={!current}
          onClick={() => setEditing({ institution: current })}
          data-testid="institution-edit"
        >
          {text('edit')} <KeyCap name="Enter" />
        </Button>
        <span className="pane-facts">{text('institution.lead')}</span>
      </header>
      <Answer of={list}>
        {(rows) => (
          <Table
            label={text('institutions')}
            rows={rows}
            columns={columns}
            keyOf={(row) => row.id}
            selected={chosen}
            onSelect={setChosen}
            onOpen={{ label: text('edit'), run: (institution) => setEditing({ institution }) }}
            testId="institutions"
          />
        )}
      </Answer>
      {editing ? (
        <InstitutionDialog
          institution={editing.institution}
          departments={departments}
          register={list.data ?? []}
          onClose={() => {
            setEditing(null);
            refresh();
          }}
          onDone={(saved) => {
            setEditing(null);
            setChosen(saved.id);
            refresh();
            show({ tone: 'done', title: text('institution.saved', { name: saved.name }) });
          }}
        />
      ) : null}
    </section>
  );
}
