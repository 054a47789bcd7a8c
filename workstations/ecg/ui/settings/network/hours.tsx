// When an institution reads for others: days of the week and a span, several a hospital.
import { Button, HTMLTable } from '@blueprintjs/core';
import type { ReadingHours } from '../../../../../core/orders/forwarding.ts';
import { Pick } from '../../../../../renderer/parts/choice.tsx';
import { useNetworkText } from './texts.ts';
import type { Choice } from './troubles.tsx';

interface HoursProps {
  hours: readonly ReadingHours[];
  institutions: readonly Choice[];
  onChange: (hours: ReadingHours[]) => void;
}

const week = [1, 2, 3, 4, 5, 6, 7] as const;

export function Hours({ hours, institutions, onChange }: HoursProps) {
  const text = useNetworkText();
  const change = (index: number, part: Partial<ReadingHours>) =>
    onChange(hours.map((one, at) => (at === index ? { ...one, ...part } : one)));
  const add = () => {
    const [first] = institutions;
    if (first)
      onChange([...hours, { institutionId: first.value, days: [1, 2, 3, 4, 5], from: '08:00', until: '17:30' }]);
  };
  const toggled = ({ days }: ReadingHours, day: number) => {
    const after = days.includes(day) ? days.filter((one) => one !== day) : [...days, day].sort();
    return after.length === 0 ? days : after;
  };
  return (
    <section>
      <header>
        <h3>{text('hours')}</h3>
        <Button size="small" onClick={add} data-testid="hours-add">
          {text('hours.add')}
        </Button>
      </header>
      <p className="ecg-setup-lead">{text(hours.length === 0 ? 'hours.none' : 'hours.lead')}</p>
      {hours.length === 0 ? null : (
        <HTMLTable compact className="plain-table" data-testid="reading-hours">
          <thead>
            <tr>
              <th>{text('hours.institution')}</th>
              <th>{text('hours.days')}</th>
              <th>{text('hours.from')}</th>
              <th>{text('hours.until')}</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {hours.map((one, at) => (
              <tr key={at}>
                <td>
                  <Pick
                    label={text('hours.institution')}
                    value={one.institutionId}
                    options={institutions}
                    onChange={(institutionId) => change(at, { institutionId })}
                    testId={`hours-institution-${at}`}
                  />
                </td>
                <td>
                  <span className="ecg-days" role="group" aria-label={text('hours.days')}>
                    {week.map((day) => (
                      <button
                        key={day}
                        type="button"
                        aria-pressed={one.days.includes(day)}
                        onClick={() => change(at, { days: toggled(one, day) })}
                      >
                        {text(`day.${day}`)}
                      </button>
                    ))}
                  </span>
                </td>
                {(['from', 'until'] as const).map((side) => (
                  <td key={side}>
                    <input
                      type="time"
                      className="bp6-input bp6-small"
                      aria-label={text(`hours.${side}`)}
                      value={one[side]}
                      onChange={(event) => {
                        if (/^\d{2}:\d{2}$/.test(event.currentTarget.value))
                          change(at, { [side]: event.currentTarget.value });
                      }}
                    />
                  </td>
                ))}
                <td>
                  <Button
                    size="small"
                    text={text('remove')}
                    onClick={() => onChange(hours.filter((_, index) => index !== at))}
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
