// Systems that may sign links to the clinicians' pages: registered, given a secret once, changed, shut out.
import { Button } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { LinkSystem } from '../../../../core/imaging/contract.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { dateTime } from '../../../../renderer/format/time.ts';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { ToneChip } from '../../../../renderer/parts/state-chip.tsx';
import { type Column, Table } from '../../../../renderer/parts/table.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { OnceDialog } from '../people/once-dialog.tsx';
import { LinkDialog, type SavedSystem } from './link-dialog.tsx';
import { RenewDialog } from './renew-dialog.tsx';

type Open = { kind: 'edit'; system: LinkSystem | null } | { kind: 'renew'; system: LinkSystem };

export function LinksScreen() {
  const text = useAdminText();
  const { query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const list = useQuery(query.imaging.linkSystems.queryOptions());
  const institutions = useQuery(query.orders.institutionRegister.queryOptions()).data;
  const nameOf = (id: string) => institutions?.find((one) => one.id === id)?.name ?? id;
  const [chosen, setChosen] = useState<string | null>(null);
  const [open, setOpen] = useState<Open | null>(null);
  const [once, setOnce] = useState<{ name: string; secret: string } | null>(null);
  const current = list.data?.find(({ name }) => name === chosen) ?? null;
  const refresh = () => queries.invalidateQueries({ queryKey: query.imaging.linkSystems.key() });
  const done = ({ name, secret }: SavedSystem) => {
    setOpen(null);
    setChosen(name);
    refresh();
    if (secret) setOnce({ name, secret });
    else show({ tone: 'done', title: text('link.saved', { name }) });
  };
  const close = () => {
    setOpen(null);
    refresh();
  };
  const renew = () => current && setOpen({ kind: 'renew', system: current });
  useActions({ title: text('links'), depth: 1 }, [
    {
      id: 'new',
      label: text('link.new'),
      keys: ['F2'],
      main: true,
      run: () => setOpen({ kind: 'edit', system: null }),
    },
    {
      id: 'renew',
      label: text('link.renew'),
      keys: ['F8'],
      main: true,
      off: current ? null : text('link.choose'),
      run: renew,
    },
  ]);
  const columns: Column<LinkSystem>[] = [
    { id: 'name', title: text('link.name'), width: '180px', cell: (row) => row.name },
    {
      id: 'state',
      title: text('link.state'),
      width: '100px',
      cell: (row) =>
        row.active ? (
          <ToneChip tone="final" glyph="done" word={text('link.active')} />
        ) : (
          <ToneChip tone="withdrawn" glyph="refuse" word={text('link.off')} />
        ),
    },
    {
      id: 'origins',
      title: text('link.origins'),
      width: 'minmax(220px, 1fr)',
      cell: (row) => row.origins.join('  ') || text('link.origins.none'),
    },
    {
      id: 'requests',
      title: text('link.requests'),
      width: 'minmax(130px, 0.6fr)',
      cell: (row) => (row.requestsFor === '' ? '—' : nameOf(row.requestsFor)),
    },
    { id: 'secret', title: text('link.secretAt'), width: '140px', cell: (row) => dateTime(row.secretAt) },
    { id: 'changed', title: text('link.changedAt'), width: '140px', cell: (row) => dateTime(row.changedAt) },
  ];
  return (
    <section className="pane admin-screen">
      <header className="pane-head">
        <h2>{text('links')}</h2>
        <Button
          size="small"
          intent="primary"
          onClick={() => setOpen({ kind: 'edit', system: null })}
          data-testid="link-new"
        >
          {text('link.new')} <KeyCap name="F2" />
        </Button>
        <Button
          size="small"
          disabled={!current}
          onClick={() => setOpen({ kind: 'edit', system: current })}
          data-testid="link-edit"
        >
          {text('edit')} <KeyCap name="Enter" />
        </Button>
        <Button
          size="small"
          disabled={!current}
          title={current ? undefined : text('link.choose')}
          onClick={renew}
          data-testid="link-renew"
        >
          {text('link.renew')} <KeyCap name="F8" />
        </Button>
        <span className="pane-facts">{text('link.facts')}</span>
      </header>
      <Answer of={list}>
        {(systems) =>
          systems.length === 0 ? (
            <EmptyPanel glyph="lock" title={text('link.empty')} hint={text('link.empty.hint')} />
          ) : (
            <Table
              label={text('links')}
              rows={systems}
              columns={columns}
              keyOf={(row) => row.name}
              selected={chosen}
              onSelect={setChosen}
              onOpen={{ label: text('edit'), run: (system) => setOpen({ kind: 'edit', system }) }}
              testId="links"
            />
          )
        }
      </Answer>
      {open?.kind === 'edit' ? (
        <LinkDialog
          system={open.system}
          known={list.data?.map(({ name }) => name) ?? []}
          onClose={close}
          onDone={done}
        />
      ) : null}
      {open?.kind === 'renew' ? <RenewDialog system={open.system} onClose={close} onDone={done} /> : null}
      {once ? (
        <OnceDialog
          title={text('link.secret')}
          lead={text('link.secret.lead', { name: once.name })}
          secret={once.secret}
          onClose={() => setOnce(null)}
        />
      ) : null}
    </section>
  );
}
