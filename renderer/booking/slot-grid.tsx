// A day as rooms by slots: what is left in each, moved through with the arrow keys; a full slot is a word and a shape, not only a colour.
import { useEffect, useRef } from 'react';
import type { BookingSlot } from '../../core/orders/booking.ts';
import { leftIn, type ResourceDay, type SlotState } from '../../core/orders/booking-slots.ts';
import { clock } from '../format/time.ts';
import { marksOf } from '../i18n/marks.ts';
import { pickName, useLocale } from '../i18n/text.tsx';
import './slots.css';
import { useBookingText } from './texts.ts';

interface SlotGridProps {
  columns: readonly ResourceDay[];
  chosen: BookingSlot | null;
  onChoose: (slot: BookingSlot) => void;
  /** Enter on the slot that is chosen already, and a double click. */
  onConfirm?: () => void;
  /** Who sits in a slot, where the desk may know. */
  namesIn?: (resourceId: string, startsAt: string) => readonly string[];
  /** The grid takes the keyboard when it comes up. */
  focus?: boolean;
}

export const keyOfSlot = ({ resourceId, startsAt }: BookingSlot) => `${resourceId} ${startsAt}`;

/** Where an arrow key leads: up and down within a room, left and right to the slot of the next room at that time or the nearest after it. */
export function stepTo(columns: readonly ResourceDay[], from: BookingSlot, key: string): BookingSlot | null {
  const at = columns.findIndex(({ resource }) => resource.id === from.resourceId);
  const column = columns[at];
  if (!column) return null;
  const row = column.slots.findIndex(({ startsAt }) => startsAt === from.startsAt);
  const give = (to: ResourceDay | undefined, slot: SlotState | undefined) =>
    to && slot ? { resourceId: to.resource.id, startsAt: slot.startsAt } : null;
  if (key === 'ArrowDown') return give(column, column.slots[row + 1]);
  if (key === 'ArrowUp') return give(column, column.slots[row - 1]);
  if (key === 'Home') return give(column, column.slots[0]);
  if (key === 'End') return give(column, column.slots.at(-1));
  const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
  for (let to = at + step; step !== 0 && to >= 0 && to < columns.length; to += step) {
    const next = columns[to];
    const slot = next?.slots.find(({ startsAt }) => startsAt >= from.startsAt) ?? next?.slots.at(-1);
    if (slot) return give(next, slot);
  }
  return null;
}

export function SlotGrid({ columns, chosen, onChoose, onConfirm, namesIn, focus = false }: SlotGridProps) {
  const text = useBookingText();
  const locale = useLocale();
  const root = useRef<HTMLDivElement>(null);
  const open = columns.flatMap(({ resource, slots }) =>
    slots.filter((slot) => leftIn(slot) > 0).map(({ startsAt }) => ({ resourceId: resource.id, startsAt })),
  );
  const first = open[0] ?? null;
  const shown = columns.some(({ resource, slots }) =>
    slots.some(({ startsAt }) => resource.id === chosen?.resourceId && startsAt === chosen.startsAt),
  );
  // One slot takes the tabulator key: the chosen one, else the first that is free.
  const stop = shown && chosen ? keyOfSlot(chosen) : first ? keyOfSlot(first) : '';
  useEffect(() => {
    if (focus) root.current?.querySelector<HTMLButtonElement>('button[tabindex="0"]')?.focus();
  }, [focus]);
  const focusOn = (slot: BookingSlot) =>
    [...(root.current?.querySelectorAll<HTMLButtonElement>('button[data-slot]') ?? [])]
      .find(({ dataset }) => dataset.slot === keyOfSlot(slot))
      ?.focus();
  return (
    <div className="slot-grid" ref={root} data-testid="slot-grid">
      {columns.map(({ resource, note, closed, slots }) => (
        <section key={resource.id} aria-label={pickName(locale, resource)}>
          <header>
            <strong>{pickName(locale, resource)}</strong>
            <span>
              {closed
                ? note
                  ? text('closed.note', { note })
                  : text('closed')
                : text('summary.left', { left: slots.reduce((sum, slot) => sum + leftIn(slot), 0) })}
              {!closed && note ? ` · ${note}` : ''}
            </span>
          </header>
          <div className="slot-column">
            {slots.map((slot) => {
              const me = { resourceId: resource.id, startsAt: slot.startsAt };
              const left = leftIn(slot);
              const state = slot.outside ? 'outside' : slot.past ? 'past' : left === 0 ? 'full' : 'left';
              const names = namesIn?.(resource.id, slot.startsAt) ?? [];
              const isChosen = chosen !== null && keyOfSlot(chosen) === keyOfSlot(me);
              return (
                <button
                  key={slot.startsAt}
                  type="button"
                  className={`slot is-${state}`}
                  aria-pressed={isChosen}
                  aria-disabled={left === 0}
                  aria-label={text('slot.label', {
                    resource: pickName(locale, resource),
                    time: clock(slot.startsAt),
                    left,
                    capacity: slot.capacity,
                  })}
                  tabIndex={keyOfSlot(me) === stop ? 0 : -1}
                  title={names.join(marksOf(locale).comma) || undefined}
                  data-slot={keyOfSlot(me)}
                  data-testid="slot"
                  data-left={left}
                  onClick={() => left > 0 && onChoose(me)}
                  onDoubleClick={() => left > 0 && onConfirm?.()}
                  onKeyDown={(event) => {
                    if (event.key === 'Enter' && isChosen && onConfirm && !event.ctrlKey) {
                      event.preventDefault();
                      onConfirm();
                      return;
                    }
                    const to = stepTo(columns, me, event.key);
                    if (!to) return;
                    event.preventDefault();
                    event.stopPropagation();
                    focusOn(to);
                  }}
                >
                  <b>{clock(slot.startsAt)}</b>
                  <span className="slot-names">{names.join(' ')}</span>
                  <i>{state === 'left' ? text('left', { left }) : text(state)}</i>
                </button>
              );
            })}
          </div>
        </section>
      ))}
    </div>
  );
}
