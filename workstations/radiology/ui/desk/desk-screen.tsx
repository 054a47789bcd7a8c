// The registration desk (RAD-02 to 05): who is ordered, booked and here; register, arrive, change, cancel, print the form.
import { Button, InputGroup } from '@blueprintjs/core';
import { useMemo, useRef, useState } from 'react';
import { matchesWords } from '../../../../core/kernel/text.ts';
import { isAllocated, placesFor } from '../../../../core/orders/allocation.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { ChosenPlace } from '../../../../renderer/booking/place-choice.tsx';
import { useBookingText } from '../../../../renderer/booking/texts.ts';
import { bookingRefusals, useBookingSettings, useSayRefusal } from '../../../../renderer/booking/use-bookings.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useMay } from '../../../../renderer/client/session.tsx';
import { useFeeText } from '../../../../renderer/fees/texts.ts';
import { dateTime } from '../../../../renderer/format/time.ts';
import { type Action, useActions } from '../../../../renderer/keys/actions.tsx';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { Table } from '../../../../renderer/parts/table.tsx';
import { useCurrentRow } from '../../../../renderer/parts/use-current-row.ts';
import { useScan } from '../../../../renderer/scanner/scanner.tsx';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { ExamBanner } from '../parts/exam-banner.tsx';
import { useSharedText } from '../parts/texts.ts';
import { useQualityText } from '../quality/texts.ts';
import { useExams, usePutExam } from '../worklist/use-worklist.ts';
import { timeOf, useDeskColumns } from './desk-columns.tsx';
import { type DeskActs, type DeskDialog, DeskDialogs } from './desk-dialogs.tsx';
import { usePlaceText } from './place-texts.ts';
import { useSettleText } from './settle-texts.ts';
import { useDeskText } from './texts.ts';
import { useSettle } from './use-settle.ts';

const days = 7;
const states = ['requested', 'booked', 'registered', 'acquired', 'cancelled', 'all'] as const;
type StateFilter = (typeof states)[number];
/** Acts on the day's list, their keys on their buttons; the others are on the exam that is chosen, or make one. */
const ofList: readonly string[] = ['settle', 'board', 'past', 'labels', 'fee'];

const idOf = (exam: ExamDocument) => exam.id;

export function DeskScreen() {
  const text = useDeskText();
  const shared = useSharedText();
  const settleText = useSettleText();
  const feeText = useFeeText();
  const placeText = usePlaceText();
  const booking = useBookingText();
  const settings = useBookingSettings('radiology');
  const allocated = (exam: ExamDocument) => isAllocated(settings.data, exam);
  const quality = useQualityText();
  const { client } = useApi();
  const may = useMay();
  const online = useOnline();
  const { show } = useToasts();
  const put = usePutExam();
  const exams = useExams(days, '');
  const [state, setState] = useState<StateFilter>('all');
  const [words, setWords] = useState('');
  const [dialog, setDialog] = useState<DeskDialog | null>(null);
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
  const cancelFor = (exam: ExamDocument, reason: string) =>
    cancel.mutate({ examId: exam.id, expectedVersion: exam.version, reason });
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
  const moveTo: DeskActs['move'] = (exam, slot) =>
    move.mutate({
      examId: exam.id,
      expectedVersion: exam.version,
      slot,
      reason: exam.state === 'booked' ? text('slot.reason') : '',
    });
  const offline = online ? null : shared('offline.off');
  const right = may('radiology.register', current) ? offline : shared('right.missing');
  const need = (why: string | null) => (current ? (why ?? right) : text('banner'));
  const reported = current && current.report.state !== 'none' ? text('off.reported') : null;
  const confirmed = current?.state === 'acquired' ? text('off.confirmed') : null;
  const mayAcquire = may('radiology.acquire', current) ? offline : shared('right.missing');
  const noPaper = current?.state === 'cancelled' ? text('off.cancelled') : null;
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
      off: current ? (offline ?? noPaper) : text('banner'),
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
    },
    { id: 'board', label: placeText('act.board'), keys: ['Alt+R'], run: () => setDialog('board') },
    { id: 'past', label: placeText('act.past'), keys: ['Alt+H'], run: () => setDialog('past') },
    { id: 'fee', label: feeText('open'), keys: ['Alt+Y'], run: () => setDialog('fee'), off: offline },
    {
      id: 'paper',
      label: text('act.paper'),
      keys: ['Ctrl+P'],
      run: () => setDialog('paper'),
      off: current ? (offline ?? noPaper) : text('banner'),
      main: true,
    },
    {
      id: 'labels',
      label: text('act.labels'),
      keys: ['Ctrl+Shift+P'],
      run: () => setDialog('labels'),
      off: rows.length > 0 ? right : text('empty'),
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
  const columns = useDeskColumns(allocated);
  const button = (act: Action) => (
    <Button
      key={act.id}
      size={ofList.includes(act.id) ? 'small' : 'medium'}
      intent={act.id === 'register' ? 'primary' : 'none'}
      disabled={Boolean(act.off)}
      title={act.off ?? undefined}
      onClick={act.run}
      data-testid={`desk-${act.id}`}
    >
      {act.label} <KeyCap name={act.keys?.[0] ?? ''} />
    </Button>
  );
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
          <span className="desk-list-acts">{acts.filter(({ id }) => ofList.includes(id)).map(button)}</span>
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
        <footer className="report-acts">{acts.filter(({ id }) => !ofList.includes(id)).map(button)}</footer>
      </section>
      <DeskDialogs
        dialog={dialog}
        exam={current}
        rows={rows}
        found={found}
        places={places}
        acts={{ arrive: arriveAt, cancel: cancelFor, move: moveTo, finished }}
        busy={{ arrive: arrive.isPending, cancel: cancel.isPending, move: move.isPending }}
        offConfirm={mayAcquire}
        offCancel={mayCancel.some((each) => may(each, current)) ? offline : shared('right.missing')}
        onClose={() => setDialog(null)}
        onRegistered={(exam) => {
          put(exam);
          choose(exam.id);
        }}
      />
    </div>
  );
}
