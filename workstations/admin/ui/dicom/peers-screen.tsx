// DICOM devices and archives: who may call the server, what each may do, and whether it answers.
import { Button } from '@blueprintjs/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { DicomPeer } from '../../../../core/imaging/peer-contract.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { type Column, Table } from '../../../../renderer/parts/table.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { PeerDialog } from './peer-dialog.tsx';

export function PeersScreen({ tabs }: { tabs: ReactNode }) {
  const text = useAdminText();
  const { query, client } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const locale = useLocale();
  const list = useQuery(query.dicom.peers.queryOptions());
  const [chosen, setChosen] = useState<string | null>(null);
  const [editing, setEditing] = useState<{ peer: DicomPeer | null } | null>(null);
  const current = list.data?.peers.find(({ aet }) => aet === chosen) ?? null;
  const refresh = () => queries.invalidateQueries({ queryKey: query.dicom.peers.key() });
  const echo = useMutation({
    mutationFn: (aet: string) => client.dicom.echo({ aet }),
    onSuccess: ({ answered, milliseconds, reason }, aet) =>
      show(
        answered
          ? { tone: 'done', title: text('peer.echo.good', { aet, milliseconds }) }
          : { tone: 'error', title: text('peer.echo.bad', { aet, reason }) },
      ),
  });
  useActions({ title: text('peers'), depth: 1 }, [
    { id: 'new', label: text('peer.new'), keys: ['F2'], main: true, run: () => setEditing({ peer: null }) },
    {
      id: 'echo',
      label: text('peer.echo'),
      keys: ['F8'],
      main: true,
      run: () => {
        if (current) echo.mutate(current.aet);
      },
    },
  ]);
  const columns: Column<DicomPeer>[] = [
    { id: 'aet', title: text('peer.aet'), width: '130px', cell: (row) => row.aet },
    { id: 'host', title: text('peer.host'), width: '150px', cell: (row) => `${row.host}:${row.port}` },
    {
      id: 'acts',
      title: text('peer.acts'),
      width: 'minmax(220px, 1fr)',
      cell: (row) => row.acts.map((act) => text(`peer.act.${act}`)).join(locale === 'en' ? ', ' : '、'),
    },
    {
      id: 'asks',
      title: text('peer.asks'),
      width: 'minmax(160px, 1fr)',
      cell: (row) => row.asks.map((ask) => text(`peer.ask.${ask}`)).join(locale === 'en' ? ', ' : '、') || text('none'),
    },
    {
      id: 'description',
      title: text('peer.description'),
      width: 'minmax(100px, 0.6fr)',
      cell: (row) => row.description,
    },
    {
      id: 'active',
      title: text('peer.active'),
      width: '90px',
      cell: (row) => text(row.active ? 'peer.active' : 'peer.off'),
    },
  ];
  const own = list.data?.own;
  return (
    <section className="pane admin-screen">
      <header className="pane-head">
        {tabs}
        <Button size="small" intent="primary" onClick={() => setEditing({ peer: null })} data-testid="peer-new">
          {text('peer.new')} <KeyCap name="F2" />
        </Button>
        <Button size="small" disabled={!current} onClick={() => setEditing({ peer: current })} data-testid="peer-edit">
          {text('edit')} <KeyCap name="Enter" />
        </Button>
        <Button
          size="small"
          disabled={!current}
          loading={echo.isPending}
          onClick={() => current && echo.mutate(current.aet)}
          data-testid="peer-echo"
        >
          {text('peer.echo')} <KeyCap name="F8" />
        </Button>
        <span className="pane-facts" data-testid="peer-own">
          {own ? text('peer.own', { aet: own.aet, address: `${own.host}:${own.port}` }) : text('peer.own.off')}
        </span>
      </header>
      <Answer of={list}>
        {({ peers }) =>
          peers.length === 0 ? (
            <EmptyPanel glyph="exchange" title={text('peer.empty')} hint={text('peer.empty.hint')} />
          ) : (
            <Table
              label={text('peers')}
              rows={peers}
              columns={columns}
              keyOf={(row) => row.aet}
              selected={chosen}
              onSelect={setChosen}
              onOpen={{ label: text('edit'), run: (peer) => setEditing({ peer }) }}
              testId="peers"
            />
          )
        }
      </Answer>
      {editing ? (
        <PeerDialog
          peer={editing.peer}
          onClose={() => {
            setEditing(null);
            refresh();
          }}
          onDone={(title, aet) => {
            setEditing(null);
            setChosen(aet);
            refresh();
            show({ tone: 'done', title });
          }}
        />
      ) : null}
    </section>
  );
}
