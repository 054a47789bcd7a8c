// One room or device of the booking settings: what it does, its slots, its hours by weekday.
import { Button, Checkbox, InputGroup, NumericInput, TextArea } from '@blueprintjs/core';
import type { BookingHours, BookingResource } from '../../../core/orders/booking.ts';
import type { ExamItem } from '../../../core/orders/exam-items.ts';
import { pickName, useLocale } from '../../i18n/text.tsx';
import { Pick } from '../../parts/choice.tsx';
import { Field } from '../../parts/field.tsx';
import { useWeekday } from '../day-bar.tsx';
import { itemsAt, withModality } from './modality.ts';
import { type BookingSetupTextKey, useBookingSetupText } from './texts.ts';

const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;

interface ResourceFormProps {
  resource: BookingResource;
  /** Of the service, also those that cannot be ordered any more. */
  items: readonly ExamItem[];
  /** Of the service; with one alone there is nothing to choose. */
  modalities: readonly string[];
  onChange: (resource: BookingResource) => void;
  onRemove: () => void;
}

export function ResourceForm({ resource, items, modalities, onChange, onRemove }: ResourceFormProps) {
  const text = useBookingSetupText();
  const locale = useLocale();
  const weekday = useWeekday();
  const set = (part: Partial<BookingResource>) => onChange({ ...resource, ...part });
  const word = (label: BookingSetupTextKey, name: 'name' | 'nameEn' | 'room') => (
    <Field label={text(label)} required={name === 'name'}>
      {(id) => (
        <InputGroup
          id={id}
          value={resource[name]}
          maxLength={100}
          onValueChange={(value) => set({ [name]: value })}
          data-testid={`booking-${name}`}
        />
      )}
    </Field>
  );
  const number = (
    label: BookingSetupTextKey,
    name: 'slotMinutes' | 'capacity',
    [low, high]: readonly [number, number],
    unit = '',
  ) => (
    <Field label={text(label)}>
      {(id) => (
        <span className="booking-number">
          <NumericInput
            id={id}
            min={low}
            max={high}
            clampValueOnBlur
            buttonPosition="none"
            value={resource[name]}
            onValueChange={(value) => {
              if (Number.isInteger(value) && value >= low && value <= high) set({ [name]: value });
            }}
            data-testid={`booking-${name}`}
          />
          {unit}
        </span>
      )}
    </Field>
  );
  const hours = (index: number, part: Partial<BookingHours>) =>
    set({ hours: resource.hours.map((row, at) => (at === index ? { ...row, ...part } : row)) });
  return (
    <div className="booking-resource">
      <div className="booking-resource-facts">
        {word('name', 'name')}
        {word('nameEn', 'nameEn')}
        {word('room', 'room')}
        {modalities.length > 1 ? (
          <Field label={text('modality')}>
            {(id) => (
              <Pick
                id={id}
                label={text('modality')}
                value={resource.modality}
                options={[
                  { value: '', label: text('modality.all') },
                  ...modalities.map((value) => ({ value, label: value })),
                ]}
                onChange={(modality) => set(withModality(resource, modality, items))}
                testId="booking-modality"
              />
            )}
          </Field>
        ) : null}
        {number('slot', 'slotMinutes', [5, 480], text('minutes'))}
        {number('capacity', 'capacity', [1, 50])}
        <Field label={text('active')}>
          {(id) => (
            <Checkbox
              id={id}
              checked={resource.active}
              aria-label={text('active')}
              onChange={(event) => set({ active: event.currentTarget.checked })}
            />
          )}
        </Field>
      </div>
      <Field label={text('items')} hint={resource.itemCodes.length === 0 ? text('items.all') : undefined}>
        {() => (
          <div className="booking-items">
            {itemsAt(resource, items).map((item) => (
              <Checkbox
                key={item.code}
                label={pickName(locale, item)}
                checked={resource.itemCodes.includes(item.code)}
                onChange={(event) =>
                  set({
                    itemCodes: event.currentTarget.checked
                      ? [...resource.itemCodes, item.code]
                      : resource.itemCodes.filter((code) => code !== item.code),
                  })
                }
              />
            ))}
          </div>
        )}
      </Field>
      <Field label={text('hours')} hint={resource.hours.length === 0 ? text('hours.none') : undefined}>
        {() => (
          <div className="booking-hours">
            {resource.hours.map((row, index) => (
              // A row has no other identity than its place.
              <div key={index}>
                {weekdays.map((one) => (
                  <Checkbox
                    key={one}
                    label={weekday(one)}
                    checked={row.weekdays.includes(one)}
                    onChange={(event) =>
                      hours(index, {
                        weekdays: event.currentTarget.checked
                          ? [...row.weekdays, one].toSorted()
                          : row.weekdays.filter((each) => each !== one),
                      })
                    }
                  />
                ))}
                {(['from', 'to'] as const).map((end) => (
                  <InputGroup
                    key={end}
                    size="small"
                    aria-label={text(end)}
                    placeholder="HH:mm"
                    value={row[end]}
                    maxLength={5}
                    onValueChange={(value) => hours(index, { [end]: value })}
                  />
                ))}
                <Button
                  size="small"
                  icon="cross"
                  variant="minimal"
                  aria-label={text('remove')}
                  onClick={() => set({ hours: resource.hours.filter((_, at) => at !== index) })}
                />
              </div>
            ))}
            <Button
              size="small"
              onClick={() =>
                set({ hours: [...resource.hours, { weekdays: [1, 2, 3, 4, 5], from: '08:00', to: '12:00' }] })
              }
            >
              {text('hours.add')}
            </Button>
          </div>
        )}
      </Field>
      <Field label={text('notice')} hint={text('notice.hint')}>
        {(id) => (
          <TextArea
            id={id}
            fill
            rows={2}
            maxLength={500}
            value={resource.notice}
            onChange={(event) => set({ notice: event.currentTarget.value })}
          />
        )}
      </Field>
      <div>
        <Button size="small" onClick={onRemove}>
          {text('resource.remove')}
        </Button>
      </div>
    </div>
  );
}
