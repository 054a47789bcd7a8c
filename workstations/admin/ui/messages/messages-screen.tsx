// Messages of other systems: what came, what went, what failed; the chosen one with its content beside the list.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { IntegrationMessage } from '../../../../core/integration/contract.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { shortTime } from '../../../../renderer/format/time.ts';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { type Column, Table } from '../../../../renderer/parts/table.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { SearchBox } from '../parts/search-box.tsx';
import { useResting } from '../parts/use-resting.ts';
import { MessageDetail } from './message-detail.tsx';
import { MessageState } from './message-state.tsx';

const directions = ['all', 'in', 'out'] as const;
const states = ['all', 'failed', 'waiting'] as const;
const limit = 1000;

export function MessagesScreen() {
  const text = useAdminText();
  const { query } = useApi();
  const [direction, setDirection] = useState<(typeof directions)[number]>('all');
  const [state, setState] = useState<(typeof states)[number]>('all');
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const filter = useResting(words.trim());
  // Every reading of a content is audited: rows passed on the way are not read.
  const read = useResting(chosen, 200);
  const list = useQuery(
    query.integration.messages.queryOptions({
      input: { direction, state, text: filter || undefined, limit },
      placeholderData: (before) => before,
    }),
  );
  const filtered = direction !== 'all' || state !== 'all' || filter !== '';
  const now = new Date();
  const columns: Column<IntegrationMessage>[] = [
    { id: 'at', title: text('time'), width: '92px', cell: (row) => shortTime(row.at, now) },
    {
      id: 'direction',
      title: text('message.direction'),
      width: '58px',
      cell: (row) => text(`message.${row.direction}`),
    },
    { id: 'state', title: text('state'), width: '96px', cell: (row) => <MessageState state={row.state} /> },
    { id: 'type', title: text('message.type'), width: '88px', cell: (row) => row.type },
    { id: 'subject', title: text('subject'), width: 'minmax(90px, 1fr)', cell: (row) => row.subject },
    { id: 'peer', title: text('message.peer'), width: 'minmax(56px, 0.6fr)', cell: (row) => row.peer },
    { id: 'attempts', title: text('message.attempts'), width: '50px', number: true, cell: (row) => row.attempts },
  ];
  return (
    <div className="split admin-messages">
      <section className="pane">
        <header className="pane-head">
          <Segments
            label={text('message.direction')}
            value={direction}
            onChange={setDirection}
            options={directions.map((value) => ({ value, label: text(`message.${value}`) }))}
            testId="message-direction"
          />
          <Segments
            label={text('state')}
            value={state}
            onChange={setState}
            options={states.map((value) => ({ value, label: text(`message.filter.${value}`) }))}
            testId="message-state"
          />
          <SearchBox label={text('message.search')} value={words} onChange={setWords} />
          <span className="pane-facts">
            {text(list.data?.length === limit ? 'count.newest' : 'count', { count: list.data?.length ?? 0 })}
          </span>
        </header>
        <Answer of={list}>
          {(rows) =>
            rows.length === 0 ? (
              <EmptyPanel
                glyph="exchange"
                title={text(filtered ? 'filter.none' : 'message.none')}
                hint={text(filtered ? 'filter.none.hint' : 'message.none.hint')}
              />
            ) : (
              <Table
                label={text('messages')}
                rows={rows}
                columns={columns}
                keyOf={(row) => row.id}
                selected={chosen}
                onSelect={setChosen}
                testId="messages"
              />
            )
          }
        </Answer>
      </section>
      <section className="pane">
        {read ? (
          <MessageDetail key={read} id={read} />
        ) : (
          <EmptyPanel glyph="exchange" title={text('message.choose')} hint={text('message.choose.hint')} />
        )}
      </section>
    </div>
  );
}
