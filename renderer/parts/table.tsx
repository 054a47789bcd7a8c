// A dense table: virtual 28 px rows under a fixed head, one row chosen with the pointer or the arrow keys.
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type ReactNode, type Ref, type RefObject, useEffect, useRef } from 'react';
import { useActions } from '../keys/actions.tsx';
import { useShellText } from '../locales/use-shell-text.ts';
import { movedTo } from './moved-to.ts';
import './table.css';

const rowHeight = 28;
const overscan = 12;

export interface Column<Row> {
  id: string;
  title: string;
  /** A track of a CSS grid: `90px`, `minmax(80px, 1fr)`. */
  width: string;
  number?: boolean;
  cell: (row: Row) => ReactNode;
  /** The whole text where a cell may be cut off. */
  hint?: (row: Row) => string;
}

interface RowsProps<Row> {
  label: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  keyOf: (row: Row) => string;
  selected: string | null;
  onSelect: (key: string) => void;
  /** Rows that a person must look at. */
  waits?: (row: Row) => boolean;
  testId: string;
}

interface TableProps<Row> extends RowsProps<Row> {
  /** A double click on a row; with a label also Enter on the chosen one. */
  onOpen?: { label?: string; run: (row: Row) => void };
  /** The last rows came into sight: fetch more. */
  onEnd?: () => void;
}

function useRows<Row>({ rows, keyOf, selected, onSelect }: RowsProps<Row>) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan,
  });
  const at = rows.findIndex((row) => keyOf(row) === selected);
  const move = (to: number) => {
    const index = Math.min(rows.length - 1, Math.max(0, to));
    const row = rows[index];
    if (!row) return;
    onSelect(keyOf(row));
    virtual.scrollToIndex(index, { align: 'auto' });
  };
  const page = () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? rowHeight) / rowHeight) - 1);
  return { scroller, virtual, at, move, page };
}

/** The table of a screen: its keys work wherever the focus is. */
export function Table<Row>(props: TableProps<Row>) {
  const text = useShellText();
  const { rows, onEnd, onOpen } = props;
  const { scroller, virtual, at, move, page } = useRows(props);
  const chosen = rows[at];
  useActions({ title: props.label, depth: 1 }, [
    { id: 'next', label: text('row.next'), keys: ['Down'], run: () => move(at + 1), movement: true },
    { id: 'previous', label: text('row.previous'), keys: ['Up'], run: () => move(at - 1), movement: true },
    { id: 'page-next', label: text('row.next'), keys: ['PageDown'], run: () => move(at + page()), movement: true },
    { id: 'page-back', label: text('row.previous'), keys: ['PageUp'], run: () => move(at - page()), movement: true },
    ...(onOpen?.label
      ? [{ id: 'open', label: onOpen.label, keys: ['Enter'], main: true, run: () => chosen && onOpen.run(chosen) }]
      : []),
  ]);
  const seen = virtual.getVirtualItems().at(-1)?.index ?? -1;
  const atEnd = rows.length > 0 && seen >= rows.length - 1;
  useEffect(() => {
    if (atEnd) onEnd?.();
  }, [atEnd, onEnd]);
  return (
    <div className="table" role="grid" aria-label={props.label} aria-rowcount={rows.length + 1}>
      <Rows {...props} scroller={scroller} virtual={virtual} onOpen={onOpen?.run} />
    </div>
  );
}

/** One of several tables of a screen: its keys work while the focus is in it, and what is chosen elsewhere comes into sight. */
export function FocusTable<Row>({ tableRef, ...props }: RowsProps<Row> & { tableRef?: Ref<HTMLDivElement> }) {
  const { rows } = props;
  const { scroller, virtual, at, move, page } = useRows(props);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' });
  }, [at, virtual]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const target = movedTo(event.key, at, rows.length, page());
    if (target === null) return;
    event.preventDefault();
    move(target);
  };
  return (
    <div
      ref={tableRef}
      className="table"
      role="grid"
      aria-label={props.label}
      aria-rowcount={rows.length + 1}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <Rows {...props} scroller={scroller} virtual={virtual} />
    </div>
  );
}

interface DrawnProps<Row> extends RowsProps<Row> {
  scroller: RefObject<HTMLDivElement | null>;
  virtual: ReturnType<typeof useRows<Row>>['virtual'];
  onOpen?: ((row: Row) => void) | undefined;
}

function Rows<Row>(props: DrawnProps<Row>) {
  const { columns, rows, keyOf, virtual } = props;
  const tracks = { gridTemplateColumns: columns.map((column) => column.width).join(' ') };
  return (
    <>
      <div className="table-head" role="row" style={tracks}>
        {columns.map((column) => (
          <span key={column.id} role="columnheader" className={column.number ? 'is-number' : undefined}>
            {column.title}
          </span>
        ))}
      </div>
      <div ref={props.scroller} className="table-scroll" data-testid={props.testId}>
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
                aria-selected={key === props.selected}
                className={props.waits?.(row) ? 'table-row is-waiting' : 'table-row'}
                style={{ ...tracks, transform: `translateY(${item.start}px)` }}
                onMouseDown={() => props.onSelect(key)}
                onDoubleClick={() => props.onOpen?.(row)}
                data-testid={`${props.testId}-row`}
                data-key={key}
              >
                {columns.map((column) => (
                  <span
                    key={column.id}
                    role="gridcell"
                    className={column.number ? 'is-number number' : 'ellipsis'}
                    title={column.hint?.(row)}
                  >
                    {column.cell(row)}
                  </span>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </>
  );
}
