// A labelled field of a form, and small inputs in the house's sizes.
import { type ReactNode, useId } from 'react';
import { useShownKey } from '../keys/actions.tsx';

interface FieldProps {
  label: string;
  /** Marks the field as required. */
  required?: boolean;
  hint?: string;
  error?: string | null;
  /** Gets the id for `<input id>`. */
  children: (id: string) => ReactNode;
  className?: string;
}

export function Field(props: FieldProps) {
  const id = useId();
  return (
    <div className={`field ${props.className ?? ''}`}>
      <label htmlFor={id}>
        {props.label}
        {props.required ? <i aria-hidden>*</i> : null}
      </label>
      <div className="field-input">
        {props.children(id)}
        {props.error ? <small className="field-error">{props.error}</small> : null}
        {props.hint && !props.error ? <small>{props.hint}</small> : null}
      </div>
    </div>
  );
}

/** The key of what a button does: the shipped one is named, and the person's own is shown in its place. */
export function KeyCap({ name }: { name: string }) {
  return <PlainKeyCap name={useShownKey(name)} />;
}

/** A key as it is printed on the keyboard. */
export function PlainKeyCap({ name }: { name: string }) {
  if (name === '') return null;
  return <kbd>{name.replace('Up', '↑').replace('Down', '↓').replace('Left', '←').replace('Right', '→')}</kbd>;
}

interface FactProps {
  name: string;
  children: ReactNode;
}

/** Name and value in a line of facts. */
export function Fact({ name, children }: FactProps) {
  return (
    <span className="fact">
      <em>{name}</em>
      {children}
    </span>
  );
}
