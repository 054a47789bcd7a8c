// Remote reading (远程诊断, RAD-48 to 65, ECG-41 to 46): requests received and sent by state; accept, return, reassign, withdraw, submit again.
// The station says what a row and a request show, which come first, and where an exam is opened.
import { Button, InputGroup } from '@blueprintjs/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import type { Right } from '../../core/identity/rights.ts';
import type { ExamWorklist } from '../../core/orders/contract.ts';
import type { ExamService } from '../../core/orders/exam.ts';
import { canTell } from '../../core/orders/remote-told.ts';
import { DateEntry } from '../booking/date-entry.tsx';
import { useOnline } from '../client/link.ts';
import { useMay } from '../client/session.tsx';
import { type Action, useActions } from '../keys/actions.tsx';
import { Segments } from '../parts/choice.tsx';
import { KeyCap } from '../parts/field.tsx';
import { Answer, EmptyPanel } from '../parts/panels.tsx';
import { ClosedChip, PrintedChip, ToldChip } from '../parts/printed-chip.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { useCurrentRow } from '../parts/use-current-row.ts';
import { AssignDialog } from './assign-dialog.tsx';
import { ConfirmationChip } from './confirmation.tsx';
import { ForwardDialog, TakeBackDialog } from './forward-dialog.tsx';
import { ReturnDialog, WithdrawDialog } from './reason-dialogs.tsx';
import './remote.css';
import {
  actStates,
  askRights,
  canTakeBack,
  type Direction,
  decideRights,
  earlierRequests,
  firstDirection,
  type RemoteAct,
  type RemoteExam,
  type RemoteStateFilter,
  remoteRows,
  remoteStates,
} from './remote-rows.ts';
import { TellDialog } from './tell-dialog.tsx';
import { useRemoteText } from './texts.ts';
import { type PutExam, useDecideRemote, useInstitutions } from './use-remote.ts';

interface RemoteDeskProps {
  service: ExamService;
  exams: UseQueryResult<ExamWorklist>;
  put: PutExam;
  /** @param earlier requests that were made before for the same patient, by exam */
  columns: (direction: Direction, earlier: ReadonlyMap<string, number>) => readonly Column<RemoteExam>[];
  compareOpen?: (left: RemoteExam, right: RemoteExam) => number;
  /** The patient of the chosen request, above the list. */
  banner?: (exam: RemoteExam | null) => ReactNode;
  detail: (exam: RemoteExam) => ReactNode;
  openLabel: string;
  onOpen: (exam: RemoteExam) => void;
  returnReasons: readonly string[];
  emptyHint: (direction: Direction) => string;
  /** The request form, with what was sent before: a returned request is corrected in it. */
  requestForm?: (exam: RemoteExam, onClose: () => void) => ReactNode;
  /** Days of the request that are shown, and the way to choose others. */
  span?: { from: string; to: string; onSpan: (span: { from: string; to: string }) => void };
  /** Start of the names of its parts for tests. */
  testId: string;
}

type DialogName = 'return' | 'withdraw' | 'assign' | 'edit' | 'forward' | 'takeBack' | 'told';
type ActName = RemoteAct | Exclude<DialogName, 'return' | 'withdraw'>;

const idOf = (exam: RemoteExam) => exam.id;

export function RemoteDesk(props: RemoteDeskProps) {
  const { service, exams, testId, compareOpen } = props;
  const from = props.span?.from;
  const to = props.span?.to;
  const text = useRemoteText();
  const may = useMay();
  const online = useOnline();
  const { own } = useInstitutions();
  const [chosen, setDirection] = useState<Direction | null>(null);
  const [state, setState] = useState<RemoteStateFilter>('all');
  const [words, setWords] = useState('');
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const close = () => setDialog(null);
  const decide = useDecideRemote(props.put, close);
  const all = exams.data?.rows;
  const direction = chosen ?? firstDirection(all ?? [], own);
  const { rows, counts } = useMemo(() => {
    const span = from !== undefined && to !== undefined ? { from, to } : undefined;
    return remoteRows(all ?? [], own, { direction, state, text: words, ...(span ? { span } : {}) }, compareOpen);
  }, [all, own, direction, state, words, from, to, compareOpen]);
  const earlier = useMemo(() => earlierRequests(all ?? []), [all]);
  const { current, choose } = useCurrentRow(rows, idOf, dialog !== null);
  const send = (act: RemoteAct, reason = '') =>
    current && decide.mutate({ examId: current.id, expectedVersion: current.version, act, reason });
  const open = () => current && props.onOpen(current);

  const offFor = (act: ActName, rights: readonly Right[]) => {
    if (!current) return text('banner');
    if (!actStates[act].includes(current.here ?? current.remote.state)) return text('off.state');
    if (act === 'takeBack' && !canTakeBack(current.remote, own)) return text('off.state');
    if (!rights.some((right) => may(right, current))) return text('off.right');
    return online ? null : text('off.offline');
  };
  const act = (id: ActName, key: string, rights: readonly Right[]): Action => ({
    id: `remote.${id}`,
    label: text(`act.${id}`),
    keys: [key],
    off: offFor(id, rights),
    run: () => (id === 'accept' || id === 'release' || id === 'resubmit' ? send(id) : setDialog(id)),
    main: true,
  });
  const [deciders, askers] = [decideRights(service), askRights(service)];
  const acts: Action[] = [
    {
      id: 'remote.open',
      label: props.openLabel,
      keys: ['Enter'],
      run: open,
      off: current ? null : text('banner'),
      main: true,
    },
    ...(direction === 'received'
      ? [
          // Its own key: F6 pressed twice must not undo what it did.
          current?.here === 'accepted' || current?.remote.state === 'accepted'
            ? act('release', 'Shift+F6', deciders)
            : act('accept', 'F6', deciders),
          act('return', 'F7', deciders),
          act('assign', 'F8', deciders),
          act(current?.here === 'forwarded' ? 'takeBack' : 'forward', 'F9', deciders),
        ]
      : [
          act('resubmit', 'F6', askers),
          act('withdraw', 'F7', askers),
          // What is back cannot be corrected any more: the patient is told of it.
          ...(current && canTell(current)
            ? [act('told', 'F9', askers)]
            : props.requestForm
              ? [act('edit', 'F8', askers)]
              : []),
        ]),
  ];
  useActions({ title: text('title'), depth: 1 }, acts);
  const reason = current
    ? { name: current.patient.name, busy: decide.isPending, onClose: close, testId: `${testId}-reason` }
    : null;

  return (
    <div className="remote-desk">
      {props.banner?.(current)}
      <div className="remote-desk-parts">
        <section className="remote-list">
          <header>
            <Segments
              label={text('direction')}
              value={direction}
              onChange={setDirection}
              options={(['received', 'sent'] as const).map((value) => ({ value, label: text(value) }))}
              testId={`${testId}-direction`}
            />
            <Segments
              label={text('states')}
              value={state}
              onChange={setState}
              options={remoteStates.map((value) => ({ value, label: text(`state.${value}`), count: counts[value] }))}
              testId={`${testId}-states`}
            />
            <div className="remote-find">
              <InputGroup
                size="small"
                value={words}
                onValueChange={setWords}
                placeholder={text('search')}
                aria-label={text('search')}
              />
              {props.span ? (
                <span className="remote-span">
                  <DateEntry
                    small
                    whole
                    label={text('from')}
                    value={props.span.from}
                    onValue={(day) => props.span?.onSpan({ from: day, to: props.span.to })}
                    testId={`${testId}-from`}
                  />
                  –
                  <DateEntry
                    small
                    whole
                    label={text('to')}
                    value={props.span.to}
                    onValue={(day) => props.span?.onSpan({ from: props.span.from, to: day })}
                    testId={`${testId}-until`}
                  />
                </span>
              ) : null}
            </div>
          </header>
          <Answer of={exams}>
            {() =>
              rows.length === 0 ? (
                <EmptyPanel glyph="exchange" title={text('empty')} hint={props.emptyHint(direction)} />
              ) : (
                <Table
                  label={text('title')}
                  rows={rows}
                  columns={props.columns(direction, earlier)}
                  keyOf={idOf}
                  selected={current?.id ?? null}
                  onSelect={choose}
                  onOpen={{ run: open }}
                  testId={testId}
                />
              )
            }
          </Answer>
        </section>
        <section className="remote-side">
          {current ? (
            <div className="remote-detail" data-testid={`${testId}-detail`}>
              <p className="remote-printed">
                <PrintedChip exam={current} /> <ClosedChip exam={current} /> <ToldChip exam={current} />{' '}
                <ConfirmationChip exam={current} />
              </p>
              {props.detail(current)}
            </div>
          ) : (
            <EmptyPanel glyph="info" title={text('banner')} />
          )}
          <footer>
            {acts.map((one) => (
              <Button
                key={one.id}
                intent={one.id === 'remote.accept' || one.id === 'remote.resubmit' ? 'primary' : 'none'}
                disabled={Boolean(one.off)}
                title={one.off ?? undefined}
                onClick={one.run}
                data-testid={one.id.replace('.', '-')}
              >
                {one.label} <KeyCap name={one.keys?.[0] ?? ''} />
              </Button>
            ))}
          </footer>
        </section>
      </div>
      {reason && dialog === 'return' ? (
        <ReturnDialog {...reason} ready={props.returnReasons} onConfirm={(words) => send('return', words)} />
      ) : null}
      {reason && dialog === 'withdraw' ? (
        <WithdrawDialog {...reason} onConfirm={(words) => send('withdraw', words)} />
      ) : null}
      {current && dialog === 'edit' ? props.requestForm?.(current, close) : null}
      {current && dialog === 'forward' ? (
        <ForwardDialog exam={current} put={props.put} testId={testId} onClose={close} />
      ) : null}
      {current && dialog === 'told' ? (
        <TellDialog exam={current} put={props.put} testId={testId} onClose={close} />
      ) : null}
      {current && dialog === 'takeBack' ? (
        <TakeBackDialog exam={current} put={props.put} testId={testId} onClose={close} />
      ) : null}
      {current && dialog === 'assign' ? (
        <AssignDialog exam={current} exams={all ?? []} put={props.put} testId={`${testId}-assign`} onClose={close} />
      ) : null}
    </div>
  );
}

/** Requests that wait for our answer. */
export function useRemoteCount(exams: UseQueryResult<ExamWorklist>) {
  const { own } = useInstitutions();
  const { counts } = remoteRows(exams.data?.rows ?? [], own, { direction: 'received', state: 'all', text: '' });
  return { count: counts.waiting, tone: 'waiting' as const };
}
