// Programs of other systems: entered, given a secret once, changed, given a new one, shut out; and how their last calls went.
import { Button } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Program } from '../../../../core/programs/program.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useMarks } from '../../../../renderer/i18n/marks.ts';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { Table } from '../../../../renderer/parts/table.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { OnceDialog } from '../people/once-dialog.tsx';
import { programColumns } from './columns.tsx';
import { ProgramDialog, type SavedProgram } from './program-dialog.tsx';
import { RenewDialog } from './renew-dialog.tsx';

type Open = { kind: 'edit'; program: Program | null } | { kind: 'renew'; program: Program };

export function ProgramsScreen() {
  const text = useAdminText();
  const { comma } = useMarks();
  const { query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const list = useQuery(query.programs.list.queryOptions());
  const institutions = useQuery(query.orders.institutions.queryOptions()).data;
  const nameOf = (id: string) => institutions?.find((one) => one.id === id)?.name ?? id;
  const [chosen, setChosen] = useState<string | null>(null);
  const [open, setOpen] = useState<Open | null>(null);
  const [once, setOnce] = useState<{ name: string; secret: string } | null>(null);
  const current = list.data?.find(({ code }) => code === chosen) ?? null;
  const refresh = () => queries.invalidateQueries({ queryKey: query.programs.list.key() });
  const done = ({ program, secret }: SavedProgram) => {
    setOpen(null);
    setChosen(program.code);
    refresh();
    if (secret) setOnce({ name: program.name, secret });
    else show({ tone: 'done', title: text('program.saved', { name: program.name }) });
  };
  const close = () => {
    setOpen(null);
    refresh();
  };
  const make = () => setOpen({ kind: 'edit', program: null });
  const renew = () => current && setOpen({ kind: 'renew', program: current });
  useActions({ title: text('programs'), depth: 1 }, [
    { id: 'new', label: text('program.new'), keys: ['F2'], main: true, run: make },
    {
      id: 'renew',
      label: text('program.renew'),
      keys: ['F8'],
      main: true,
      off: current ? null : text('program.choose'),
      run: renew,
    },
  ]);
  return (
    <section className="pane admin-screen">
      <header className="pane-head">
        <h2>{text('programs')}</h2>
        <Button size="small" intent="primary" onClick={make} data-testid="program-new">
          {text('program.new')} <KeyCap name="F2" />
        </Button>
        <Button
          size="small"
          disabled={!current}
          onClick={() => setOpen({ kind: 'edit', program: current })}
          data-testid="program-edit"
        >
          {text('edit')} <KeyCap name="Enter" />
        </Button>
        <Button
          size="small"
          disabled={!current}
          title={current ? undefined : text('program.choose')}
          onClick={renew}
          data-testid="program-renew"
        >
          {text('program.renew')} <KeyCap name="F8" />
        </Button>
        <span className="pane-facts">{text('program.facts')}</span>
      </header>
      <Answer of={list}>
        {(programs) =>
          programs.length === 0 ? (
            <EmptyPanel glyph="exchange" title={text('program.empty')} hint={text('program.empty.hint')} />
          ) : (
            <Table
              label={text('programs')}
              rows={programs}
              columns={programColumns(text, comma, nameOf, new Date())}
              keyOf={(row) => row.code}
              selected={chosen}
              onSelect={setChosen}
              onOpen={{ label: text('edit'), run: (program) => setOpen({ kind: 'edit', program }) }}
              testId="programs"
            />
          )
        }
      </Answer>
      {open?.kind === 'edit' ? (
        <ProgramDialog
          program={open.program}
          known={list.data?.map(({ code }) => code) ?? []}
          onClose={close}
          onDone={done}
        />
      ) : null}
      {open?.kind === 'renew' ? <RenewDialog program={open.program} onClose={close} onDone={done} /> : null}
      {once ? (
        <OnceDialog
          title={text('program.secret')}
          lead={text('program.secret.lead', { name: once.name })}
          secret={once.secret}
          onClose={() => setOnce(null)}
        />
      ) : null}
    </section>
  );
}
