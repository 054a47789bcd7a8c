// The columns of the inbox and of the outbox. Custody and answer stand apart: kept is one thing, told to the analyzer another.
import type { InboxRow, OutboxRow } from '../../../../core/devices/contract.ts';
import { dateTime, shortTime } from '../../../../renderer/format/time.ts';
import type { Text } from '../../../../renderer/i18n/text.tsx';
import { ToneChip } from '../../../../renderer/parts/state-chip.tsx';
import { answerLook, custodyLook, heldInWords, kindKey, outboxLook } from './look.ts';
import type { Column } from './row-table.tsx';
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
      name: 'receivedAt',
      label: text('column.receivedAt'),
      track: '82px',
      cell: (row) => <span className="number">{shortTime(row.receivedAt, new Date())}</span>,
      title: (row) => dateTime(row.receivedAt),
    },
    {
      name: 'custody',
      label: text('column.custody'),
      track: '104px',
      cell: (row) => <ToneChip {...custodyLook[row.custody]} word={text(`custody.${row.custody}`)} />,
    },
    {
      name: 'answer',
      label: text('column.answer'),
      track: '116px',
      cell: (row) => <ToneChip {...answerLook[row.answer]} word={text(`answer.${row.answer}`)} />,
    },
    {
      name: 'instrument',
      label: text('column.instrument'),
      track: 'minmax(70px, 0.5fr)',
      cell: (row) => instrumentName(row.instrumentId),
      title: (row) => instrumentName(row.instrumentId),
    },
    { name: 'kind', label: text('column.kind'), track: '56px', cell: (row) => kindWord(row.kind) },
    {
      name: 'specimen',
      label: text('column.specimen'),
      track: '122px',
      cell: (row) => <span className="number">{row.specimenId || text('replay.noSpecimen')}</span>,
      title: (row) => row.specimenId,
    },
    {
      name: 'summary',
      label: text('column.summary'),
      track: 'minmax(120px, 1.2fr)',
      cell: (row) => row.summary,
      title: (row) => row.summary,
    },
    {
      name: 'problem',
      label: text('column.problem'),
      track: 'minmax(120px, 1fr)',
      cell: (row) => heldInWords(row.problem, reason),
      title: (row) => heldInWords(row.problem, reason),
    },
    {
      name: 'attempts',
      label: text('column.attempts'),
      track: '60px',
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
      name: 'at',
      label: text('column.at'),
      track: '82px',
      cell: (row) => <span className="number">{shortTime(row.at, new Date())}</span>,
      title: (row) => dateTime(row.at),
    },
    {
      name: 'state',
      label: text('column.outboxState'),
      track: '104px',
      cell: (row) => <ToneChip {...outboxLook[row.state]} word={text(`outbox.${row.state}`)} />,
    },
    {
      name: 'command',
      label: text('column.command'),
      track: 'minmax(110px, 0.5fr)',
      cell: (row) => commandName(row.name),
      title: (row) => row.name,
    },
    {
      name: 'subject',
      label: text('column.subject'),
      track: 'minmax(130px, 0.6fr)',
      cell: (row) => <span className="number">{row.subject}</span>,
      title: (row) => row.subject,
    },
    {
      name: 'text',
      label: text('column.text'),
      track: 'minmax(160px, 2fr)',
      cell: explanation,
      title: (row) => [row.code, explanation(row)].filter(Boolean).join('\n'),
    },
    {
      name: 'attempts',
      label: text('column.attempts'),
      track: '60px',
      cell: (row) => <span className="number">{row.attempts}</span>,
    },
  ];
}
