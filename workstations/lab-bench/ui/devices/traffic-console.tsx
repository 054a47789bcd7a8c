// The traffic of one connection: follow or hold, text or hex, older pages, and a stretch of it read again by the driver.
import { Button, Switch } from '@blueprintjs/core';
import { type RefObject, useState } from 'react';
import { useLayoutChoice, useLayoutNumber } from '../../../../renderer/i18n/preferences.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { EmptyPanel, FailurePanel, WaitingPanel } from '../../../../renderer/parts/panels.tsx';
import { Splitter } from '../../../../renderer/parts/splitter.tsx';
import { ReplayPanel } from './replay-panel.tsx';
import { useDevicesText } from './texts.ts';
import { inRange, TrafficList, type TrafficRange } from './traffic-list.tsx';
import { useTraffic } from './use-traffic.ts';

const encodings = ['utf-8', 'gb18030', 'latin1'] as const;

interface TrafficConsoleProps {
  connectionId: string;
  consoleRef: RefObject<HTMLDivElement | null>;
}

export function TrafficConsole({ connectionId, consoleRef }: TrafficConsoleProps) {
  const text = useDevicesText();
  const [following, setFollowing] = useState(true);
  const [form, setForm] = useLayoutChoice('devices.form', ['text', 'hex'] as const, 'text');
  const [encoding, setEncoding] = useLayoutChoice('devices.encoding', encodings, 'utf-8');
  const [replayHeight, setReplayHeight] = useLayoutNumber('devices.replay', 260);
  const [range, setRange] = useState<TrafficRange | null>(null);
  const [replayed, setReplayed] = useState<{ fromId: number; toId: number } | null>(null);
  const { traffic, entries } = useTraffic(connectionId, following);

  const chosen = entries.filter((entry) => inRange(entry.id, range));
  const received = chosen.filter((entry) => entry.direction === 'in');
  const bytes = received.reduce((sum, entry) => sum + bytesOf(entry.bytes), 0);
  const cannot = chosen.length === 0 ? text('range.none') : received.length === 0 ? text('replay.noInput') : null;
  const first = chosen[0];
  const last = chosen.at(-1);
  const replay = () => first && last && !cannot && setReplayed({ fromId: first.id, toId: last.id });
  const follow = () => {
    setFollowing(!following);
    if (!following) setRange(null);
  };
  const selectAll = () => {
    const [oldest, newest] = [entries[0], entries.at(-1)];
    if (!oldest || !newest) return;
    setFollowing(false);
    setRange({ anchor: oldest.id, head: newest.id });
  };
  useActions({ title: text('traffic'), depth: 2 }, [
    { id: 'traffic.follow', label: text('act.follow'), keys: ['Alt+F'], run: follow },
    { id: 'traffic.hex', label: text('act.hex'), keys: ['Alt+H'], run: () => setForm(form === 'hex' ? 'text' : 'hex') },
    { id: 'traffic.all', label: text('act.all'), keys: ['Ctrl+A'], run: selectAll, movement: true },
    { id: 'traffic.replay', label: text('act.replay'), keys: ['Alt+P'], run: replay, off: cannot, main: true },
  ]);
  const failed = traffic.error && !traffic.data && traffic.fetchStatus === 'idle';
  return (
    <>
      <div className="devices-tools">
        <Switch inline label={text('act.follow')} checked={following} onChange={follow} />
        <Switch
          inline
          label={text('act.hex')}
          checked={form === 'hex'}
          onChange={() => setForm(form === 'hex' ? 'text' : 'hex')}
        />
        <Pick
          label={text('traffic.encoding')}
          value={encoding}
          options={encodings.map((value) => ({ value, label: value }))}
          onChange={setEncoding}
        />
        {traffic.hasNextPage ? (
          <Button
            size="small"
            text={text('traffic.older')}
            loading={traffic.isFetchingNextPage}
            onClick={() => {
              setFollowing(false);
              traffic.fetchNextPage();
            }}
          />
        ) : entries.length > 0 ? (
          <small>{text('traffic.begin')}</small>
        ) : null}
        <span className="devices-range" aria-live="polite">
          {chosen.length > 0
            ? text('range.count', { count: chosen.length, bytes })
            : following
              ? text('range.none')
              : text('traffic.held')}
        </span>
        <Button
          size="small"
          intent="primary"
          disabled={cannot !== null}
          title={cannot ?? undefined}
          onClick={replay}
          data-testid="traffic-replay"
        >
          {text('act.replay')} <KeyCap name="Alt+P" />
        </Button>
      </div>
      {failed ? (
        <FailurePanel error={traffic.error} onRetry={() => traffic.refetch()} />
      ) : !traffic.data ? (
        <WaitingPanel />
      ) : entries.length === 0 ? (
        <EmptyPanel glyph="exchange" title={text('traffic.empty')} hint={text('traffic.empty.hint')} />
      ) : (
        <TrafficList
          entries={entries}
          range={range}
          onRange={setRange}
          hex={form === 'hex'}
          encoding={encoding}
          following={following}
          onHold={() => setFollowing(false)}
          consoleRef={consoleRef}
        />
      )}
      {replayed ? (
        <>
          <Splitter
            label={text('splitter.rows')}
            direction="rows"
            after
            value={replayHeight}
            minimum={120}
            maximum={640}
            onChange={setReplayHeight}
          />
          <ReplayPanel
            connectionId={connectionId}
            {...replayed}
            height={replayHeight}
            onClose={() => setReplayed(null)}
          />
        </>
      ) : null}
    </>
  );
}

/** Bytes behind a base64 text, without decoding it. */
function bytesOf(base64: string): number {
  return (base64.length / 4) * 3 - (base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0);
}
