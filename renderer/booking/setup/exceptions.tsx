// Days that differ: holidays, closures of a room, weekends that are worked (调休).
import { Button, HTMLTable, InputGroup } from '@blueprintjs/core';
import type { BookingException, BookingSettings } from '../../../core/orders/booking.ts';
import { pickName, useLocale } from '../../i18n/text.tsx';
import { Pick } from '../../parts/choice.tsx';
import { DateEntry } from '../date-entry.tsx';
import { today, useWeekday } from '../day-bar.tsx';
import { useBookingSetupText } from './texts.ts';

interface ExceptionsProps {
  settings: BookingSettings;
  onChange: (exceptions: BookingException[]) => void;
}

export function Exceptions({ settings, onChange }: ExceptionsProps) {
  const text = useBookingSetupText();
  const locale = useLocale();
  const weekday = useWeekday();
  const { exceptions, resources } = settings;
  const change = (index: number, part: Partial<BookingException>) =>
    onChange(exceptions.map((row, at) => (at === index ? { ...row, ...part } : row)));
  const add = () => {
    const day = today();
    onChange([...exceptions, { from: day, to: day, resourceId: '', worksAs: null, note: '' }]);
  };
  return (
    <section>
      <header>
        <h3>{text('exceptions')}</h3>
        <Button size="small" onClick={add} data-testid="booking-exception-add">
          {text('exceptions.add')}
        </Button>
      </header>
      {exceptions.length === 0 ? (
        <p>{text('exceptions.none')}</p>
      ) : (
        <HTMLTable compact className="plain-table booking-exceptions">
          <thead>
            <tr>
              <th>{text('from')}</th>
              <th>{text('to')}</th>
              <th>{text('exceptions.resource')}</th>
              <th>{text('exceptions.kind')}</th>
              <th>{text('exceptions.note')}</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {exceptions.map((row, index) => (
              // A row has no other identity than its place.
              <tr key={index}>
                {(['from', 'to'] as const).map((end) => (
                  <td key={end}>
                    <DateEntry
                      small
                      label={text(end)}
                      value={row[end]}
                      onValue={(day) =>
                        change(index, end === 'from' && row.to < day ? { from: day, to: day } : { [end]: day })
                      }
                    />
                  </td>
                ))}
                <td>
                  <Pick
                    label={text('exceptions.resource')}
                    value={row.resourceId}
                    options={[
                      { value: '', label: text('exceptions.all') },
                      ...resources.map((one) => ({ value: one.id, label: pickName(locale, one) })),
                    ]}
                    onChange={(resourceId) => change(index, { resourceId })}
                  />
                </td>
                <td>
                  <Pick
                    label={text('exceptions.kind')}
                    value={String(row.worksAs ?? '')}
                    options={[
                      { value: '', label: text('exceptions.closed') },
                      ...[1, 2, 3, 4, 5, 6, 7].map((day) => ({
                        value: String(day),
                        label: text('exceptions.as', { weekday: weekday(day) }),
                      })),
                    ]}
                    onChange={(value) => change(index, { worksAs: value === '' ? null : Number(value) })}
                  />
                </td>
                <td>
                  <InputGroup
                    size="small"
                    aria-label={text('exceptions.note')}
                    value={row.note}
                    maxLength={100}
                    onValueChange={(note) => change(index, { note })}
                  />
                </td>
                <td>
                  <Button
                    size="small"
                    text={text('remove')}
                    onClick={() => onChange(exceptions.filter((_, at) => at !== index))}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </HTMLTable>
      )}
    </section>
  );
}
