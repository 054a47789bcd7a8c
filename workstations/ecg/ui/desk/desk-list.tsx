// The day at the right of the desk: who is booked, here and late, as a list or by slots; and what can be done with one of them.
import { Button, InputGroup } from '@blueprintjs/core';
import { type RefObject, useMemo, useState } from 'react';
import { ageText } from '../../../../core/kernel/age.ts';
import type { BookingSlot } from '../../../../core/orders/booking.ts';
import { addDays, resourceDay } from '../../../../core/orders/booking-slots.ts';
import { DayBar, today } from '../../../../renderer/booking/day-bar.tsx';
import { namesIn } from '../../../../renderer/booking/names-in.ts';
import { SlotGrid } from '../../../../renderer/booking/slot-grid.tsx';
import { useBookingSettings, useBookings } from '../../../../renderer/booking/use-bookings.ts';
import { clock, day as dayText } from '../../../../renderer/format/time.ts';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import type { Action } from '../../../../renderer/keys/actions.tsx';
import { Pick, Segments } from '../../../../renderer/parts/choice.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import type { GlyphName } from '../../../../renderer/parts/glyph.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { type StateTone, ToneChip } from '../../../../renderer/parts/state-chip.tsx';
import { type Column, Table } from '../../../../renderer/parts/table.tsx';
import { useSettled } from '../../../../renderer/parts/use-settled.ts';
import { useEcgTypes } from '../use-ecg-types.ts';
import { typingMs } from './patient-find.tsx';
import { type DeskRow, type DeskState, stateOf, whenOf } from './rows.ts';
import { useDeskText } from './texts.ts';

const look: Record<DeskState, { tone: StateTone; glyph: GlyphName }> = {
  requested: { tone: 'draft', glyph: 'tag' },
  booked: { tone: 'waiting', glyph: 'time' },
  overdue: { tone: 'waiting', glyph: 'warning' },
  registered: { tone: 'working', glyph: 'identity' },
  acquired: { tone: 'final', glyph: 'yes' },
  cancelled: { tone: 'withdrawn', glyph: 'refuse' },
  noShow: { tone: 'withdrawn', glyph: 'undo' },
};
const filters = ['all', 'requested', 'booked', 'registered', 'acquired', 'noShow', 'cancelled'] as const;
export type DeskFilter = (typeof filters)[number];
const isOf = (state: DeskState, filter: DeskFilter) =>
  filter === 'all' || state === filter || (filter === 'booked' && state === 'overdue');
/** A search looks this far back and ahead. */
const backDays = 30;
const aheadDays = 90;

/** What gives way on the smallest screen, px: with whole dates beside it the more. */
const least = { plain: { item: 92, room: 58, from: 56 }, dated: { item: 80, room: 40, from: 40 } } as const;

/** Days that the list shows from its day on. */
export const deskSpans = [1, 7, 30] as const;

export interface DeskView {
  day: string;
  /** One of {@link deskSpans}. */
  days: number;
  words: string;
  view: 'list' | 'slots';
}

/** The rows of the day, or of the search; the newest answer of the server. */
export function useDeskDay({ day, days, words, view }: DeskView) {
  const text = useSettled(words.trim(), typingMs);
  const span = text
    ? { from: addDays(today(), -backDays), to: addDays(today(), aheadDays), text }
    : { from: day, to: addDays(day, view === 'list' ? days - 1 : 0) };
  return { span, ...useBookings({ service: 'ecg', ...span }) };
}

interface DeskListProps {
  shown: DeskView;
  onShown: (shown: DeskView) => void;
  answer: ReturnType<typeof useDeskDay>;
  selected: string | null;
  onSelect: (examId: string) => void;
  acts: readonly Action[];
  /** About any request, whatever is chosen. */
  feeAct: Action;
  search: RefObject<HTMLInputElement | null>;
  /** The slot of the form. */
  slot: BookingSlot | null;
  onSlot: (slot: BookingSlot) => void;
}

export function DeskList(props: DeskListProps) {
  const { shown, onShown, answer } = props;
  const text = useDeskText();
  const [filter, setFilter] = useState<DeskFilter>('all');
  const [type, setType] = useState('');
  const { options, isOf: isOfType } = useEcgTypes();
  const searching = shown.words.trim() !== '';
  const count = (rows: readonly DeskRow[], now: string, value: DeskFilter) =>
    rows.filter((row) => isOf(stateOf(row, now), value)).length;
  const button = (act: Action) => (
    <Button
      key={act.id}
      size="small"
      disabled={Boolean(act.off)}
      title={act.off ?? undefined}
      onClick={act.run}
      data-testid={act.id.replace('.', '-')}
    >
      {act.label} <KeyCap name={act.keys?.[0] ?? ''} />
    </Button>
  );
  return (
    <section className="pane ecg-desk-list" aria-label={text('list')}>
      <header className="pane-head">
        <Segments
          label={text('view')}
          value={shown.view}
          onChange={(view) => onShown({ ...shown, view })}
          options={(['list', 'slots'] as const).map((view) => ({ value: view, label: text(view) }))}
          testId="desk-view"
        />
        <DayBar day={shown.day} onDay={(day) => onShown({ ...shown, day, words: '' })} />
        {shown.view === 'list' ? (
          <Pick
            label={text('span')}
            value={String(shown.days)}
            onChange={(value) => onShown({ ...shown, days: Number(value), words: '' })}
            options={deskSpans.map((days) => ({
              value: String(days),
              label: days === 1 ? text('span.day') : text('span.days', { days }),
            }))}
            testId="desk-span"
          />
        ) : null}
        <InputGroup
          size="small"
          leftIcon="search"
          inputRef={props.search}
          value={shown.words}
          onValueChange={(words) => onShown({ ...shown, words, view: 'list' })}
          placeholder={text('search')}
          aria-label={text('search')}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            onShown({ ...shown, words: '' });
            event.currentTarget.blur();
          }}
          data-testid="desk-search"
        />
        {button(props.feeAct)}
      </header>
      <Answer of={answer}>
        {({ rows: all, asOf, whole, taken }) => {
          const rows = all.filter(({ exam }) => isOfType(exam, type));
          return (
            <>
              {shown.view === 'list' ? (
                <>
                  <div className="desk-filters">
                    <Segments
                      label={text('column.state')}
                      value={filter}
                      onChange={setFilter}
                      options={filters.map((value) => ({
                        value,
                        label: text(`state.${value}`),
                        count: count(rows, asOf, value),
                      }))}
                      testId="desk-filter"
                    />
                    <Pick
                      label={text('type')}
                      value={type}
                      onChange={setType}
                      options={[{ value: '', label: text('type.all') }, ...options]}
                      testId="desk-type"
                    />
                    {searching ? (
                      <small>{text('search.span', { from: answer.span.from, to: answer.span.to })}</small>
                    ) : null}
                    {whole ? null : <small>{text('part', { count: rows.length })}</small>}
                  </div>
                  <Rows {...props} rows={rows.filter((row) => isOf(stateOf(row, asOf), filter))} now={asOf} />
                </>
              ) : (
                <Slots {...props} rows={all} taken={taken} now={asOf} />
              )}
            </>
          );
        }}
      </Answer>
      <footer className="desk-acts">{props.acts.map(button)}</footer>
    </section>
  );
}

function Rows({ rows, now, shown, selected, onSelect }: DeskListProps & { rows: readonly DeskRow[]; now: string }) {
  const text = useDeskText();
  const locale = useLocale();
  const searching = shown.words.trim() !== '';
  const dated = searching || shown.days > 1;
  const { item, room, from } = least[dated ? 'dated' : 'plain'];
  const columns = useMemo<Column<DeskRow>[]>(
    () => [
      {
        id: 'time',
        title: text('column.time'),
        width: dated ? '122px' : '52px',
        cell: (row) => `${dated ? `${dayText(whenOf(row))} ` : ''}${clock(whenOf(row))}`,
      },
      {
        id: 'state',
        title: text('column.state'),
        width: '92px',
        cell: (row) => {
          const state = stateOf(row, now);
          return <ToneChip {...look[state]} word={text(`state.${state}`)} />;
        },
      },
      {
        id: 'queue',
        title: text('column.queue'),
        width: '50px',
        number: true,
        cell: ({ exam }) => exam.queueNumber ?? '',
      },
      {
        id: 'name',
        title: text('column.name'),
        // “Emergency” stands whole beside a name, as 急诊 does.
        width: locale === 'en' ? `minmax(${dated ? 118 : 132}px, 1.2fr)` : 'minmax(96px, 1.2fr)',
        cell: ({ exam }) => (
          <>
            <b>{exam.patient.name}</b>
            {exam.priority === 'routine' ? null : <b className="desk-urgent"> {text(`priority.${exam.priority}`)}</b>}
          </>
        ),
        hint: ({ exam }) => exam.patient.name,
      },
      {
        id: 'person',
        title: text('column.person'),
        // “Female 71 y” is longer than 女 71岁.
        width: locale === 'en' ? '92px' : '76px',
        cell: ({ exam }) =>
          `${text(`sex.${exam.patient.sex}`)} ${ageText(exam.patient.birthDate, exam.requestedAt, locale === 'en' ? 'en' : 'zh')}`,
      },
      {
        id: 'item',
        title: text('column.item'),
        width: `minmax(${item}px, 1.6fr)`,
        cell: ({ exam }) => exam.procedureName,
        hint: ({ exam }) => exam.procedureName,
      },
      {
        id: 'room',
        title: text('column.room'),
        width: `minmax(${room}px, 1fr)`,
        cell: ({ exam }) => exam.room,
        hint: ({ exam }) => exam.room,
      },
      {
        id: 'from',
        title: text('column.from'),
        width: `minmax(${from}px, 1fr)`,
        cell: ({ exam }) => exam.departmentName,
        hint: ({ exam }) =>
          [exam.patientType && pickName(locale, exam.patientType), exam.departmentName, exam.visit?.bed]
            .filter(Boolean)
            .join(' '),
      },
      {
        id: 'fee',
        title: text('column.fee'),
        width: '44px',
        cell: ({ exam }) => text(`fee.${exam.fee.state}`),
      },
      {
        id: 'accession',
        title: text('column.accession'),
        width: '124px',
        cell: ({ exam }) => exam.accessionNumber,
      },
    ],
    [text, locale, now, dated, item, room, from],
  );
  if (rows.length === 0)
    return (
      <EmptyPanel
        glyph="inbox"
        title={text(searching ? 'empty.none' : 'empty')}
        hint={text(searching ? 'empty.none.hint' : 'empty.hint')}
      />
    );
  return (
    <Table
      label={text('list')}
      rows={rows}
      columns={columns}
      keyOf={({ exam }) => exam.id}
      selected={selected}
      onSelect={onSelect}
      testId="desk"
    />
  );
}

function Slots(
  props: DeskListProps & { rows: readonly DeskRow[]; taken: Parameters<typeof resourceDay>[3]; now: string },
) {
  const text = useDeskText();
  const { day } = props.shown;
  const settings = useBookingSettings('ecg');
  return (
    <Answer of={settings}>
      {(found) => {
        const rooms = found.resources.filter(({ active }) => active);
        if (rooms.length === 0)
          return <EmptyPanel glyph="time" title={text('resources')} hint={text('resources.hint')} />;
        return (
          <div className="desk-slots">
            <SlotGrid
              columns={rooms.map((resource) => resourceDay(found, resource, day, props.taken, props.now))}
              chosen={props.slot}
              onChoose={props.onSlot}
              namesIn={namesIn(props.rows)}
            />
          </div>
        );
      }}
    </Answer>
  );
}
