// Typing a result in its cell: Enter or Tab saves and goes on, Shift+Tab goes back, Esc leaves it as it was; words are offered in a list.
import { type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from 'react';
import { useResultText } from './texts.ts';

/** `value` null means left as it was. `step` is the row to go on with: 1 next, -1 former, 0 none. */
export type EditorEnd = (testCode: string, value: string | null, step: -1 | 0 | 1) => void;

interface ValueEditorProps {
  testCode: string;
  name: string;
  start: string;
  offered: readonly string[];
  end: EditorEnd;
}

export function ValueEditor({ testCode, name, start, offered, end }: ValueEditorProps) {
  const text = useResultText();
  const listId = useId();
  const [value, setValue] = useState(start);
  const [marked, setMarked] = useState(-1);
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => place(list.current), []);
  const ended = useRef(false);
  const finish: EditorEnd = (code, result, step) => {
    // Taking the field away also blurs it: only the first end counts.
    if (ended.current) return;
    ended.current = true;
    end(code, result, step);
  };
  const typed = () => offered[marked] ?? value;
  const move = (step: number) => setMarked((at) => (at + step + offered.length + 1) % (offered.length + 1));

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const up = event.key === 'ArrowUp';
    if (event.key === 'Escape') finish(testCode, null, 0);
    else if (event.key === 'Enter') finish(testCode, typed(), event.shiftKey ? -1 : 1);
    else if (event.key === 'Tab') finish(testCode, typed(), event.shiftKey ? -1 : 1);
    else if ((up || event.key === 'ArrowDown') && offered.length > 0) {
      if (marked < 0 && up) setMarked(offered.length - 1);
      else if (marked === offered.length - 1 && !up) setMarked(-1);
      else move(up ? -1 : 1);
    } else if (up || event.key === 'ArrowDown') finish(testCode, value, up ? -1 : 1);
    else return;
    event.preventDefault();
  };

  return (
    <span className="result-editor">
      <input
        autoFocus
        role="combobox"
        aria-expanded={offered.length > 0}
        aria-controls={listId}
        aria-activedescendant={marked >= 0 ? `${listId}-${marked}` : undefined}
        aria-label={text('editValue', { name })}
        autoComplete="off"
        spellCheck={false}
        maxLength={2000}
        value={typed()}
        data-testid={`result-input-${testCode}`}
        onFocus={(event) => event.currentTarget.select()}
        onChange={(event) => {
          setValue(event.currentTarget.value);
          setMarked(-1);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => {
          // Another window in front is no decision about the value.
          if (document.hasFocus()) finish(testCode, typed(), 0);
        }}
      />
      {offered.length > 0 ? (
        <div ref={list} id={listId} role="listbox" aria-label={text('commonResults')} className="result-offered">
          {offered.map((option, index) => (
            <div
              key={option}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === marked}
              tabIndex={-1}
              onMouseDown={(event) => {
                event.preventDefault();
                event.stopPropagation();
                finish(testCode, option, 1);
              }}
            >
              {option}
            </div>
          ))}
        </div>
      ) : null}
    </span>
  );
}

/** Below the cell or above it, wherever the grid has more room; never longer than that room. */
function place(list: HTMLElement | null): void {
  const cell = list?.parentElement?.getBoundingClientRect();
  const grid = list?.closest('.result-scroll')?.getBoundingClientRect();
  if (!list || !cell || !grid) return;
  const below = grid.bottom - cell.bottom;
  const above = cell.top - grid.top;
  const upward = below < list.offsetHeight && above > below;
  list.classList.toggle('result-offered-above', upward);
  list.style.maxHeight = `${Math.max(60, (upward ? above : below) - 6)}px`;
}
