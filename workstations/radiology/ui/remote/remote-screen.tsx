// Remote reading (远程影像诊断, RAD-48 to 65): requests received and sent by state; accept, return with a reason, reassign, withdraw.
import { Button, InputGroup } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useRights } from '../../../../renderer/client/session.tsx';
import { shortTime } from '../../../../renderer/format/time.ts';
import { type Action, useActions } from '../../../../renderer/keys/actions.tsx';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import type { GlyphName } from '../../../../renderer/parts/glyph.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { ReasonDialog } from '../../../../renderer/parts/reason-dialog.tsx';
import { type StateTone, ToneChip } from '../../../../renderer/parts/state-chip.tsx';
import { type Column, Table } from '../../../../renderer/parts/table.tsx';
import { useGo } from '../../../../renderer/shell/route.ts';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { PriorityMark, ReportChip } from '../parts/chips.tsx';
import { ExamBanner } from '../parts/exam-banner.tsx';
import { useSharedText } from '../parts/texts.ts';
import { RequestTab } from '../report/request-tab.tsx';
import { AssignDialog } from '../worklist/assign-dialog.tsx';
import { useExams, usePutExam } from '../worklist/use-worklist.ts';
import {
  askRights,
  type Direction,
  decideRights,
  type RemoteExam,
  type RemoteStateFilter,
  remoteRows,
  remoteStates,
} from './remote-rows.ts';
import { useRemoteText } from './texts.ts';

const days = 365;

const look: Record<Exclude<RemoteStateFilter, 'all'>, { tone: StateTone; glyph: GlyphName }> = {
  uploading: { tone: 'working', glyph: 'working' },
  waiting: { tone: 'waiting', glyph: 'time' },
  accepted: { tone: 'working', glyph: 'yes' },
  returned: { tone: 'withdrawn', glyph: 'undo' },
  done: { tone: 'final', glyph: 'final' },
  withdrawn: { tone: 'withdrawn', glyph: 'close' },
};

export function useRemoteBadge() {
  const exams = useExams(days, '');
  const { own } = useOwnInstitutions();
  const { counts } = remoteRows(exams.data?.rows ?? [], own, { direction: 'received', state: 'all', text: '' });
  return { count: counts.waiting, tone: 'waiting' as const };
}

function useOwnInstitutions() {
  const { query } = useApi();
  const answer = useQuery(query.orders.institutions.queryOptions({ staleTime: 300_000 }));
  const own = useMemo(
    () => new Set((answer.data ?? []).filter((each) => each.mine).map((each) => each.id)),
    [answer.data],
  );
  return { own };
}

export function RemoteScreen() {
  const text = useRemoteText();
  const shared = useSharedText();
  const { client } = useApi();
  const can = useRights();
  const online = useOnline();
  const go = useGo();
  const { show } = useToasts();
  const put = usePutExam();
  const exams = useExams(days, '');
  const { own } = useOwnInstitutions();
  const [direction, setDirection] = useState<Direction>('received');
  const [state, setState] = useState<RemoteStateFilter>('all');
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const [dialog, setDialog] = useState<'return' | 'withdraw' | 'assign' | null>(null);
  const all = exams.data?.rows ?? [];
  const { rows, counts } = useMemo(
    () => remoteRows(exams.data?.rows ?? [], own, { direction, state, text: words }),
    [exams.data, own, direction, state, words],
  );
  const current = rows.find((each) => each.id === chosen) ?? rows[0] ?? null;
  const decide = useCommand(client.orders.decideRemote, {
    onDone: (after, input) => {
      put(after);
      setDialog(null);
      show({ tone: 'done', title: text(`${input.act}.done`, { name: after.patient.name }) });
    },
  });
  const send = (act: 'accept' | 'return' | 'withdraw' | 'resubmit', reason = '') =>
    current && decide.mutate({ examId: current.id, expectedVersion: current.version, act, reason });

  const offline = online ? null : shared('offline.off');
  const offFor = (states: readonly RemoteExam['remote']['state'][], rights: readonly Parameters<typeof can>[0][]) => {
    if (!current) return text('banner');
    if (!states.includes(current.remote.state)) return text('off.state');
    return rights.some(can) ? offline : shared('right.missing');
  };
  const open = () => current && go('case', { exam: current.id });
  const received = direction === 'received';
  const acts: Action[] = [
    {
      id: 'open',
      label: text('act.open'),
      keys: ['Enter'],
      run: open,
      off: current ? null : text('banner'),
      main: true,
    },
    ...(received
      ? [
          {
            id: 'accept',
            label: text('act.accept'),
            keys: ['F6'],
            run: () => send('accept'),
            off: offFor(['waiting'], decideRights),
            main: true,
          },
          {
            id: 'return',
            label: text('act.return'),
            keys: ['F7'],
            run: () => setDialog('return'),
            off: offFor(['waiting', 'accepted'], decideRights),
            main: true,
          },
          {
            id: 'assign',
            label: text('act.assign'),
            keys: ['F8'],
            run: () => setDialog('assign'),
            off: offFor(['waiting', 'accepted'], decideRights),
            main: true,
          },
        ]
      : [
          {
            id: 'resubmit',
            label: text('act.resubmit'),
            keys: ['F6'],
            run: () => send('resubmit'),
            off: offFor(['returned', 'withdrawn'], askRights),
            main: true,
          },
          {
            id: 'withdraw',
            label: text('act.withdraw'),
            keys: ['F7'],
            run: () => setDialog('withdraw'),
            off: offFor(['uploading', 'waiting', 'returned'], askRights),
            main: true,
          },
        ]),
  ];
  useActions({ title: text('title'), depth: 1 }, acts);

  const columns: Column<RemoteExam>[] = [
    {
      id: 'state',
      title: text('column.state'),
      width: '92px',
      cell: (row) => <ToneChip {...look[row.remote.state]} word={text(`state.${row.remote.state}`)} />,
    },
    {
      id: 'name',
      title: text('column.name'),
      width: '140px',
      cell: (row) => (
        <>
          <PriorityMark exam={row} /> <b>{row.patient.name}</b>{' '}
          {row.priorCount > 0 ? (
            <em className="seen-before" title={text('seenBefore.hint', { count: row.priorCount })}>
              {text('seenBefore')}
            </em>
          ) : null}
        </>
      ),
    },
    {
      id: 'exam',
      title: text('column.exam'),
      width: 'minmax(120px, 1fr)',
      cell: (row) => `${row.modality} ${row.procedureName}`,
    },
    {
      id: 'other',
      title: text(received ? 'column.from' : 'column.to'),
      width: 'minmax(110px, 1fr)',
      cell: (row) => (received ? row.remote.fromInstitutionName : row.remote.toInstitutionName),
    },
    { id: 'by', title: text('column.by'), width: '80px', cell: (row) => row.remote.requestedBy },
    {
      id: 'at',
      title: text('column.at'),
      width: '96px',
      number: true,
      cell: (row) => shortTime(row.remote.requestedAt, new Date()),
    },
    {
      id: 'assigned',
      title: text('column.assigned'),
      width: '80px',
      cell: (row) => row.assignedTo?.personName ?? row.report.author,
    },
  ];
  return (
    <div className="radiology">
      <ExamBanner exam={current} hint={text('banner')} />
      <div className="split split-list">
        <section className="pane">
          <header className="pane-head pane-filters">
            <Segments
              label={text('direction')}
              value={direction}
              onChange={setDirection}
              options={(['received', 'sent'] as const).map((value) => ({ value, label: text(value) }))}
              testId="remote-direction"
            />
            <Segments
              label={text('states')}
              value={state}
              onChange={setState}
              options={remoteStates.map((value) => ({ value, label: text(`state.${value}`), count: counts[value] }))}
            />
            <InputGroup
              size="small"
              value={words}
              onValueChange={setWords}
              placeholder={text('search')}
              aria-label={text('search')}
            />
          </header>
          <Answer of={exams}>
            {() =>
              rows.length === 0 ? (
                <EmptyPanel glyph="exchange" title={text('empty')} hint={text('empty.hint')} />
              ) : (
                <Table
                  label={text('title')}
                  rows={rows}
                  columns={columns}
                  keyOf={(row) => row.id}
                  selected={current?.id ?? null}
                  onSelect={setChosen}
                  onOpen={{ run: open }}
                  testId="remote"
                />
              )
            }
          </Answer>
        </section>
        <section className="pane">
          {current ? <RemoteDetail exam={current} /> : <EmptyPanel glyph="info" title={text('banner')} />}
          <footer className="report-acts">
            {acts.map((act) => (
              <Button
                key={act.id}
                intent={act.id === 'accept' || act.id === 'resubmit' ? 'primary' : 'none'}
                disabled={Boolean(act.off)}
                title={act.off ?? undefined}
                onClick={act.run}
                data-testid={`remote-${act.id}`}
              >
                {act.label} <KeyCap name={act.keys?.[0] ?? ''} />
              </Button>
            ))}
          </footer>
        </section>
      </div>
      {current && (dialog === 'return' || dialog === 'withdraw') ? (
        <ReasonDialog
          title={text(`${dialog}.title`, { name: current.patient.name })}
          lead={dialog === 'return' ? text('return.lead') : null}
          ready={
            dialog === 'return'
              ? [text('return.reason.missing'), text('return.reason.wrong'), text('return.reason.scope')]
              : [text('withdraw.reason.wrong'), text('withdraw.reason.transfer')]
          }
          confirm={text(`act.${dialog}`)}
          busy={decide.isPending}
          onClose={() => setDialog(null)}
          onConfirm={(reason) => send(dialog, reason)}
          testId="remote-reason"
        />
      ) : null}
      {current && dialog === 'assign' ? (
        <AssignDialog exam={current} exams={all} onClose={() => setDialog(null)} />
      ) : null}
    </div>
  );
}

function RemoteDetail({ exam }: { exam: RemoteExam }) {
  const text = useRemoteText();
  const { remote } = exam;
  return (
    <>
      <header className="pane-head">
        <h2>{text('detail.request')}</h2>
        <ReportChip state={exam.report.state} />
      </header>
      <div className="pane-scroll remote-detail">
        <RequestTab exam={exam} />
        {remote.preliminaryFindings || remote.preliminaryImpression ? (
          <section>
            <h3>{text('detail.preliminary')}</h3>
            <p>
              <em>{text('detail.findings')}</em> {remote.preliminaryFindings || '—'}
            </p>
            <p>
              <em>{text('detail.impression')}</em> {remote.preliminaryImpression || '—'}
            </p>
          </section>
        ) : null}
      </div>
    </>
  );
}
