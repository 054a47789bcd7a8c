// The registered room or device of an exam (RAD-04); what is not registered stays to be seen, and can be kept.
import { InputGroup } from '@blueprintjs/core';
import { placeNamed } from '../../core/orders/allocation.ts';
import type { BookingResource } from '../../core/orders/booking.ts';
import { pickName, useLocale } from '../i18n/text.tsx';
import { Pick } from '../parts/choice.tsx';
import { Field } from '../parts/field.tsx';
import { useBookingText } from './texts.ts';

export interface ChosenPlace {
  room: string;
  deviceId: string;
}

interface PlaceChoiceProps {
  places: readonly BookingResource[];
  value: ChosenPlace;
  onChange: (place: ChosenPlace) => void;
  /** What is to be done is not chosen yet: nothing can be said of its places. */
  early?: boolean;
  testId: string;
}

const unlisted = '*';

export function PlaceChoice({ places, value, onChange, early = false, testId }: PlaceChoiceProps) {
  const text = useBookingText();
  const locale = useLocale();
  const at = placeNamed(places, value);
  const kept = at === undefined && (value.room !== '' || value.deviceId !== '');
  if (places.length === 0)
    return (
      <Field label={text('place.room')} hint={early ? undefined : text('place.none')}>
        {(id) => (
          <InputGroup
            id={id}
            maxLength={200}
            value={value.room}
            onValueChange={(room) => onChange({ ...value, room })}
            data-testid={`${testId}-room`}
          />
        )}
      </Field>
    );
  return (
    <Field label={text('place')}>
      {(id) => (
        <Pick
          id={id}
          fill
          label={text('place')}
          value={at?.id ?? (kept ? unlisted : '')}
          onChange={(chosen) => {
            const place = places.find((one) => one.id === chosen);
            if (place) onChange({ room: place.room, deviceId: place.deviceId });
            else if (chosen === '') onChange({ room: '', deviceId: '' });
          }}
          options={[
            { value: '', label: text('place.later') },
            ...(kept ? [{ value: unlisted, label: [value.room, value.deviceId].filter(Boolean).join(' / ') }] : []),
            ...places.map((each) => ({
              value: each.id,
              label: [pickName(locale, each), each.room === each.name ? '' : each.room, each.deviceId]
                .filter(Boolean)
                .join(' / '),
            })),
          ]}
          testId={`${testId}-place`}
        />
      )}
    </Field>
  );
}
