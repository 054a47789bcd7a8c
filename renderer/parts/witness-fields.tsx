// The second person at the same screen: proves who they are for this one act.
import { InputGroup } from '@blueprintjs/core';
import type { Witness } from '../../core/identity/contract.ts';
import { useShellText } from '../locales/use-shell-text.ts';
import { Field } from './field.tsx';

interface WitnessFieldsProps {
  value: Witness;
  onChange: (value: Witness) => void;
  autoFocus?: boolean;
}

export const noWitness: Witness = { user: '', password: '' };

/** The witness to send, or undefined while the fields are not filled. */
export function givenWitness(value: Witness): Witness | undefined {
  return value.user.trim() && value.password ? { user: value.user.trim(), password: value.password } : undefined;
}

export function WitnessFields({ value, onChange, autoFocus }: WitnessFieldsProps) {
  const text = useShellText();
  return (
    <fieldset className="witness">
      <legend>{text('witness')}</legend>
      <Field label={text('login.user')}>
        {(id) => (
          <InputGroup
            id={id}
            value={value.user}
            autoFocus={autoFocus}
            autoComplete="off"
            onValueChange={(user) => onChange({ ...value, user })}
            data-testid="witness-user"
          />
        )}
      </Field>
      <Field label={text('login.password')}>
        {(id) => (
          <InputGroup
            id={id}
            type="password"
            value={value.password}
            autoComplete="new-password"
            onValueChange={(password) => onChange({ ...value, password })}
            data-testid="witness-password"
          />
        )}
      </Field>
    </fieldset>
  );
}
