// The list of specimens: virtual, 28 px rows, sorted by its heads, moved in by the keyboard, several ticked for batch acts.
import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { SpecimenRow } from '../../../../core/lab/model.ts';
import { useBenchText } from '../locales/use-bench-text.ts';
import { Row } from './row.tsx';
import { rowHeight, rowWindow, scrollTopFor } from './row-window.ts';
import { inUrgentLane, type SortKey } from './rows.ts';
import { useBench } from './state.tsx';

const heads: readonly {
  key: SortKey | null;
  name: string;
  label:
    | 'sample'
    | 'name'
    | 'age'
    | 'state'
    | 'progress'
    | 'flags'
    | 'items'
    | 'department'
    | 'doctor'
    | 'barcode'
    | 'time';
}[] = [
  { key: 'sample', name: 'sample', label: 'sample' },
  { key: 'name', name: 'name', label: 'name' },
  { key: null, name: 'age', label: 'age' },
  { key: 'state', name: 'state', label: 'state' },
  { key: null, name: 'progress', label: 'progress' },
  { key: null, name: 'flags', label: 'flags' },
  { key: 'items', name: 'items', label: 'items' },
  { key: 'department', name: 'department', label: 'department' },
  { key: null, name: 'doctor', label: 'doctor' },
  { key: null, name: 'barcode', label: 'barcode' },
  { key: 'time', name: 'time', label: 'time' },
];

interface ListProps {
  rows: readonly SpecimenRow[];
  /** Asked for by the keyboard: bring the row into sight. */
  scrollTo: number;
}

export function List({ rows, scrollTo }: ListProps) {
  const text = useBenchText();
  const { filter, changeFilter, selectedId, select, checked, setChecked } = useBench();
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = scroller.current;
    const top = element && scrollTo >= 0 ? scrollTopFor(scrollTo, element.scrollTop, element.clientHeight) : null;
    if (element && top !== null) element.scrollTop = top;
  }, [scrollTo]);

  const state = useRef({ rows, selectedId, checked });
  state.current = { rows, selectedId, checked };
  const onCheck = useCallback(
    (id: string) => {
      const next = new Set(state.current.checked);
      if (!next.delete(id)) next.add(id);
      setChecked(next);
    },
    [setChecked],
  );
  const onSelect = useCallback(
    (id: string, extend: boolean) => {
      const now = state.current;
      if (extend) {
        const from = now.rows.findIndex((row) => row.id === now.selectedId);
        const to = now.rows.findIndex((row) => row.id === id);
        if (from >= 0 && to >= 0)
          setChecked(
            new Set([
              ...now.checked,
              ...now.rows.slice(Math.min(from, to), Math.max(from, to) + 1).map((row) => row.id),
            ]),
          );
      }
      select(id);
    },
    [select, setChecked],
  );
  const laneEnd = useMemo(() => rows.findIndex((row) => !inUrgentLane(row)) - 1, [rows]);
  const allChecked = rows.length > 0 && checked.size >= rows.length;
  return (
    <div
      className="list"
      role="grid"
      tabIndex={-1}
      aria-label={text('list')}
      aria-rowcount={rows.length + 1}
      aria-multiselectable
      aria-activedescendant={selectedId ? `specimen-${selectedId}` : undefined}
    >
      <div className="list-head" role="row" aria-rowindex={1}>
        <span role="columnheader" className="cell-check">
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={text('row.checkAll')}
            checked={allChecked}
            onChange={() => setChecked(allChecked ? new Set() : new Set(rows.map((row) => row.id)))}
          />
        </span>
        <span role="columnheader" className="cell-mark" aria-label={text('urgent')} />
        {heads.map((head) => {
          const { key } = head;
          const sorted = key !== null && filter.sort.key === key;
          return (
            <span
              key={head.name}
              role="columnheader"
              className={`cell-${head.name}`}
              aria-sort={sorted ? (filter.sort.descending ? 'descending' : 'ascending') : undefined}
            >
              {key === null ? (
                text(`column.${head.label}`)
              ) : (
                <button
                  type="button"
                  tabIndex={-1}
                  onClick={() =>
                    changeFilter({
                      sort: !sorted
                        ? { key, descending: false }
                        : filter.sort.descending
                          ? { key: 'lane', descending: false }
                          : { key, descending: true },
                    })
                  }
                >
                  {text(`column.${head.label}`)}
                  {sorted ? (filter.sort.descending ? ' ▾' : ' ▴') : ''}
                </button>
              )}
            </span>
          );
        })}
      </div>
      <Rows
        scroller={scroller}
        rows={rows}
        selectedId={selectedId}
        checked={checked}
        laneEnd={laneEnd}
        onSelect={onSelect}
        onCheck={onCheck}
      />
    </div>
  );
}

interface RowsProps {
  scroller: RefObject<HTMLDivElement | null>;
  rows: readonly SpecimenRow[];
  selectedId: string | null;
  checked: ReadonlySet<string>;
  laneEnd: number;
  onSelect: (id: string, extend: boolean) => void;
  onCheck: (id: string) => void;
}

/** Of its own, so that a scroll draws rows and nothing else. */
function Rows({ scroller, rows, selectedId, checked, laneEnd, onSelect, onCheck }: RowsProps) {
  const [sight, setSight] = useState({ top: 0, height: 0 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => {
      const top = Math.floor(element.scrollTop / rowHeight) * rowHeight;
      const height = element.clientHeight;
      setSight((before) => (before.top === top && before.height === height ? before : { top, height }));
    };
    // Drawn in the frame that scrolls: later the new rows would be blank for a frame.
    const onScroll = () => flushSync(look);
    const observer = new ResizeObserver(look);
    look();
    observer.observe(element);
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }, [scroller]);
  return (
    <div ref={scroller} className="list-scroll" data-testid="specimen-list">
      <div className="list-space" style={{ height: rows.length * rowHeight }}>
        {rowWindow(sight.top, sight.height, rows.length).map((index, element) => {
          const row = rows[index];
          return row ? (
            <Row
              key={element}
              row={row}
              index={index}
              top={index * rowHeight}
              selected={row.id === selectedId}
              checked={checked.has(row.id)}
              laneEnd={index === laneEnd}
              onSelect={onSelect}
              onCheck={onCheck}
            />
          ) : null;
        })}
      </div>
    </div>
  );
}
