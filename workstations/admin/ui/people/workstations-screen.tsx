// Workstations: which machines belong to the hospital, whether they are enrolled, and when they were last heard of.
import { Button } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Workstation } from '../../../../core/identity/contract.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { dateTime } from '../../../../renderer/format/time.ts';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { useShellText } from '../../../../renderer/locales/use-shell-text.ts';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { ToneChip } from '../../../../renderer/parts/state-chip.tsx';
import { type Column, Table } from '../../../../renderer/parts/table.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
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
  const { client, query } = useApi();
  const queries = useQueryClient();
  const { departments, stationWork } = useOrganisation();
  const list = useQuery(query.identity.workstations.queryOptions());
  const [chosen, setChosen] = useState<string | null>(null);
  const [editing, setEditing] = useState<{ workstation: Workstation | null } | null>(null);
  const [once, setOnce] = useState<{ name: string; code: string } | null>(null);
  const { show } = useToasts();
  const current = list.data?.find((row) => row.id === chosen) ?? null;
  const refresh = () => queries.invalidateQueries({ queryKey: query.identity.workstations.key() });
  const renew = useCommand(client.identity.renewEnrolment, {
    onDone: ({ workstation, enrolmentCode }) => {
      setOnce({ name: workstation.name, code: enrolmentCode });
      refresh();
    },
  });
  const renewOff =
    current === null ? text('workstation.choose') : current.enabled ? null : text('workstation.state.disabled');
  const runRenew = () => {
    if (current && renewOff === null && !renew.isPending) renew.mutate({ workstationId: current.id });
  };
  useActions({ title: text('workstations'), depth: 1 }, [
    {
      id: 'new',
      label: text('workstation.new'),
      keys: ['F2'],
      main: true,
      run: () => setEditing({ workstation: null }),
    },
    { id: 'renew', label: text('workstation.renew'), keys: ['F8'], main: true, off: renewOff, run: runRenew },
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
      title: text('workstation.work'),
      width: 'minmax(120px, 1fr)',
      cell: (row) =>
        row.labGroups.map((group) => labelOf(stationWork, group)).join(shell('list.comma')) || text('none'),
    },
    { id: 'enrolled', title: text('workstation.enrolled'), width: '130px', cell: (row) => dateTime(row.enrolledAt) },
    { id: 'seen', title: text('workstation.seen'), width: '130px', cell: (row) => dateTime(row.lastSeenAt) },
  ];
  return (
    <section className="pane admin-screen">
      <header className="pane-head">
        <h2>{text('workstations')}</h2>
        <Button
          size="small"
          intent="primary"
          onClick={() => setEditing({ workstation: null })}
          data-testid="workstation-new"
        >
          {text('workstation.new')} <KeyCap name="F2" />
        </Button>
        <Button
          size="small"
          disabled={!current}
          onClick={() => setEditing({ workstation: current })}
          data-testid="workstation-edit"
        >
          {text('edit')} <KeyCap name="Enter" />
        </Button>
        <Button
          size="small"
          disabled={renewOff !== null}
          title={renewOff ?? undefined}
          loading={renew.isPending}
          onClick={runRenew}
          data-testid="workstation-renew"
        >
          {text('workstation.renew')} <KeyCap name="F8" />
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
              onOpen={{ label: text('edit'), run: (workstation) => setEditing({ workstation }) }}
              testId="workstations"
            />
          )
        }
      </Answer>
      {editing ? (
        <WorkstationDialog
          workstation={editing.workstation}
          onClose={() => {
            setEditing(null);
            refresh();
          }}
          onCreated={(made) => {
            setEditing(null);
            setChosen(made.id);
            setOnce(made);
            refresh();
          }}
          onSaved={(saved) => {
            setEditing(null);
            refresh();
            show({ tone: 'done', title: text('workstation.saved', { name: saved.name }) });
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
