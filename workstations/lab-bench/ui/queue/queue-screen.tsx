// The run queue of each analyzer group: what was received and waits to be run, urgent first, and handing its orders over.
import { Button } from '@blueprintjs/core';
import { useMutation, useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { SpecimenRow } from '../../../../core/lab/model.ts';
import { useDictionaries } from '../../../../renderer/client/dictionaries.ts';
import { useCapabilities } from '../../../../renderer/client/link.ts';
import { useLiveChanges } from '../../../../renderer/client/live.tsx';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { useCurrentRow } from '../../../../renderer/parts/use-current-row.ts';
import { useGo } from '../../../../renderer/shell/route.ts';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { instrumentLine } from '../devices/instrument-line.ts';
import { SpecimenBanner } from '../result/specimen-banner.tsx';
import { QueueTable } from './queue-table.tsx';
import { useQueueText } from './texts.ts';
import './queue.css';

const none: readonly SpecimenRow[] = [];
const idOf = (row: SpecimenRow) => row.id;
const days = 3;
const orderAtMost = 200;
const throttleMilliseconds = 1500;

export function QueueScreen() {
  const text = useQueueText();
  const { query } = useApi();
  const go = useGo();
  const { show } = useToasts();
  const dictionaries = useDictionaries();
  const hasDevices = useCapabilities()?.devices ?? false;
  const instruments = Object.values(dictionaries?.instrument ?? {}).filter((entry) => entry.enabled);
  const [instrumentId, setInstrumentId] = useState<string | null>(null);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(() => new Set());
  const [refused, setRefused] = useState<readonly { specimenId: string; text: string }[]>([]);

  const lists = useQueries({
    queries: instruments.map((entry) =>
      query.lab.worklist.queryOptions({ input: { days, instrumentId: entry.id, states: ['received', 'testing'] } }),
    ),
  });
  // The list patches itself only at the bench; here it is read again, not more often than one can look.
  const [lastRead, setLastRead] = useState(0);
  useLiveChanges((changes) => {
    if (!changes.some((change) => change.kind === 'specimen') || performance.now() - lastRead < throttleMilliseconds)
      return;
    setLastRead(performance.now());
    for (const list of lists) list.refetch();
  });
  const connections = useQuery({ ...query.devices.connections.queryOptions(), enabled: hasDevices });

  // Until one is chosen, the first that has work: an empty queue of an analyzer that stands still says nothing.
  const busy = lists.findIndex(({ data }) => (data?.rows.length ?? 0) > 0);
  const first = instruments[Math.max(0, busy)];
  if (instrumentId === null && first && lists.every(({ data }) => data)) setInstrumentId(first.id);
  const at = Math.max(
    0,
    instruments.findIndex((entry) => entry.id === instrumentId),
  );
  const instrument = instruments[at] ?? null;
  const list = lists[at];
  const rows = list?.data?.rows ?? none;
  const { current, at: rowAt, choose } = useCurrentRow(rows, idOf);
  const lineOf = (id: string) => instrumentLine(connections.data ?? [], id);
  const line = instrument ? lineOf(instrument.id) : null;
  const connected = line?.takesOrders ? line.connection : null;
  const toSend = (
    ticked.size > 0 ? rows.filter((row) => ticked.has(row.id)) : rows.filter((row) => row.done === 0)
  ).slice(0, orderAtMost);
  const send = useMutation({
    ...query.devices.sendOrders.mutationOptions(),
    onSuccess: (answer) => {
      show({
        tone: answer.refused.length > 0 ? 'waiting' : 'done',
        title: text('send.done', { name: instrument?.name ?? '', count: answer.sent.length }),
        lines: answer.refused.length > 0 ? [text('send.refused', { count: answer.refused.length })] : [],
      });
      setRefused(answer.refused);
      setTicked(new Set());
    },
  });
  const unreachable = line?.state === 'connected' ? text('off.recognised') : text('off.connection');
  const off = !connected ? unreachable : toSend.length === 0 ? text('off.none') : null;
  const sendNow = () =>
    connected &&
    !send.isPending &&
    send.mutate({ connectionId: connected.config.id, specimenIds: toSend.map((row) => row.id) });
  const moveRow = (step: number) => choose(rows[Math.min(rows.length - 1, Math.max(0, rowAt + step))]?.id ?? null);
  const moveInstrument = (step: number) => {
    setInstrumentId(instruments[(at + step + instruments.length) % instruments.length]?.id ?? null);
    setTicked(new Set());
  };
  const toggle = (id: string) => {
    const next = new Set(ticked);
    if (!next.delete(id)) next.add(id);
    setTicked(next);
  };
  const tickAndGoOn = () => {
    if (current) toggle(current.id);
    moveRow(1);
  };
  useActions({ title: text('title'), depth: 1 }, [
    { id: 'queue.send', label: text('send'), keys: ['F4'], run: sendNow, off, main: true },
    { id: 'queue.next', label: text('next'), keys: ['Down'], run: () => moveRow(1), movement: true, main: true },
    { id: 'queue.previous', label: text('previous'), keys: ['Up'], run: () => moveRow(-1), movement: true },
    { id: 'queue.tick', label: text('tick'), keys: ['Space'], run: tickAndGoOn, movement: true, main: true },
    {
      id: 'queue.instrumentNext',
      label: text('instrumentNext'),
      keys: ['Right', 'Alt+Down'],
      run: () => moveInstrument(1),
      movement: true,
      main: true,
    },
    {
      id: 'queue.instrumentPrevious',
      label: text('instrumentPrevious'),
      keys: ['Left', 'Alt+Up'],
      run: () => moveInstrument(-1),
      movement: true,
    },
    {
      id: 'queue.open',
      label: text('open'),
      keys: ['Enter'],
      run: () => current && go('bench', { specimen: current.id }),
      movement: true,
      main: true,
    },
  ]);
  const stateOf = (id: string) => lineOf(id).state;
  return (
    <div className="queue-page">
      <SpecimenBanner of={current ? { specimenId: current.id } : null} hint={text('banner')} />
      <div className="queue">
        <aside className="groups queue-instruments" aria-label={text('instruments')}>
          <h2>{text('instruments')}</h2>
          <ul>
            {instruments.map((entry, index) => (
              <li key={entry.id}>
                <button
                  type="button"
                  aria-pressed={entry === instrument}
                  onClick={() => moveInstrument(index - at)}
                  data-testid={`queue-${entry.id}`}
                >
                  <span className="ellipsis">
                    {entry.name}
                    <small className={`queue-state is-${stateOf(entry.id)}`}>
                      {text(`state.${stateOf(entry.id)}`)}
                    </small>
                  </span>
                  <b>{lists[index]?.data?.rows.length ?? ''}</b>
                </button>
              </li>
            ))}
          </ul>
        </aside>
        <section className="pane">
          <header className="pane-head">
            <h2>{instrument?.name ?? text('title')}</h2>
            <span className="pane-facts">
              <span>
                {text('waiting')} <b>{rows.filter((row) => row.done === 0).length}</b>
              </span>
              <span>
                {text('running')} <b>{rows.filter((row) => row.done > 0).length}</b>
              </span>
            </span>
          </header>
          {list ? (
            <Answer of={list}>
              {() =>
                rows.length === 0 ? (
                  <EmptyPanel glyph="laboratory" title={text('empty')} hint={text('empty.hint')} />
                ) : (
                  <QueueTable
                    rows={rows}
                    chosen={current?.id ?? null}
                    ticked={ticked}
                    onChoose={choose}
                    onTick={toggle}
                  />
                )
              }
            </Answer>
          ) : (
            <EmptyPanel glyph="device" title={text('empty')} hint={text('empty.hint')} />
          )}
          <div className="acts" role="toolbar" aria-label={text('title')}>
            <Button
              intent="primary"
              disabled={off !== null}
              title={off ?? undefined}
              loading={send.isPending}
              onClick={sendNow}
              data-testid="queue-send"
            >
              {ticked.size > 0 ? text('send.ticked', { count: toSend.length }) : text('send')} <KeyCap name="F4" />
            </Button>
            <span className="queue-hint">{off ?? text('send.hint')}</span>
          </div>
        </section>
      </div>
      {refused.length > 0 ? (
        <Modal title={text('send.refused.title')} onClose={() => setRefused([])} onConfirm={() => setRefused([])}>
          <ul className="queue-refused">
            {refused.map((each) => {
              const row = rows.find((one) => one.id === each.specimenId);
              return (
                <li key={each.specimenId}>
                  <b>{row ? `${row.sampleNumber ?? row.barcode} ${row.patientName}` : each.specimenId}</b> {each.text}
                </li>
              );
            })}
          </ul>
        </Modal>
      ) : null}
    </div>
  );
}
