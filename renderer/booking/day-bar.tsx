// One day back, one day on, today, and any day by its date.

import { Button } from '@blueprintjs/core';
import { hospitalDay } from '../../core/kernel/hospital-time.ts';
import { addDays, weekdayOf } from '../../core/orders/booking-slots.ts';
import { DateEntry } from './date-entry.tsx';
import { type BookingTextKey, useBookingText } from './texts.ts';

const weekdays: readonly BookingTextKey[] = [
  'weekday.1',
  'weekday.2',
  'weekday.3',
  'weekday.4',
  'weekday.5',
  'weekday.6',
  'weekday.7',
];

export function useWeekday(): (weekday: number) => string {
  const text = useBookingText();
  return (weekday) => text(weekdays[weekday - 1] ?? 'weekday.1');
}

export const today = () => hospitalDay(new Date());

export function DayBar({ day, onDay }: { day: string; onDay: (day: string) => void }) {
  const text = useBookingText();
  const weekday = useWeekday();
  return (
    <div className="slot-days" role="group" aria-label={text('day')}>
      <Button size="small" icon="chevron-left" aria-label={text('before')} onClick={() => onDay(addDays(day, -1))} />
      <DateEntry small whole label={text('day')} value={day} onValue={onDay} testId="desk-day" />
      <span className="slot-weekday">{weekday(weekdayOf(day))}</span>
      <Button size="small" icon="chevron-right" aria-label={text('after')} onClick={() => onDay(addDays(day, 1))} />
      <Button size="small" text={text('today')} disabled={day === today()} onClick={() => onDay(today())} />
    </div>
  );
}
