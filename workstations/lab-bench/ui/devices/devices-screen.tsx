// The analyzers of this station: connections on the left, the raw traffic of the chosen one on the right.
import { Button } from '@blueprintjs/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { ConnectionStatus } from '../../../../core/devices/contract.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useRights } from '../../../../renderer/client/session.tsx';
import { shortTime } from '../../../../renderer/format/time.ts';
import { useLayoutNumber } from '../../../../renderer/i18n/preferences.tsx';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Fact, KeyCap } from '../../../../renderer/parts/field.tsx';
import { Modal } from '../../../../renderer/parts/modal.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { Splitter } from '../../../../renderer/parts/splitter.tsx';
import { ToneChip } from '../../../../renderer/parts/state-chip.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { ConnectionDialog } from './connection-dialog.tsx';
import { ConnectionList } from './connection-list.tsx';
import { type ConnectionDraft, draftOf, newDraft } from './draft.ts';
import { connectionLook, isDown } from './look.ts';
import { useDevicesText } from './texts.ts';
import { TrafficConsole } from './traffic-console.tsx';
import './devices.css';

type Open =
  | { what: 'edit'; draft: ConnectionDraft; isNew: boolean }
  | { what: 'remove'; status: ConnectionStatus }
  | null;

export function DevicesScreen() {
  const text = useDevicesText();
  const { query } = useApi();
  const can = useRights();
  const connections = useQuery(query.devices.connections.queryOptions());
  const [chosen, setChosen] = useState<string | null>(null);
  const [width, setWidth] = useLayoutNumber('devices.list', 600);
  const [open, setOpen] = useState<Open>(null);
  const consoleRef = useRef<HTMLDivElement>(null);
  const rows = connections.data ?? [];
  const at = Math.max(
    0,
    rows.findIndex((row) => row.config.id === chosen),
  );
  const current = rows[at] ?? null;
  const move = (step: number) => setChosen(rows[Math.min(rows.length - 1, Math.max(0, at + step))]?.config.id ?? null);
  const locked = can('devices.configure') ? null : text('right.configure');
  const noRow = locked ?? (current ? null : text('connections.choose'));
  const add = () => setOpen({ what: 'edit', draft: newDraft(crypto.randomUUID()), isNew: true });
  const edit = () => current && setOpen({ what: 'edit', draft: draftOf(current.config), isNew: false });
  const remove = () => current && setOpen({ what: 'remove', status: current });
  const toTraffic = () => consoleRef.current?.focus();
  useActions({ title: text('connections'), depth: 1 }, [
    { id: 'devices.next', label: text('act.next'), keys: ['Down'], run: () => move(1), movement: true },
    { id: 'devices.previous', label: text('act.previous'), keys: ['Up'], run: () => move(-1), movement: true },
    {
      id: 'devices.traffic',
      label: text('act.traffic'),
      keys: ['Enter', 'Right'],
      run: toTraffic,
      movement: true,
      main: true,
    },
    { id: 'devices.add', label: text('act.add'), keys: ['Alt+N'], run: add, off: locked, main: true },
    { id: 'devices.edit', label: text('act.edit'), keys: ['Alt+E'], run: edit, off: noRow, main: true },
    { id: 'devices.remove', label: text('act.remove'), keys: ['Alt+Delete'], run: remove, off: noRow },
  ]);
  const close = () => setOpen(null);
  return (
    <div className="devices-screen">
      <section className="pane" style={{ width }} aria-label={text('connections')}>
        <header className="pane-head">
          <h2>{text('connections')}</h2>
          <span className="pane-facts">
            <span>
              {text('connections.down')} <b>{rows.filter(isDown).length}</b>
            </span>
            <span>
              {text('connections.parked')} <b>{rows.reduce((sum, row) => sum + row.parked, 0)}</b>
            </span>
          </span>
          <Button
            size="small"
            disabled={locked !== null}
            title={locked ?? undefined}
            onClick={add}
            data-testid="connection-add"
          >
            {text('act.add')} <KeyCap name="Alt+N" />
          </Button>
        </header>
        <Answer of={connections}>
          {() =>
            rows.length > 0 ? (
              <ConnectionList rows={rows} chosen={current?.config.id ?? null} onChoose={setChosen} onOpen={toTraffic} />
            ) : (
              <EmptyPanel glyph="device" title={text('connections.empty')} hint={text('connections.empty.hint')} />
            )
          }
        </Answer>
      </section>
      <Splitter
        label={text('splitter')}
        direction="columns"
        value={width}
        minimum={420}
        maximum={900}
        onChange={setWidth}
      />
      <section className="pane devices-right" aria-label={text('traffic')}>
        {current ? (
          <>
            <ConnectionHead status={current} locked={locked} onEdit={edit} onRemove={remove} />
            <TrafficConsole key={current.config.id} connectionId={current.config.id} consoleRef={consoleRef} />
          </>
        ) : (
          <EmptyPanel glyph="exchange" title={text('connections.choose')} hint={text('connections.choose.hint')} />
        )}
      </section>
      {open?.what === 'edit' ? (
        <ConnectionDialog
          start={open.draft}
          isNew={open.isNew}
          onClose={close}
          onSaved={(id) => {
            setChosen(id);
            close();
          }}
        />
      ) : null}
      {open?.what === 'remove' ? <RemoveDialog status={open.status} onClose={close} /> : null}
    </div>
  );
}

interface ConnectionHeadProps {
  status: ConnectionStatus;
  locked: string | null;
  onEdit: () => void;
  onRemove: () => void;
}

function ConnectionHead({ status, locked, onEdit, onRemove }: ConnectionHeadProps) {
  const text = useDevicesText();
  const locale = useLocale();
  const { query } = useApi();
  const drivers = useQuery(query.devices.drivers.queryOptions({ staleTime: Number.POSITIVE_INFINITY }));
  const driver = drivers.data?.find(({ id }) => id === status.config.driverId);
  const isDatabase = status.config.transport.kind === 'database';
  const title = isDatabase
    ? text('transport.database')
    : driver
      ? locale === 'en'
        ? driver.titleEn
        : driver.titleZh
      : status.config.driverId;
  return (
    <header className="pane-head">
      <h2 className="ellipsis">{status.config.name}</h2>
      <ToneChip {...connectionLook[status.state]} word={text(`state.${status.state}`)} />
      <span className="devices-quiet">{text('since', { time: shortTime(status.since, new Date()) })}</span>
      <span className="pane-facts devices-head-facts">
        {status.address ? <Fact name={text('address')}>{status.address}</Fact> : null}
        <Fact name={text('driver')}>
          <span title={status.config.driverId}>{title}</span>
        </Fact>
      </span>
      <Button
        size="small"
        text={text('act.edit')}
        disabled={locked !== null}
        title={locked ?? 'Alt+E'}
        onClick={onEdit}
        data-testid="connection-edit"
      />
      <Button
        size="small"
        text={text('act.remove')}
        disabled={locked !== null}
        title={locked ?? 'Alt+Delete'}
        onClick={onRemove}
        data-testid="connection-remove"
      />
    </header>
  );
}

function RemoveDialog({ status, onClose }: { status: ConnectionStatus; onClose: () => void }) {
  const text = useDevicesText();
  const { query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const { id, name } = status.config;
  const remove = useMutation(
    query.devices.removeConnection.mutationOptions({
      onSuccess: () => {
        queries.invalidateQueries({ queryKey: query.devices.connections.key() });
        show({ tone: 'done', title: text('remove.done', { name }) });
        onClose();
      },
    }),
  );
  return (
    <Modal
      title={text('remove.title')}
      onClose={onClose}
      onConfirm={() => !remove.isPending && remove.mutate({ id })}
      testId="connection-remove-dialog"
      footer={
        <Button type="submit" intent="primary" loading={remove.isPending}>
          {text('act.remove')} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      <p className="lead">{text('remove.lead', { name })}</p>
    </Modal>
  );
}
