// The list of specimens: virtual, 28 px rows, sorted by its heads, moved in by the keyboard, several ticked for batch acts.
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef } from 'react';
import type { SpecimenRow } from '../../../../core/lab/model.ts';
import { useBenchText } from '../locales/use-bench-text.ts';
import { Row } from './row.tsx';
import { inUrgentLane, type SortKey } from './rows.ts';
import { useBench } from './state.tsx';

export const rowHeight = 28;
const overscan = 14;

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
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan,
  });
  useEffect(() => {
    if (scrollTo >= 0) virtual.scrollToIndex(scrollTo, { align: 'auto' });
  }, [scrollTo, virtual]);

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
  const laneEnd = rows.findIndex((row) => !inUrgentLane(row)) - 1;
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
      <div ref={scroller} className="list-scroll" data-testid="specimen-list">
        <div className="list-space" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return row ? (
              <Row
                key={row.id}
                row={row}
                index={item.index}
                top={item.start}
                selected={row.id === selectedId}
                checked={checked.has(row.id)}
                laneEnd={item.index === laneEnd}
                onSelect={onSelect}
                onCheck={onCheck}
              />
            ) : null;
          })}
        </div>
      </div>
    </div>
  );
}
