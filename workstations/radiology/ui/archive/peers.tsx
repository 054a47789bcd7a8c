// Other DICOM peers: searched by number, name, accession number or day, their studies fetched; beside it what is under way.
import { Button, Checkbox, InputGroup } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { FindAtPeer, PeerStudy } from '../../../../core/imaging/transfer-contract.ts';
import { DateEntry } from '../../../../renderer/booking/date-entry.tsx';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { shownDate, shownName } from '../../../../renderer/imaging/index.ts';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { type Column, Table } from '../../../../renderer/parts/table.tsx';
import { useCurrentRow } from '../../../../renderer/parts/use-current-row.ts';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useSharedText } from '../parts/texts.ts';
import { sexIn, useExternalText } from './external-texts.ts';
import { usePeerText } from './peer-texts.ts';
import { Transfers } from './transfers.tsx';

const uidOf = (study: PeerStudy) => study.uid;
const empty = { patientId: '', patientName: '', accession: '', from: '', to: '' };
const words = ['patientId', 'patientName', 'accession'] as const;
const days = ['from', 'to'] as const;
const da = (day: string) => day.replaceAll('-', '');

export function Peers() {
  const text = usePeerText();
  const outside = useExternalText();
  const shared = useSharedText();
  const { client, query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const online = useOnline();
  const peers = useQuery(query.dicom.transferPeers.queryOptions());
  const able = (peers.data ?? []).filter(({ asks }) => asks.includes('find'));
  const [chosen, setChosen] = useState('');
  const [draft, setDraft] = useState(empty);
  const [asked, setAsked] = useState<FindAtPeer | null>(null);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const peer = able.find(({ aet }) => aet === chosen) ?? able[0] ?? null;
  const found = useQuery({
    ...query.dicom.findAt.queryOptions({ input: asked ?? { aet: 'NONE', ...empty } }),
    enabled: asked !== null,
    // A search is an act on another system and stands in the audit trail: it is made when a person asks.
    ...{ staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false, refetchOnReconnect: false, retry: false },
  });
  const { refetch } = found;
  const transfers = useQuery(query.dicom.transfers.queryOptions());
  const arrived = (transfers.data ?? []).filter(({ kind, endedAt }) => kind === 'fetch' && endedAt !== null).length;
  const told = useRef(arrived);
  // What is here of the listed studies has changed.
  useEffect(() => {
    if (asked !== null && told.current !== arrived) void refetch();
    told.current = arrived;
  }, [arrived, asked, refetch]);
  const rows = (asked && found.data?.studies) || [];
  const { current, choose } = useCurrentRow(rows, uidOf);
  const fetch = useCommand(client.dicom.fetchStudies, {
    onDone: (made) => {
      queries.invalidateQueries({ queryKey: query.dicom.transfers.key() });
      show({ tone: 'done', title: text('fetch.begun', { aet: made.aet, count: made.studies.length }) });
      setTicked(new Set());
    },
  });
  const some = Object.values(draft).some((value) => value.trim() !== '');
  const search = () => {
    if (!peer || !some || !online) return;
    const next = { ...draft, aet: peer.aet, from: da(draft.from), to: da(draft.to) };
    setTicked(new Set());
    if (asked && JSON.stringify(asked) === JSON.stringify(next)) void refetch();
    else setAsked(next);
  };
  const wanted = rows.filter(({ uid }) => (ticked.size > 0 ? ticked.has(uid) : uid === current?.uid));
  const fetches = able.find(({ aet }) => aet === asked?.aet)?.asks.some((ask) => ask === 'move' || ask === 'get');
  const fetchOff = !online
    ? shared('offline.off')
    : wanted.length === 0
      ? text('fetch.none')
      : fetches
        ? null
        : text('fetch.off');
  const start = () => {
    if (fetchOff !== null || fetch.isPending || !asked) return;
    const label = ({ patientName, date, description }: PeerStudy) =>
      [patientName, date, description].filter(Boolean).join(' ').slice(0, 200);
    fetch.mutate({
      aet: asked.aet,
      studies: wanted.map((study) => ({ uid: study.uid, patientId: study.patientId, label: label(study) })),
    });
  };
  const tick = (uid: string) => {
    const next = new Set(ticked);
    if (!next.delete(uid)) next.add(uid);
    setTicked(next);
  };
  useActions({ title: text('view.peers'), depth: 2 }, [
    { id: 'search', label: text('find.act'), keys: ['Ctrl+Enter'], run: search, main: true },
    { id: 'fetch', label: text('fetch.act'), keys: ['F6'], run: start, off: fetchOff, main: true },
    { id: 'tick', label: text('act.tick'), keys: ['Insert'], run: () => current && tick(current.uid) },
  ]);
  const columns: Column<PeerStudy>[] = [
    {
      id: 'tick',
      title: text('column.tick'),
      width: '22px',
      cell: ({ uid }) => (
        <Checkbox checked={ticked.has(uid)} onChange={() => tick(uid)} aria-label={text('act.tick')} tabIndex={-1} />
      ),
    },
    {
      id: 'name',
      title: text('column.name'),
      width: 'minmax(90px, 1fr)',
      cell: (row) => <b>{shownName(row.patientName) || '—'}</b>,
    },
    { id: 'id', title: text('column.id'), width: '84px', cell: (row) => row.patientId },
    {
      id: 'sex',
      title: text('column.sex'),
      width: '108px',
      cell: (row) => [sexIn(row, outside), shownDate(row.birthDate)].filter(Boolean).join(' '),
    },
    { id: 'modality', title: text('column.modality'), width: '40px', cell: (row) => row.modalities.join(' ') },
    {
      id: 'description',
      title: text('column.description'),
      width: 'minmax(70px, 1fr)',
      cell: (row) => row.description,
    },
    { id: 'accession', title: text('column.accession'), width: '128px', cell: (row) => row.accession },
    { id: 'date', title: text('column.date'), width: '88px', number: true, cell: (row) => shownDate(row.date) },
    { id: 'count', title: text('column.count'), width: '52px', number: true, cell: (row) => row.instanceCount ?? '?' },
    {
      id: 'here',
      title: text('column.here'),
      width: '72px',
      cell: ({ here }) =>
        here > 0 ? <span className="is-linked">{text('here.count', { count: here })}</span> : text('here.none'),
    },
  ];
  const problem = asked ? found.data?.problem : null;
  return (
    <div className="split split-list">
      <section className="pane">
        <Answer of={peers}>
          {() =>
            able.length === 0 ? (
              <EmptyPanel glyph="exchange" title={text('setup.title')} hint={text('setup.hint')} />
            ) : (
              <>
                <form
                  className="pane-head pane-filters peer-search"
                  onSubmit={(event) => {
                    event.preventDefault();
                    search();
                  }}
                >
                  <Pick
                    label={text('peer')}
                    value={peer?.aet ?? ''}
                    onChange={setChosen}
                    options={able.map(({ aet, description }) => ({
                      value: aet,
                      label: [aet, description].filter(Boolean).join(' '),
                    }))}
                  />
                  {words.map((key) => (
                    <InputGroup
                      key={key}
                      size="small"
                      value={draft[key]}
                      maxLength={64}
                      onValueChange={(value) => setDraft({ ...draft, [key]: value.replace(/[\\*?]/g, '') })}
                      placeholder={text(`find.${key}`)}
                      aria-label={text(`find.${key}`)}
                      data-testid={`peer-${key}`}
                    />
                  ))}
                  {days.map((key) => (
                    <span key={key} className="peer-day">
                      {text(`find.${key}`)}
                      <DateEntry
                        small
                        whole
                        optional
                        label={text(`find.${key}`)}
                        value={draft[key]}
                        onValue={(value) => setDraft({ ...draft, [key]: value })}
                        testId={`peer-${key}`}
                      />
                    </span>
                  ))}
                  <Button
                    size="small"
                    type="submit"
                    intent="primary"
                    disabled={!some || !online}
                    title={online ? undefined : shared('offline.off')}
                    loading={found.isFetching}
                    data-testid="peer-find"
                  >
                    {text('find.act')} <KeyCap name="Ctrl+Enter" />
                  </Button>
                  <Button
                    size="small"
                    disabled={fetchOff !== null}
                    title={fetchOff ?? undefined}
                    loading={fetch.isPending}
                    onClick={start}
                    data-testid="peer-fetch"
                  >
                    {wanted.length > 1 ? text('fetch.count', { count: wanted.length }) : text('fetch.act')}{' '}
                    <KeyCap name="F6" />
                  </Button>
                </form>
                {found.data?.more ? (
                  <p className="note source-note" role="status">
                    <Glyph name="help" size={12} /> {text('find.more', { count: rows.length })}
                  </p>
                ) : null}
                {asked === null ? (
                  <EmptyPanel glyph="search" title={text('find.ask.title')} hint={text('find.ask.hint')} />
                ) : (
                  <Answer of={found}>
                    {() =>
                      problem ? (
                        <EmptyPanel
                          glyph="error"
                          title={`${asked.aet}：${text(`problem.${problem.code}`)}`}
                          hint={problem.what}
                        >
                          <Button size="small" text={text('retry')} onClick={() => found.refetch()} />
                        </EmptyPanel>
                      ) : rows.length === 0 ? (
                        <EmptyPanel glyph="archive" title={text('find.none.title')} hint={text('find.none.hint')} />
                      ) : (
                        <Table
                          label={text('view.peers')}
                          rows={rows}
                          columns={columns}
                          keyOf={uidOf}
                          selected={current?.uid ?? null}
                          onSelect={choose}
                          testId="peer-study"
                        />
                      )
                    }
                  </Answer>
                )}
              </>
            )
          }
        </Answer>
      </section>
      <section className="pane">
        <Transfers />
      </section>
    </div>
  );
}
