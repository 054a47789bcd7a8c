// A table of 28 px rows, virtual, moved in by the arrow keys; the inbox and the outbox are made of it.
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, type Ref, useEffect, useRef } from 'react';

export interface Column<Item> {
  name: string;
  label: string;
  /** CSS grid track, e.g. `90px` or `minmax(120px, 1fr)`. */
  track: string;
  cell: (item: Item) => ReactNode;
  /** The whole text where a cell may be cut off. */
  title?: (item: Item) => string;
}

interface RowTableProps<Item> {
  label: string;
  testId: string;
  columns: readonly Column<Item>[];
  rows: readonly Item[];
  keyOf: (item: Item) => string;
  chosen: string | null;
  onChoose: (key: string) => void;
  /** Rows that a person must look at. */
  waits: (item: Item) => boolean;
  tableRef?: Ref<HTMLDivElement>;
}

const rowHeight = 28;
const pageRows = 12;

/** Where a key moves to from `at` in `count` rows; null for keys that do not move. */
export function movedTo(key: string, at: number, count: number, page = pageRows): number | null {
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
  const step = steps[key];
  if (count === 0) return null;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return step === undefined ? null : Math.min(count - 1, Math.max(0, at + step));
}

export function RowTable<Item>(props: RowTableProps<Item>) {
  const { columns, rows, keyOf, chosen, onChoose } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  });
  const at = rows.findIndex((row) => keyOf(row) === chosen);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
  }, [at, virtual]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const target = movedTo(event.key, at, rows.length);
    const row = target === null ? undefined : rows[target];
    if (!row) return;
    event.preventDefault();
    onChoose(keyOf(row));
  };
  const tracks = { gridTemplateColumns: columns.map((column) => column.track).join(' ') };
  return (
    <div
      ref={props.tableRef}
      className="devices-table"
      role="grid"
      aria-label={props.label}
      aria-rowcount={rows.length + 1}
      tabIndex={0}
      onKeyDown={onKeyDown}
      data-testid={props.testId}
    >
      <div className="devices-table-head" role="row" style={tracks}>
        {columns.map((column) => (
          <span key={column.name} role="columnheader">
            {column.label}
          </span>
        ))}
      </div>
      <div ref={scroller} className="devices-table-scroll">
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            const key = keyOf(row);
            return (
              <div
                key={key}
                role="row"
                tabIndex={-1}
                aria-rowindex={item.index + 2}
                aria-selected={key === chosen}
                className={props.waits(row) ? 'devices-table-row is-waiting' : 'devices-table-row'}
                style={{ ...tracks, transform: `translateY(${item.start}px)` }}
                onMouseDown={() => onChoose(key)}
              >
                {columns.map((column) => (
                  <span key={column.name} role="gridcell" className="ellipsis" title={column.title?.(row)}>
                    {column.cell(row)}
                  </span>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
