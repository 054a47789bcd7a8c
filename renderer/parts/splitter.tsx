// The line between two panes: dragged with the pointer, moved with the arrow keys, remembered by its owner.
import { useRef } from 'react';

interface SplitterProps {
  label: string;
  direction: 'columns' | 'rows';
  value: number;
  minimum: number;
  maximum: number;
  /** True when the pane that has the size lies after the line. */
  after?: boolean;
  onChange: (value: number) => void;
}

const keyStep = 16;

export function Splitter({ label, direction, value, minimum, maximum, after, onChange }: SplitterProps) {
  const from = useRef<{ at: number; value: number } | null>(null);
  const limit = (next: number) => onChange(Math.round(Math.min(maximum, Math.max(minimum, next))));
  const sign = after ? -1 : 1;
  const positionOf = (event: React.PointerEvent) => (direction === 'columns' ? event.clientX : event.clientY);
  return (
    <div
      className={`splitter splitter-${direction}`}
      role="separator"
      aria-label={label}
      aria-orientation={direction === 'columns' ? 'vertical' : 'horizontal'}
      aria-valuenow={value}
      aria-valuemin={minimum}
      aria-valuemax={maximum}
      tabIndex={0}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { at: positionOf(event), value };
      }}
      onPointerMove={(event) => {
        if (from.current) limit(from.current.value + sign * (positionOf(event) - from.current.at));
      }}
      onPointerUp={() => {
        from.current = null;
      }}
      onKeyDown={(event) => {
        const step = { ArrowLeft: -keyStep, ArrowUp: -keyStep, ArrowRight: keyStep, ArrowDown: keyStep }[event.key];
        if (step === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        limit(value + sign * step);
      }}
    />
  );
}
