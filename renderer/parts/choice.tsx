// One of a few values: a row of buttons that works with the arrow keys, and a compact select.
import { HTMLSelect } from '@blueprintjs/core';
import { useLayoutEffect, useRef } from 'react';

interface Option<Value extends string> {
  value: Value;
  label: string;
  count?: number;
}

interface SegmentsProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly Option<Value>[];
  onChange: (value: Value) => void;
  testId?: string;
}

export function Segments<Value extends string>(props: SegmentsProps<Value>) {
  const box = useRef<HTMLDivElement>(null);
  const moved = useRef(false);
  // The arrows take the focus with them, once the choice is taken.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it waits for the value.
  useLayoutEffect(() => {
    if (moved.current && box.current?.contains(document.activeElement))
      box.current.querySelector<HTMLElement>('[aria-checked=true]')?.focus();
    moved.current = false;
  }, [props.value]);
  const move = (step: number) => {
    const at = props.options.findIndex((option) => option.value === props.value);
    const next = props.options[(at + step + props.options.length) % props.options.length];
    moved.current = true;
    if (next) props.onChange(next.value);
  };
  return (
    <div
      ref={box}
      className="segments"
      role="radiogroup"
      aria-label={props.label}
      data-testid={props.testId}
      onKeyDown={(event) => {
        if (event.key === 'ArrowRight') move(1);
        else if (event.key === 'ArrowLeft') move(-1);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      {props.options.map((option) => (
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={option.value === props.value}
          tabIndex={option.value === props.value ? 0 : -1}
          onClick={() => props.onChange(option.value)}
          data-value={option.value}
        >
          {option.label}
          {option.count === undefined ? null : <b>{option.count}</b>}
        </button>
      ))}
    </div>
  );
}

interface PickProps<Value extends string> {
  id?: string;
  label: string;
  value: Value;
  options: readonly Option<Value>[];
  onChange: (value: Value) => void;
  fill?: boolean;
  disabled?: boolean;
  testId?: string;
}

export function Pick<Value extends string>(props: PickProps<Value>) {
  return (
    <HTMLSelect
      id={props.id}
      aria-label={props.label}
      className="pick"
      fill={props.fill}
      disabled={props.disabled}
      value={props.value}
      data-testid={props.testId}
      onChange={(event) => {
        const found = props.options.find((option) => option.value === event.currentTarget.value);
        if (found) props.onChange(found.value);
      }}
      options={props.options.map((option) => ({
        value: option.value,
        label: option.count === undefined ? option.label : `${option.label} (${option.count})`,
      }))}
    />
  );
}
