// The columns of the inbox and of the outbox. Custody and answer stand apart: kept is one thing, told to the analyzer another.
import type { InboxRow, OutboxRow } from '../../../../core/devices/contract.ts';
import { dateTime, shortTime } from '../../../../renderer/format/time.ts';
import type { Text } from '../../../../renderer/i18n/text.tsx';
import { ToneChip } from '../../../../renderer/parts/state-chip.tsx';
import type { Column } from '../../../../renderer/parts/table.tsx';
import { answerLook, custodyLook, heldInWords, kindKey, outboxLook } from './look.ts';
import type { DevicesTextKey } from './texts.ts';

type DevicesText = Text<DevicesTextKey>;

/** `instrumentName` gives the dictionary's name of an instrument, `reason` the words for why the server held a result. */
export function inboxColumns(
  text: DevicesText,
  instrumentName: (id: string) => string,
  reason: (code: string) => string,
): Column<InboxRow>[] {
  const kindWord = (kind: string) => {
    const key = kindKey(kind);
    return key ? text(key) : kind;
  };
  return [
    {
      id: 'receivedAt',
      title: text('column.receivedAt'),
      width: '82px',
      cell: (row) => <span className="number">{shortTime(row.receivedAt, new Date())}</span>,
      hint: (row) => dateTime(row.receivedAt),
    },
    {
      id: 'custody',
      title: text('column.custody'),
      width: '118px',
      cell: (row) => <ToneChip {...custodyLook[row.custody]} word={text(`custody.${row.custody}`)} />,
    },
    {
      id: 'answer',
      title: text('column.answer'),
      width: '116px',
      cell: (row) => <ToneChip {...answerLook[row.answer]} word={text(`answer.${row.answer}`)} />,
    },
    {
      id: 'instrument',
      title: text('column.instrument'),
      width: 'minmax(118px, 0.6fr)',
      cell: (row) => instrumentName(row.instrumentId),
      hint: (row) => instrumentName(row.instrumentId),
    },
    { id: 'kind', title: text('column.kind'), width: '56px', cell: (row) => kindWord(row.kind) },
    {
      id: 'specimen',
      title: text('column.specimen'),
      width: '122px',
      cell: (row) => <span className="number">{row.specimenId || text('replay.noSpecimen')}</span>,
      hint: (row) => row.specimenId,
    },
    {
      id: 'summary',
      title: text('column.summary'),
      width: 'minmax(160px, 2.4fr)',
      cell: (row) => row.summary,
      hint: (row) => row.summary,
    },
    {
      id: 'problem',
      title: text('column.problem'),
      width: 'minmax(120px, 1fr)',
      cell: (row) => heldInWords(row.problem, reason),
      hint: (row) => heldInWords(row.problem, reason),
    },
    {
      id: 'attempts',
      title: text('column.attempts'),
      width: '60px',
      cell: (row) => <span className="number">{row.attempts}</span>,
    },
  ];
}

/** `commandName` gives a command's name as a person says it; `sentence` the error table's words for a code. */
export function outboxColumns(
  text: DevicesText,
  commandName: (name: string) => string,
  explanation: (row: OutboxRow) => string,
): Column<OutboxRow>[] {
  return [
    {
      id: 'at',
      title: text('column.at'),
      width: '82px',
      cell: (row) => <span className="number">{shortTime(row.at, new Date())}</span>,
      hint: (row) => dateTime(row.at),
    },
    {
      id: 'state',
      title: text('column.outboxState'),
      width: '104px',
      cell: (row) => <ToneChip {...outboxLook[row.state]} word={text(`outbox.${row.state}`)} />,
    },
    {
      id: 'command',
      title: text('column.command'),
      width: 'minmax(110px, 0.5fr)',
      cell: (row) => commandName(row.name),
      hint: (row) => row.name,
    },
    {
      id: 'subject',
      title: text('column.subject'),
      width: 'minmax(130px, 0.6fr)',
      cell: (row) => <span className="number">{row.subject}</span>,
      hint: (row) => row.subject,
    },
    {
      id: 'text',
      title: text('column.text'),
      width: 'minmax(160px, 2fr)',
      cell: explanation,
      hint: (row) => [row.code, explanation(row)].filter(Boolean).join('\n'),
    },
    {
      id: 'attempts',
      title: text('column.attempts'),
      width: '60px',
      cell: (row) => <span className="number">{row.attempts}</span>,
    },
  ];
}
