// A day and an hour as they are typed here, whatever language the browser has: YYYY-MM-DD and HH:mm.
import { InputGroup } from '@blueprintjs/core';
import { useEffect, useState } from 'react';
import { DateEntry } from './date-entry.tsx';

/** `1845`, `8.05` and `8：05` as `18:45` and `08:05`; null where that is no hour of a day. */
export function hourTyped(text: string): string | null {
  const match = /^(\d{1,2})[:：.]?(\d{2})$/u.exec(text.trim());
  const [hour, minute] = [Number(match?.[1]), Number(match?.[2])];
  if (!match || hour > 23 || minute > 59) return null;
  return `${String(hour).padStart(2, '0')}:${match[2]}`;
}

interface MomentEntryProps {
  id: string;
  label: string;
  /** `YYYY-MM-DDTHH:mm` of this place; empty where there is none. */
  value: string;
  /** Only moments that exist; empty where the day was taken out. */
  onValue: (value: string) => void;
  testId: string;
}

export function MomentEntry({ id, label, value, onValue, testId }: MomentEntryProps) {
  const [day = '', hour = ''] = value.split('T');
  const [typed, setTyped] = useState(hour);
  useEffect(() => setTyped(hour), [hour]);
  return (
    <span className="moment-entry">
      <DateEntry
        id={id}
        label={label}
        whole
        optional
        value={day}
        onValue={(next) => onValue(next && `${next}T${hour || '08:00'}`)}
        testId={testId}
      />
      <InputGroup
        aria-label={label}
        value={typed}
        placeholder="HH:mm"
        maxLength={5}
        disabled={day === ''}
        onValueChange={(text) => {
          setTyped(text);
          const next = hourTyped(text);
          // `133` may still become `1330`; what is whole counts at once, before the field is left.
          if (next && day && text.trim().length > 3) onValue(`${day}T${next}`);
        }}
        onBlur={() => {
          const next = hourTyped(typed);
          if (next && day) onValue(`${day}T${next}`);
          setTyped(next ?? hour);
        }}
        data-testid={`${testId}-hour`}
      />
    </span>
  );
}
