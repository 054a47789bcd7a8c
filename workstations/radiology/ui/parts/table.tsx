// A dense table of the station: virtual 28 px rows under a fixed head, one chosen with the pointer or the arrow keys.
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useRef } from 'react';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { useShellText } from '../../../../renderer/locales/use-shell-text.ts';

const rowHeight = 28;
const overscan = 12;

export interface Column<Row> {
  id: string;
  title: string;
  /** A track of a CSS grid: `90px`, `minmax(80px, 1fr)`. */
  width: string;
  number?: boolean;
  cell: (row: Row) => ReactNode;
}

interface TableProps<Row> {
  label: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  keyOf: (row: Row) => string;
  selected: string | null;
  onSelect: (key: string) => void;
  /** A double click on the chosen row. */
  onOpen?: () => void;
  testId: string;
}

export function Table<Row>(props: TableProps<Row>) {
  const text = useShellText();
  const { rows, keyOf } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan,
  });
  const at = rows.findIndex((row) => keyOf(row) === props.selected);
  const move = (to: number) => {
    const index = Math.min(rows.length - 1, Math.max(0, to));
    const row = rows[index];
    if (!row) return;
    props.onSelect(keyOf(row));
    virtual.scrollToIndex(index, { align: 'auto' });
  };
  const page = () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? rowHeight) / rowHeight) - 1);
  useActions({ title: props.label, depth: 1 }, [
    { id: 'next', label: text('row.next'), keys: ['Down'], run: () => move(at + 1), movement: true },
    { id: 'previous', label: text('row.previous'), keys: ['Up'], run: () => move(at - 1), movement: true },
    { id: 'page-next', label: text('row.next'), keys: ['PageDown'], run: () => move(at + page()), movement: true },
    { id: 'page-back', label: text('row.previous'), keys: ['PageUp'], run: () => move(at - page()), movement: true },
  ]);
  const template = { gridTemplateColumns: props.columns.map((column) => column.width).join(' ') };
  return (
    <div className="plain-grid" role="grid" aria-label={props.label} aria-rowcount={rows.length + 1}>
      <div className="plain-head" role="row" style={template}>
        {props.columns.map((column) => (
          <span key={column.id} role="columnheader" className={column.number ? 'is-number' : undefined}>
            {column.title}
          </span>
        ))}
      </div>
      <div ref={scroller} className="plain-scroll" data-testid={props.testId}>
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            const key = keyOf(row);
            return (
              <div
                key={key}
                role="row"
                aria-rowindex={item.index + 2}
                aria-selected={key === props.selected}
                className="plain-row"
                style={{ ...template, transform: `translateY(${item.start}px)` }}
                onMouseDown={() => props.onSelect(key)}
                onDoubleClick={props.onOpen}
                data-testid={`${props.testId}-row`}
                data-key={key}
              >
                {props.columns.map((column) => (
                  <span key={column.id} role="gridcell" className={column.number ? 'is-number number' : 'ellipsis'}>
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
