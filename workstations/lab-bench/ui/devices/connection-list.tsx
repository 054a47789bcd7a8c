// The connections of this station: state, peers, last byte, counts; a problem with what to do stands under its row.
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { ConnectionStatus } from '../../../../core/devices/contract.ts';
import { useDictionaries } from '../../../../renderer/client/dictionaries.ts';
import { dateTime, shortTime } from '../../../../renderer/format/time.ts';
import { useMarks } from '../../../../renderer/i18n/marks.ts';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { movedTo } from '../../../../renderer/parts/moved-to.ts';
import { ToneChip } from '../../../../renderer/parts/state-chip.tsx';
import { instrumentsOf } from './instrument-line.ts';
import { connectionLook, remedyOf } from './look.ts';
import { useDevicesText } from './texts.ts';

interface ConnectionListProps {
  rows: readonly ConnectionStatus[];
  chosen: string | null;
  onChoose: (id: string) => void;
  onOpen: () => void;
}

const heads = ['state', 'name', 'instrument', 'peers', 'lastByte', 'received', 'parked'] as const;

export function ConnectionList({ rows, chosen, onChoose, onOpen }: ConnectionListProps) {
  const text = useDevicesText();
  const at = rows.findIndex((row) => row.config.id === chosen);
  const onKeyDown = (event: KeyboardEvent) => {
    const target = movedTo(event.key, at, rows.length);
    const row = target === null ? undefined : rows[target];
    if (row) onChoose(row.config.id);
    else if (event.key === 'Enter') onOpen();
    else return;
    event.preventDefault();
  };
  return (
    <div
      className="devices-connections"
      role="grid"
      aria-label={text('connections')}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div className="devices-connection-head" role="row">
        {heads.map((head) => (
          <span key={head} role="columnheader">
            {text(`column.${head}`)}
          </span>
        ))}
      </div>
      <div className="devices-connection-scroll">
        {rows.map((row) => (
          <Connection key={row.config.id} status={row} chosen={row.config.id === chosen} onChoose={onChoose} />
        ))}
      </div>
    </div>
  );
}

interface ConnectionProps {
  status: ConnectionStatus;
  chosen: boolean;
  onChoose: (id: string) => void;
}

function Connection({ status, chosen, onChoose }: ConnectionProps) {
  const text = useDevicesText();
  const instruments = useDictionaries()?.instrument;
  const { comma } = useMarks();
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen) place.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const { config, problem } = status;
  const name =
    instrumentsOf(status)
      .map((id) => instruments?.[id]?.name ?? id)
      .join(comma) || text('instrument.any');
  return (
    <div
      ref={place}
      className="devices-connection"
      aria-selected={chosen}
      role="row"
      tabIndex={-1}
      onMouseDown={() => onChoose(config.id)}
      data-testid="connection-row"
      data-state={status.state}
    >
      <span role="gridcell">
        <ToneChip {...connectionLook[status.state]} word={text(`state.${status.state}`)} />
      </span>
      <span role="gridcell" className="ellipsis" title={config.name}>
        <b>{config.name}</b>
      </span>
      <span role="gridcell" className="ellipsis" title={name}>
        {name}
      </span>
      <span role="gridcell" className="ellipsis" title={status.peers.join('\n')}>
        {status.peers.join(' ') || text('no.peer')}
      </span>
      <span role="gridcell" className="number" title={dateTime(status.lastByteAt)}>
        {shortTime(status.lastByteAt, new Date()) || text('no.byte')}
      </span>
      <span role="gridcell" className="devices-figure">
        {status.received}
      </span>
      <span role="gridcell" className={status.parked > 0 ? 'devices-figure is-waiting' : 'devices-figure'}>
        {status.parked > 0 ? <Glyph name="warning" size={11} /> : null} {status.parked}
      </span>
      {problem ? (
        <span role="gridcell" className="devices-problem">
          <Glyph name="warning" size={12} />
          <span>
            <b>{problem.text}</b> <em>{text('problem.at', { time: shortTime(problem.at, new Date()) })}</em>
            <br />
            {text(remedyOf(problem))}
          </span>
        </span>
      ) : null}
    </div>
  );
}
