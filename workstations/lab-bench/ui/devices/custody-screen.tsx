// What this station holds: messages of the analyzers (inbox) and commands for the server (outbox), and what a person decides about them.
import { Button } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import type { OutboxRow } from '../../../../core/devices/contract.ts';
import { errorTable, isErrorCode } from '../../../../core/kernel/errors.ts';
import { UnplacedMessage } from '../../../../core/lab/model.ts';
import { useDictionaries } from '../../../../renderer/client/dictionaries.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useLayoutNumber } from '../../../../renderer/i18n/preferences.tsx';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { ReasonDialog } from '../../../../renderer/parts/reason-dialog.tsx';
import { Splitter } from '../../../../renderer/parts/splitter.tsx';
import { FocusTable } from '../../../../renderer/parts/table.tsx';
import { useUnplacedText } from '../unplaced/texts.ts';
import { inboxColumns, outboxColumns } from './columns.tsx';
import { commandKey } from './look.ts';
import { useDevicesText } from './texts.ts';
import { type Parked, useDecide } from './use-decide.ts';
import './devices.css';

const filters = ['all', 'waiting', 'parked'] as const;
type Filter = (typeof filters)[number];
type Table = 'inbox' | 'outbox';
const fewRows = 200;
const mostRows = 1000;
const readyReasons = {
  message: ['reason.repeat', 'reason.test', 'reason.wrong'],
  command: ['reason.handled', 'reason.repeat', 'reason.test'],
} as const;

export function CustodyScreen() {
  const text = useDevicesText();
  const locale = useLocale();
  const { query } = useApi();
  const instruments = useDictionaries()?.instrument;
  const [filter, setFilter] = useState<Filter>('all');
  const [limit, setLimit] = useState(fewRows);
  const [outboxHeight, setOutboxHeight] = useLayoutNumber('devices.outbox', 260);
  const [chosen, setChosen] = useState<{ table: Table; key: string } | null>(null);
  const inbox = useQuery(query.devices.inbox.queryOptions({ input: { custody: filter, limit } }));
  const outbox = useQuery(query.devices.outbox.queryOptions());
  const inboxRef = useRef<HTMLDivElement>(null);
  const outboxRef = useRef<HTMLDivElement>(null);
  const messages = inbox.data ?? [];
  const commands = outbox.data ?? [];

  const target = useMemo(() => parkedOf(chosen, messages, commands), [chosen, messages, commands]);
  const decide = useDecide(target, chosen ? text('decide.notParked') : text('decide.none'));
  const unplaced = useUnplacedText();
  const columnsIn = useMemo(() => {
    const reason = (code: string) => {
      const known = UnplacedMessage.shape.reason.safeParse(code);
      return known.success ? unplaced(`reason.${known.data}`) : code;
    };
    return inboxColumns(text, (id) => instruments?.[id]?.name ?? id, reason);
  }, [text, unplaced, instruments]);
  const columnsOut = useMemo(() => {
    const commandName = (name: string) => {
      const key = commandKey(name);
      return key ? text(key) : name;
    };
    const sentence = (row: OutboxRow) => {
      if (row.code && isErrorCode(row.code)) return errorTable[row.code][locale === 'en' ? 'en' : 'zh'];
      return row.text ?? row.code ?? '';
    };
    return outboxColumns(text, commandName, sentence);
  }, [text, locale]);

  const choose = (table: Table, key: string | undefined) => key !== undefined && setChosen({ table, key });
  const switchTable = () => {
    const toOutbox = document.activeElement !== outboxRef.current && commands.length > 0;
    (toOutbox ? outboxRef : inboxRef).current?.focus();
    if (toOutbox) choose('outbox', commands[0]?.id);
    else choose('inbox', messages[0]?.id);
  };
  const move = (step: number) => {
    const ids = chosen?.table === 'outbox' ? commands.map((row) => row.id) : messages.map((row) => row.id);
    const at = ids.indexOf(chosen?.key ?? '');
    choose(chosen?.table ?? 'inbox', ids[Math.min(ids.length - 1, Math.max(0, at + step))]);
  };
  const changeFilter = (value: Filter) => {
    setFilter(value);
    setLimit(fewRows);
  };
  useActions({ title: text('inbox'), depth: 1 }, [
    { id: 'custody.next', label: text('row.next'), keys: ['Down'], run: () => move(1), movement: true },
    { id: 'custody.previous', label: text('row.previous'), keys: ['Up'], run: () => move(-1), movement: true },
    { id: 'custody.table', label: text('switch.table'), keys: ['Alt+O'], run: switchTable, movement: true, main: true },
    {
      id: 'custody.retry',
      label: text('decide.retry'),
      keys: ['Alt+R'],
      run: decide.retry,
      off: decide.off,
      main: true,
    },
    {
      id: 'custody.giveUp',
      label: text('decide.giveUp'),
      keys: ['Alt+G'],
      run: decide.ask,
      off: decide.off,
      main: true,
    },
    ...filters.map((value, index) => ({
      id: `custody.${value}`,
      label: text(`filter.${value}`),
      keys: [`Alt+${index + 1}`],
      run: () => changeFilter(value),
    })),
  ]);
  const emptyHint = filter === 'all' ? '' : (`.${filter}` as const);
  const acts = (
    <span className="devices-decide" title={decide.off ?? undefined}>
      <Button
        size="small"
        disabled={decide.off !== null}
        loading={decide.busy}
        onClick={decide.retry}
        data-testid="decide-retry"
      >
        {text('decide.retry')} <KeyCap name="Alt+R" />
      </Button>
      <Button size="small" disabled={decide.off !== null} onClick={decide.ask} data-testid="decide-give-up">
        {text('decide.giveUp')} <KeyCap name="Alt+G" />
      </Button>
    </span>
  );
  return (
    <div className="devices-custody">
      <section className="pane devices-inbox" aria-label={text('inbox')}>
        <header className="pane-head">
          <h2>{text('inbox')}</h2>
          <span className="devices-quiet">{text('inbox.lead')}</span>
          <Segments
            label={text('inbox.filter')}
            value={filter}
            onChange={changeFilter}
            options={filters.map((value) => ({ value, label: text(`filter.${value}`) }))}
            testId="inbox-filter"
          />
          <span className="pane-facts devices-head-facts">{decide.off}</span>
          {acts}
        </header>
        <Answer of={inbox}>
          {(rows) =>
            rows.length === 0 ? (
              <EmptyPanel
                glyph="inbox"
                title={text(`inbox.empty${emptyHint}`)}
                hint={text(`inbox.empty${emptyHint}.hint`)}
              />
            ) : (
              <FocusTable
                label={text('inbox')}
                testId="inbox-table"
                columns={columnsIn}
                rows={rows}
                keyOf={(row) => row.id}
                selected={chosen?.table === 'inbox' ? chosen.key : null}
                onSelect={(key) => choose('inbox', key)}
                waits={(row) => row.custody === 'parked'}
                tableRef={inboxRef}
              />
            )
          }
        </Answer>
        {messages.length >= limit && limit < mostRows ? (
          <div className="devices-more">
            <Button size="small" text={text('inbox.more', { count: limit })} onClick={() => setLimit(mostRows)} />
          </div>
        ) : null}
      </section>
      <Splitter
        label={text('splitter.rows')}
        direction="rows"
        after
        value={outboxHeight}
        minimum={120}
        maximum={600}
        onChange={setOutboxHeight}
      />
      <section className="pane" style={{ height: outboxHeight }} aria-label={text('outbox')}>
        <header className="pane-head">
          <h2>{text('outbox')}</h2>
          <span className="devices-quiet">{text('outbox.lead')}</span>
          <span className="pane-facts">
            {(['waiting', 'parked'] as const).map((state) => (
              <span key={state}>
                {text(`outbox.${state}`)} <b>{commands.filter((row) => row.state === state).length}</b>
              </span>
            ))}
          </span>
        </header>
        <Answer of={outbox}>
          {(rows) =>
            rows.length === 0 ? (
              <EmptyPanel glyph="done" title={text('outbox.empty')} hint={text('outbox.empty.hint')} />
            ) : (
              <FocusTable
                label={text('outbox')}
                testId="outbox-table"
                columns={columnsOut}
                rows={rows}
                keyOf={(row) => row.id}
                selected={chosen?.table === 'outbox' ? chosen.key : null}
                onSelect={(key) => choose('outbox', key)}
                waits={(row) => row.state === 'parked'}
                tableRef={outboxRef}
              />
            )
          }
        </Answer>
      </section>
      {decide.asking ? (
        <ReasonDialog
          title={text(`decide.${decide.asking.what}.title`)}
          lead={text(`decide.${decide.asking.what}.lead`, { what: decide.asking.name })}
          ready={readyReasons[decide.asking.what].map((key) => text(key))}
          confirm={text('decide.giveUp')}
          busy={decide.busy}
          onClose={decide.stopAsking}
          onConfirm={decide.giveUp}
          testId="give-up-dialog"
        />
      ) : null}
    </div>
  );
}

/** The chosen row, where it is parked and so waits for a decision. */
function parkedOf(
  chosen: { table: Table; key: string } | null,
  messages: readonly { id: string; custody: string; specimenId: string; summary: string }[],
  commands: readonly OutboxRow[],
): Parked | null {
  if (chosen?.table === 'inbox') {
    const row = messages.find(({ id, custody }) => id === chosen.key && custody === 'parked');
    return row ? { what: 'message', id: row.id, name: row.specimenId || row.summary || row.id } : null;
  }
  const row = commands.find(({ id, state }) => id === chosen?.key && state === 'parked');
  return row ? { what: 'command', id: row.id, name: row.subject || row.name } : null;
}
