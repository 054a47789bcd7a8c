// Short messages of remote requests: whether they are on, where they go, what became of each (RAD-57).
import { Button } from '@blueprintjs/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  mostNoticeTries,
  type NoticeMessage,
  type NoticeState,
  resendProblem,
} from '../../../../core/orders/notice.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { dateTime } from '../../../../renderer/format/time.ts';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import type { GlyphName } from '../../../../renderer/parts/glyph.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { type StateTone, ToneChip } from '../../../../renderer/parts/state-chip.tsx';
import { type Column, Table } from '../../../../renderer/parts/table.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { SettingsDialog } from './settings-dialog.tsx';
import { TestDialog } from './test-dialog.tsx';
import { useAnswerText } from './use-answer-text.ts';

const look: Record<NoticeState, { tone: StateTone; glyph: GlyphName }> = {
  queued: { tone: 'waiting', glyph: 'time' },
  sending: { tone: 'working', glyph: 'working' },
  sent: { tone: 'final', glyph: 'done' },
  failed: { tone: 'withdrawn', glyph: 'error' },
  dropped: { tone: 'draft', glyph: 'close' },
};

/** Due within the minute, or being sent. */
const isUnderWay = ({ state, nextAttemptAt }: NoticeMessage): boolean =>
  state === 'sending' || (state === 'queued' && Date.parse(nextAttemptAt ?? '') < Date.now() + 5_000);

export function NoticesScreen() {
  const text = useAdminText();
  const answerText = useAnswerText();
  const { client, query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const gateway = useQuery(query.orders.noticeGateway.queryOptions());
  const institutions = useQuery(query.orders.institutionRegister.queryOptions());
  const list = useQuery({
    ...query.orders.noticeMessages.queryOptions(),
    // Each look stands in the audit trail: often only while something is about to change.
    refetchInterval: ({ state }) => (state.data?.some(isUnderWay) ? 3_000 : 20_000),
  });
  const [chosen, setChosen] = useState<string | null>(null);
  const [dialog, setDialog] = useState<'settings' | 'test' | null>(null);
  const ready = gateway.data !== undefined && institutions.data !== undefined;
  const unset = gateway.data?.url ? null : text('notice.unset');
  const refresh = () => {
    queries.invalidateQueries({ queryKey: query.orders.noticeGateway.key() });
    queries.invalidateQueries({ queryKey: query.orders.noticeMessages.key() });
  };
  const resend = useCommand(client.orders.resendNotice, {
    onDone: () => {
      refresh();
      show({ tone: 'done', title: text('notice.resend.done') });
    },
    onFailed: refresh,
  });
  const current = list.data?.find(({ id }) => id === chosen) ?? null;
  const problem = current && resendProblem({ ...current, isTest: current.accession === '' }, Date.now());
  const resendOff = !current
    ? text('notice.resend.choose')
    : gateway.data?.enabled === false
      ? text('notice.resend.off')
      : problem && text(`notice.resend.${problem}`, { count: mostNoticeTries });
  const sendAgain = () => {
    if (current && !resendOff && !resend.isPending) resend.mutate({ messageId: current.id });
  };
  useActions({ title: text('notices'), depth: 1 }, [
    {
      id: 'settings',
      label: text('notice.settings'),
      keys: ['F2'],
      main: true,
      run: () => ready && setDialog('settings'),
    },
    { id: 'test', label: text('notice.test'), keys: ['F8'], main: true, off: unset, run: () => setDialog('test') },
    { id: 'resend', label: text('notice.resend'), keys: ['F6'], main: true, off: resendOff, run: sendAgain },
  ]);
  const nameOf = (id: string) => institutions.data?.find((one) => one.id === id)?.name ?? id;
  const columns: Column<NoticeMessage>[] = [
    { id: 'at', title: text('notice.at'), width: '130px', cell: (row) => dateTime(row.at) },
    {
      id: 'state',
      title: text('notice.state'),
      width: '96px',
      cell: (row) => <ToneChip {...look[row.state]} word={text(`notice.state.${row.state}`)} />,
    },
    {
      id: 'request',
      title: text('notice.request'),
      width: '130px',
      cell: (row) => row.accession || text('notice.isTest'),
    },
    {
      id: 'institution',
      title: text('notice.institution'),
      width: 'minmax(140px, 1fr)',
      cell: (row) =>
        row.accession === ''
          ? ''
          : [
              nameOf(row.institutionId),
              text(`institution.service.${row.service}`),
              row.kind === 'confirm' ? text('notice.kind.confirm') : '',
            ]
              .filter(Boolean)
              .join(' '),
    },
    {
      id: 'recipient',
      title: text('notice.recipient'),
      width: '190px',
      cell: (row) => `${row.recipient} ${row.phone}`.trim(),
    },
    { id: 'attempts', title: text('notice.attempts'), width: '52px', number: true, cell: (row) => row.attempts },
    {
      id: 'next',
      title: text('notice.next'),
      width: '130px',
      cell: (row) => (row.state === 'queued' ? dateTime(row.nextAttemptAt) : ''),
    },
    {
      id: 'answer',
      title: text('notice.answer'),
      width: 'minmax(180px, 2fr)',
      cell: (row) => answerText(row.answer),
      hint: (row) => answerText(row.answer),
    },
  ];
  return (
    <section className="pane admin-screen">
      <header className="pane-head">
        <h2>{text('notices')}</h2>
        <Button
          size="small"
          intent="primary"
          disabled={!ready}
          onClick={() => setDialog('settings')}
          data-testid="notice-settings"
        >
          {text('notice.settings')} <KeyCap name="F2" />
        </Button>
        <Button
          size="small"
          disabled={unset !== null}
          title={unset ?? undefined}
          onClick={() => setDialog('test')}
          data-testid="notice-try"
        >
          {text('notice.test')} <KeyCap name="F8" />
        </Button>
        <Button
          size="small"
          disabled={resendOff !== null}
          title={resendOff ?? undefined}
          loading={resend.isPending}
          onClick={sendAgain}
          data-testid="notice-resend"
        >
          {text('notice.resend')} <KeyCap name="F6" />
        </Button>
        {gateway.data ? (
          <ToneChip
            {...(gateway.data.enabled
              ? { tone: 'final' as const, glyph: 'done' as const, word: text('notice.on') }
              : { tone: 'draft' as const, glyph: 'refuse' as const, word: text('notice.off') })}
          />
        ) : null}
        <span className="pane-facts">{text('notice.lead')}</span>
      </header>
      <Answer of={list}>
        {(messages) =>
          messages.length === 0 ? (
            <EmptyPanel glyph="phone" title={text('notice.empty')} hint={text('notice.empty.hint')} />
          ) : (
            <Table
              label={text('notices')}
              rows={messages}
              columns={columns}
              keyOf={(row) => row.id}
              selected={chosen}
              onSelect={setChosen}
              testId="notices"
            />
          )
        }
      </Answer>
      {dialog === 'settings' && gateway.data && institutions.data ? (
        <SettingsDialog
          gateway={gateway.data}
          institutions={institutions.data}
          onClose={() => {
            setDialog(null);
            refresh();
          }}
          onDone={() => {
            setDialog(null);
            refresh();
            show({ tone: 'done', title: text('notice.saved') });
          }}
        />
      ) : null}
      {dialog === 'test' ? <TestDialog onClose={() => setDialog(null)} onSent={refresh} /> : null}
    </section>
  );
}
