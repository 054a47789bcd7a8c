// The registration desk (RAD-02 to 05): who is ordered, booked and here; register, arrive, change, cancel, print the form.
import { Button, InputGroup } from '@blueprintjs/core';
import { useMemo, useRef, useState } from 'react';
import { matchesWords } from '../../../../core/kernel/text.ts';
import type { ExamDocument, ExamState } from '../../../../core/orders/exam.ts';
import { LabelsDialog } from '../../../../renderer/booking/labels-dialog.tsx';
import { PaperDialog } from '../../../../renderer/booking/paper-dialog.tsx';
import { SlotPicker } from '../../../../renderer/booking/slot-picker.tsx';
import { bookingRefusals, useSayRefusal } from '../../../../renderer/booking/use-bookings.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useRights } from '../../../../renderer/client/session.tsx';
import { dateTime, shortTime } from '../../../../renderer/format/time.ts';
import { type Action, useActions } from '../../../../renderer/keys/actions.tsx';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import type { GlyphName } from '../../../../renderer/parts/glyph.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { ReasonDialog } from '../../../../renderer/parts/reason-dialog.tsx';
import { type StateTone, ToneChip } from '../../../../renderer/parts/state-chip.tsx';
import { type Column, Table } from '../../../../renderer/parts/table.tsx';
import { useCurrentRow } from '../../../../renderer/parts/use-current-row.ts';
import { useScan } from '../../../../renderer/scanner/scanner.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { PriorityMark } from '../parts/chips.tsx';
import { ExamBanner } from '../parts/exam-banner.tsx';
import { useSharedText } from '../parts/texts.ts';
import { FinishDialog } from '../quality/finish-dialog.tsx';
import { useQualityText } from '../quality/texts.ts';
import { RequestForm } from '../worklist/request-form.tsx';
import { valuesOf } from '../worklist/rows.ts';
import { useListText } from '../worklist/texts.ts';
import { useExams, usePutExam } from '../worklist/use-worklist.ts';
import { RegisterDialog } from './register-dialog.tsx';
import { useDeskText } from './texts.ts';

const days = 7;
const states = ['requested', 'booked', 'registered', 'acquired', 'all'] as const;
type StateFilter = (typeof states)[number];
type Dialog = 'register' | 'edit' | 'cancel' | 'form' | 'paper' | 'labels' | 'slot' | 'finish';

const look: Record<ExamState, { tone: StateTone; glyph: GlyphName }> = {
  requested: { tone: 'draft', glyph: 'tag' },
  booked: { tone: 'waiting', glyph: 'time' },
  registered: { tone: 'working', glyph: 'identity' },
  acquired: { tone: 'final', glyph: 'yes' },
  cancelled: { tone: 'withdrawn', glyph: 'refuse' },
};

const idOf = (exam: ExamDocument) => exam.id;

export function DeskScreen() {
  const text = useDeskText();
  const shared = useSharedText();
  const list = useListText();
  const quality = useQualityText();
  const { client } = useApi();
  const can = useRights();
  const online = useOnline();
  const { show } = useToasts();
  const put = usePutExam();
  const exams = useExams(days, '');
  const [state, setState] = useState<StateFilter>('all');
  const [words, setWords] = useState('');
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const search = useRef<HTMLInputElement>(null);
  const found = useMemo(
    () =>
      (exams.data?.rows ?? []).filter((exam) =>
        matchesWords(words, [
          exam.patient.name,
          exam.patient.number,
          exam.accessionNumber,
          exam.requestNumber,
          exam.procedureName,
        ]),
      ),
    [exams.data, words],
  );
  const rows = useMemo(
    () =>
      found
        .filter((exam) => state === 'all' || exam.state === state)
        .toSorted((left, right) => timeOf(right).localeCompare(timeOf(left), 'en')),
    [found, state],
  );
  const { current, choose } = useCurrentRow(rows, idOf, dialog !== null);
  useScan(1, setWords);

  const arrive = useCommand(client.orders.arrive, {
    onDone: (after) => {
      put(after);
      show({ tone: 'done', title: text('arrive.done', { name: after.patient.name }) });
    },
  });
  const cancel = useCommand(client.orders.cancel, {
    onDone: (after) => {
      put(after);
      setDialog(null);
      show({ tone: 'done', title: text('cancel.done', { name: after.patient.name }) });
    },
  });
  const sayRefusal = useSayRefusal();
  const move = useCommand(client.orders.bookSlot, {
    onDone: (after) => {
      put(after);
      setDialog(null);
      show({
        tone: 'done',
        title: text('slot.done', { name: after.patient.name, time: `${dateTime(after.scheduledAt)} ${after.room}` }),
      });
    },
    onFailed: sayRefusal,
    handles: bookingRefusals,
  });
  const offline = online ? null : shared('offline.off');
  const right = can('radiology.register') ? offline : shared('right.missing');
  const need = (why: string | null) => (current ? (why ?? right) : text('banner'));
  const reported = current && current.report.state !== 'none' ? text('off.reported') : null;
  const here = current && current.state !== 'requested' && current.state !== 'booked' ? text('off.arrived') : null;
  const acts: Action[] = [
    {
      id: 'register',
      label: text('act.register'),
      keys: ['F4'],
      run: () => setDialog('register'),
      off: right,
      main: true,
    },
    {
      id: 'arrive',
      label: text('act.arrive'),
      keys: ['F6'],
      run: () =>
        current &&
        arrive.mutate({
          examId: current.id,
          expectedVersion: current.version,
          room: current.room,
          deviceId: current.deviceId,
        }),
      off: need(here),
      main: true,
    },
    {
      id: 'slot',
      label: text(current?.state === 'booked' ? 'act.move' : 'act.slot'),
      keys: ['F5'],
      run: () => setDialog('slot'),
      off: need(here),
      main: true,
    },
    {
      id: 'edit',
      label: text('act.edit'),
      keys: ['F7'],
      run: () => setDialog('edit'),
      off: need(reported),
      main: true,
    },
    {
      id: 'cancel',
      label: text('act.cancel'),
      keys: ['F8'],
      run: () => setDialog('cancel'),
      off: need(reported),
      main: true,
    },
    {
      id: 'form',
      label: text('act.form'),
      keys: ['F9'],
      run: () => setDialog('form'),
      off: current ? null : text('banner'),
      main: true,
    },
    {
      id: 'finish',
      label: quality('finish'),
      keys: ['F10'],
      run: () => setDialog('finish'),
      off: current
        ? can('radiology.acquire')
          ? (offline ?? (current.state === 'registered' || current.state === 'acquired' ? null : quality('finish.off')))
          : shared('right.missing')
        : text('banner'),
      main: true,
    },
    {
      id: 'paper',
      label: text('act.paper'),
      keys: ['Ctrl+P'],
      run: () => setDialog('paper'),
      off: current ? (offline ?? (current.state === 'cancelled' ? text('off.cancelled') : null)) : text('banner'),
      main: true,
    },
    {
      id: 'labels',
      label: text('act.labels'),
      keys: ['Ctrl+Shift+P'],
      run: () => setDialog('labels'),
      off: rows.length > 0 ? right : text('empty'),
      main: true,
    },
  ];
  useActions({ title: text('title'), depth: 1 }, [
    ...acts,
    {
      id: 'search',
      label: text('act.search'),
      keys: ['/', 'Ctrl+F'],
      run: () => search.current?.focus(),
      movement: true,
    },
  ]);
  const columns: Column<ExamDocument>[] = [
    {
      id: 'state',
      title: text('column.state'),
      width: '86px',
      cell: (row) => (
        <ToneChip
          {...look[row.state]}
          word={row.state === 'cancelled' ? shared('exam.cancelled') : text(`state.${row.state}`)}
        />
      ),
    },
    {
      id: 'name',
      title: text('column.name'),
      width: '120px',
      cell: (row) => (
        <>
          <PriorityMark exam={row} /> <b>{row.patient.name}</b>
        </>
      ),
    },
    { id: 'number', title: text('column.number'), width: '110px', cell: (row) => row.patient.number },
    {
      id: 'exam',
      title: text('column.exam'),
      width: 'minmax(140px, 1fr)',
      cell: (row) => `${row.modality} ${row.procedureName}`,
    },
    {
      id: 'room',
      title: text('column.room'),
      width: '120px',
      cell: (row) => [row.room, row.deviceId].filter(Boolean).join(' / '),
    },
    { id: 'from', title: text('column.from'), width: '110px', cell: (row) => row.departmentName },
    { id: 'fee', title: text('column.fee'), width: '60px', cell: (row) => list(`fee.${row.fee.state}`) },
    { id: 'accession', title: text('column.accession'), width: '120px', cell: (row) => row.accessionNumber },
    {
      id: 'time',
      title: text('column.time'),
      width: '90px',
      number: true,
      cell: (row) => shortTime(timeOf(row), new Date()),
    },
  ];
  const close = () => setDialog(null);
  return (
    <div className="radiology">
      <ExamBanner exam={current} hint={text('banner')} />
      <section className="pane pane-whole">
        <header className="pane-head pane-filters">
          <h2>{text('today')}</h2>
          <Segments
            label={text('column.state')}
            value={state}
            onChange={setState}
            options={states.map((value) => ({
              value,
              label: text(`state.${value}`),
              count: value === 'all' ? found.length : found.filter((exam) => exam.state === value).length,
            }))}
            testId="desk-state"
          />
          <InputGroup
            size="small"
            inputRef={search}
            value={words}
            onValueChange={setWords}
            placeholder={text('search')}
            aria-label={text('search')}
            onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
          />
        </header>
        <Answer of={exams}>
          {() =>
            rows.length === 0 ? (
              <EmptyPanel glyph="identity" title={text('empty')} hint={text('empty.hint')} />
            ) : (
              <Table
                label={text('title')}
                rows={rows}
                columns={columns}
                keyOf={idOf}
                selected={current?.id ?? null}
                onSelect={choose}
                testId="desk"
              />
            )
          }
        </Answer>
        <footer className="report-acts">
          {acts.map((act) => (
            <Button
              key={act.id}
              intent={act.id === 'register' ? 'primary' : 'none'}
              disabled={Boolean(act.off)}
              title={act.off ?? undefined}
              onClick={act.run}
              data-testid={`desk-${act.id}`}
            >
              {act.label} <KeyCap name={act.keys?.[0] ?? ''} />
            </Button>
          ))}
        </footer>
      </section>
      {dialog === 'register' || (dialog === 'edit' && current) ? (
        <RegisterDialog
          exam={dialog === 'edit' ? current : null}
          rooms={valuesOf(exams.data?.rows ?? [], (exam) => exam.room)}
          devices={valuesOf(exams.data?.rows ?? [], (exam) => exam.deviceId)}
          onClose={close}
          onDone={(exam) => {
            put(exam);
            choose(exam.id);
          }}
        />
      ) : null}
      {dialog === 'cancel' && current ? (
        <ReasonDialog
          title={text('cancel.title', { name: current.patient.name })}
          ready={[text('cancel.reason.patient'), text('cancel.reason.wrong'), text('cancel.reason.device')]}
          confirm={text('act.cancel')}
          busy={cancel.isPending}
          onClose={close}
          onConfirm={(reason) => cancel.mutate({ examId: current.id, expectedVersion: current.version, reason })}
          testId="cancel-dialog"
        />
      ) : null}
      {dialog === 'slot' && current ? (
        <SlotPicker
          service="radiology"
          exam={current}
          name={current.patient.name}
          slot={null}
          busy={move.isPending}
          onClose={close}
          onPick={(slot) =>
            move.mutate({
              examId: current.id,
              expectedVersion: current.version,
              slot,
              reason: current.state === 'booked' ? text('slot.reason') : '',
            })
          }
        />
      ) : null}
      {dialog === 'form' && current ? <RequestForm exam={current} onClose={close} /> : null}
      {dialog === 'finish' && current ? <FinishDialog exam={current} onClose={close} /> : null}
      {dialog === 'paper' && current ? <PaperDialog exam={current} onClose={close} /> : null}
      {dialog === 'labels' ? <LabelsDialog exams={rows} timeOf={timeOf} onClose={close} /> : null}
    </div>
  );
}

function timeOf(exam: ExamDocument): string {
  return exam.acquiredAt ?? exam.registeredAt ?? exam.scheduledAt ?? exam.requestedAt;
}
