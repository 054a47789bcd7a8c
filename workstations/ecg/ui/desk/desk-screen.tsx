// Booking and registration of ECG (ECG-07 to 09): the form at the left, the day at the right; everything by keyboard, refusals by the server.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { hospitalDay } from '../../../../core/kernel/hospital-time.ts';
import { addDays, takesExam } from '../../../../core/orders/booking-slots.ts';
import { itemsByType } from '../../../../core/orders/ecg-type.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { today } from '../../../../renderer/booking/day-bar.tsx';
import { LabelsDialog } from '../../../../renderer/booking/labels-dialog.tsx';
import { SlotPicker } from '../../../../renderer/booking/slot-picker.tsx';
import {
  bookingRefusals,
  useBookingSettings,
  usePutBooking,
  useSayRefusal,
} from '../../../../renderer/booking/use-bookings.ts';
import { useEntryPlaces } from '../../../../renderer/client/entry-places.ts';
import { useKept } from '../../../../renderer/client/kept.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useApi, useCommand } from '../../../../renderer/client/provider.tsx';
import { useRights } from '../../../../renderer/client/session.tsx';
import { FeeDialog } from '../../../../renderer/fees/fee-dialog.tsx';
import { useFeeText } from '../../../../renderer/fees/texts.ts';
import { dateTime } from '../../../../renderer/format/time.ts';
import { type Action, useActions } from '../../../../renderer/keys/actions.tsx';
import { useDialogAbout } from '../../../../renderer/parts/use-dialog-about.ts';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { useEcgTypes } from '../use-ecg-types.ts';
import { type Asking, RowDialogs, targetOf } from './desk-dialogs.tsx';
import { DeskFormPane } from './desk-form.tsx';
import { DeskList, type DeskView, useDeskDay } from './desk-list.tsx';
import { type DeskForm, emptyForm, examOf, formOf, missingOf, withCard, withPatient } from './form.ts';
import { type DeskRow, whenOf } from './rows.ts';
import { type DeskTextKey, useDeskText } from './texts.ts';
import { useDeskActs } from './use-desk-acts.ts';
import { useDeskScan } from './use-desk-scan.ts';
import { useRowActions } from './use-row-actions.ts';

const none: readonly DeskRow[] = [];
const idOf = ({ exam }: DeskRow) => exam.id;
const lacks: Record<ReturnType<typeof missingOf>[number], DeskTextKey> = {
  name: 'name',
  sex: 'sex',
  birthDate: 'birthDate',
  item: 'item',
  slot: 'slot',
  department: 'department',
};

export function DeskScreen() {
  const text = useDeskText();
  const feeText = useFeeText();
  const { client, query } = useApi();
  const queries = useQueryClient();
  const { show } = useToasts();
  const can = useRights();
  const online = useOnline();
  const sayRefusal = useSayRefusal();
  const put = usePutBooking();
  const [form, setForm] = useKept<DeskForm>('ecg.desk.form', emptyForm);
  const [amending, setAmending] = useKept<ExamDocument | null>('ecg.desk.amending', null);
  const [words, setWords] = useState('');
  const [note, setNote] = useState<string | null>(null);
  const [shown, setShown] = useState<DeskView>(() => ({ day: today(), days: 1, words: '', view: 'list' }));
  const [selected, setSelected] = useState<string | null>(null);
  const [picking, setPicking] = useState(false);
  const [labelling, setLabelling] = useState(false);
  const [askingFee, setAskingFee] = useState(false);
  const find = useRef<HTMLInputElement>(null);
  const search = useRef<HTMLInputElement>(null);
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => find.current?.focus(), []);
  /** Once the form shows what was just put into it. */
  const goTo = (field: 'desk-find' | 'desk-name' | 'desk-item') =>
    requestAnimationFrame(() => root.current?.querySelector<HTMLElement>(`[data-testid="${field}"]`)?.focus());
  const items = useQuery(query.orders.items.queryOptions({ input: { service: 'ecg' }, staleTime: 300_000 }));
  const settings = useBookingSettings('ecg');
  const answer = useDeskDay(shown);
  const rows = answer.data?.rows ?? none;
  const asking = useDialogAbout<Asking, DeskRow>(rows, idOf);
  const current = rows.find(({ exam }) => exam.id === selected) ?? null;
  const { types } = useEcgTypes();
  const inUse = (items.data ?? []).filter(({ active, code }) => active || code === form.itemCode);
  const known = itemsByType(inUse, types, amending?.procedureCode ?? '');
  const item = known.find(({ code }) => code === form.itemCode) ?? null;

  const change = (after: DeskForm) => {
    setForm(after);
    setNote(null);
  };
  const clear = () => {
    change(emptyForm);
    setAmending(null);
    setWords('');
    goTo('desk-find');
  };
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: query.orders.bookings.key() });
    void queries.invalidateQueries({ queryKey: query.orders.worklist.key() });
  };
  const stored = (exam: ExamDocument) => {
    put(exam);
    refresh();
    setSelected(exam.id);
    const day = hospitalDay(whenOf({ exam, booking: null }));
    const isListed = shown.view === 'list' && day >= shown.day && day < addDays(shown.day, shown.days);
    setShown({ ...shown, words: '', day: isListed ? shown.day : day });
    asking.close();
  };
  const done = (exam: ExamDocument) => {
    const { queueNumber: number, room, patient, accessionNumber: accession } = exam;
    const key: DeskTextKey = amending
      ? 'done.amended'
      : exam.state === 'booked'
        ? 'done.booked'
        : number === undefined || room === ''
          ? 'done.registered.plain'
          : 'done.registered';
    const time = `${dateTime(exam.scheduledAt)} ${room}`;
    show({ tone: 'done', title: text(key, { name: patient.name, accession, room, time, number: number ?? '' }) });
    clear();
    stored(exam);
  };
  const register = useCommand(client.orders.register, { onDone: done, onFailed: sayRefusal, handles: bookingRefusals });
  const amend = useCommand(client.orders.amendRegistration, {
    onDone: done,
    onFailed: sayRefusal,
    handles: bookingRefusals,
  });
  const acts = useDeskActs(stored);

  const places = useEntryPlaces('ecg');
  const [placeId, setPlaceId] = useKept('ecg.desk.place', '');
  const place = places.find(({ id }) => id === placeId) ?? places[0];
  const elsewhere = place && !place.own ? place.id : undefined;
  const closedTo = (may: boolean) => (may ? (online ? null : text('off.offline')) : text('off.right'));
  const closed = closedTo(can('ecg.register'));
  /** What is corrected and undone afterwards is also for who manages cases (病例管理). */
  const managed = closedTo(can('ecg.register') || can('ecg.cases'));
  // An item that is offered no more is chosen anew.
  const missing = missingOf(item ? form : { ...form, itemCode: '' }, new Date());
  const lacking = missing.map((one) => text(lacks[one])).join(text('comma'));
  const noSlot = elsewhere !== undefined && form.when === 'slot' && !amending ? text('off.slotElsewhere') : null;
  const off = (amending ? managed : closed) ?? (missing.length > 0 ? text('missing', { fields: lacking }) : noSlot);
  const busy = register.isPending || amend.isPending;
  const send = () => {
    if (off !== null || busy || !item) return;
    const exam = examOf(form, item, amending);
    if (amending) amend.mutate({ examId: amending.id, expectedVersion: amending.version, exam });
    else {
      const slot = form.when === 'slot' && form.slot ? { slot: form.slot } : {};
      register.mutate({ exam, ...slot, ...(elsewhere === undefined ? {} : { institutionId: elsewhere }) });
    }
  };

  useDeskScan({
    onPerson: (patient) => {
      setAmending(null);
      change(withPatient(form, patient));
      goTo('desk-item');
    },
    onSeveral: setWords,
    onCard: (card) => {
      setAmending(null);
      setForm(withCard(form, card));
      setNote(text('find.card'));
      goTo('desk-name');
    },
    onExam: (exam, day) => {
      setShown({ view: 'list', days: 1, words: '', day });
      setSelected(exam.id);
    },
    onUnknown: (code) => setShown({ ...shown, view: 'list', words: code }),
  });

  const exam = current?.exam ?? null;
  const rowActs = useRowActions({
    row: current,
    listed: rows.length,
    closed,
    managed,
    onArrive: (one) => acts.arrive.mutate({ ...targetOf(one), room: one.room, deviceId: one.deviceId }),
    onAmend: (one) => {
      setAmending(one);
      change(formOf(one));
      goTo('desk-name');
    },
    onAsk: (what) => asking.open(what, current),
    onLabels: () => setLabelling(true),
  });
  const feeAct: Action = {
    id: 'desk.fee',
    label: feeText('open'),
    keys: ['Alt+Y'],
    off: online ? null : text('off.offline'),
    run: () => setAskingFee(true),
  };
  const pick = () => (item ? setPicking(true) : show({ tone: 'waiting', title: text('slot.first') }));
  useActions({ title: text('form'), depth: 1 }, [
    {
      id: 'desk.register',
      label: text(form.when === 'slot' ? 'book' : 'register'),
      keys: ['F5', 'Ctrl+Enter'],
      run: send,
      off,
      main: true,
    },
    {
      id: 'desk.slot',
      label: text('slot.pick'),
      keys: ['F4'],
      off: amending ? text('slot.kept') : item ? null : text('slot.first'),
      main: true,
      run: pick,
    },
    ...rowActs,
    feeAct,
    { id: 'desk.new', label: text('new'), keys: ['Ctrl+Alt+N'], run: clear },
    { id: 'desk.find', label: text('act.find'), keys: ['F3'], run: () => find.current?.focus(), movement: true },
    {
      id: 'desk.search',
      label: text('act.search'),
      keys: ['/', 'Ctrl+F'],
      run: () => search.current?.focus(),
      movement: true,
    },
    {
      id: 'desk.view',
      label: text('act.view'),
      keys: ['Alt+V'],
      run: () => setShown({ ...shown, words: '', view: shown.view === 'list' ? 'slots' : 'list' }),
    },
    {
      id: 'desk.before',
      label: text('act.dayBefore'),
      keys: ['Alt+Left'],
      run: () => setShown({ ...shown, words: '', day: addDays(shown.day, -1) }),
      movement: true,
    },
    {
      id: 'desk.after',
      label: text('act.dayAfter'),
      keys: ['Alt+Right'],
      run: () => setShown({ ...shown, words: '', day: addDays(shown.day, 1) }),
      movement: true,
    },
  ]);
  return (
    <div className="ecg-desk" ref={root}>
      <DeskFormPane
        form={form}
        items={known}
        amending={amending}
        places={places}
        place={place}
        onPlace={setPlaceId}
        off={off}
        busy={busy}
        words={words}
        note={note}
        find={find}
        onWords={setWords}
        onForm={change}
        onPicked={() => goTo('desk-item')}
        onSlot={pick}
        onClear={clear}
        onSend={send}
      />
      <DeskList
        shown={shown}
        onShown={setShown}
        answer={answer}
        selected={selected}
        onSelect={setSelected}
        acts={rowActs}
        feeAct={feeAct}
        search={search}
        slot={form.when === 'slot' ? form.slot : null}
        onSlot={(slot) => {
          // A room that does not do the exam of the form is no place for it; the server would refuse it anyway.
          const room = settings.data?.resources.find(({ id }) => id === slot.resourceId);
          if (amending || !room) return;
          const one = item && takesExam(room, { modality: item.modality, procedureCode: item.code }) ? item : null;
          const only = known.filter((each) => takesExam(room, { modality: each.modality, procedureCode: each.code }));
          change({ ...form, when: 'slot', slot, itemCode: (one ?? only[0])?.code ?? form.itemCode });
        }}
      />
      {picking && item ? (
        <SlotPicker
          service="ecg"
          exam={{ modality: item.modality, procedureCode: item.code, procedureName: item.name }}
          name={form.name}
          slot={form.slot}
          onClose={() => setPicking(false)}
          onPick={(slot) => {
            change({ ...form, when: 'slot', slot });
            setPicking(false);
          }}
        />
      ) : null}
      <RowDialogs asking={asking} acts={acts} />
      {askingFee ? <FeeDialog requestNumber={exam?.requestNumber ?? ''} onClose={() => setAskingFee(false)} /> : null}
      {labelling ? (
        <LabelsDialog
          exams={rows.map(({ exam }) => exam)}
          timeOf={(exam) => whenOf({ exam, booking: null })}
          onClose={() => setLabelling(false)}
        />
      ) : null}
    </div>
  );
}
