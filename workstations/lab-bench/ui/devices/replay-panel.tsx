// What the driver reads today in a stretch of recorded bytes: messages with their results, and problems. Nothing is stored.
import { Button, HTMLTable } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { kindKey } from './look.ts';
import { readingOf } from './replay-reading.ts';
import { useDevicesText } from './texts.ts';

interface ReplayPanelProps {
  connectionId: string;
  fromId: number;
  toId: number;
  height: number;
  onClose: () => void;
}

export function ReplayPanel({ connectionId, fromId, toId, height, onClose }: ReplayPanelProps) {
  const text = useDevicesText();
  const { query } = useApi();
  // Never from memory: the driver may have been changed since.
  const replay = useQuery(
    query.devices.replay.queryOptions({ input: { connectionId, fromId, toId }, staleTime: 0, gcTime: 0 }),
  );
  const messages = replay.data?.messages ?? [];
  const problems = replay.data?.problems ?? [];
  return (
    <section className="devices-replay" style={{ height }} aria-label={text('replay.title')} data-testid="replay-panel">
      <header className="pane-head">
        <h2>{text('replay.title')}</h2>
        <span className="devices-quiet">{text('replay.lead')}</span>
        <span className="pane-facts">
          {replay.data ? text('replay.counts', { messages: messages.length, problems: problems.length }) : ''}
        </span>
        <Button size="small" text={text('replay.again')} loading={replay.isFetching} onClick={() => replay.refetch()} />
        <button type="button" className="quiet" aria-label={text('replay.close')} onClick={onClose}>
          <Glyph name="close" />
        </button>
      </header>
      <Answer of={replay}>
        {() => (
          <div className="devices-replay-body">
            {problems.map((problem, index) => (
              <p key={index} className="devices-replay-problem">
                <Glyph name="warning" size={12} /> <b>{problem.code}</b> {problem.at} · {problem.text}
              </p>
            ))}
            {messages.length === 0 ? (
              <EmptyPanel glyph="inbox" title={text('replay.none')} hint={text('replay.none.hint')} />
            ) : null}
            {messages.map((message, index) => (
              <Message key={index} message={message} />
            ))}
          </div>
        )}
      </Answer>
    </section>
  );
}

function Message({ message }: { message: unknown }) {
  const text = useDevicesText();
  const reading = readingOf(message);
  const kind = reading ? kindKey(reading.kind) : null;
  return (
    <article>
      {reading ? (
        <h3>
          {kind ? text(kind) : reading.kind} · {reading.specimenId || text('replay.noSpecimen')}
          {reading.instrumentTime ? ` · ${text('replay.time')} ${reading.instrumentTime.replace('T', ' ')}` : ''}
          {reading.incomplete ? ` · ${text('replay.incomplete')}` : ''}
        </h3>
      ) : null}
      {reading && reading.results.length > 0 ? (
        <HTMLTable compact className="plain-table">
          <thead>
            <tr>
              {(['code', 'value', 'unit', 'flags', 'time'] as const).map((name) => (
                <th key={name}>{text(`replay.${name}`)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {reading.results.map((result, index) => (
              <tr key={index}>
                <td>{[result.code, result.name].filter(Boolean).join(' ')}</td>
                <td className="number">{result.value}</td>
                <td>{result.unit}</td>
                <td>{result.flags.join(' ')}</td>
                <td className="number">{result.time.replace('T', ' ')}</td>
              </tr>
            ))}
          </tbody>
        </HTMLTable>
      ) : null}
      <details>
        <summary>{text('replay.raw')}</summary>
        <pre>{JSON.stringify(message, null, 2)}</pre>
      </details>
    </article>
  );
}
