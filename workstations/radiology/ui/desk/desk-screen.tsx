// The registration desk (RAD-02 to 05): who is ordered, booked and here; register, arrive, change, cancel, print the form.
import { Button, InputGroup } from '@blueprintjs/core';
import { useMemo, useRef, useState } from 'react';
import { matchesWords } from '../../../../core/kernel/text.ts';
import { isAllocated, placesFor } from '../../../../core/orders/allocation.ts';
import type { ExamDocument, ExamState } from '../../../../core/orders/exam.ts';
import { ArriveDialog } from '../../../../renderer/booking/arrive-dialog.tsx';
import { DayBoard } from '../../../../renderer/booking/day-board.tsx';
import { LabelsDialog } from '../../../../renderer/booking/labels-dialog.tsx';
import { PaperDialog } from '../../../../renderer/booking/paper-dialog.tsx';
import type { ChosenPlace } from '../../../../renderer/booking/place-choice.tsx';
import { SlotPicker } from '../../../../renderer/booking/slot-picker.tsx';
import { useBookingText } from '../../../../renderer/booking/texts.ts';
import { bookingRefusals, useBookingSettings, useSayRefusal } from '../../../../renderer/booking/use-bookings.ts';
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
import { useExams, usePutExam } from '../worklist/use-worklist.ts';
import { useFeeWords } from './fee.tsx';
import { PastDialog } from './past-dialog.tsx';
import { usePlaceText } from './place-texts.ts';
import { RegisterDialog } from './register-dialog.tsx';
import { SettleDialog } from './settle-dialog.tsx';
import { useSettleText } from './settle-texts.ts';
import { useDeskText } from './texts.ts';
import { useSettle } from './use-settle.ts';

const days = 7;
const states = ['requested', 'booked', 'registered', 'acquired', 'cancelled', 'all'] as const;
type StateFilter = (typeof states)[number];
type Dialog =
  | 'register'
  | 'edit'
  | 'cancel'
  | 'form'
  | 'paper'
  | 'labels'
  | 'slot'
  | 'finish'
  | 'settle'
  | 'place'
  | 'board'
  | 'past';

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
  const fee = useFeeWords();
  const settleText = useSettleText();
  const placeText = usePlaceText();
  const booking = useBookingText();
  const settings = useBookingSettings('radiology');
  const allocated = (exam: ExamDocument) => isAllocated(settings.data, exam);
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
        .filter((exam) => (state === 'all' ? exam.state !== 'cancelled' : exam.state === state))
        .toSorted((left, right) => timeOf(right).localeCompare(timeOf(left), 'en')),
    [found, state],
  );
  const { current, choose } = useCurrentRow(rows, idOf, dialog !== null);
  useScan(1, setWords);

  const arrive = useCommand(client.orders.arrive, {
    onDone: (after) => {
      put(after);
      setDialog(null);
      const place = [after.room, after.deviceId].filter(Boolean).join(' / ');
      const { name } = after.patient;
      show({ tone: 'done', title: place ? placeText('place.done', { name, place }) : text('arrive.done', { name }) });
    },
  });
  const cancel = useCommand(client.orders.cancel, {
    onDone: (after) => {
      put(after);
      setDialog(null);
      show({ tone: 'done', title: text('cancel.done', { name: after.patient.name }) });
    },
  });
  const places = current ? placesFor(settings.data, current) : [];
  const arriveAt = (exam: ExamDocument, place: ChosenPlace) =>
    arrive.mutate({ examId: exam.id, expectedVersion: exam.version, ...place });
  // Finished is carried out, also where no image comes into the archive.
  const confirm = useSettle(() => undefined);
  const finished = (exam: ExamDocument) => {
    if (exam.confirmed === undefined)
      confirm.mutate({ act: 'confirm', reason: '', exams: [{ examId: exam.id, expectedVersion: exam.version }] });
  };
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
  const confirmed = current?.state === 'acquired' ? text('off.confirmed') : null;
  const mayAcquire = can('radiology.acquire') ? offline : shared('right.missing');
  const mayCancel = ['radiology.register', 'radiology.acquire', 'radiology.dispatch'] as const;
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
      run: () => {
        if (!current) return;
        if (places.length > 0 && !allocated(current)) setDialog('place');
        else arriveAt(current, { room: current.room, deviceId: current.deviceId });
      },
      off: need(here),
      main: true,
    },
    {
      id: 'place',
      label: placeText('act.place'),
      keys: ['Alt+A'],
      run: () => setDialog('place'),
      off: need(
        current?.state === 'registered' || here === null ? (places.length === 0 ? booking('place.none') : null) : here,
      ),
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
      off: need(reported ?? confirmed),
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
        ? (mayAcquire ??
          (current.state === 'registered' || current.state === 'acquired' ? null : quality('finish.off')))
        : text('banner'),
      main: true,
    },
    {
      id: 'settle',
      label: settleText('act'),
      keys: ['Alt+Q'],
      run: () => setDialog('settle'),
      off: null,
      main: true,
    },
    { id: 'board', label: placeText('act.board'), keys: ['Alt+R'], run: () => setDialog('board'), main: true },
    { id: 'past', label: placeText('act.past'), keys: ['Alt+H'], run: () => setDialog('past'), main: true },
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
          word={
            row.state === 'registered' && allocated(row) ? placeText('state.allocated') : text(`state.${row.state}`)
          }
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
    { id: 'fee', title: text('column.fee'), width: '150px', cell: (row) => fee(row), hint: (row) => fee(row) },
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
              count: found.filter((exam) => (value === 'all' ? exam.state !== 'cancelled' : exam.state === value))
                .length,
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
      {dialog === 'finish' && current ? (
        <FinishDialog exam={current} onClose={close} onFinished={() => finished(current)} />
      ) : null}
      {dialog === 'place' && current ? (
        <ArriveDialog
          exam={current}
          places={places}
          busy={arrive.isPending}
          onClose={close}
          onPlace={(place) => arriveAt(current, place)}
        />
      ) : null}
      {dialog === 'board' ? <DayBoard service="radiology" onClose={close} /> : null}
      {dialog === 'past' ? <PastDialog start={current?.patient.number ?? ''} onClose={close} /> : null}
      {dialog === 'settle' ? (
        <SettleDialog
          exams={found}
          timeOf={timeOf}
          offConfirm={mayAcquire}
          offCancel={mayCancel.some((each) => can(each)) ? offline : shared('right.missing')}
          onClose={close}
        />
      ) : null}
      {dialog === 'paper' && current ? <PaperDialog exam={current} onClose={close} /> : null}
      {dialog === 'labels' ? <LabelsDialog exams={rows} timeOf={timeOf} onClose={close} /> : null}
    </div>
  );
}

function timeOf(exam: ExamDocument): string {
  return exam.acquiredAt ?? exam.registeredAt ?? exam.scheduledAt ?? exam.requestedAt;
}
