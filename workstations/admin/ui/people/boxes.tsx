// Several of a few values as boxes to tick; values that are held but no longer known stay to be seen.
import { Checkbox } from '@blueprintjs/core';
import type { NamedChoice } from './use-organisation.ts';

interface BoxesProps {
  label: string;
  choices: readonly NamedChoice[];
  values: readonly string[];
  disabled?: boolean;
  onChange: (values: string[]) => void;
  testId: string;
}

export function Boxes({ label, choices, values, disabled, onChange, testId }: BoxesProps) {
  const unknown = values.filter((value) => !choices.some((choice) => choice.value === value));
  const all = [...choices, ...unknown.map((value) => ({ value, label: value }))];
  return (
    <div className="admin-boxes" role="group" aria-label={label} data-testid={testId}>
      {all.map(({ value, label: name }) => (
        <Checkbox
          key={value}
          checked={values.includes(value)}
          label={name}
          disabled={disabled}
          onChange={(event) =>
            onChange(event.currentTarget.checked ? [...values, value] : values.filter((other) => other !== value))
          }
          data-value={value}
        />
      ))}
    </div>
  );
}
