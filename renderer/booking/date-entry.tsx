// A day as it is typed here: YYYY-MM-DD whatever language the browser has, dashes put in by themselves.
import { InputGroup } from '@blueprintjs/core';
import { useEffect, useState } from 'react';
import { parseDay } from '../../core/kernel/age.ts';

/** `19600102` and `1960/1/2` as `1960-01-02`; anything else stays as it is. */
export function dayTyped(text: string): string {
  const match = /^(\d{4})(?:(\d{2})(\d{2})|[-/.年](\d{1,2})[-/.月](\d{1,2})日?)$/u.exec(text.trim());
  if (!match) return text.trim();
  const [, year, month, day, ofMonth, ofDay] = match;
  return `${year}-${(month ?? ofMonth ?? '').padStart(2, '0')}-${(day ?? ofDay ?? '').padStart(2, '0')}`;
}

interface DateEntryProps {
  id?: string;
  label?: string;
  value: string;
  /** What was typed, as a day where it is one; `whole` gives only days that exist. */
  onValue: (value: string) => void;
  whole?: boolean;
  /** No day is an answer too: with `whole` the field can be emptied. */
  optional?: boolean;
  small?: boolean;
  testId?: string;
}

export function DateEntry({
  id,
  label,
  value,
  onValue,
  whole = false,
  optional = false,
  small = false,
  testId,
}: DateEntryProps) {
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const taken = (day: string) => !whole || (optional && day === '') || parseDay(day) !== null;
  const settle = () => {
    const day = dayTyped(typed);
    if (!taken(day)) setTyped(value);
    else if (day !== value) onValue(day);
  };
  return (
    <InputGroup
      id={id}
      className="date-entry"
      aria-label={label}
      size={small ? 'small' : 'medium'}
      value={typed}
      placeholder="YYYY-MM-DD"
      maxLength={12}
      onValueChange={(text) => {
        const day = dayTyped(text);
        setTyped(day);
        if (taken(day)) onValue(day);
      }}
      onBlur={settle}
      data-testid={testId}
    />
  );
}
