// DICOM devices and archives: who may call the server, what each may do, and whether it answers.
import { Button } from '@blueprintjs/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { DicomPeer } from '../../../../core/imaging/peer-contract.ts';
import { isTlsProblem, tlsProblemTexts } from '../../../../core/imaging/tls-problem.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { type Column, Table } from '../../../../renderer/parts/table.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { RegisterButtons, useRegister } from '../parts/register.tsx';
import { PeerDialog } from './peer-dialog.tsx';
import { TransportDialog } from './transport-dialog.tsx';

export function PeersScreen({ tabs }: { tabs: ReactNode }) {
  const text = useAdminText();
  const { query, client } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const locale = useLocale();
  const list = useQuery(query.dicom.peers.queryOptions());
  const refresh = () => queries.invalidateQueries({ queryKey: query.dicom.peers.key() });
  const register = useRegister(list.data?.peers, ({ aet }) => aet, refresh);
  const { current } = register;
  const echo = useMutation({
    mutationFn: (aet: string) => client.dicom.echo({ aet }),
    onSuccess: ({ milliseconds, problem, channel }, aet) => {
      if (!problem) {
        const how = channel || text('peer.echo.plain');
        show({ tone: 'done', title: text('peer.echo.good', { aet, milliseconds, channel: how }) });
      } else if (isTlsProblem(problem.code)) {
        const reason = tlsProblemTexts[problem.code][locale === 'en' ? 'en' : 'zh'];
        show({ tone: 'error', title: text('peer.echo.insecure', { aet, reason }), lines: problem.what.split('; ') });
      } else show({ tone: 'error', title: text('peer.echo.bad', { aet, reason: problem.what }) });
    },
  });
  const [securing, setSecuring] = useState(false);
  useActions({ title: text('peers'), depth: 1 }, [
    { id: 'transport', label: text('transport'), keys: ['F6'], main: true, run: () => setSecuring(true) },
    { id: 'new', label: text('peer.new'), keys: ['F2'], main: true, run: register.make },
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
      id: 'transport',
      title: text('peer.transport'),
      width: '190px',
      cell: (row) =>
        `${text(row.tls ? 'peer.called.tls' : 'peer.called.plain')} / ${text(`peer.incoming.${row.incoming}`)}`,
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
  const doors = own
    ? [
        own.port === null ? text('peer.own.plainOff') : `${own.host}:${own.port}`,
        ...(own.tlsPort === null ? [] : [text('peer.own.tls', { address: `${own.host}:${own.tlsPort}` })]),
      ]
    : [];
  return (
    <section className="pane admin-screen">
      <header className="pane-head">
        {tabs}
        <RegisterButtons register={register} word={text('peer.new')} testId="peer" />
        <Button
          size="small"
          disabled={!current}
          loading={echo.isPending}
          onClick={() => current && echo.mutate(current.aet)}
          data-testid="peer-echo"
        >
          {text('peer.echo')} <KeyCap name="F8" />
        </Button>
        <Button size="small" onClick={() => setSecuring(true)} data-testid="peer-transport">
          {text('transport')} <KeyCap name="F6" />
        </Button>
        <span className="pane-facts" data-testid="peer-own">
          {own
            ? text('peer.own', { aet: own.aet, address: doors.join(locale === 'en' ? ', ' : '，') })
            : text('peer.own.off')}
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
              selected={register.chosen}
              onSelect={register.choose}
              onOpen={{ label: text('edit'), run: register.edit }}
              testId="peers"
            />
          )
        }
      </Answer>
      {register.open ? <PeerDialog peer={register.open.row} onClose={register.close} onDone={register.saved} /> : null}
      {securing ? <TransportDialog onClose={() => setSecuring(false)} /> : null}
    </section>
  );
}
