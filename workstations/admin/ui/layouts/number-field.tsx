// A figure within bounds: what is out of them is shown as wrong and not taken.
import { InputGroup } from '@blueprintjs/core';
import { useEffect, useState } from 'react';
import { useAdminText } from '../locales/use-admin-text.ts';

interface NumberFieldProps {
  id?: string;
  label?: string;
  value: number;
  least: number;
  most: number;
  /** Also says how many decimals are taken. */
  by: number;
  unit?: string;
  disabled?: boolean;
  onChange: (value: number) => void;
  testId?: string;
}

export function NumberField({ value, least, most, by, unit, onChange, ...rest }: NumberFieldProps) {
  const text = useAdminText();
  const [typed, setTyped] = useState(String(value));
  const read = (words: string): number | null => {
    const figure = Number(words);
    if (words.trim() === '' || !Number.isFinite(figure)) return null;
    const stepped = Math.round(Math.round(figure / by) * by * 1000) / 1000;
    return stepped < least || stepped > most ? null : stepped;
  };
  const isWrong = read(typed) === null;
  // An undone step or another block: the field shows that one.
  useEffect(() => setTyped((before) => (Number(before) === value ? before : String(value))), [value]);
  return (
    <span className="layout-number">
      <InputGroup
        id={rest.id}
        aria-label={rest.label}
        type="number"
        min={least}
        max={most}
        step={by}
        disabled={rest.disabled}
        intent={isWrong ? 'warning' : 'none'}
        value={typed}
        onValueChange={(words) => {
          setTyped(words);
          const figure = read(words);
          if (figure !== null && figure !== value) onChange(figure);
        }}
        onBlur={() => setTyped(String(value))}
        data-testid={rest.testId}
      />
      {unit ? <small>{unit}</small> : null}
      {isWrong ? <small className="field-error">{text('layout.bounds', { least, most })}</small> : null}
    </span>
  );
}
