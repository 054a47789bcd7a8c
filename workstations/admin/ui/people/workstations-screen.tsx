// Workstations: which machines belong to the hospital, whether they are enrolled, and when they were last heard of.
import { Button } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Workstation } from '../../../../core/identity/contract.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { dateTime } from '../../../../renderer/format/time.ts';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { useShellText } from '../../../../renderer/locales/use-shell-text.ts';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { ToneChip } from '../../../../renderer/parts/state-chip.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { type Column, Table } from '../parts/table.tsx';
import { OnceDialog } from './once-dialog.tsx';
import { labelOf, useOrganisation } from './use-organisation.ts';
import { WorkstationDialog } from './workstation-dialog.tsx';

function WorkstationState({ workstation }: { workstation: Workstation }) {
  const text = useAdminText();
  if (!workstation.enabled)
    return <ToneChip tone="withdrawn" glyph="refuse" word={text('workstation.state.disabled')} />;
  if (!workstation.enrolledAt) return <ToneChip tone="waiting" glyph="time" word={text('workstation.state.open')} />;
  return <ToneChip tone="final" glyph="done" word={text('workstation.state.enrolled')} />;
}

export function WorkstationsScreen() {
  const text = useAdminText();
  const shell = useShellText();
  const { query } = useApi();
  const queries = useQueryClient();
  const { departments, groups } = useOrganisation();
  const list = useQuery(query.identity.workstations.queryOptions());
  const [chosen, setChosen] = useState<string | null>(null);
  const [creating, setCreating] = useState(false);
  const [once, setOnce] = useState<{ name: string; code: string } | null>(null);
  useActions({ title: text('workstations'), depth: 1 }, [
    { id: 'new', label: text('workstation.new'), keys: ['F2'], main: true, run: () => setCreating(true) },
  ]);
  const columns: Column<Workstation>[] = [
    { id: 'name', title: text('workstation.name'), width: 'minmax(150px, 1fr)', cell: (row) => row.name },
    { id: 'state', title: text('state'), width: '100px', cell: (row) => <WorkstationState workstation={row} /> },
    {
      id: 'department',
      title: text('department'),
      width: 'minmax(90px, 0.6fr)',
      cell: (row) => labelOf(departments, row.departmentId),
    },
    {
      id: 'groups',
      title: text('person.groups'),
      width: 'minmax(120px, 1fr)',
      cell: (row) => row.labGroups.map((group) => labelOf(groups, group)).join(shell('list.comma')) || text('all'),
    },
    { id: 'enrolled', title: text('workstation.enrolled'), width: '130px', cell: (row) => dateTime(row.enrolledAt) },
    { id: 'seen', title: text('workstation.seen'), width: '130px', cell: (row) => dateTime(row.lastSeenAt) },
  ];
  return (
    <section className="pane admin-screen">
      <header className="pane-head">
        <h2>{text('workstations')}</h2>
        <Button size="small" intent="primary" onClick={() => setCreating(true)} data-testid="workstation-new">
          {text('workstation.new')} <KeyCap name="F2" />
        </Button>
        <span className="pane-facts">{text('count', { count: list.data?.length ?? 0 })}</span>
      </header>
      <Answer of={list}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyPanel glyph="device" title={text('workstation.none')} hint={text('workstation.none.hint')} />
          ) : (
            <Table
              label={text('workstations')}
              rows={rows}
              columns={columns}
              keyOf={(row) => row.id}
              selected={chosen}
              onSelect={setChosen}
              testId="workstations"
            />
          )
        }
      </Answer>
      {creating ? (
        <WorkstationDialog
          onClose={() => setCreating(false)}
          onCreated={(made) => {
            setCreating(false);
            setChosen(made.id);
            setOnce(made);
            queries.invalidateQueries({ queryKey: query.identity.workstations.key() });
          }}
        />
      ) : null}
      {once ? (
        <OnceDialog
          title={text('once.code')}
          lead={text('once.code.lead', { name: once.name })}
          secret={once.code}
          onClose={() => setOnce(null)}
        />
      ) : null}
    </section>
  );
}
