// Why a result is changed: the usual reasons as buttons, or in own words.
import { InputGroup } from '@blueprintjs/core';
import { Field } from '../../../../renderer/parts/field.tsx';
import { useResultText } from './texts.ts';

export const usualReasons = ['reason.rerun', 'reason.dilution', 'reason.typing', 'reason.instrument'] as const;

interface ReasonFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  autoFocus?: boolean;
}

export function ReasonField({ label, value, onChange, autoFocus }: ReasonFieldProps) {
  const text = useResultText();
  return (
    <Field label={label} required>
      {(id) => (
        <>
          <InputGroup
            id={id}
            autoFocus={autoFocus}
            value={value}
            maxLength={200}
            data-testid="result-reason"
            onValueChange={onChange}
          />
          <span className="result-phrases">
            {usualReasons.map((reason) => (
              <button key={reason} type="button" onClick={() => onChange(text(reason))}>
                {text(reason)}
              </button>
            ))}
          </span>
        </>
      )}
    </Field>
  );
}
