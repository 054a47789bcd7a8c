// A small menu under a button of the strip; closes by choosing, by Esc and by a press outside.
import { type ReactNode, useEffect, useRef, useState } from 'react';

export function Menu({ label, testId, children }: { label: ReactNode; testId: string; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    if (!open) return;
    const outside = (event: PointerEvent) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false);
    };
    window.addEventListener('pointerdown', outside, true);
    return () => window.removeEventListener('pointerdown', outside, true);
  }, [open]);
  return (
    <fieldset
      className="tool-menu"
      ref={root}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.stopPropagation();
        setOpen(false);
      }}
    >
      <button
        type="button"
        className="tool tool-word"
        aria-haspopup="menu"
        aria-expanded={open}
        data-testid={testId}
        onClick={() => setOpen(!open)}
      >
        {label} ▾
      </button>
      {open ? (
        <div
          className="tool-menu-items"
          role="menu"
          tabIndex={-1}
          onClick={() => setOpen(false)}
          onKeyDown={(event) => {
            if (event.key === 'Tab') setOpen(false);
          }}
        >
          {children}
        </div>
      ) : null}
    </fieldset>
  );
}
