// What happens in the result grid: which row is marked, which is edited, and where a typed value goes.
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { isUnchanged, type LineView, needsReason } from './line-view.ts';
import type { RowActs } from './result-row.tsx';
import type { Entry } from './use-entry.ts';

interface GridOptions {
  views: readonly LineView[];
  selected: string | null;
  onSelect: (testCode: string) => void;
  /** False when values cannot be changed now. */
  editable: boolean;
  onRefused: () => void;
  onEnter: (entry: Entry) => void;
}

export function useGrid(options: GridOptions) {
  const newest = useRef(options);
  newest.current = options;
  const grid = useRef<HTMLTableElement>(null);
  const [editing, setEditing] = useState<string | null>(null);
  /** A value that waits for the reason of the change. */
  const [unreasoned, setUnreasoned] = useState<Entry | null>(null);
  const [versionsOf, setVersionsOf] = useState<string | null>(null);
  const focusGrid = useCallback(() => grid.current?.focus({ preventScroll: true }), []);

  useEffect(() => {
    if (options.selected)
      globalThis.document.getElementById(`result-${options.selected}`)?.scrollIntoView({ block: 'nearest' });
  }, [options.selected]);

  const open = useCallback((testCode: string) => {
    const { views, editable, onRefused, onSelect } = newest.current;
    const view = views.find((one) => one.line.testCode === testCode);
    if (!view) return;
    onSelect(testCode);
    if (view.kind === 'choose') setVersionsOf(testCode);
    else if (editable) setEditing(testCode);
    else onRefused();
  }, []);

  const end = useCallback<RowActs['end']>(
    (testCode, value, step) => {
      const { views, onEnter, onSelect } = newest.current;
      const at = views.findIndex((one) => one.line.testCode === testCode);
      const view = views[at];
      setEditing(null);
      if (!view || value === null) return focusGrid();
      const changed = !isUnchanged(view.line, value);
      if (changed && needsReason(view.line)) return setUnreasoned({ testCode, value: value.trim() });
      if (changed) onEnter({ testCode, value: value.trim() });
      const next = step === 0 ? null : nextToType(views, at, step);
      if (!next) return step === 0 ? undefined : focusGrid();
      onSelect(next.line.testCode);
      setEditing(next.line.testCode);
    },
    [focusGrid],
  );

  const acts = useMemo<RowActs>(
    () => ({ select: (testCode) => newest.current.onSelect(testCode), open, versions: setVersionsOf, end }),
    [open, end],
  );

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.altKey || event.metaKey) return;
    const { views, selected, onSelect } = options;
    const at = views.findIndex((one) => one.line.testCode === selected);
    if (event.key === 'Enter' && selected) open(selected);
    else {
      const target = views[Math.max(0, Math.min(views.length - 1, rowFor(event.key, at, views.length)))];
      if (rowFor(event.key, at, views.length) === at && !rowKeys.has(event.key)) return;
      if (target) onSelect(target.line.testCode);
    }
    event.preventDefault();
  };

  return {
    grid,
    editing,
    unreasoned,
    versionsOf,
    acts,
    onKeyDown,
    focusGrid,
    closeReason: () => setUnreasoned(null),
    closeVersions: () => setVersionsOf(null),
  };
}

const rowKeys = new Set(['ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown']);

function rowFor(key: string, at: number, rows: number): number {
  switch (key) {
    case 'ArrowUp':
      return at - 1;
    case 'ArrowDown':
      return at + 1;
    case 'PageUp':
      return at - 10;
    case 'PageDown':
      return at + 10;
    case 'Home':
      return 0;
    case 'End':
      return rows - 1;
    default:
      return at;
  }
}

/** The next row to type in: calculated values and undecided reruns are not typed in passing. */
function nextToType(views: readonly LineView[], at: number, step: -1 | 1): LineView | null {
  for (let row = at + step; row >= 0 && row < views.length; row += step) {
    const view = views[row];
    if (view && view.kind !== 'choose' && view.current?.source !== 'calculated') return view;
  }
  return null;
}
